"""Readiness: computed from the matching reviews, and remembered while nothing changes."""

from __future__ import annotations

from datetime import date

from in_process import InProcess
from mlprep_cli.app.banks import current
from mlprep_cli.app.readiness import prepare, quick_recall, readiness
from mlprep_cli.core.questions import Query
from program import ok

DAY = date(2026, 3, 2)


def test_readiness_is_for_the_day_of_the_interview(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nl\nq\n"))
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    with mlprep.context() as context:
        report = readiness(context, Query(topics=("mine",)))
    assert report.day == date(2026, 3, 20)
    assert (report.whole.questions, report.whole.seen) == (3, 2)
    assert [topic.name for topic in report.topics] == ["mine"]


def test_the_chance_of_new_questions_comes_from_the_matching_first_attempts(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", "beta", typed="\nn\nk\n\nn\nq\n"))
    ok(mlprep.run("drill", "--round", "deep-dive", "--count", "2", typed="\ns\n\ns\n\n"))
    with mlprep.context() as context:
        store = current(context)
        new = {
            topic: next(
                question.recall
                for question in store.readiness.predictions(query, DAY, context.clock.moment())
                if not question.seen
            )
            for topic, query in (("mine", Query(topics=("mine",))), ("deep-dive", Query(rounds=("deep-dive",))))
        }
    assert new["mine"] < 1 / 3 < new["deep-dive"]


def test_quick_recall_needs_a_matching_review_and_is_remembered(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert quick_recall(context, Query(), 0) is None
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    with mlprep.context() as context:
        assert quick_recall(context, Query(topics=("bias-variance",)), 0) is None
        known = current(context).readiness_cache.known(DAY)
        assert known is not None
        assert quick_recall(context, Query(), 1) == (known, DAY)
        mine = quick_recall(context, Query(topics=("mine",)), 1)
        assert mine is not None
        assert mine[0] > known


def test_the_readiness_is_prepared_at_the_end_of_a_session(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert current(context).readiness_cache.known(DAY) is None
        prepare(context)
        assert current(context).readiness_cache.known(DAY) is not None
