"""The plan: started, changed, ended and written to a calendar; its position and its overview."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app import plan
from mlprep_cli.core.plan import Plan
from mlprep_cli.errors import MlprepError, UsageError

DAY = date(2026, 3, 2)
PACED = Plan(DAY, DAY, date(2026, 3, 20), companies=("Google",), minutes=45)


def test_without_a_plan_the_overview_is_of_one_that_starts_today(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        overview = plan.overview(context)
        assert (overview.begun, overview.plan.started, overview.days_left) == (False, DAY, None)
        assert plan.position(context) is None
        with pytest.raises(UsageError, match="No plan is running"):
            plan.running(context)
        with pytest.raises(MlprepError, match="No plan is running"):
            plan.stop(context)


def test_a_plan_is_started_once_changed_and_stopped(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        plan.start(context, PACED, fresh=False)
        assert plan.running(context) == PACED
        with pytest.raises(UsageError, match=r"since 2026-03-02, with the interview on 2026-03-20\."):
            plan.start(context, PACED, fresh=False)
        plan.change(context, PACED._replace(interview=None, minutes=None))
        with pytest.raises(UsageError, match=r"since 2026-03-02\."):
            plan.start(context, PACED, fresh=False)
        plan.start(context, PACED._replace(since=context.clock.moment()), fresh=True)
        assert plan.running(context).since is not None
        plan.stop(context)
        assert plan.position(context) is None


def test_the_position_and_the_overview_agree(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        plan.start(context, PACED, fresh=False)
        overview, position = plan.overview(context), plan.position(context)
    assert position is not None
    assert position.milestone == overview.milestones[0]
    assert position.next_milestone == overview.milestones[1]
    assert position.next_activity == overview.next_activity
    assert overview.begun
    assert overview.new_today == overview.pace.today


def test_a_clock_before_the_start_of_the_plan_is_a_warning(
    mlprep: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    with mlprep.context() as context:
        plan.start(context, PACED, fresh=False)
    with mlprep.later(days=-3).context() as context:
        plan.overview(context)
    warning = "Today is 2026-02-27, but the plan starts on 2026-03-02. Check the clock of this machine."
    assert capsys.readouterr().err.strip() == warning


def test_the_coming_days_are_written_to_a_calendar_file(mlprep: InProcess, tmp_path: Path) -> None:
    with mlprep.context() as context:
        plan.start(context, PACED, fresh=False)
        plan.write_calendar(context, plan.overview(context), tmp_path / "plan.ics")
        assert b"Interview at Google" in (tmp_path / "plan.ics").read_bytes()
        with pytest.raises(MlprepError, match="cannot be written"):
            plan.write_calendar(context, plan.overview(context), tmp_path / "no" / "plan.ics")
