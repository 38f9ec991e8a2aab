"""The plan until an interview: its settings, and its state on one day."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.days import MOST_DAYS_AHEAD, DaysOff, full_name, latest_day, short_name
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.errors import UsageError

MOST_BREADTH = 2
"""The most steps from repetition to breadth, or back."""


HIGHEST_LEVEL = 10
"""The highest level that an open range such as `L5+` includes. A range that begins above it, such as `62+`, has no end."""


class Plan(NamedTuple):
    """The settings of a plan.

    Attributes:
        started: The study day on which the plan began.
        dated: The study day on which the interview date was set.
        minutes: The minutes per day for practice.
        since: The moment from which reviews count; None if all do.
        breadth: From -2, more repetition, to 2, more different questions.
    """

    started: date
    dated: date
    interview: date | None = None
    companies: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    minutes: int | None = None
    since: datetime | None = None
    breadth: int | None = None

    def days_left(self, today: date) -> int | None:
        """Return the days to the interview: 0 on its day, negative after it, None without a date."""
        return None if self.interview is None else (self.interview - today).days


def schedule_of(plan: Plan | None) -> CheckpointPlan:
    """Return the checkpoint plan of a running plan, or the usual one without a plan."""
    if plan is None:
        return CheckpointPlan()
    return CheckpointPlan(interview=plan.interview, dated=plan.dated, since=plan.since)


def accepted_interview(day: date, today: date) -> date:
    """Return the day of an interview if a plan can lead to it.

    Raises:
        UsageError: It is in the past, or too far away.
    """
    if day < today:
        raise UsageError(f"{day} is in the past: today is {today}.", "Name today or a later day.")
    _refuse_far(day, today, "an interview")
    return day


def accepted_days_off(days: DaysOff, today: date) -> DaysOff:
    """Return days without study if a plan can skip them.

    Raises:
        UsageError: One of them has passed, or is too far away.
    """
    if days.first < today:
        raise UsageError(f"{short_name(days.first, today)} has passed.", f"Name {today} or later days.")
    _refuse_far(days.last, today, "a day off")
    return days


def _refuse_far(day: date, today: date, what: str) -> None:
    if day > (latest := latest_day(today)):
        raise UsageError(
            f"{full_name(day)} is {(day - today).days:,} days away, and {what} is at most {MOST_DAYS_AHEAD} days ahead.",
            f"Name a day up to {latest}.",
        )


def goal_of(plan: Plan | None, today: date) -> date:
    """Return the day to be ready for: the interview, or today if there is none or it is over."""
    return today if plan is None or plan.interview is None else max(plan.interview, today)


def is_of_level(asked: str, mine: str) -> bool:
    """Return whether a question of level `asked` is asked at level `mine`: `L5+` at L5 and L6, but not at L4 or E5."""
    above, own = re.fullmatch(r"(.*?)([0-9]+)\+", asked), re.fullmatch(r"(.*?)([0-9]+)\+?", mine)
    if above is None or own is None:
        return asked == mine
    least, level = int(above[2]), int(own[2])
    return above[1] == own[1] and least <= level and (level <= HIGHEST_LEVEL or least > HIGHEST_LEVEL)


def fits_level(mine: Collection[str], asked: Collection[str]) -> bool:
    """Return whether a question of some levels is asked at one of mine; if either has none, it is."""
    return not mine or not asked or any(is_of_level(one, level) for one in asked for level in mine)
