"""Readiness: predicted recall over questions, and the questions worth practising in the time there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import item
from mlprep_cli.core.readiness import Choice, Predicted, chance_of_new, picked, readiness
from mlprep_cli.core.stats import Tally


@given(asked=st.integers(0, 500), recalled=st.integers(0, 500))
def test_the_chance_of_a_new_question_is_never_certain(asked: int, recalled: int) -> None:
    assert 0 < chance_of_new(min(recalled, asked), asked) < 1


@given(
    gains=st.lists(st.tuples(st.floats(-0.5, 1), st.floats(1, 2000)), max_size=30),
    seconds=st.floats(0, 4000),
)
def test_picked_questions_add_recall_and_fit_the_time(gains: list[tuple[float, float]], seconds: float) -> None:
    choices = [Choice(item(f"q{number}"), took, gain) for number, (gain, took) in enumerate(gains)]
    names = {item.question_id for item in picked(choices, seconds)}
    chosen = [choice for choice in choices if choice.item.question_id in names]
    assert all(choice.gain > 0 for choice in chosen)
    times = [choice.seconds for choice in chosen]
    assert len(chosen) <= 1 or sum(times) <= seconds + max(times)
    assert bool(names) == any(choice.gain > 0 for choice in choices)


def test_readiness_of_nothing_is_undefined() -> None:
    result = readiness("none", [], Tally())
    assert (result.recall, result.recall_seen) == (None, None)


def test_readiness_counts_unseen_questions_too() -> None:
    rows = [Predicted("a", "screening", "t", (), True, 0.9), Predicted("b", "screening", "t", (), False, 0.3)]
    result = readiness("t", rows, Tally())
    assert (result.seen, result.recall_seen) == (1, 0.9)
    assert result.recall == pytest.approx(0.6)
