"""Today: what is due and new, the position of the running plan, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.app.plan import position
from mlprep_cli.app.share import running_share
from mlprep_cli.core.suggestion import Suggestion, next_suggestion

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.plan import PlanPosition
    from mlprep_cli.core.stats import Day


def today(context: Context) -> tuple[Day, PlanPosition | None, Suggestion | None]:
    """Return what there is to do today, the position of the running plan, and what to do next."""
    store = current(context)
    plan = store.plans.running()
    at = position(context) if plan is not None else None
    day = store.stats.day(context.clock.today, context.settings.new_per_day, plan, running_share(context))
    activity = None if at is None else at.next_activity
    return day, at, next_suggestion(day, None if activity is None else activity.suggestion)
