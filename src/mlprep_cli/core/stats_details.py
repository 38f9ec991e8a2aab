"""Figures in more detail than the overview has: days, times, rapid rounds, what is slow and what keeps lapsing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.readiness import Readiness

CALENDAR_WEEKS = 26
TREND_WEEKS = 12


class Times(NamedTuple):
    """The thinking times of a round, in seconds: the median, the 90th percentile, and how many were over budget."""

    round: str
    reviews: int
    median: float
    p90: float
    over_budget: int


class Week(NamedTuple):
    """A week, from its Monday on: reviews, their thinking as a share of their budgets, and how many were over."""

    monday: date
    reviews: int
    share: float
    over_budget: int


class Rapid(NamedTuple):
    """A quickfire round: how many were answered and recalled, and the seconds it took in all."""

    session_id: str
    day: date
    answered: int
    recalled: int
    seconds: float


class Slow(NamedTuple):
    """A question that was recalled last time, but over its budget."""

    question_id: str
    grade: Grade
    seconds: float
    budget: int


class Leech(NamedTuple):
    """A question that keeps lapsing."""

    question_id: str
    topic: str
    lapses: int


@dataclass(frozen=True, slots=True)
class Details:
    """All that the parts of the statistics show beside the overview.

    `predicted` is the mean predicted chance at the first attempts that `measured` counts; None where it was not worked out.
    """

    calendar: tuple[tuple[date, int], ...]
    times: tuple[Times, ...]
    weeks: tuple[Week, ...]
    rapid: tuple[Rapid, ...]
    slow: tuple[Slow, ...]
    leeches: tuple[Leech, ...]
    measured: Tally
    predicted: float | None
    ready: Readiness | None
    companies: tuple[Readiness, ...]
    mocks: tuple[Mock, ...]


def calendar_days(today: date) -> tuple[date, ...]:
    """Return the days of the calendar: half a year of whole weeks, from a Monday to today."""
    first = today - timedelta(days=today.weekday() + 7 * (CALENDAR_WEEKS - 1))
    return tuple(first + timedelta(days=day) for day in range((today - first).days + 1))


def trend_mondays(today: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks whose times are compared, oldest first."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - timedelta(days=7 * back) for back in range(TREND_WEEKS - 1, -1, -1))
