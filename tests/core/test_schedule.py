"""The schedule: the table of the contract row by row, its properties, and its fit into the days before an interview."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN, review
from mlprep_cli.core.days import FIRST_DAY, LAST_DAY
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Review
from mlprep_cli.core.schedule import FINAL_WEEK, CheckpointPlan, fitted, replay

STRONG, LEAN, NO_HIRE = Grade.STRONG, Grade.LEAN, Grade.NO_HIRE
GRADES = st.sampled_from(Grade)
LOGS = st.lists(st.tuples(GRADES, st.integers(0, 40)), max_size=25)


def after(log: list[tuple[Grade, int]]) -> Card:
    """Return the card after grades, each some days after the previous one."""
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
def test_a_due_card_moves_as_the_table_says(
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
def test_a_late_review_delays_later_reviews_and_never_shortens_them(card: Card, grade: Grade, late: int) -> None:
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
def test_a_reviewed_card_has_a_checkpoint_of_the_plan_and_a_due_day(log: list[tuple[Grade, int]]) -> None:
    card = after(log)
    assert (card.checkpoint is None) == (card.due is None) == (not log)
    assert card.checkpoint is None or card.checkpoint in PLAN.checkpoints


@given(st.lists(st.tuples(GRADES, st.integers(-3, 20)), max_size=25))
def test_study_days_that_go_back_with_a_traveller_are_replayed(log: list[tuple[Grade, int]]) -> None:
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


def test_a_doubling_gap_never_leaves_the_calendar() -> None:
    card = Card("one", "mastered", DAY, 14)
    for _ in range(40):
        assert card.due is not None
        card = PLAN.schedule(card, review(STRONG, card.due))
    assert card.due == LAST_DAY


@given(
    days=st.lists(st.dates(FIRST_DAY, LAST_DAY) | st.sampled_from((FIRST_DAY, LAST_DAY)), max_size=12),
    grades=st.lists(GRADES, min_size=12, max_size=12),
    interview=st.none() | st.dates(FIRST_DAY, LAST_DAY) | st.sampled_from((FIRST_DAY, LAST_DAY)),
    dated=st.dates(FIRST_DAY, LAST_DAY),
)
def test_whatever_the_days_a_card_is_due_on_a_day_of_the_calendar(
    days: list[date], grades: list[Grade], interview: date | None, dated: date
) -> None:
    plan = replace(PLAN, interview=interview, dated=dated)
    card = replay(plan, "one", [review(grade, day) for grade, day in zip(grades, days, strict=False)])
    assert card.due is None or FIRST_DAY <= card.due <= LAST_DAY
    assert card.interval >= 0
    assert len(plan.timeline(dated)) <= len(PLAN.days)


# --- with an interview ---

names = st.text(alphabet="abcdefgh-", min_size=1, max_size=12)


def before(days: int, **changes: object) -> CheckpointPlan:
    """Return the plan of an interview `days` days after DAY, known since DAY."""
    return replace(PLAN, interview=DAY + timedelta(days=days), dated=DAY, **changes)  # type: ignore[arg-type]  # names are checked


def offsets(plan: CheckpointPlan) -> dict[int, int]:
    return {checkpoint: (day - DAY).days for checkpoint, day in plan.timeline(DAY)}


def climbed(plan: CheckpointPlan, name: str, start: date = DAY) -> list[tuple[Checkpoint | None, date]]:
    """Return the checkpoints and due days of a question that is always strong on its day, until it is mastered."""
    card, day, steps = Card(name), start, []
    while card.checkpoint != "mastered":
        card = plan.schedule(card, review(Grade.STRONG, day, question_id=name))
        assert card.due is not None
        steps.append((card.checkpoint, card.due))
        day = card.due
    return steps


@given(offsets=st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True).map(sorted), room=st.integers(1, 70))
def test_fitted_days_are_kept_in_order_and_end_on_the_last_day(offsets: list[int], room: int) -> None:
    pairs = fitted(offsets, room)
    days = [day for _, day in pairs]
    assert days == sorted(set(days))
    assert days[0] >= 1
    assert days[-1] == room
    assert [offset for offset, _ in pairs] == offsets[-len(pairs) :]
    assert len(pairs) == min(room, len(offsets))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (60, {0: 0, 3: 3, 7: 7, 14: 14, 21: 21}),
        (21, {0: 0, 3: 3, 7: 7, 14: 14, 21: 21}),
        (20, {0: 0, 3: 3, 7: 7, 14: 13, 21: 19}),
        (11, {0: 0, 3: 1, 7: 3, 14: 6, 21: 10}),
        (5, {0: 0, 3: 1, 7: 2, 14: 3, 21: 4}),
        (3, {0: 0, 14: 1, 21: 2}),
        (2, {0: 0, 21: 1}),
        (1, {0: 0}),
        (0, {0: 0}),
    ],
)
def test_the_checkpoint_days_by_the_days_left(days: int, expected: dict[int, int]) -> None:
    assert offsets(before(days)) == expected


@given(days=st.integers(0, 20))
def test_a_near_date_shrinks_the_days_in_proportion(days: int) -> None:
    days_by_checkpoint = offsets(before(days))
    places = list(days_by_checkpoint.values())
    assert places[0] == 0
    assert places == sorted(set(places))
    assert places[-1] <= max(0, days - 1)
    if len(days_by_checkpoint) == len(PLAN.days):
        assert all(abs(place - checkpoint * (days - 1) / 21) < 1 for checkpoint, place in days_by_checkpoint.items())


@given(days=st.integers(21, 400))
def test_a_distant_interview_changes_no_checkpoint(days: int) -> None:
    assert offsets(before(days)) == {day: day for day in PLAN.days}


@given(days=st.integers(2, 40), late=st.integers(0, 39), name=names)
def test_a_question_started_on_any_day_passes_its_checkpoints_before_the_interview(
    days: int, late: int, name: str
) -> None:
    plan, start = before(days), DAY + timedelta(days=late)
    if late >= days - 1 or days - late >= 21:
        return
    asked = [start, *(due for _, due in climbed(plan, name, start))][:-1]
    assert asked == sorted(set(asked))
    assert plan.interview is not None
    assert asked[-1] < plan.interview


@given(name=names, days=st.integers(23, 90), start=st.integers(0, 60))
def test_mastered_questions_are_asked_once_more_in_the_final_week(name: str, days: int, start: int) -> None:
    plan = before(days)
    assert plan.interview is not None
    first_of_week = plan.interview - timedelta(days=FINAL_WEEK)
    day = DAY + timedelta(days=start)
    mastered = plan.schedule(Card(name, 21, day, 7), review(Grade.STRONG, day, question_id=name))
    seen = [day]
    card = mastered
    while card.due is not None and card.due < plan.interview:
        seen.append(card.due)
        card = plan.schedule(card, review(Grade.STRONG, card.due, question_id=name))
    if day < plan.interview:
        assert sum(first_of_week <= day < plan.interview for day in seen) == 1


def test_final_reviews_are_spread_over_the_week_and_not_piled_on_the_eve() -> None:
    plan = before(40)
    day = DAY + timedelta(days=27)
    dues = Counter(
        plan.schedule(Card(f"q{number}", 21, day, 7), review(Grade.STRONG, day, question_id=f"q{number}")).due
        for number in range(700)
    )
    assert len(dues) == FINAL_WEEK
    assert max(dues.values()) < 1.3 * 700 / FINAL_WEEK


def test_a_date_set_within_the_final_week_spreads_reviews_over_the_days_left() -> None:
    plan = replace(before(3), dated=DAY)
    long_ago = DAY - timedelta(days=10)
    dues = {
        plan.schedule(Card(f"q{number}", 21, long_ago, 7), review(Grade.STRONG, long_ago, question_id=f"q{number}")).due
        for number in range(100)
    }
    assert dues == {DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)}


@given(
    steps=st.lists(st.tuples(st.sampled_from(list(Grade)), st.integers(0, 9)), max_size=12),
    days=st.integers(0, 40),
    name=names,
)
def test_without_a_future_interview_a_plan_changes_nothing(
    steps: list[tuple[Grade, int]], days: int, name: str
) -> None:
    log: list[Review] = []
    day = DAY + timedelta(days=days)
    for grade, wait in steps:
        day += timedelta(days=wait)
        log.append(review(grade, day, question_id=name))
    over = before(days)
    assert replay(over, name, log) == replay(PLAN, name, log)


@given(steps=st.lists(st.tuples(st.sampled_from(list(Grade)), st.integers(0, 6)), max_size=12), days=st.integers(1, 30))
def test_a_better_grade_is_never_due_sooner_with_a_date_either(steps: list[tuple[Grade, int]], days: int) -> None:
    plan, card, day = before(days), Card("one"), DAY
    for grade, wait in steps:
        day += timedelta(days=wait)
        dues = [plan.schedule(card, review(grade, day)).due for grade in (Grade.NO_HIRE, Grade.LEAN)]
        assert dues[0] is not None
        assert dues[1] is not None
        assert dues[0] <= dues[1]
        card = plan.schedule(card, review(grade, day))


def test_a_fresh_start_counts_only_later_reviews() -> None:
    old, new = review(Grade.NO_HIRE, DAY), review(Grade.STRONG, DAY + timedelta(days=5))
    fresh = replace(PLAN, since=new.reviewed_at)
    assert replay(fresh, "one", [old, new]) == replay(PLAN, "one", [new])
    assert replay(fresh, "one", [old]) == Card("one")


def test_lean_at_day_21_before_an_interview_repeats_the_gap_that_fits_and_not_the_usual_one() -> None:
    card = Card("one", 21, DAY, 2)
    for days in (3, 4, 5):
        plan = before(days)
        again = plan.schedule(card, review(LEAN, DAY))
        assert again.checkpoint == 21
        assert again.due is not None
        assert plan.interview is not None
        assert DAY < again.due < plan.interview
        assert again.interval == plan.following(14, DAY, card)[1] < PLAN.gap(21)
    assert PLAN.schedule(card, review(LEAN, DAY)).interval == PLAN.gap(21) == 7


def test_last_checkpoints_are_not_piled_on_the_eve_of_an_interview() -> None:
    lasts = Counter(
        next(due for checkpoint, due in climbed(before(15), f"q{number}") if checkpoint == 21) for number in range(280)
    )
    assert len(lasts) >= 3
    assert max(lasts.values()) < 280 / 2
    assert max(lasts) == DAY + timedelta(days=14)
