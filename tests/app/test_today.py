"""Today: the day, the position of the running plan, and what to do next."""

from __future__ import annotations

from in_process import InProcess
from mlprep_cli.app.plan import overview
from mlprep_cli.app.today import today
from mlprep_cli.core.suggestion import Suggestion
from program import ok


def test_without_a_plan_there_is_a_day_and_a_drill(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        day, position, suggestion = today(context)
    assert (day.new_today, position, suggestion) == (15, None, Suggestion("drill"))


def test_under_a_plan_the_next_step_is_that_of_the_overview(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--minutes", "30"))
    with mlprep.context() as context:
        day, position, suggestion = today(context)
        shown = overview(context)
    assert position is not None
    assert position.next_activity == shown.next_activity
    assert suggestion == shown.suggestion
    assert day.new_today == len(shown.new_today)
