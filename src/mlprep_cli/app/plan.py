"""The plan until an interview: start, change and end it, and show its progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expand_home
from mlprep_cli.app.banks import current
from mlprep_cli.app.share import share_of_today
from mlprep_cli.core.activities import Milestone, milestones, next_activity
from mlprep_cli.core.pace import DayBudget, paced
from mlprep_cli.core.plan import Plan, PlanOverview, PlanPosition, schedule_of
from mlprep_cli.core.suggestion import next_suggestion
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def overview(context: Context) -> PlanOverview:
    """Return the running plan as it is today, or the plan that would begin today without an interview date."""
    store, today = current(context), context.clock.today
    running = store.plans.running()
    plan = running or Plan(started=today, dated=today)
    if today < plan.started:
        context.screen.warn(
            f"Today is {today}, but the plan starts on {plan.started}. Check the clock of this machine."
        )
    days = _milestones(context, plan)
    share = share_of_today(context, plan) if running and plan.paced else None
    pace = paced(
        store.pace.seen(plan),
        store.pace.new(plan),
        schedule_of(plan),
        DayBudget(today, plan.minutes, store.pace.spent(today), None if share is None else share.new),
    )
    activity = next_activity(days, today)
    day = store.stats.day(today, context.settings.new_per_day, running, share)
    suggestion = next_suggestion(day, activity.suggestion if running and activity is not None else None)
    return PlanOverview(today, plan, running is not None, days, pace, pace.today, activity, suggestion)


def position(context: Context) -> PlanPosition | None:
    """Return today's position in the running plan, without its pace; None if no plan is running."""
    today = context.clock.today
    if (plan := current(context).plans.running()) is None:
        return None
    days = _milestones(context, plan)
    past = [milestone for milestone in days if milestone.day <= today]
    following = next((milestone for milestone in days if milestone.day > today), None)
    return PlanPosition(plan, past[-1] if past else None, following, next_activity(days, today))


def start(context: Context, plan: Plan, *, fresh: bool) -> None:
    """Start a plan.

    Raises:
        UsageError: A plan is running already, and `fresh` is false.
    """
    if (before := current(context).plans.running()) is not None and not fresh:
        when = "" if before.interview is None else f", with the interview on {before.interview}"
        raise UsageError(
            f"A plan has been running since {before.started}{when}.",
            "mlprep plan set --interview DATE moves the date, and mlprep plan start --fresh starts over.",
        )
    _start(context, plan)


def change(context: Context, plan: Plan) -> None:
    """Replace the running plan; every card is derived again under the new one."""
    _start(context, plan)


def running(context: Context) -> Plan:
    """Return the running plan.

    Raises:
        UsageError: No plan is running.
    """
    if (plan := current(context).plans.running()) is None:
        raise UsageError("No plan is running.", "mlprep plan start --interview DATE starts one.")
    return plan


def stop(context: Context) -> None:
    """End the running plan.

    Raises:
        MlprepError: No plan is running.
    """
    plans = current(context).plans
    if plans.running() is None:
        raise MlprepError("No plan is running.", "mlprep plan start starts one.")
    plans.stop(context.clock.moment())


def write_calendar(context: Context, plan: PlanOverview, path: Path) -> None:
    """Write the coming days of a plan to a calendar file. Loads icalendar.

    Raises:
        MlprepError: The file cannot be written.
    """
    from mlprep_cli.adapters.calendar import write

    write(expand_home(path), plan, context.clock.moment())


def _start(context: Context, plan: Plan) -> None:
    at = context.clock.now()
    context.store.plans.start(plan, at.id, at.moment)


def _milestones(context: Context, plan: Plan) -> tuple[Milestone, ...]:
    facts = current(context).activities.facts(plan, context.clock.today)
    return milestones(schedule_of(plan).timeline(plan.started), facts)
