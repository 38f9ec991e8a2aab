"""The way to an interview: when it began, the date, whom it is with, and the minutes a day there are for it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.schedule import CheckpointPlan


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

    def days_left(self, today: date) -> int | None:
        """Return the days to the interview; 0 on its day, less after it, None where there is no date."""
        return None if self.interview is None else (self.interview - today).days

    @property
    def paced(self) -> bool:
        """Return whether there is a date or a number of minutes to pace new questions by."""
        return self.interview is not None or self.minutes is not None


class Share(NamedTuple):
    """What a plan chose for a study day: new questions, and how many of those due."""

    new: tuple[str, ...]
    due: int


def schedule_of(plan: Plan | None) -> CheckpointPlan:
    """Return the checkpoint plan that a way to an interview makes; without one, the plan as it stands."""
    if plan is None:
        return CheckpointPlan()
    return CheckpointPlan(interview=plan.interview, dated=plan.dated, since=plan.since)


def goal_of(plan: Plan | None, today: date) -> date:
    """Return the day for which one gets ready: the interview, or today where none is ahead."""
    return today if plan is None or plan.interview is None else max(plan.interview, today)


def is_of_level(asked: str, mine: str) -> bool:
    """Return whether a question asked at one level is asked at another: `L5+` is asked at L5 and L6, not at L4 or E5."""
    above, own = re.fullmatch(r"(.*?)([0-9]+)\+", asked), re.fullmatch(r"(.*?)([0-9]+)\+?", mine)
    if above is None or own is None:
        return asked == mine
    return above[1] == own[1] and int(above[2]) <= int(own[2])
