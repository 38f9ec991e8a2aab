"""The way to an interview: when it began, the date, whom it is with, and the minutes a day there are for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.scheduling import CheckpointPlan


class Plan(NamedTuple):
    """What the learner said about the way to an interview.

    `dated` is the study day on which the date was set; `since` the moment from which on reviews count, where not all do.
    """

    started: date
    dated: date
    interview: date | None = None
    companies: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    minutes: int | None = None
    since: datetime | None = None


def schedule_of(plan: Plan | None) -> CheckpointPlan:
    """Return the checkpoint plan that a way to an interview makes; without one, the plan as it stands."""
    if plan is None:
        return CheckpointPlan()
    return CheckpointPlan(interview=plan.interview, dated=plan.dated, since=plan.since)
