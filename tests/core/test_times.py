"""The time that a question takes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import BUDGETS, ROUNDS, Question
from mlprep_cli.core.times import (
    FLOOR,
    READING,
    READING_WORDS_PER_MINUTE,
    OwnTimes,
    RoundDay,
    Times,
    compared,
    prior_seconds,
    without,
)

ROUND = st.sampled_from(ROUNDS)


def words(question: Question) -> int:
    rubric = (question.rubric.strong, question.rubric.lean, question.rubric.no_hire)
    return len(" ".join([question.answer, *(point.point for point in question.key_points), *rubric]).split())


def test_the_priors_are_measured_on_the_texts_of_the_bank() -> None:
    questions = BankFile.read(Path(__file__).parents[2] / "data" / "questions.yaml").bank(KnownNames()).questions
    for name in ROUNDS:
        reading = mean(
            60 * words(question) / READING_WORDS_PER_MINUTE for question in questions if question.round == name
        )
        assert READING[name] == pytest.approx(reading, rel=0.1), name


@given(name=ROUND, budget=st.integers(1, 4000))
def test_without_own_times_a_question_takes_its_budget_and_the_reading(name: str, budget: int) -> None:
    assert Times({}).seconds(name, budget) == pytest.approx(budget + READING[name])


@given(name=ROUND, attempts=st.integers(0, 10_000), mean_seconds=st.floats(0, 10_000))
def test_no_time_is_below_a_third_of_the_prior(name: str, attempts: int, mean_seconds: float) -> None:
    times = Times({name: OwnTimes(attempts, attempts * mean_seconds, float(attempts * BUDGETS[name]))})
    assert times.seconds(name, BUDGETS[name]) >= FLOOR * prior_seconds(name, BUDGETS[name]) - 1e-9


def test_own_times_count_more_the_more_there_are() -> None:
    prior = prior_seconds("screening", 120)
    estimates = [
        Times({"screening": OwnTimes(count, 2 * prior * count, 120.0 * count)}).seconds("screening", 120)
        for count in (0, 1, 5, 500)
    ]
    assert estimates[0] == pytest.approx(prior)
    assert estimates[2] == pytest.approx(1.5 * prior)
    assert estimates == sorted(estimates)
    assert estimates[3] == pytest.approx(2 * prior, rel=0.02)


def test_each_round_has_its_own_times_and_a_longer_budget_takes_longer() -> None:
    times = Times({"coding": OwnTimes(50, 50 * 900.0, 50 * 1800.0)})
    assert times.seconds("coding", 1800) < prior_seconds("coding", 1800)
    assert times.seconds("deep-dive", 300) == prior_seconds("deep-dive", 300)
    assert times.seconds("coding", 900) < times.seconds("coding", 1800)


def test_a_question_that_may_be_missed_takes_longer() -> None:
    times = Times({})
    assert times.expected("screening", 120, 1.0) == times.seconds("screening", 120)
    assert times.expected("screening", 120, 0.0) == pytest.approx(1.45 * times.seconds("screening", 120))


DAY = date(2026, 3, 2)


def practised(days: int, name: str, count: int, seconds: float, *, shown: bool = True, retries: int = 0) -> RoundDay:
    budget = float(BUDGETS[name])
    firsts = OwnTimes(count, count * seconds, count * budget)
    return RoundDay(DAY + timedelta(days=days), name, shown, firsts, retries, retries * budget, count * seconds)


def test_a_day_is_forecast_from_the_days_before_it() -> None:
    prior = prior_seconds("screening", 120)
    first, second = compared({}, [practised(0, "screening", 10, 2 * prior), practised(1, "screening", 10, 2 * prior)])
    assert (first.day, first.attempts) == (DAY, 10)
    assert first.forecast == pytest.approx(10 * prior)
    assert first.seconds == second.seconds == pytest.approx(20 * prior)
    assert first.forecast < second.forecast < second.seconds


def test_retries_are_forecast_as_a_part_of_an_attempt() -> None:
    (plain,), (retried,) = (compared({}, [practised(0, "screening", 10, 60, retries=count)]) for count in (0, 4))
    assert retried.attempts == plain.attempts + 4
    assert retried.forecast == pytest.approx(plain.forecast * (1 + 0.45 * 4 / 10))


def test_practice_that_a_filter_leaves_out_still_teaches_the_times() -> None:
    prior = prior_seconds("screening", 120)
    rows = [practised(0, "screening", 50, 2 * prior, shown=False), practised(1, "screening", 1, 60)]
    (day,) = compared({}, rows)
    assert day.day == DAY + timedelta(days=1)
    assert day.forecast > 1.8 * prior


def test_the_times_before_some_days_are_all_times_without_theirs() -> None:
    before = {"screening": OwnTimes(7, 700.0, 840.0)}
    practice = [practised(0, "screening", 3, 60), practised(1, "coding", 1, 900), practised(1, "screening", 2, 90)]
    everything = {"screening": OwnTimes(12, 1060.0, 1440.0), "coding": OwnTimes(1, 900.0, 1800.0)}
    assert without(everything, practice) == {**before, "coding": OwnTimes(0, 0.0, 0.0)}
    assert without({}, practice)["coding"] == OwnTimes(0, 0.0, 0.0)
