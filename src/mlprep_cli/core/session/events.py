"""The events that a session receives and the effects that it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import NamedTuple

from mlprep_cli.core.questions import Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, MockAnswer, Note, Review
from mlprep_cli.core.session.attempt import Attempt

# --- events: what the user does, and replies to effects, each with its time ---


class Stamp(NamedTuple):
    """A moment: the seconds of a monotonic clock, the time in UTC, the study day, and a unique id that sorts by time."""

    seconds: float
    moment: datetime
    day: date
    id: str


@dataclass(frozen=True, slots=True)
class PlainEvent:
    """An event without data."""

    at: Stamp


class Asked(NamedTuple):
    """The requested question is loaded and shown."""

    at: Stamp
    question: Question
    card: Card
    note: Note | None


class Offered(NamedTuple):
    """The weakest questions, requested because nothing was due."""

    at: Stamp
    queue: tuple[Item, ...]


class Tick(PlainEvent):
    """Time has passed."""


class Reveal(PlainEvent):
    """Reveal the answer; in an interview, finish it."""


class Pause(PlainEvent):
    """Pause or resume the clock."""


class Hint(PlainEvent):
    """Show the next key point."""


class Skip(PlainEvent):
    """Ask the question again at the end; in an interview, pass on it."""


class TickPoint(NamedTuple):
    """Tick or untick a key point, by its number from 1."""

    at: Stamp
    number: int


class GradeAs(NamedTuple):
    """Give the answer a grade."""

    at: Stamp
    grade: Grade


class Accept(PlainEvent):
    """Give the answer the grade that the ticks suggest."""


class NextFollowUp(PlainEvent):
    """Show the next follow-up question, or its answer."""


class Study(PlainEvent):
    """Show the topic's study page."""


class TakeNote(PlainEvent):
    """Start a note."""


class Type(NamedTuple):
    """Type text into the note; a backspace deletes the last character, ^W the last word, ^U everything."""

    at: Stamp
    text: str


class Submit(PlainEvent):
    """Save the note."""


class Cancel(PlainEvent):
    """Discard the note."""


class Undo(PlainEvent):
    """Undo the last grade."""


class Help(PlainEvent):
    """Show all keys."""


class Away(NamedTuple):
    """The program was suspended from `since` (seconds) until now: that time does not count."""

    at: Stamp
    since: float


class Quit(PlainEvent):
    """End the session."""


Event = PlainEvent | Asked | Offered | TickPoint | GradeAs | Type | Away

# --- effects: what the loop does, in order ---


class Answered(NamedTuple):
    """A graded attempt: the review, the card before and after it, and the attempt itself."""

    review: Review
    before: Card
    after: Card
    attempt: Attempt


class Record(NamedTuple):
    """Store a review and its card durably, before anything else is shown."""

    answered: Answered


class Retract(NamedTuple):
    """Void a review."""

    review_id: str
    question_id: str
    at: datetime


class RecordAnswer(NamedTuple):
    """Store an answer of an interview durably, before the next question is shown."""

    answer: MockAnswer


class RecordNote(NamedTuple):
    """Store a note."""

    note: Note


class Ask(NamedTuple):
    """Load a question and show it; `Asked` is the reply."""

    item: Item


class AskWeakest:
    """Make a queue of the weakest questions; `Offered` is the reply."""


class Part(Enum):
    """A part of the screen that is printed once and stays there."""

    OFFER = auto()
    QUESTION = auto()
    HINT = auto()
    ANSWER = auto()
    FOLLOW_UP = auto()
    PROBE = auto()
    TIME_UP = auto()
    STUDY = auto()
    NOTED = auto()
    GRADED = auto()
    SKIPPED = auto()
    UNDONE = auto()
    HELP = auto()
    SUMMARY = auto()


class Show(NamedTuple):
    """Print a part of the screen."""

    part: Part


Effect = Record | Retract | RecordAnswer | RecordNote | Ask | AskWeakest | Show
