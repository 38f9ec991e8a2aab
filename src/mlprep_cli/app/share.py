"""Today's share: the questions that the running plan chooses once per study day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.core.plan import Plan, Share

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def share_of_today(context: Context, plan: Plan) -> Share:
    """Return the share of a plan for today; the first call of the day computes and stores it."""
    store, today = current(context), context.clock.today
    if (known := store.plans.share(today)) is not None:
        return known
    from mlprep_cli.core.pace import DayBudget, paced

    pace = paced(
        store.pace.seen(plan),
        store.pace.new(plan),
        store.plans.schedule(),
        DayBudget(today, plan.minutes, store.pace.spent(today)),
    )
    share = Share(pace.today, pace.days[0].due if pace.days else 0)
    store.plans.keep_share(today, share)
    return share


def running_share(context: Context) -> Share | None:
    """Return the share of today under the running plan, None if no plan paces new questions."""
    plan = current(context).plans.running()
    return share_of_today(context, plan) if plan is not None and plan.paced else None
