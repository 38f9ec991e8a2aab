"""What is said to a session, and what it tells the world: events in, effects out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import NamedTuple

from mlprep_cli.core.questions import Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, Note, Review, Spoken
from mlprep_cli.core.session.attempt import Attempt

# --- events: what the user says, each with the moment it was said ---


class Stamp(NamedTuple):
    """A moment: a monotonic clock in seconds, the time in UTC, the study day, and a unique id that sorts by time."""

    seconds: float
    moment: datetime
    day: date
    id: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something that needs no more words than its name."""

    at: Stamp


class Asked(NamedTuple):
    """The question asked for is here and shown."""

    at: Stamp
    question: Question
    card: Card
    note: Note | None


class Offered(NamedTuple):
    """The weakest questions, asked for where nothing was due."""

    at: Stamp
    queue: tuple[Item, ...]


class Tick(Said):
    """Time has passed."""


class Reveal(Said):
    """Show the answer."""


class Pause(Said):
    """Stop the clock, or start it again."""


class Hint(Said):
    """Show the next key point."""


class Skip(Said):
    """Ask this one again at the end."""


class TickPoint(NamedTuple):
    """Tick or untick a key point, by its number from 1."""

    at: Stamp
    number: int


class GradeAs(NamedTuple):
    """Grade the answer."""

    at: Stamp
    grade: Grade


class Accept(Said):
    """Take the grade that the ticks suggest."""


class NextFollowUp(Said):
    """Show the next follow-up question, or its answer."""


class Study(Said):
    """Show the topic's study page."""


class TakeNote(Said):
    """Begin a line on what was missed."""


class Type(NamedTuple):
    """Text typed into the note; a backspace takes the last character away, ^U all of it, ^W the last word."""

    at: Stamp
    text: str


class Submit(Said):
    """Keep the note as it is typed."""


class Cancel(Said):
    """Drop the note as it is typed."""


class Undo(Said):
    """Take the last grade back."""


class Help(Said):
    """Show all keys."""


class Away(NamedTuple):
    """The program was stopped from `since` until now: that time does not count."""

    at: Stamp
    since: float


class Quit(Said):
    """Stop here."""


Event = Said | Asked | Offered | TickPoint | GradeAs | Type | Away

# --- effects: what the world is told, in order ---


class Answered(NamedTuple):
    """A graded attempt: the review, its card before and after, and what was on the table."""

    review: Review
    before: Card
    after: Card
    attempt: Attempt


class Record(NamedTuple):
    """Write a review and its card down, for good, before anything else is shown."""

    answered: Answered


class Retract(NamedTuple):
    """Take a review back."""

    review_id: str
    question_id: str
    at: datetime


class Keep(NamedTuple):
    """Write an interview's answer down, for good, before the next question is shown."""

    spoken: Spoken


class Jot(NamedTuple):
    """Write a note down."""

    note: Note


class Ask(NamedTuple):
    """Bring a question and show it: answered by `Asked`."""

    item: Item


class AskWeakest:
    """Make a queue of the weakest questions: answered by `Offered`."""


class Part(Enum):
    """A part of the screen that is printed once and stays."""

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


Effect = Record | Retract | Keep | Jot | Ask | AskWeakest | Show
