"""Grade, review, card: the words of the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple

Checkpoint = int | Literal["mastered"]
"""One of the plan's days, or what lies beyond the last."""

LEECH_LAPSES = 4


class Grade(StrEnum):
    """How the learner graded one answer. Lean counts as recalled."""

    STRONG = "strong"
    LEAN = "lean"
    NO_HIRE = "no_hire"

    @property
    def label(self) -> str:
        """Return the grade as an interviewer writes it."""
        return {"strong": "Strong Hire", "lean": "Lean Hire", "no_hire": "No Hire"}[self.value]


@dataclass(frozen=True, slots=True)
class Review:
    """One graded attempt, as it is kept for good.

    `reviewed_at` is in UTC, `study_day` the learner's own day, times and the budget in seconds, `key_points` the numbers
    ticked (from 1), `checkpoint` the one it was asked at.
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


class Entry(NamedTuple):
    """A review in the history, and when it was taken back, if it was."""

    review: Review
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """A question's place in the schedule, derived from its reviews.

    `checkpoint` is the one it will next be asked at, None for a new question. `interval` is in days, from the review that
    set it to `due`.
    """

    question_id: str
    checkpoint: Checkpoint | None = None
    due: date | None = None
    interval: int = 0
    lapses: int = 0
    reviews: int = 0
    last_grade: Grade | None = None

    def is_due(self, today: date) -> bool:
        """Return whether the card is to be asked on `today`; a new card is not due, it waits."""
        return self.due is not None and self.due <= today


class Spoken(NamedTuple):
    """An answer given in a mock interview, not graded yet. Times are seconds.

    `thinking` is the answer itself, `probing` what its follow-ups took, `probes` how many of them were asked; `passed` is
    an answer that was left out.
    """

    session_id: str
    position: int
    question_id: str
    thinking: float
    probing: float
    probes: int
    passed: bool


class Note(NamedTuple):
    """One line of what was missed in an answer. `noted_at` is in UTC, `study_day` the learner's own day."""

    id: str
    question_id: str
    session_id: str
    noted_at: datetime
    study_day: date
    text: str
