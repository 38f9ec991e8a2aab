"""The memory of a question: the formulas of FSRS-6, study days, and the fold of a log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.memory import (
    KNOWN_BEFORE,
    PATIENCE,
    WEIGHTS,
    Learned,
    Memory,
    Studied,
    bin_of,
    learned,
    odds_of,
    recall,
    reviewed,
)
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally

DAY = date(2026, 3, 2)
RATINGS = {Grade.NO_HIRE: Rating.Again, Grade.LEAN: Rating.Hard, Grade.STRONG: Rating.Good}
PACKAGE = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
GRADES = st.sampled_from(Grade)
LATER = st.lists(st.tuples(GRADES, st.integers(1, 400)), max_size=30)


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


def folded(reviews: list[Studied]) -> Learned:
    state = None
    for review in reviews:
        state = learned(state, review)
    assert state is not None
    return state


def test_the_weights_are_those_of_the_package() -> None:
    assert WEIGHTS == DEFAULT_PARAMETERS


@given(stability=st.floats(0.01, 300), difficulty=st.floats(1, 10), later=LATER, ahead=st.integers(0, 400))
def test_every_step_after_the_first_is_that_of_the_package(
    stability: float, difficulty: float, later: list[tuple[Grade, int]], ahead: int
) -> None:
    ours, day = Memory(stability, difficulty, DAY), DAY
    theirs = PACKAGE.review_card(Card(card_id=0), Rating.Good, at(DAY))[0]
    theirs.stability, theirs.difficulty = stability, difficulty
    for grade, gap in later:
        day += timedelta(days=gap)
        ours = reviewed(ours, grade, day)
        theirs, _ = PACKAGE.review_card(theirs, RATINGS[grade], at(day))
        assert ours.stability == pytest.approx(theirs.stability, rel=1e-9)
        assert ours.difficulty == pytest.approx(theirs.difficulty, rel=1e-9)
    goal = day + timedelta(days=ahead)
    assert recall(ours, goal) == pytest.approx(PACKAGE.get_card_retrievability(theirs, at(goal)), rel=1e-9)


@pytest.mark.parametrize("grade", Grade)
def test_a_first_answer_has_the_difficulty_of_the_package_and_at_least_its_stability(grade: Grade) -> None:
    theirs, _ = PACKAGE.review_card(Card(card_id=0), RATINGS[grade], at(DAY))
    ours = reviewed(None, grade, DAY)
    assert ours.difficulty == pytest.approx(theirs.difficulty)
    assert theirs.stability is not None
    assert ours.stability == pytest.approx(max(theirs.stability, KNOWN_BEFORE[grade]))


def test_earlier_knowledge_lasts_longer_than_a_fresh_memory() -> None:
    assert reviewed(None, Grade.STRONG, DAY).stability >= 16.6
    assert reviewed(None, Grade.LEAN, DAY).stability >= 4.6
    assert reviewed(None, Grade.NO_HIRE, DAY).stability < 1


@given(first=GRADES, retries=st.lists(st.tuples(GRADES, st.integers(-5, 0)), max_size=5))
def test_a_retry_leaves_the_memory_as_it_is(first: Grade, retries: list[tuple[Grade, int]]) -> None:
    memory = reviewed(None, first, DAY)
    for grade, days in retries:
        assert reviewed(memory, grade, DAY + timedelta(days=days)) == memory


@given(grades=st.lists(GRADES, min_size=1, max_size=20), days=st.integers(0, 400))
def test_recall_is_certain_on_the_day_and_never_grows_by_waiting(grades: list[Grade], days: int) -> None:
    memory, day = None, DAY
    for grade in grades:
        memory, day = reviewed(memory, grade, day), day + timedelta(days=3)
    assert memory is not None
    assert recall(memory, memory.last_day) == recall(memory, memory.last_day - timedelta(days=9)) == 1
    later = memory.last_day + timedelta(days=days)
    assert 0 < recall(memory, later + timedelta(days=1)) < recall(memory, later) <= 1


@given(grades=st.lists(GRADES, min_size=1, max_size=12))
def test_a_better_answer_never_leaves_a_weaker_memory(grades: list[Grade]) -> None:
    memory, day = None, DAY
    for grade in grades:
        failed, lean, strong = (reviewed(memory, one, day) for one in (Grade.NO_HIRE, Grade.LEAN, Grade.STRONG))
        assert failed.stability <= lean.stability <= strong.stability
        memory, day = reviewed(memory, grade, day), day + timedelta(days=2)


def test_a_log_is_folded_into_attempts_times_and_predictions() -> None:
    reviews = [
        Studied(DAY, Grade.NO_HIRE, Grade.NO_HIRE, 100.0, 120, confidence=3),
        Studied(DAY, Grade.STRONG, Grade.STRONG, 50.0, 120),
        Studied(DAY + timedelta(days=2), Grade.STRONG, Grade.LEAN, 90.0, 120, measures=False),
        Studied(DAY + timedelta(days=9), Grade.STRONG, Grade.NO_HIRE, 7200.0, 120, confidence=2),
    ]
    after_one, after_all = folded(reviews[:1]), folded(reviews)
    assert after_one.surprised
    assert not after_all.surprised
    assert (after_all.reviews, after_all.attempts, after_all.first) == (4, 3, Grade.NO_HIRE)
    assert after_all.seconds == 100 + 90 + PATIENCE * 120
    predicted = [recall(folded(reviews[:count]).memory, reviews[count].day) for count in (2, 3)]
    assert after_all.later == Tally(strong=1)
    assert after_all.expected == pytest.approx(predicted[1])
    assert sum(one.asked for one in after_all.outcomes) == 2
    assert next(one.recalled for one in after_all.outcomes if one.bin == bin_of(predicted[0])) == 1


def test_the_evidence_moves_the_memory_and_not_the_grade_given() -> None:
    generous = Studied(DAY, Grade.STRONG, Grade.NO_HIRE, 60.0, 120)
    assert folded([generous]).memory == reviewed(None, Grade.NO_HIRE, DAY)
    assert folded([generous]).first is Grade.NO_HIRE


def test_only_sure_and_wrong_is_a_surprise() -> None:
    for confidence in (None, 1, 2, 3):
        for grade in Grade:
            state = folded([Studied(DAY, Grade.STRONG, grade, 1.0, 120, confidence)])
            assert state.surprised == (confidence == 3 and grade is Grade.NO_HIRE)


@given(chance=st.floats(0.05, 0.998))
def test_the_middle_of_a_bin_is_near_its_predictions(chance: float) -> None:
    middle = odds_of(bin_of(chance))
    assert bin_of(1 / (1 + 2.718281828**-middle)) == bin_of(chance)


def test_impossible_predictions_have_a_bin() -> None:
    assert bin_of(1.0) > bin_of(0.5) > bin_of(0.0)
