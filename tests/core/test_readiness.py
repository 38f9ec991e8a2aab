"""Readiness: the headline, its interval and its parts, and when it is too early for a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.calibration import Calibration, fitted
from mlprep_cli.core.first_attempts import Counts, FirstAttempts
from mlprep_cli.core.memory import Outcomes
from mlprep_cli.core.readiness import (
    ENOUGH,
    Basis,
    Predicted,
    RoundPace,
    by_round,
    grouped,
    headline,
    readiness,
)
from mlprep_cli.core.stats import Tally
from mlprep_cli.core.target import Target

FIRSTS = FirstAttempts({("screening", "medium"): Counts(30, 15)})
EVIDENCE = Basis(FIRSTS, Calibration())
EARLY = Basis(FirstAttempts({("screening", "medium"): Counts(ENOUGH - 1, 12)}), Calibration())
NOTHING = Tally()
TARGET = Target(("Alpha",), (("coding", 0.5), ("screening", 0.5)))


def question(
    name: str,
    recall: float,
    round_name: str = "screening",
    *,
    seen: bool = True,
    companies: tuple[str, ...] = (),
    later: Tally = NOTHING,
) -> Predicted:
    return Predicted(name, round_name, "topic", companies, seen, recall, later)


QUESTIONS = st.lists(
    st.builds(
        question,
        st.just("q"),
        st.floats(0.01, 0.99),
        st.sampled_from(("screening", "coding", "quickfire")),
        seen=st.booleans(),
    ),
    max_size=40,
)


def test_readiness_of_nothing_is_undefined() -> None:
    result = readiness("none", [], EVIDENCE)
    assert (result.recall, result.recall_seen, result.interval) == (None, None, None)
    assert headline([], TARGET, EVIDENCE).share is None


def test_readiness_counts_unseen_questions_too() -> None:
    result = readiness("t", [question("a", 0.9, later=Tally(2, 1, 1)), question("b", 0.3, seen=False)], EVIDENCE)
    assert (result.seen, result.recall_seen) == (1, 0.9)
    assert result.recall == pytest.approx(0.6)
    assert result.measured == Tally(2, 1, 1)


@given(questions=QUESTIONS)
def test_below_twenty_first_answers_there_is_no_number(questions: list[Predicted]) -> None:
    result, top = readiness("t", questions, EARLY), headline(questions, TARGET, EARLY)
    assert (result.recall, result.recall_seen, result.interval, result.interval_seen) == (None,) * 4
    assert (top.share, top.interval, top.is_too_early, top.first_answers) == (None, None, True, 19)
    assert not headline(questions, TARGET, EVIDENCE).is_too_early


@given(questions=QUESTIONS)
def test_an_interval_holds_its_share(questions: list[Predicted]) -> None:
    for share, interval in (
        readiness("t", questions, EVIDENCE)[3:7:3],
        headline(questions, TARGET, EVIDENCE)[:2],
    ):
        if share is None:
            assert not questions
        else:
            assert interval is not None
            assert 0 <= interval.low < share < interval.high <= 1


def test_more_evidence_and_more_questions_narrow_the_interval() -> None:
    def width(count: int, attempts: int) -> float:
        outcomes = [Outcomes(3, attempts, round(0.8 * attempts))]
        interval = readiness("t", [question("a", 0.8)] * count, Basis(FIRSTS, fitted(outcomes))).interval
        assert interval is not None
        return interval.high - interval.low

    assert width(5, 20) > width(50, 20) > width(50, 2000)


def test_each_round_counts_by_its_share_of_the_onsite() -> None:
    rows = [
        *[question(f"s{number}", 0.9) for number in range(30)],
        question("c", 0.1, "coding"),
        question("r", 0.5, "quickfire"),
    ]
    top = headline(rows, TARGET, EVIDENCE)
    assert top.share == pytest.approx(0.5)
    assert top.seen_share == 1


def test_questions_of_the_company_count_three_times() -> None:
    rows = [question("a", 0.9, companies=("Alpha",)), question("b", 0.1, seen=False)]
    top = headline(rows, TARGET, EVIDENCE)
    assert top.share == pytest.approx((3 * 0.9 + 0.1) / 4)
    assert top.seen_share == pytest.approx(0.75)


def test_rounds_that_no_onsite_has_count_equally_if_there_are_no_others() -> None:
    rows = [question("a", 0.9, "quickfire"), question("b", 0.1, "quickfire")]
    assert headline(rows, TARGET, EVIDENCE).share == pytest.approx(0.5)
    assert headline([question("a", 0.9), question("b", 0.1)], Target(), EVIDENCE).share == pytest.approx(0.5)


def test_rounds_come_in_their_order_with_their_pace() -> None:
    rows = [question("c", 0.1, "coding", seen=False), question("s", 0.9)]
    screening, coding = by_round(rows, {"screening": RoundPace(90.0, 120.0)}, EVIDENCE)
    assert (screening.ready.name, screening.pace) == ("screening", RoundPace(90.0, 120.0))
    assert (coding.ready.name, coding.ready.seen, coding.pace) == ("coding", 0, None)
    assert coding.chance_of_new == FIRSTS.chance("coding") < screening.chance_of_new


def test_a_question_belongs_to_each_of_its_groups() -> None:
    rows = [question("a", 0.9, companies=("Alpha", "Beta")), question("b", 0.1, companies=("Beta",))]
    alpha, beta = grouped(rows, lambda one: one.companies, EVIDENCE)
    assert (alpha.name, alpha.questions, alpha.recall) == ("Alpha", 1, 0.9)
    assert (beta.name, beta.questions, beta.recall) == ("Beta", 2, 0.5)
