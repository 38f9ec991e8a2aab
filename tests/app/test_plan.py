"""The plan: started, changed, ended and written to a calendar; its days off and its outlook."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app import plan
from mlprep_cli.app.banks import current
from mlprep_cli.core.agenda import MOST_FORECAST
from mlprep_cli.core.days import LAST_DAY, DaysOff, full_name
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.errors import MlprepError, RowUnreadable, UsageError

DAY = date(2026, 3, 2)
PACED = Plan(DAY, DAY, date(2026, 3, 20), companies=("Google",), minutes=45)


def test_without_a_plan_the_overview_is_of_one_that_starts_today(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        overview, outlook = plan.overview(context)
        assert (overview.is_running, overview.plan.started, overview.days_left) == (False, DAY, None)
        assert outlook.days[0].day == DAY
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
        assert not plan.overview(context)[0].is_running


def test_the_days_until_the_interview_are_forecast_within_their_minutes(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        overview, outlook = plan.start(context, PACED, fresh=False)
    assert [day.day for day in outlook.days] == [DAY + timedelta(days=number) for number in range(19)]
    assert all(day.seconds <= 45 * 60 * 1.26 for day in outlook.days)
    assert outlook.days[-1].seconds <= 15 * 60
    assert all(day.new == 0 for day in outlook.days[-2:])
    assert overview.milestone == overview.milestones[0]
    assert overview.next_milestone == overview.milestones[1]
    assert {one.round for one in outlook.coverage} == set(ROUNDS)
    # The company has no round of senior questions.
    assert {one.round for one in outlook.coverage if not one.seen} <= {"senior"}
    assert all(0 <= one.seen <= one.total for one in outlook.coverage)


def test_breadth_trades_repetition_for_different_questions(mlprep: InProcess) -> None:
    seen = []
    with mlprep.context() as context:
        for breadth in (-2, 2):
            _, outlook = plan.start(context, PACED._replace(breadth=breadth), fresh=True)
            seen.append(sum(day.new for day in outlook.days))
    assert seen[0] < seen[1]


def test_nothing_is_placed_on_a_day_off(mlprep: InProcess) -> None:
    off = DaysOff(DAY + timedelta(days=2), DAY + timedelta(days=3))
    with mlprep.context() as context:
        plan.start(context, PACED, fresh=False)
        plan.mark_off(context, off)
        _, outlook = plan.overview(context)
        assert [day.day for day in outlook.days if not day.seconds] == [off.first, off.last]
        assert plan.days_off(context) == [off]
        assert plan.remove_off(context, DaysOff(off.last, off.last)) == 1
        assert plan.days_off(context) == [DaysOff(off.first, off.first)]
        with pytest.raises(UsageError, match="is not a day off"):
            plan.remove_off(context, DaysOff(off.last, off.last))


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
        plan.write_calendar(context, plan.overview(context), tmp_path / "plan.ics", replace=False)
        assert b"Interview at Google" in (tmp_path / "plan.ics").read_bytes()
        with pytest.raises(MlprepError, match="cannot be written"):
            plan.write_calendar(context, plan.overview(context), tmp_path / "no" / "plan.ics", replace=False)


@pytest.mark.parametrize("interview", [date(2027, 4, 7), date(2062, 4, 20), LAST_DAY])
def test_a_stored_date_that_is_too_far_away_is_named_and_the_plan_stays_bounded(
    interview: date, mlprep: InProcess, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with mlprep.context() as context:
        current(context).plans.start(PACED._replace(interview=interview), "p1", context.clock.moment())
        overview = plan.overview(context)
        assert len(overview[1].days) == MOST_FORECAST + 1
        assert len(overview[0].milestones) == 5
        plan.write_calendar(context, overview, tmp_path / "plan.ics", replace=False)
        assert (tmp_path / "plan.ics").read_text("utf-8").count("BEGIN:VEVENT") <= MOST_FORECAST + 2
    message = " ".join(capsys.readouterr().err.split())
    assert f"The interview is on {full_name(interview)}, {(interview - DAY).days:,} days away" in message
    assert "mlprep plan set --interview DATE moves the date." in message


def test_a_plan_that_cannot_be_computed_leaves_nothing_stored(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        plan.start(context, PACED, fresh=False)
        with closing(sqlite3.connect(context.store.path)) as damaging, damaging:
            damaging.execute("UPDATE question SET companies = '[1]'")
        with pytest.raises(RowUnreadable):
            plan.change(context, PACED._replace(minutes=30))
        with pytest.raises(RowUnreadable):
            plan.start(context, PACED._replace(minutes=30), fresh=True)
        assert plan.running(context) == PACED
        plan.stop(context)
        with pytest.raises(RowUnreadable):
            plan.start(context, PACED, fresh=False)
        assert context.store.plans.running() is None
