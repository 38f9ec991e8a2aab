"""The detailed figures: days, times, quickfire rounds, slow questions and leeches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.readiness import ReadinessReport
    from mlprep_cli.core.times import DayTimes

CALENDAR_WEEKS = 26
TREND_WEEKS = 12


class RoundTimes(NamedTuple):
    """The thinking times of a round, in seconds: the median and the 90th percentile; and the number of reviews over budget."""

    round: str
    reviews: int
    median: float
    p90: float
    over_budget: int


class Week(NamedTuple):
    """A week from its Monday on: its reviews, their thinking time as a share of their budgets, and the number over budget."""

    monday: date
    reviews: int
    share: float
    over_budget: int


class QuickfireRound(NamedTuple):
    """A quickfire round: the numbers of questions answered and recalled, and its seconds of thinking in all."""

    session_id: str
    day: date
    answered: int
    recalled: int
    seconds: float


class SlowQuestion(NamedTuple):
    """A question that was recalled at its last review, but over its budget. Times are in seconds."""

    question_id: str
    grade: Grade
    seconds: float
    budget: int


class Leech(NamedTuple):
    """A question that has lapsed often."""

    question_id: str
    topic: str
    lapses: int


class PointFigures(NamedTuple):
    """A key point of a question: in how many of the answers with ticks it was missed. `number` counts from 1."""

    question_id: str
    topic: str
    number: int
    point: str
    must: bool
    answers: int
    missed: int


class ConfidenceFigures(NamedTuple):
    """The grades of first attempts of a day before whose reveal the learner said how sure the answer was, from 1 to 3."""

    confidence: int
    grades: Tally


@dataclass(frozen=True, slots=True)
class Details:
    """The figures that the parts of the statistics show in addition to the overview.

    `predicted` is the mean predicted chance of recall at the first attempts that `measured` counts; None if not computed.
    """

    calendar: tuple[tuple[date, int], ...]
    times: tuple[RoundTimes, ...]
    days: tuple[DayTimes, ...]
    weeks: tuple[Week, ...]
    rapid: tuple[QuickfireRound, ...]
    slow: tuple[SlowQuestion, ...]
    leeches: tuple[Leech, ...]
    points: tuple[PointFigures, ...]
    confidence: tuple[ConfidenceFigures, ...]
    measured: Tally
    predicted: float | None
    ready: ReadinessReport | None
    mocks: tuple[Mock, ...]


def calendar_days(today: date, begun: date | None) -> tuple[date, ...]:
    """Return the days of the calendar: from the Monday of the first practice to today, half a year of weeks at most.

    Args:
        today: The last day.
        begun: The day of the first practice, None if there was none: the calendar is then empty.
    """
    if begun is None or begun > today:
        return ()
    earliest = today - timedelta(days=today.weekday() + 7 * (CALENDAR_WEEKS - 1))
    first = max(earliest, begun - timedelta(days=begun.weekday()))
    return tuple(first + timedelta(days=day) for day in range((today - first).days + 1))


def trend_mondays(today: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks in the trend of times, oldest first."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - timedelta(days=7 * back) for back in range(TREND_WEEKS - 1, -1, -1))
