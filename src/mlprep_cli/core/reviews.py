"""Grades, reviews, cards and notes: the terms of practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from mlprep_cli.core.stories import Story

Checkpoint = int | Literal["mastered"]
"""One of the days of the checkpoint plan, or `mastered` after the last."""

LEECH_LAPSES = 4
OWN = "own"
PRACTISED = ("typed", "spoken")
"""The forms of an answer in words that was given in practice."""
ANSWERS = (*PRACTISED, OWN)
"""The forms of an answer in words, the learner's own model answer too."""
WENT = ("well", "partly", "badly")
"""How an answer in a real interview went."""
FORMS = ("code", *ANSWERS)
"""The forms of an attempt that is kept."""


class Grade(StrEnum):
    """The learner's grade of an answer. Lean Hire counts as recalled."""

    STRONG = "strong"
    LEAN = "lean"
    NO_HIRE = "no_hire"

    @property
    def label(self) -> str:
        """The grade as an interviewer writes it."""
        return {"strong": "Strong Hire", "lean": "Lean Hire", "no_hire": "No Hire"}[self.value]


@dataclass(frozen=True, slots=True)
class Review:
    """A graded attempt, as the log keeps it. Times and budget are in seconds.

    Attributes:
        reviewed_at: The moment in UTC.
        study_day: The learner's own day.
        mode: The name of the mode, which may be one of a newer version.
        key_points: The numbers of the ticked key points, from 1.
        checkpoint: The checkpoint at which the question was asked.
        confidence: How sure the learner was before the reveal, from 1 to 3; None if it was not asked or not said.
        follow_ups: The number of follow-ups asked before the grade; None if none was due.
    """

    id: str
    question_id: str
    session_id: str
    reviewed_at: datetime
    study_day: date
    grade: Grade
    thinking_seconds: float
    reviewing_seconds: float
    budget_seconds: int
    timed_out: bool
    mode: str
    key_points: tuple[int, ...]
    checkpoint: Checkpoint
    confidence: int | None = None
    follow_ups: int | None = None


class GradedDay(NamedTuple):
    """What the schedule needs of a review: reading the other fields would take most of the time of a derivation.

    Attributes:
        moment: The moment in UTC, in ISO 8601. Only a plan that does not count every review reads it.
    """

    study_day: date
    grade: Grade
    moment: str

    @property
    def reviewed_at(self) -> datetime:
        """The moment in UTC."""
        return datetime.fromisoformat(self.moment)


class Entry(NamedTuple):
    """A review in the history, and the moment it was undone, if it was."""

    review: Review
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """The place of a question in the schedule, derived from its reviews.

    Attributes:
        checkpoint: The next checkpoint, None for a new question.
        interval: The days from the review that scheduled it to `due`.
    """

    question_id: str
    checkpoint: Checkpoint | None = None
    due: date | None = None
    interval: int = 0
    lapses: int = 0
    reviews: int = 0
    last_grade: Grade | None = None

    def is_due(self, today: date) -> bool:
        """Return whether the card is due on `today`; a new card is never due."""
        return self.due is not None and self.due <= today


class MockAnswer(NamedTuple):
    """An answer given in a mock interview, before it is graded. Times are in seconds.

    Attributes:
        position: Its place in the interview, from 0.
        thinking: The time of the answer itself.
        probing: The time of its follow-ups.
        probes: The number of follow-ups asked.
        passed: Whether the learner passed on the question.
    """

    session_id: str
    position: int
    question_id: str
    thinking: float
    probing: float
    probes: int
    passed: bool


class Note(NamedTuple):
    """A one-line note on what an answer missed. `noted_at` is in UTC, `study_day` is the learner's own day."""

    id: str
    question_id: str
    session_id: str
    noted_at: datetime
    study_day: date
    text: str


class Outcome(NamedTuple):
    """The outcome of a run of checks: how many groups ran and passed, and the names of those that did not pass.

    `groups` and `passed` are None if nothing ran; `hidden` tells whether the hidden groups ran.
    """

    groups: int | None = None
    passed: int | None = None
    failed: tuple[str, ...] = ()
    hidden: bool = False


NOT_RUN = Outcome()


class RecordedAttempt(NamedTuple):
    """An attempt at a question, as the log keeps it: the text as it was at a moment, and the outcome of the checks.

    Attributes:
        session_id: The session; None if the checks were run from the command line.
        form: One of `FORMS`.
        attempted_at: The moment in UTC.
        study_day: The learner's own day.
        text: The code or the answer; empty once it was removed.
        seconds: The thinking time at that moment; None outside a session.
        removed_at: The moment in UTC at which its text was removed on request; None if it was not.
    """

    id: str
    question_id: str
    session_id: str | None
    form: str
    attempted_at: datetime
    study_day: date
    text: str
    seconds: float | None
    groups: int | None = None
    passed: int | None = None
    failed: tuple[str, ...] = ()
    hidden: bool = False
    removed_at: datetime | None = None

    @property
    def words(self) -> int:
        """The number of words in its text."""
        return len(self.text.split())


class OwnTexts(NamedTuple):
    """What the learner wrote on a question before it was asked.

    Attributes:
        answer: The learner's own model answer in Markdown; empty if there is none.
        earlier: The newest answer that was written or spoken before, if its text is kept.
        stories: The learner's stories for a behavioral question, the newest first.
    """

    answer: str = ""
    earlier: RecordedAttempt | None = None
    stories: tuple[Story, ...] = ()


NO_TEXTS = OwnTexts()
