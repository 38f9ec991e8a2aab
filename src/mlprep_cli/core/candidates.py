"""The candidates of a day: the questions that may be asked, what each costs, and what it is worth on the day of the goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mlprep_cli.core.memory import Memory, recall, reviewed
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.core.times import RETRIED

WHOLE = ("coding", "system-design", "senior")
"""The rounds whose questions take a whole slot."""
LAST_INTRODUCTION = 2
"""The last new question is introduced this number of days before the interview."""
WARM_UP_MINUTES = 15
"""The most minutes on the day of the interview."""
OTHER_LEVEL = 0.3
"""The weight of a question of another level."""
LEAST_SHARE = 0.01
"""The weight of a round that is not part of the onsite."""
_FILLER_CHANCE, _FILLER_DAYS, _FILLER_GAIN = 0.8, 2, 0.001
_KNOWN_GAIN = 0.02
_BREADTH = 1.6
"""A step of breadth multiplies the gain of new questions by this, and takes `_DUE_STEP` from the share of due ones."""


class Candidate(NamedTuple):
    """A question that may be asked today.

    Attributes:
        item: The question with its card as it is now.
        card: Its card as it was when the day began.
        memory: Its memory as it was when the day began; None if it had not been seen.
        seconds: The usual time of an attempt.
        chance: The chance that the learner answers it, if it is new.
        weight: Its weight for the target.
        is_tagged: Whether the target asks it at its level.
        is_of_company: Whether a target company asks it, or any company if there is no target.
        counts: Whether an open activity counts it.
        spent: The seconds practised on it today; None if it was not asked today.
        is_urgent: Whether the learner was sure of it last time, and wrong.
        was_asked: Whether it was asked in a real interview and not practised since.
    """

    item: Item
    card: Card
    memory: Memory | None
    seconds: float
    chance: float = 0.33
    weight: float = 1.0
    is_tagged: bool = False
    is_of_company: bool = False
    counts: bool = False
    spent: float | None = None
    is_urgent: bool = False
    was_asked: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it had not been seen when the day began."""
        return self.memory is None


class Goal(NamedTuple):
    """What a day works towards.

    Attributes:
        day: The day to be ready for.
        started: The day from which practice counts towards the shares.
        minutes: The minutes of a standard day.
        shares: The share of each round in the minutes of the onsite, and its sum is 1.
        practised: The seconds practised in each round from `started` until yesterday.
        last_days: The last day on which each round was practised.
        has_interview: Whether `day` is an interview.
        off: The days without study.
        breadth: From -2, repetition, to 2, breadth.
        most_new: The most new questions, without those of the warm-up.
    """

    today: date
    day: date
    started: date
    minutes: int
    shares: dict[str, float]
    practised: dict[str, float] = {}  # noqa: RUF012  never changed
    last_days: dict[str, date] = {}  # noqa: RUF012  never changed
    has_interview: bool = False
    off: frozenset[date] = frozenset()
    breadth: int = 0
    most_new: int | None = None

    @property
    def days_left(self) -> int:
        """The days to the goal, 0 on its day."""
        return (self.day - self.today).days

    @property
    def introduces(self) -> bool:
        """Whether new questions are asked today: not on days off, the eve and the day."""
        return self.today not in self.off and not self.is_near

    @property
    def is_near(self) -> bool:
        """Whether this is the eve or the day of the interview: the weakest questions are retrieved, none for long."""
        return self.has_interview and self.days_left < LAST_INTRODUCTION

    @property
    def budget(self) -> float:
        """The minutes of today: none on a day off, a warm-up on the day of the interview."""
        if self.today in self.off:
            return 0
        return min(self.minutes, WARM_UP_MINUTES) if self.has_interview and self.days_left == 0 else self.minutes

    def study_days(self, until: date) -> int:
        """Return the number of days with study from today until the day before `until`, at least 1."""
        days = (self.today + timedelta(days=number) for number in range((until - self.today).days))
        return max(1, sum(day not in self.off for day in days))


class Choice(NamedTuple):
    """A candidate with the seconds that it takes today and the recall that it adds on the day of the goal."""

    candidate: Candidate
    cost: float
    gain: float
    is_due: bool
    is_filler: bool = False

    @property
    def round(self) -> str:
        """The round of the question."""
        return self.candidate.item.round

    @property
    def question_id(self) -> str:
        """The id of the question."""
        return self.candidate.item.question_id

    @property
    def part(self) -> str:
        """The part of the day that it belongs to."""
        if self.round in WHOLE:
            return self.round
        return "new" if self.candidate.is_new else "due" if self.is_due else "early"

    @property
    def rate(self) -> float:
        """The recall added per second."""
        return self.gain / self.cost


def valued(candidates: Sequence[Candidate], goal: Goal) -> list[Choice]:
    """Return each candidate that may be asked today with its cost and gain."""
    asked = [candidate for candidate in candidates if goal.introduces or not candidate.is_new]
    mean = sum(candidate.weight for candidate in asked) / len(asked) if asked else 1.0
    return [_valued(candidate, goal, 0.25 + 0.75 * candidate.weight / mean) for candidate in asked]


def _valued(candidate: Candidate, goal: Goal, weight: float) -> Choice:
    memory, today = candidate.memory, goal.today
    # Asked and recalled on the day itself, nothing is gained after it: the next day counts.
    day = max(goal.day, today + timedelta(days=1))
    if memory is None:
        chance = candidate.chance
        learned = recall(reviewed(None, Grade.NO_HIRE, today), day)
        gain = ((1 - chance) * learned + _KNOWN_GAIN * chance) * _BREADTH**goal.breadth
        return Choice(candidate, _cost(candidate, chance), gain * weight, is_due=False)
    chance = recall(memory, today)
    later = chance * recall(reviewed(memory, Grade.STRONG, today), day)
    later += (1 - chance) * recall(reviewed(memory, Grade.NO_HIRE, today), day)
    gain = max(0.0, later - recall(memory, day)) + (1.0 if candidate.is_urgent else 0.0)
    is_filler = (
        chance > _FILLER_CHANCE and goal.days_left > _FILLER_DAYS and not (candidate.counts or candidate.was_asked)
    )
    gain = gain * weight * (_FILLER_GAIN if is_filler else 1.0)
    return Choice(candidate, _cost(candidate, chance), gain, candidate.card.is_due(today), is_filler)


def _cost(candidate: Candidate, chance: float) -> float:
    """Return the seconds that a question takes today: a failure is studied and asked again."""
    return max(1.0, candidate.seconds) * (1 + RETRIED * (1 - chance))
