"""The whole way to an interview, as one value to be shown."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.activities import Stage, State
from mlprep_cli.core.pace import Pace
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.readiness import Readiness


class Ready(NamedTuple):
    """How ready one is for a day: for all, by topic, by company."""

    day: date
    whole: Readiness
    topics: tuple[Readiness, ...]
    companies: tuple[Readiness, ...]


class Route(NamedTuple):
    """Where one stands on the way to an interview: the last checkpoint day that came, the next one, what to do next."""

    plan: Plan
    stage: Stage | None
    coming: Stage | None
    next_activity: State | None


class Outlook(NamedTuple):
    """A plan on one day. `begun` is false where it is only how one would look; `chosen` are today's new questions."""

    today: date
    plan: Plan
    begun: bool
    stages: tuple[Stage, ...]
    pace: Pace
    chosen: tuple[str, ...]
    next_activity: State | None

    @property
    def days_left(self) -> int | None:
        """Return the days to the interview; 0 on its day, less after it, None where there is no date."""
        return self.plan.days_left(self.today)

    @property
    def next_command(self) -> str:
        """Return the command to begin with: the next activity, else what is due; empty where nothing is left."""
        if self.next_activity is not None:
            return self.next_activity.command
        today = self.pace.days[0] if self.pace.days else None
        return "mlprep drill" if today is not None and (today.due or today.new) else ""

    @property
    def left_out(self) -> tuple[tuple[str, int], ...]:
        """Return how many new questions of each round there is no time for, most first."""
        return tuple(Counter(each.round for each in self.pace.left_out).most_common())

    @property
    def introduced(self) -> int:
        """Return how many new questions there is time for."""
        return sum(len(each.new) for each in self.pace.days)
