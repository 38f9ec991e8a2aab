"""The schedule: the contract's table line by line, and what follows from it as properties."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN, review
from mlprep_cli.core.reviews import Card, Checkpoint, Grade
from mlprep_cli.core.schedule import CheckpointPlan, replay

STRONG, LEAN, NO_HIRE = Grade.STRONG, Grade.LEAN, Grade.NO_HIRE
GRADES = st.sampled_from(Grade)
LOGS = st.lists(st.tuples(GRADES, st.integers(0, 40)), max_size=25)


def after(log: list[tuple[Grade, int]]) -> Card:
    """Return the card after grades, each so many days after the one before."""
    card, day = Card("one"), DAY
    for grade, later in log:
        day += timedelta(days=later)
        card = PLAN.schedule(card, review(grade, day))
    return card


CARDS = LOGS.map(after)


def card_at(checkpoint: Checkpoint | None, interval: int = 0) -> Card:
    return Card("one", checkpoint, None if checkpoint is None else DAY, interval, lapses=1, reviews=5)


@pytest.mark.parametrize(
    ("checkpoint", "interval", "grade", "following", "days"),
    [
        (None, 0, STRONG, 3, 3),
        (None, 0, LEAN, 3, 3),
        (None, 0, NO_HIRE, 0, 0),
        (0, 0, STRONG, 3, 3),
        (0, 0, LEAN, 3, 3),
        (0, 0, NO_HIRE, 0, 0),
        (3, 3, STRONG, 7, 4),
        (3, 3, LEAN, 3, 3),
        (3, 3, NO_HIRE, 0, 0),
        (7, 4, STRONG, 14, 7),
        (7, 4, LEAN, 7, 4),
        (7, 4, NO_HIRE, 0, 0),
        (14, 7, STRONG, 21, 7),
        (14, 7, LEAN, 14, 7),
        (14, 7, NO_HIRE, 0, 0),
        (21, 7, STRONG, "mastered", 14),
        (21, 7, LEAN, 21, 7),
        (21, 7, NO_HIRE, 0, 0),
        ("mastered", 14, STRONG, "mastered", 28),
        ("mastered", 28, STRONG, "mastered", 56),
        ("mastered", 56, LEAN, 21, 7),
        ("mastered", 14, NO_HIRE, 0, 0),
    ],
)
def test_a_card_that_is_due_moves_as_the_table_says(
    checkpoint: Checkpoint | None, interval: int, grade: Grade, following: Checkpoint, days: int
) -> None:
    card = PLAN.schedule(card_at(checkpoint, interval), review(grade))
    assert (card.checkpoint, card.due) == (following, DAY + timedelta(days=days))


@pytest.mark.parametrize("checkpoint", [3, 7, 14, 21, "mastered"])
def test_a_no_hire_past_day_0_is_one_lapse(checkpoint: Checkpoint) -> None:
    assert PLAN.schedule(card_at(checkpoint, 7), review(NO_HIRE)).lapses == 2


@pytest.mark.parametrize("checkpoint", [None, 0])
def test_a_no_hire_at_day_0_is_no_lapse(checkpoint: Checkpoint | None) -> None:
    assert PLAN.schedule(card_at(checkpoint), review(NO_HIRE)).lapses == 1


@given(CARDS, st.sampled_from([STRONG, LEAN]), st.integers(1, 30))
def test_an_early_strong_or_lean_changes_nothing(card: Card, grade: Grade, early: int) -> None:
    if card.due is None or card.checkpoint == 0:
        return
    asked = PLAN.schedule(card, review(grade, card.due - timedelta(days=early)))
    assert (asked.checkpoint, asked.due, asked.interval, asked.lapses) == (
        card.checkpoint,
        card.due,
        card.interval,
        card.lapses,
    )


@given(CARDS, st.integers(1, 30))
def test_an_early_no_hire_starts_over(card: Card, early: int) -> None:
    if card.due is None or card.checkpoint == 0:
        return
    day = card.due - timedelta(days=early)
    asked = PLAN.schedule(card, review(NO_HIRE, day))
    assert (asked.checkpoint, asked.due, asked.lapses) == (0, day, card.lapses + 1)


@given(CARDS, st.integers(0, 60))
def test_a_better_grade_is_never_due_sooner(card: Card, late: int) -> None:
    day = (card.due or DAY) + timedelta(days=late)
    dues = [PLAN.schedule(card, review(grade, day)).due for grade in (NO_HIRE, LEAN, STRONG)]
    assert all(worse is not None and better is not None and worse <= better for worse, better in pairwise(dues))


@given(CARDS, GRADES, st.integers(0, 90))
def test_a_late_review_shifts_the_rest_and_never_squeezes_it(card: Card, grade: Grade, late: int) -> None:
    if card.due is None:
        return
    in_time = PLAN.schedule(card, review(grade, card.due))
    belated = PLAN.schedule(card, review(grade, card.due + timedelta(days=late)))
    assert belated.due is not None
    assert in_time.due is not None
    assert (belated.checkpoint, belated.interval, belated.due - in_time.due) == (
        in_time.checkpoint,
        in_time.interval,
        timedelta(days=late),
    )


@given(CARDS, st.integers(-10, 60))
def test_a_no_hire_is_due_again_the_same_study_day(card: Card, away: int) -> None:
    day = (card.due or DAY) + timedelta(days=away)
    asked = PLAN.schedule(card, review(NO_HIRE, day))
    assert (asked.checkpoint, asked.due) == (0, day)
    assert asked.is_due(day)


@given(LOGS)
def test_cramming_never_pushes_a_card_further(log: list[tuple[Grade, int]]) -> None:
    card = after(log)
    if card.due is None or card.checkpoint == 0:
        return
    eve = card.due - timedelta(days=1)
    crammed = card
    for grade in (STRONG, LEAN, STRONG):
        crammed = PLAN.schedule(crammed, review(grade, eve))
    assert crammed.due == card.due


@given(LOGS)
def test_a_card_is_the_replay_of_its_reviews(log: list[tuple[Grade, int]]) -> None:
    day, reviews = DAY, []
    for grade, later in log:
        day += timedelta(days=later)
        reviews.append(review(grade, day))
    assert replay(PLAN, "one", reviews) == after(log)
    assert replay(PLAN, "one", reviews).reviews == len(log)


@given(LOGS)
def test_a_card_always_stands_at_a_checkpoint_of_the_plan_and_has_a_day(log: list[tuple[Grade, int]]) -> None:
    card = after(log)
    assert (card.checkpoint is None) == (card.due is None) == (not log)
    assert card.checkpoint is None or card.checkpoint in PLAN.checkpoints


@given(st.lists(st.tuples(GRADES, st.integers(-3, 20)), max_size=25))
def test_days_that_go_backwards_with_a_traveller_are_replayed_without_a_fuss(log: list[tuple[Grade, int]]) -> None:
    card = after(log)
    assert card.reviews == len(log)


def test_the_days_of_the_plan_are_data() -> None:
    plan = CheckpointPlan(days=(0, 1, 2), mastered_gap=5)
    card = Card("one")
    seen = []
    for _ in range(4):
        card = plan.schedule(card, review(STRONG, card.due or DAY))
        seen.append((card.checkpoint, card.interval))
    assert seen == [(1, 1), (2, 1), ("mastered", 5), ("mastered", 10)]


def test_a_gap_that_doubles_for_ever_stays_inside_the_calendar() -> None:
    card = Card("one", "mastered", DAY, 14)
    for _ in range(40):
        assert card.due is not None
        card = PLAN.schedule(card, review(STRONG, card.due))
    assert card.due == date.max
