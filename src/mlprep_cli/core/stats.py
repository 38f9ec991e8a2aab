"""Practice figures as frozen values, filled by SQL for the database and by Python for a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Review

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock


class Tally(NamedTuple):
    """The numbers of reviews with each grade."""

    strong: int = 0
    lean: int = 0
    no_hire: int = 0

    @property
    def total(self) -> int:
        """The number of reviews."""
        return self.strong + self.lean + self.no_hire

    @property
    def recalled(self) -> int:
        """The number of reviews graded Lean Hire or better."""
        return self.strong + self.lean

    def plus(self, grade: Grade) -> Tally:
        """Return the numbers with one more review."""
        strong, lean, no_hire = self
        if grade is Grade.STRONG:
            return Tally(strong + 1, lean, no_hire)
        return Tally(strong, lean + 1, no_hire) if grade is Grade.LEAN else Tally(strong, lean, no_hire + 1)

    def of(self, grade: Grade) -> int:
        """Return the number of reviews with a grade."""
        return {Grade.STRONG: self.strong, Grade.LEAN: self.lean, Grade.NO_HIRE: self.no_hire}[grade]


class ListedQuestion(NamedTuple):
    """A question in a list: its round, topic, difficulty and companies, and its card."""

    round: str
    topic: str
    difficulty: str
    companies: tuple[str, ...]
    card: Card


class Bucket(NamedTuple):
    """A group of reviews: their number, their thinking time, the number over budget, and the sum of budgets; in seconds."""

    round: str
    topic: str
    checkpoint: Checkpoint
    first_of_day: bool
    grade: Grade
    reviews: int
    seconds: float
    over_budget: int
    budget: int


class GroupFigures(NamedTuple):
    """The figures of a round or a topic. Times are thinking times in seconds; `budget` is the mean budget of its reviews."""

    name: str
    questions: int
    seen: int
    due: int
    grades: Tally
    median_seconds: float | None
    budget: float | None


class CheckpointFigures(NamedTuple):
    """The grades of the first attempts of a study day at one checkpoint."""

    checkpoint: Checkpoint
    grades: Tally


class SelfGrading(NamedTuple):
    """How the grades given compare with those that the ticks suggested, over the last answers with ticks."""

    ticked: int = 0
    above: int = 0
    below: int = 0


class Progress(NamedTuple):
    """The overview of progress on one study day. Times are in seconds."""

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
    checkpoints: tuple[CheckpointFigures, ...]
    rounds: tuple[GroupFigures, ...]
    topics: tuple[GroupFigures, ...]
    seconds_total: float
    over_budget: int
    leeches: int = 0
    self_grading: SelfGrading = SelfGrading()


class Day(NamedTuple):
    """The due and new questions of a study day, and its reviews. `mocks` are the unfinished mock interviews, newest first."""

    today: date
    due: tuple[tuple[str, int], ...]
    new: int
    reviewed_today: int
    grades_today: Tally
    streak: int
    next_due: tuple[date, int] | None
    mocks: tuple[Mock, ...] = ()

    @property
    def total_due(self) -> int:
        """The number of due questions."""
        return sum(count for _, count in self.due)


class PastAnswers(NamedTuple):
    """The answers to a question of a session.

    Attributes:
        earlier: The number of its reviews before the session.
        within_budget: Whether one of those was within budget.
        last_missed: Whether the last of those that was the first attempt of its day was graded No Hire.
        ticks: The numbers of the ticked key points of each review with any, those of the session included.
    """

    question_id: str
    earlier: int
    within_budget: bool
    last_missed: bool
    ticks: tuple[tuple[int, ...], ...] = ()


class ReadinessChange(NamedTuple):
    """What a day has done to the predicted recall on `day`: the prediction from the log before it, and the present one."""

    before: float
    after: float
    day: date


class DayProgress(NamedTuple):
    """The day so far: the seconds of thinking and reviewing, and the streak in days.

    At the end of a session, also what the day has done to the readiness, and the answers to the questions of the session.
    """

    seconds: float
    streak: int
    readiness: ReadinessChange | None = None
    past: tuple[PastAnswers, ...] = ()


class SessionFigures(NamedTuple):
    """The figures of one session."""

    grades: Tally
    seconds: float
    median_seconds: float | None
    in_budget: int


def tally(grades: Iterable[Grade]) -> Tally:
    """Return the number of each grade."""
    all_grades = list(grades)
    return Tally(all_grades.count(Grade.STRONG), all_grades.count(Grade.LEAN), all_grades.count(Grade.NO_HIRE))


def merged(buckets: Iterable[Bucket]) -> Tally:
    """Return the number of reviews with each grade in these buckets."""
    counts = dict.fromkeys(Grade, 0)
    for bucket in buckets:
        counts[bucket.grade] += bucket.reviews
    return Tally(counts[Grade.STRONG], counts[Grade.LEAN], counts[Grade.NO_HIRE])


def lower_median(values: Iterable[float]) -> float | None:
    """Return the lower median; None without values."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def retention(checkpoints: Sequence[CheckpointFigures]) -> Tally:
    """Return the grades of first attempts of a day at cards that were not new: the share recalled is the retention."""
    tallies = [figures.grades for figures in checkpoints if figures.checkpoint != 0]
    return Tally(
        sum(grades.strong for grades in tallies),
        sum(grades.lean for grades in tallies),
        sum(grades.no_hire for grades in tallies),
    )


def weakest(topics: Sequence[GroupFigures], most: int) -> tuple[GroupFigures, ...]:
    """Return the topics with the lowest grades, weakest first; topics with only Strong Hire are left out."""
    tried = [topic for topic in topics if topic.grades.total and topic.grades.strong < topic.grades.total]
    ranked = sorted(tried, key=lambda topic: (2 * topic.grades.strong + topic.grades.lean) / topic.grades.total)
    return tuple(ranked[:most])


def moved(changes: Iterable[tuple[Card, Card]], places: Sequence[Checkpoint]) -> tuple[int, int]:
    """Return how many questions moved on to a later checkpoint, and how many fell back, from their first to their last card."""
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


def self_grading(pairs: Iterable[tuple[Grade, Grade]]) -> SelfGrading:
    """Return how grades compare with suggestions, from pairs of the grade given and the grade suggested."""
    order = [Grade.NO_HIRE, Grade.LEAN, Grade.STRONG]
    steps = [order.index(given) - order.index(suggested) for given, suggested in pairs]
    return SelfGrading(len(steps), sum(step > 0 for step in steps), sum(step < 0 for step in steps))


def session_figures(reviews: Iterable[Review]) -> SessionFigures:
    """Return the figures of a session's reviews."""
    own = list(reviews)
    seconds = [review.thinking_seconds for review in own]
    return SessionFigures(
        grades=tally(review.grade for review in own),
        seconds=sum(seconds),
        median_seconds=lower_median(seconds),
        in_budget=sum(review.thinking_seconds < review.budget_seconds for review in own),
    )
