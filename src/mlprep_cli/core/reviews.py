"""Grades, reviews, cards and notes: the terms of practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple

Checkpoint = int | Literal["mastered"]
"""One of the days of the checkpoint plan, or `mastered` after the last."""

LEECH_LAPSES = 4


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
