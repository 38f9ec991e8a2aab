"""Readiness: the headline of the interview, and what a day has done to it."""

from __future__ import annotations

from datetime import date

import pytest

from in_process import InProcess
from mlprep_cli.app.readiness import change_of_today, quick_headline, readiness
from mlprep_cli.core.questions import Query
from program import ok

DAY = date(2026, 3, 2)


def answered(mlprep: InProcess, count: int = 20, grade: str = "s") -> list[str]:
    """Answer a number of questions for the first time, and return their ids."""
    names = [row["id"] for row in mlprep.document("list", "--round", "screening")["questions"][:count]]
    ok(mlprep.run("drill", *names, typed=f"\n{grade}\n" * count))
    return names


def test_readiness_is_for_the_day_of_the_interview(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nl\nq\n"))
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    with mlprep.context() as context:
        report = readiness(context, Query(topics=("mine",)))
    assert report.day == date(2026, 3, 20)
    assert (report.whole.questions, report.whole.seen) == (3, 2)
    assert [topic.name for topic in report.topics] == ["mine"]
    assert [ready.ready.name for ready in report.rounds] == ["screening"]


def test_below_twenty_first_answers_it_is_too_early_on_every_screen(mlprep: InProcess) -> None:
    answered(mlprep, 19)
    for command in (("stats",), ("plan", "ready"), ("companies", "google")):
        assert "too early: 19 of 20 first answers" in ok(mlprep.run(*command))
    with mlprep.context() as context:
        assert quick_headline(context)[0].share is None
        assert readiness(context).whole.recall is None


def test_every_screen_has_the_same_headline(mlprep: InProcess) -> None:
    answered(mlprep)
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--company", "Google"))
    documents = [
        mlprep.document(*command)["headline"] for command in (("stats",), ("plan", "ready"), ("companies", "google"))
    ]
    assert documents[0] == documents[1] == documents[2]
    headline = documents[0]
    assert headline["companies"] == ["Google"]
    assert headline["interval"][0] < headline["expected"] < headline["interval"][1]
    line = (
        f"{round(100 * headline['expected'])}% ({'–'.join(str(round(100 * bound)) for bound in headline['interval'])})"
    )
    for command in (("stats",), ("plan", "ready"), ("companies", "google")):
        assert line in " ".join(ok(mlprep.run(*command)).split())


def test_a_failed_first_answer_lowers_the_headline(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert quick_headline(context) == (quick_headline(context)[0], DAY)
    answered(mlprep, 20, "s")
    with mlprep.context() as context:
        strong = quick_headline(context)[0].share
    ok(mlprep.run("drill", "alpha", "beta", typed="\nn\nk\n\nn\nq\n"))
    with mlprep.context() as context:
        weaker = quick_headline(context)[0].share
    assert strong is not None
    assert weaker is not None
    assert weaker < strong


def test_the_change_of_a_day_is_that_of_its_reviews(mlprep: InProcess) -> None:
    answered(mlprep)
    with mlprep.context() as context:
        assert change_of_today(context) is None
        before = readiness(context).headline.share
    later = mlprep.later(days=5)
    with later.context() as context:
        unpractised = readiness(context).headline.share
        change = change_of_today(context)
        assert before is not None
        assert unpractised is not None
        assert change is not None
        assert tuple(change) == (pytest.approx(unpractised), pytest.approx(unpractised), date(2026, 3, 7))
        assert change.before < before
    ok(later.run("drill", "alpha", "beta", typed="\ns\n\ns\nq\n"))
    with later.context() as context:
        practised = change_of_today(context)
        assert practised is not None
        assert practised.before == pytest.approx(unpractised)
        assert practised.after == pytest.approx(readiness(context).headline.share or 0)
        assert practised.after > practised.before
