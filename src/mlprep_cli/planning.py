"""Wiring of the way to an interview: the plan, its activities and its pace, together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters import pacing, plans
from mlprep_cli.core.activities import next_activity, stages
from mlprep_cli.core.outlook import Outlook
from mlprep_cli.core.plan import Plan, schedule_of
from mlprep_cli.errors import MlprepError, WrongUsage

if TYPE_CHECKING:
    from mlprep_cli.app import Mlprep


def running(app: Mlprep) -> Plan | None:
    """Return the plan that runs, if one does."""
    return plans.running(app.content)


def outlook(app: Mlprep) -> Outlook:
    """Return the whole way; where no plan has begun, as it would be if one began today without a date."""
    begun = running(app)
    plan = begun or Plan(started=app.today, dated=app.today)
    if app.today < plan.started:
        app.warn(f"the clock says {app.today}, a day before the plan began ({plan.started}): is it set back?")
    facts = pacing.facts(app.content, plan, app.today)
    found = stages(schedule_of(plan).timeline(plan.started), facts)
    pace = pacing.pace(app.content, plan, app.today)
    chosen = pacing.chosen_today(app.content, plan, app.today) if plan.paced else ()
    return Outlook(app.today, plan, begun is not None, found, pace, chosen, next_activity(found, app.today))


def start(app: Mlprep, plan: Plan, *, fresh: bool) -> None:
    """Begin a plan.

    Raises:
        WrongUsage: One is running, and it is not to start over.
    """
    if (before := running(app)) is not None and not fresh:
        when = "" if before.interview is None else f", the interview is on {before.interview}"
        raise WrongUsage(
            f"a plan is running since {before.started}{when}.",
            "mlprep plan set --interview DATE moves it; mlprep plan start --fresh starts over",
        )
    plans.start(app.database, plan, app.now().id, app.timestamp())


def change(app: Mlprep, plan: Plan) -> None:
    """Make the plan that runs another one; every card is derived again under it."""
    plans.change(app.database, plan)


def stop(app: Mlprep) -> None:
    """End the plan that runs.

    Raises:
        MlprepError: None is running.
    """
    if running(app) is None:
        raise MlprepError("no plan is running.", "mlprep plan start begins one")
    plans.stop(app.database, app.timestamp())


def write_calendar(app: Mlprep, found: Outlook, path: Path) -> None:
    """Write the coming days of a plan as a calendar."""
    app.calendar_writer()(path.expanduser(), found, app.moment())
