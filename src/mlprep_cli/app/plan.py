"""The plan until an interview: start, change and end it, and show its progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.app.agenda import agenda, outlook_of
from mlprep_cli.app.banks import current
from mlprep_cli.app.files import file_to_write
from mlprep_cli.core.days import MOST_DAYS_AHEAD, DaysOff, full_name
from mlprep_cli.core.plan import Plan, accepted_days_off
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.agenda import Agenda, Outlook


def overview(context: Context) -> tuple[Agenda, Outlook]:
    """Return today under the running plan, or under one that would begin today, and what the days will hold."""
    store, today = current(context), context.clock.today
    plan = store.plans.running() or Plan(started=today, dated=today)
    if today < plan.started:
        context.screen.warn(
            f"Today is {today}, but the plan starts on {plan.started}. Check the clock of this machine."
        )
    if plan.interview is not None and (away := (plan.interview - today).days) > MOST_DAYS_AHEAD:
        context.screen.warn(
            f"The interview is on {full_name(plan.interview)}, {away:,} days away; the plan looks {MOST_DAYS_AHEAD} days ahead. "
            "mlprep plan set --interview DATE moves the date."
        )
    return agenda(context, store), outlook_of(context, plan)


def start(context: Context, plan: Plan, *, fresh: bool) -> tuple[Agenda, Outlook]:
    """Start a plan, and return it as it is today. It is stored only if that can be computed.

    Raises:
        UsageError: A plan is running already, and `fresh` is false.
    """
    if (before := current(context).plans.running()) is not None and not fresh:
        when = "" if before.interview is None else f", with the interview on {before.interview}"
        raise UsageError(
            f"A plan has been running since {before.started}{when}.",
            "mlprep plan set --interview DATE moves the date, and mlprep plan start --fresh starts over.",
        )
    return _start(context, plan)


def preview(context: Context, plan: Plan) -> tuple[Agenda, Outlook]:
    """Return what a plan would hold if it were started; nothing is stored."""
    return agenda(context, current(context), plan), outlook_of(context, plan)


def change(context: Context, plan: Plan) -> tuple[Agenda, Outlook]:
    """Replace the running plan, and return it as it is today; every card is derived again under the new one."""
    return _start(context, plan)


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


def mark_off(context: Context, off: DaysOff) -> None:
    """Mark days without study: nothing is placed on them, and a streak survives them.

    Raises:
        UsageError: One of them has passed, or is too far away.
    """
    at = context.clock.now()
    current(context).days_off.mark(accepted_days_off(off, context.clock.today), at.id, at.moment)


def remove_off(context: Context, days: DaysOff) -> int:
    """Give days off back to study, and return how many there were.

    Raises:
        UsageError: None of them is a day off.
    """
    now = context.clock.now
    count = current(context).days_off.remove(days, (now().id, now().id), context.clock.moment())
    if not count:
        named = (
            f"{days.first} is not a day off."
            if days.first == days.last
            else f"No day off is in {days.first}..{days.last}."
        )
        raise UsageError(named, "mlprep plan off lists the days off.")
    return count


def days_off(context: Context) -> list[DaysOff]:
    """Return the days off that have not passed."""
    return [off for off in current(context).days_off.ranges() if off.last >= context.clock.today]


def write_calendar(context: Context, plan: tuple[Agenda, Outlook], path: Path, *, replace: bool) -> None:
    """Write the coming days of a plan to a calendar file. Loads icalendar.

    Raises:
        MlprepError: The file cannot be written.
    """
    from mlprep_cli.adapters.calendar import write

    write(file_to_write(context, path, replace=replace), *plan, context.clock.moment(), replace=replace)


def _start(context: Context, plan: Plan) -> tuple[Agenda, Outlook]:
    at = context.clock.now()
    with current(context).plans.starting(plan, at.id, at.moment):
        return overview(context)
