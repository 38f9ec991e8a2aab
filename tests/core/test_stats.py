"""Statistics of a session: which questions moved up and down, and how grades compare with ticks."""

from __future__ import annotations

from fakes import DAY, PLAN
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.core.stats import SelfGrading, moved, self_grading


def test_a_question_that_moved_is_counted_once() -> None:
    up = (Card("a", 3, DAY), Card("a", 7, DAY))
    back = (Card("b", 7, DAY), Card("b", 0, DAY))
    and_up_again = (Card("b", 0, DAY), Card("b", 3, DAY))
    new_missed = (Card("c"), Card("c", 0, DAY))
    new_known = (Card("d"), Card("d", 3, DAY))
    assert moved([up, back, and_up_again, new_missed, new_known], PLAN.checkpoints) == (2, 1)


def test_a_grade_is_above_or_below_what_the_ticks_suggested() -> None:
    strong, lean, failed = Grade.STRONG, Grade.LEAN, Grade.NO_HIRE
    pairs = [(strong, lean), (lean, failed), (lean, lean), (failed, strong), (strong, strong)]
    assert self_grading(pairs) == SelfGrading(ticked=5, above=2, below=1)
