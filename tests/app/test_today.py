"""Today: what the day holds, and what to do next."""

from __future__ import annotations

from in_process import InProcess
from mlprep_cli.app.plan import overview
from mlprep_cli.app.today import today
from mlprep_cli.core.suggestion import Suggestion
from program import ok


def test_without_a_plan_the_day_has_the_minutes_of_the_settings(mlprep: InProcess) -> None:
    ok(mlprep.run("config", "set", "minutes", "30"))
    with mlprep.context() as context:
        _, agenda = today(context)
    assert (agenda.is_running, agenda.suggestion) == (False, Suggestion("drill"))
    assert (agenda.goal.minutes, agenda.goal.days_left, agenda.goal.has_interview) == (30, 21, False)
    assert 20 * 60 < agenda.day.seconds <= 30 * 60


def test_under_a_plan_the_day_is_that_of_the_overview(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--minutes", "30"))
    with mlprep.context() as context:
        _, agenda = today(context)
        shown, outlook = overview(context)
    assert agenda == shown
    assert outlook.days[0].seconds == agenda.day.seconds
