"""The status of the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from in_process import InProcess
from mlprep_cli.app.status import status
from program import ok


def test_the_status_has_the_day_and_the_running_plan(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    with mlprep.context() as context:
        reported = status(context)
    assert reported is not None
    day, plan = reported
    assert (day.today, day.reviewed_today) == (date(2026, 3, 2), 0)
    assert plan is not None
    assert plan.interview == date(2026, 3, 20)


def test_without_a_database_there_is_no_status_and_none_is_created(tmp_path: Path) -> None:
    with InProcess(tmp_path / "home").context() as context:
        assert status(context) is None
    assert not (tmp_path / "home").exists()
