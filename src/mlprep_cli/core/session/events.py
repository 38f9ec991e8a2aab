"""The events that a session receives and the effects that it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.questions import Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import NO_TEXTS, Card, Grade, MockAnswer, Note, OwnTexts, RecordedAttempt, Review
from mlprep_cli.core.session.attempt import Attempt

if TYPE_CHECKING:
    from mlprep_cli.core.coding import Run
    from mlprep_cli.core.hearing import Heard

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
    own: OwnTexts = NO_TEXTS


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


class Sure(NamedTuple):
    """Say before the reveal how sure the answer is, from 1 to 3."""

    at: Stamp
    confidence: int


class GradeAs(NamedTuple):
    """Give the answer a grade."""

    at: Stamp
    grade: Grade


class Accept(PlainEvent):
    """Give the answer the grade that the ticks suggest."""


class SuspendQuestion(PlainEvent):
    """Ask the question no more."""


class OpenCode(PlainEvent):
    """Open the attempt at a coding question in the editor; after the reveal, show how it did."""


class RunCode(PlainEvent):
    """Run the visible checks on the attempt; after the reveal, show how it did."""


class Edited(NamedTuple):
    """The editor was opened: the path of the attempt, what to say, and the text if it is another one than before."""

    at: Stamp
    file: str
    message: str
    text: str = ""


class Checked(NamedTuple):
    """The checks ran: the run, None if there was nothing to run, and what to say."""

    at: Stamp
    run: Run | None
    message: str


class WriteAnswer(PlainEvent):
    """Write the answer, or go on writing it."""


class Listened(NamedTuple):
    """The written answer was compared with the key points: those that were heard in it."""

    at: Stamp
    heard: tuple[Heard, ...]


class NextFollowUp(PlainEvent):
    """Show the next follow-up question, or its answer."""


class ShowEarlier(PlainEvent):
    """Open or close the earlier answer to the question, compared with this one."""


class Study(PlainEvent):
    """Show the topic's study page."""


class TakeNote(PlainEvent):
    """Start a note."""


class Press(NamedTuple):
    """Press a key in the text field: a character or the name of an editing key."""

    at: Stamp
    key: str


class Insert(NamedTuple):
    """Insert text into the text field: pasted, or typed as a whole line."""

    at: Stamp
    text: str


class Submit(PlainEvent):
    """Save the note, or jump to the text that is searched."""


class Cancel(PlainEvent):
    """Discard the text field, or close the open panel."""


class ShowAnswer(PlainEvent):
    """Open the model answer."""


class ShowRubric(PlainEvent):
    """Open or close the key points and the grades in full."""


class StartSearch(PlainEvent):
    """Start a search in the text on the screen."""


class ReadAll(PlainEvent):
    """Show the text on the screen in the pager."""


class Redraw(PlainEvent):
    """Draw the whole screen again."""


class TellTime(PlainEvent):
    """Say the time left. A screen with a clock shows it anyway."""


class Scrolling(Enum):
    """A way to move in a text that is longer than its space on the screen."""

    PAGE_DOWN = auto()
    PAGE_UP = auto()
    LINE_DOWN = auto()
    LINE_UP = auto()
    START = auto()
    END = auto()


class Scroll(NamedTuple):
    """Move in the text on the screen."""

    at: Stamp
    by: Scrolling


class Cells(NamedTuple):
    """A size or a place on a screen, in columns and rows."""

    columns: int
    rows: int


class Extent(NamedTuple):
    """The text that the screen shows a part of: its lines, and the number of rows there are for it."""

    lines: tuple[str, ...] = ()
    rows: int = 1

    @property
    def last_top(self) -> int:
        """The line at the top of the last page."""
        return max(0, len(self.lines) - self.rows)


class Measured(NamedTuple):
    """The screen has been drawn, and shows a text of this extent."""

    at: Stamp
    extent: Extent


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


Event = (
    PlainEvent
    | Asked
    | Offered
    | Edited
    | Checked
    | Listened
    | TickPoint
    | Sure
    | GradeAs
    | Press
    | Insert
    | Scroll
    | Measured
    | Away
)

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


class Suspend(NamedTuple):
    """Suspend a question: it is asked no more."""

    question_id: str
    at: Stamp


class RecordAnswer(NamedTuple):
    """Store an answer of an interview durably, before the next question is shown."""

    answer: MockAnswer


class RecordNote(NamedTuple):
    """Store a note."""

    note: Note


class RecordAttempt(NamedTuple):
    """Record an attempt at a question as it is now."""

    attempt: RecordedAttempt


class Ask(NamedTuple):
    """Load a question and show it; `Asked` is the reply."""

    item: Item


class AskWeakest:
    """Make a queue of the weakest questions; `Offered` is the reply."""


class Panel(Enum):
    """A text that is opened over the question, and closed by the same key or Escape."""

    ANSWER = auto()
    RUBRIC = auto()
    FOLLOW_UP = auto()
    EARLIER = auto()
    STUDY = auto()
    CODE = auto()
    KEYS = auto()


class Part(Enum):
    """A part of a session. Linear output prints it once; a full screen draws the session as a whole."""

    OFFER = auto()
    QUESTION = auto()
    HINT = auto()
    TIME = auto()
    PAUSED = auto()
    RESUMED = auto()
    ANSWER = auto()
    FOLLOW_UP = auto()
    PROBE = auto()
    TIME_UP = auto()
    STUDY = auto()
    RUBRIC = auto()
    EARLIER = auto()
    TICKED = auto()
    CHECKED = auto()
    SURE = auto()
    NOTING = auto()
    NOTED = auto()
    WRITING = auto()
    WRITTEN = auto()
    NOT_NOTED = auto()
    GRADED = auto()
    SKIPPED = auto()
    SUSPENDED = auto()
    UNDONE = auto()
    HELP = auto()
    SUMMARY = auto()


class Show(NamedTuple):
    """Show a part of the session."""

    part: Part


class EditCode(NamedTuple):
    """Open an attempt at a question in the editor, a new one if it has no file yet; `Edited` is the reply."""

    question: Question
    file: str


class CheckCode(NamedTuple):
    """Run the checks of a question on an attempt, the hidden ones too if `hidden`; `Checked` is the reply."""

    question: Question
    file: str
    hidden: bool


class Listen(NamedTuple):
    """Compare a written answer with the key points of its question; `Listened` is the reply."""

    question: Question
    text: str


class OpenPager:
    """Show the text on the screen in the user's pager."""


class DrawAgain:
    """Draw the whole screen again."""


class Ring:
    """Ring the bell, if the user wants it: the budget is spent, or the answer was revealed by the clock."""


Effect = (
    Record | Retract | Suspend | RecordAnswer | RecordNote | RecordAttempt | Ask | AskWeakest | Show | EditCode
    | CheckCode | Listen | OpenPager | DrawAgain | Ring
)  # fmt: skip
