"""What an interview asks."""

from __future__ import annotations

import pytest

from mlprep_cli.core.questions import InterviewProcess, OnsiteRound
from mlprep_cli.core.target import TAGGED, Target, target_of


def process(name: str, *visits: tuple[tuple[str, ...], int]) -> InterviewProcess:
    return InterviewProcess(name, (), tuple(OnsiteRound("", rounds, 1, minutes) for rounds, minutes in visits), (), ())


ALPHA = process("Alpha", (("coding",), 60), (("deep-dive", "screening"), 60))
BETA = process("Beta", (("system-design",), 45))
UNKNOWN = process("Gamma")


def test_the_shares_are_those_of_the_minutes_of_the_onsite() -> None:
    assert dict(target_of(("Alpha",), [ALPHA, BETA]).shares) == {"coding": 0.5, "deep-dive": 0.25, "screening": 0.25}


def test_several_companies_count_equally() -> None:
    shares = dict(target_of(("Alpha", "Beta"), [ALPHA, BETA, UNKNOWN]).shares)
    assert shares["system-design"] == 0.5
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("companies", [(), ("Gamma",), ("Nobody",)])
def test_a_company_without_an_onsite_gets_the_average_of_all(companies: tuple[str, ...]) -> None:
    assert target_of(companies, [ALPHA, BETA, UNKNOWN]).shares == target_of(("Alpha", "Beta"), [ALPHA, BETA]).shares


def test_without_any_onsite_there_are_no_shares() -> None:
    assert target_of(("Gamma",), [UNKNOWN]) == Target(("Gamma",))


def test_a_question_of_the_target_weighs_more() -> None:
    target = target_of(("Alpha",), [ALPHA])
    assert target.weight(("Beta", "Alpha")) == TAGGED > target.weight(("Beta",)) == target.weight(()) == 1
