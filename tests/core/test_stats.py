"""Statistics of a session: which questions moved up and down."""

from __future__ import annotations

from fakes import DAY, PLAN
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.stats import moved


def test_a_question_that_moved_is_counted_once() -> None:
    up = (Card("a", 3, DAY), Card("a", 7, DAY))
    back = (Card("b", 7, DAY), Card("b", 0, DAY))
    and_up_again = (Card("b", 0, DAY), Card("b", 3, DAY))
    new_missed = (Card("c"), Card("c", 0, DAY))
    new_known = (Card("d"), Card("d", 3, DAY))
    assert moved([up, back, and_up_again, new_missed, new_known], PLAN.checkpoints) == (2, 1)
