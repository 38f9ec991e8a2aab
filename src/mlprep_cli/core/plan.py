"""The plan until an interview: its settings, and its state on one day."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.schedule import CheckpointPlan

if TYPE_CHECKING:
    from mlprep_cli.core.activities import Activity, Milestone
    from mlprep_cli.core.pace import Pace
    from mlprep_cli.core.suggestion import Suggestion


class Plan(NamedTuple):
    """The settings of a plan.

    Attributes:
        started: The study day on which the plan began.
        dated: The study day on which the interview date was set.
        minutes: The minutes per day for practice.
        since: The moment from which reviews count; None if all do.
    """

    started: date
    dated: date
    interview: date | None = None
    companies: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    minutes: int | None = None
    since: datetime | None = None

    def days_left(self, today: date) -> int | None:
        """Return the days to the interview: 0 on its day, negative after it, None without a date."""
        return None if self.interview is None else (self.interview - today).days

    @property
    def paced(self) -> bool:
        """Whether new questions are paced: there is a date, or a number of minutes per day."""
        return self.interview is not None or self.minutes is not None


class Share(NamedTuple):
    """What a plan chose for a study day: its new questions, and how many of the due ones."""

    new: tuple[str, ...]
    due: int


class PlanPosition(NamedTuple):
    """The position in a running plan on one day.

    Attributes:
        milestone: The last checkpoint day up to today.
        next_milestone: The checkpoint day after it.
        next_activity: The first open activity up to today.
    """

    plan: Plan
    milestone: Milestone | None
    next_milestone: Milestone | None
    next_activity: Activity | None


class PlanOverview(NamedTuple):
    """A plan on one day.

    Attributes:
        begun: Whether the plan is running; otherwise it is one that would begin today.
        new_today: The new questions chosen for today.
        next_activity: The first open activity up to today.
        suggestion: What to do next, None if nothing is left for today.
    """

    today: date
    plan: Plan
    begun: bool
    milestones: tuple[Milestone, ...]
    pace: Pace
    new_today: tuple[str, ...]
    next_activity: Activity | None
    suggestion: Suggestion | None

    @property
    def days_left(self) -> int | None:
        """The days to the interview: 0 on its day, negative after it, None without a date."""
        return self.plan.days_left(self.today)

    @property
    def left_out(self) -> tuple[tuple[str, int], ...]:
        """The rounds of the new questions that the days have no time for, with their counts, most first."""
        return tuple(Counter(candidate.round for candidate in self.pace.left_out).most_common())

    @property
    def introduced(self) -> int:
        """The number of new questions that the days have time for."""
        return sum(len(day.new) for day in self.pace.days)


def schedule_of(plan: Plan | None) -> CheckpointPlan:
    """Return the checkpoint plan of a running plan, or the usual one without a plan."""
    if plan is None:
        return CheckpointPlan()
    return CheckpointPlan(interview=plan.interview, dated=plan.dated, since=plan.since)


def goal_of(plan: Plan | None, today: date) -> date:
    """Return the day to be ready for: the interview, or today if there is none or it is over."""
    return today if plan is None or plan.interview is None else max(plan.interview, today)


def is_of_level(asked: str, mine: str) -> bool:
    """Return whether a question of level `asked` is asked at level `mine`: `L5+` at L5 and L6, but not at L4 or E5."""
    above, own = re.fullmatch(r"(.*?)([0-9]+)\+", asked), re.fullmatch(r"(.*?)([0-9]+)\+?", mine)
    if above is None or own is None:
        return asked == mine
    return above[1] == own[1] and int(above[2]) <= int(own[2])
