"""The time that a question takes: from the learner's own thinking and reviewing times, and priors until there are enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from mlprep_cli.core.questions import BUDGETS

READING_WORDS_PER_MINUTE = 230
"""The speed at which an answer is read after the reveal."""
READING = {
    "quickfire": 25,
    "screening": 92,
    "deep-dive": 157,
    "senior": 240,
    "coding": 106,
    "system-design": 232,
    "behavioral": 116,
}
"""The seconds to read the answer, the key points and the grades of a question, by round: measured on the shipped bank."""
ENOUGH = 5
"""The number of attempts from which the learner's own times count more than the prior."""
FLOOR = 1 / 3
"""The least estimate as a share of the prior: instant answers say little about the next question."""
RETRIED = 0.45
"""The share of its time that a question takes again if it is not recalled: it is studied, and asked once more."""


class OwnTimes(NamedTuple):
    """The first attempts of a day at the questions of a round: their number, their seconds, and the sum of their budgets."""

    attempts: int
    seconds: float
    budget: float


class Times(NamedTuple):
    """The learner's own times by round, and the time that a question will take."""

    own: Mapping[str, OwnTimes]

    def seconds(self, round_name: str, budget: int) -> float:
        """Return the usual seconds of thinking and reviewing of a question of a round with a budget."""
        return prior_seconds(round_name, budget) * self.pace(round_name)

    def pace(self, round_name: str) -> float:
        """Return the learner's time as a multiple of the prior."""
        attempts, seconds, budget = self.own.get(round_name, OwnTimes(0, 0.0, 0.0))
        added = ENOUGH * prior_seconds(round_name, BUDGETS.get(round_name, 0) or 60)
        usual = budget + attempts * READING.get(round_name, 0)
        return max(FLOOR, (seconds + added) / (usual + added))

    def expected(self, round_name: str, budget: int, chance: float) -> float:
        """Return the seconds of a question that may have to be asked again."""
        return self.seconds(round_name, budget) * (1 + RETRIED * (1 - chance))


def prior_seconds(round_name: str, budget: int) -> float:
    """Return the seconds of a question before the learner has answered any: its budget, and the time to read its answer."""
    return float(budget + READING.get(round_name, 0))


# --- the forecast of a day, and the day itself ---


class RoundDay(NamedTuple):
    """The practice of a round on a study day. Times are in seconds.

    Attributes:
        shown: Whether the day that is shown includes it; a filter may leave it out.
        firsts: The first attempts of the day.
        retries: The number of other attempts.
        retry_budget: The sum of their budgets.
        seconds: The time of all attempts.
    """

    day: date
    round: str
    shown: bool
    firsts: OwnTimes
    retries: int
    retry_budget: float
    seconds: float


class DayTimes(NamedTuple):
    """A study day: its attempts, the seconds forecast for them from the days before, and the seconds that they took."""

    day: date
    attempts: int
    forecast: float
    seconds: float


def without(own: Mapping[str, OwnTimes], practice: Sequence[RoundDay]) -> dict[str, OwnTimes]:
    """Return the times before the first day of the practice, given all of them."""
    left = dict(own)
    for part in practice:
        attempts, seconds, budget = left.get(part.round, OwnTimes(0, 0.0, 0.0))
        firsts = part.firsts
        # A budget that has changed since, and the rounding of sums, must not leave less than nothing.
        left[part.round] = OwnTimes(
            max(0, attempts - firsts.attempts), max(0.0, seconds - firsts.seconds), max(0.0, budget - firsts.budget)
        )
    return left


def compared(before: Mapping[str, OwnTimes], practice: Sequence[RoundDay]) -> tuple[DayTimes, ...]:
    """Return each day with its forecast, given the times before the first day and the practice in the order of the days."""
    own = dict(before)
    days = []
    for day, rows in groupby(practice, key=attrgetter("day")):
        times, parts = Times(dict(own)), [*rows]
        shown = [part for part in parts if part.shown]
        if shown:
            forecast = sum(_forecast(times, part) for part in shown)
            attempts = sum(part.firsts.attempts + part.retries for part in shown)
            days.append(DayTimes(day, attempts, forecast, sum(part.seconds for part in shown)))
        for part in parts:
            attempts, seconds, budget = own.get(part.round, OwnTimes(0, 0.0, 0.0))
            new = part.firsts
            own[part.round] = OwnTimes(attempts + new.attempts, seconds + new.seconds, budget + new.budget)
    return tuple(days)


def _forecast(times: Times, part: RoundDay) -> float:
    reading = READING.get(part.round, 0)
    firsts = part.firsts.budget + part.firsts.attempts * reading
    retries = part.retry_budget + part.retries * reading
    return times.pace(part.round) * (firsts + RETRIED * retries)
