"""Figures of practice: what was counted, as frozen values. Counting by SQL and counting in Python fill the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Review


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reviews got each grade."""

    strong: int = 0
    lean: int = 0
    no_hire: int = 0

    @property
    def total(self) -> int:
        """Return how many reviews there are."""
        return self.strong + self.lean + self.no_hire

    @property
    def recalled(self) -> int:
        """Return how many were lean or better."""
        return self.strong + self.lean

    def of(self, grade: Grade) -> int:
        """Return how many got one grade."""
        return {Grade.STRONG: self.strong, Grade.LEAN: self.lean, Grade.NO_HIRE: self.no_hire}[grade]


@dataclass(frozen=True, slots=True)
class Listed:
    """A question in a list: what it is filed under, and its card."""

    round: str
    topic: str
    difficulty: str
    companies: tuple[str, ...]
    card: Card


class Bucket(NamedTuple):
    """Reviews that are alike: how many, their seconds of thinking, how many were over budget, and the sum of their budgets."""

    round: str
    topic: str
    checkpoint: Checkpoint
    first_of_day: bool
    grade: Grade
    reviews: int
    seconds: float
    over_budget: int
    budget: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The figures of a round or a topic. Times are thinking, in seconds; `budget` is the mean allowed to its reviews."""

    name: str
    questions: int
    seen: int
    due: int
    grades: Tally
    median_seconds: float | None
    budget: float | None


@dataclass(frozen=True, slots=True)
class Attempts:
    """First attempts of a study day at one checkpoint."""

    checkpoint: Checkpoint
    grades: Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """The picture of progress on one study day."""

    today: date
    total: int
    new: int
    learning: int
    mastered: int
    due_now: int
    overdue: int
    forecast: tuple[tuple[date, int], ...]
    grades: Tally
    reviewed_today: int
    streak: int
    longest_streak: int
    checkpoints: tuple[Attempts, ...]
    rounds: tuple[Heading, ...]
    topics: tuple[Heading, ...]
    seconds_total: float
    over_budget: int
    leeches: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """What there is to do today; `share` is how many of those due a plan chose for the day."""

    today: date
    due: tuple[tuple[str, int], ...]
    new: int
    new_today: int
    reviewed_today: int
    grades_today: Tally
    streak: int
    next_due: tuple[date, int] | None
    share: int | None = None

    @property
    def due_drill(self) -> int:
        """Return how many a drill finds due."""
        return sum(count for name, count in self.due if name != "quickfire")

    @property
    def due_quickfire(self) -> int:
        """Return how many of quickfire are due."""
        return sum(count for name, count in self.due if name == "quickfire")


class Kept(NamedTuple):
    """The day so far, as the log has it: seconds of thinking and reviewing, and the streak in days."""

    seconds: float
    streak: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """The figures of one session."""

    grades: Tally
    seconds: float
    median_seconds: float | None
    in_budget: int


def tally(grades: Iterable[Grade]) -> Tally:
    """Return how often each grade occurs."""
    counted = list(grades)
    return Tally(counted.count(Grade.STRONG), counted.count(Grade.LEAN), counted.count(Grade.NO_HIRE))


def merged(buckets: Iterable[Bucket]) -> Tally:
    """Return how many reviews of these buckets got each grade."""
    counts = dict.fromkeys(Grade, 0)
    for each in buckets:
        counts[each.grade] += each.reviews
    return Tally(counts[Grade.STRONG], counts[Grade.LEAN], counts[Grade.NO_HIRE])


def lower_median(values: Iterable[float]) -> float | None:
    """Return the middle value, the lower of two; None where there is none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def retention(checkpoints: Sequence[Attempts]) -> Tally:
    """Return the first attempts of a day at cards that were not new: the share of them recalled is the retention."""
    past = [each.grades for each in checkpoints if each.checkpoint != 0]
    return Tally(sum(each.strong for each in past), sum(each.lean for each in past), sum(each.no_hire for each in past))


def weakest(topics: Sequence[Heading], most: int) -> tuple[Heading, ...]:
    """Return the topics of which the least was recalled, weakest first; none of which everything was strong."""
    tried = [each for each in topics if each.grades.total and each.grades.strong < each.grades.total]
    return tuple(sorted(tried, key=lambda each: (2 * each.grades.strong + each.grades.lean) / each.grades.total)[:most])


def moved(changes: Iterable[tuple[Card, Card]], places: Sequence[Checkpoint]) -> tuple[int, int]:
    """Return how many questions moved up in the plan, and how many fell back, each from its first card to its last."""
    order: list[Checkpoint | None] = [None, *places]
    first: dict[str, Card] = {}
    last: dict[str, Card] = {}
    for before, after in changes:
        first.setdefault(before.question_id, before)
        last[after.question_id] = after
    steps = [order.index(last[name].checkpoint) - order.index(first[name].checkpoint) for name in first]
    fresh = [first[name].checkpoint is None and last[name].checkpoint == places[0] for name in first]
    up = sum(step > 0 and not new for step, new in zip(steps, fresh, strict=True))
    return up, sum(step < 0 for step in steps)


def sitting(reviews: Iterable[Review]) -> Sitting:
    """Return the figures of a session's reviews."""
    counted = list(reviews)
    seconds = [each.thinking_seconds for each in counted]
    return Sitting(
        grades=tally(each.grade for each in counted),
        seconds=sum(seconds),
        median_seconds=lower_median(seconds),
        in_budget=sum(each.thinking_seconds < each.budget_seconds for each in counted),
    )
