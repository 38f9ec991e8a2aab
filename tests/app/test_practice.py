"""Practice with keys from a pipe: drill, quickfire, and a topic after its study page."""

from __future__ import annotations

import pytest

from in_process import InProcess
from mlprep_cli.app import practice
from mlprep_cli.app.banks import current
from mlprep_cli.app.practice import DrillOptions
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import MlprepError, UsageError

MINE = Query(topics=("mine",))


def answered(program: InProcess, query: Query, options: DrillOptions, typed: str) -> list[str]:
    """Drill with these keys, and return the questions answered in order."""
    with program.context(typed=typed) as context:
        before = current(context).reviews.count()
        assert practice.drill(context, query, options) == 0
        entries = current(context).reviews.entries(newest_first=False, voided=False, limit=None)
        return [entry.review.question_id for entry in entries][before:]


def test_a_drill_asks_the_day_and_nothing_twice_a_day_but_retries(mlprep: InProcess) -> None:
    assert answered(mlprep, MINE, DrillOptions(), "\ns\n\nn\nq\n") == ["alpha", "beta"]
    later = mlprep.later(hours=1)
    assert answered(later, MINE, DrillOptions(), "\ns\n\ns\n\ns\n\n") == ["gamma"]
    assert answered(mlprep.later(hours=2), Query(), DrillOptions(), "\ns\n" * 40 + "q\n").count("beta") == 1
    assert "alpha" in answered(mlprep.later(days=3), MINE, DrillOptions(), "\ns\n\ns\n\ns\n\n")


def test_a_drill_can_be_limited_timed_and_early(mlprep: InProcess) -> None:
    assert answered(mlprep, MINE, DrillOptions(count=1, timer=5), "\ns\n\n") == ["alpha"]
    assert answered(mlprep, MINE, DrillOptions(new=0, early=True), "\ns\n\n") == []
    tomorrow = mlprep.later(days=1)
    assert answered(tomorrow, MINE, DrillOptions(new=0, early=True), "\ns\n\n") == ["alpha"]
    assert answered(tomorrow.later(hours=1), MINE, DrillOptions(new=1), "\ns\n" * 3) == ["beta"]


def test_a_seed_shuffles_the_same_questions(mlprep: InProcess) -> None:
    orders = [
        answered(program, MINE, DrillOptions(seed=seed), "\ns\n\ns\n\ns\n\n")
        for program, seed in ((mlprep, 1), (mlprep.later(days=30), 4), (mlprep.later(days=60), 9))
    ]
    assert [set(order) for order in orders] == [{"alpha", "beta", "gamma"}] * 3
    assert len({tuple(order) for order in orders}) > 1


def test_named_questions_are_asked_in_their_order(mlprep: InProcess) -> None:
    assert answered(mlprep, Query(), DrillOptions(ids=("gamma", "alpha")), "\ns\n\ns\n\n") == ["gamma", "alpha"]


@pytest.mark.parametrize(
    ("query", "options"),
    [
        (MINE, DrillOptions(ids=("alpha",))),
        (Query(), DrillOptions(ids=("alpha",), new=1)),
        (Query(), DrillOptions(ids=("alpha",), minutes=5)),
    ],
)
def test_named_questions_exclude_other_restrictions(mlprep: InProcess, query: Query, options: DrillOptions) -> None:
    with mlprep.context() as context, pytest.raises(UsageError, match="asks only those questions"):
        practice.drill(context, query, options)


def test_minutes_pick_questions_up_to_their_time(mlprep: InProcess) -> None:
    assert answered(mlprep, MINE, DrillOptions(minutes=10), "\ns\n\ns\n\ns\n\n") == ["alpha", "beta"]


def test_without_a_matching_question_there_is_no_session(mlprep: InProcess) -> None:
    with mlprep.context() as context, pytest.raises(MlprepError, match="No question matches") as error:
        practice.drill(context, Query(topics=()), DrillOptions())
    assert error.value.hint == "Leave out an option. mlprep list shows all questions."


def test_a_quickfire_round_has_the_number_and_the_seconds_of_the_settings(
    mlprep: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    (mlprep.home / "config.toml").write_text("quickfire_count = 5\nquickfire_timer = 20\n")
    with mlprep.context(typed="\ns\nq\n") as context:
        assert practice.quickfire(context, Query(), timer=None, count=None, seed=1) == 0
    shown = capsys.readouterr().out
    assert "1/5 · quickfire" in shown
    assert "0:20" in shown


def test_a_topic_is_practised_after_its_page(mlprep: InProcess, capsys: pytest.CaptureFixture[str]) -> None:
    with mlprep.context(typed="\nn\n\nq\n") as context:
        assert practice.study(context, "mine") == 0
    shown = capsys.readouterr().out
    assert shown.index("All of it.") < shown.index("What is alpha?")
