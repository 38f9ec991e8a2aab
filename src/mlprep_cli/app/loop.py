"""The session loop: draw, read a key, step, carry out the effects."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from signal import SIGINT
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mlprep_cli.core.inputs import Continued, EndOfInput, Input, Interrupted, Key, Paste, Resized, Suspended, TypedLine
from mlprep_cli.core.questions import Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, MockAnswer, Note, OwnTexts, RecordedAttempt
from mlprep_cli.core.session.events import (
    Answered,
    Ask,
    Asked,
    AskWeakest,
    Away,
    CheckCode,
    Checked,
    DrawAgain,
    EditCode,
    Edited,
    Effect,
    Event,
    Extent,
    Listen,
    Listened,
    Measured,
    Offered,
    OpenPager,
    Part,
    Quit,
    Record,
    RecordAnswer,
    RecordAttempt,
    RecordNote,
    Retract,
    Ring,
    Show,
    Stamp,
    Suspend,
    Tick,
)
from mlprep_cli.core.session.keys import to_events
from mlprep_cli.core.session.machine import begin, step
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
from mlprep_cli.errors import DatabaseLocked, MlprepError

if TYPE_CHECKING:
    from mlprep_cli.core.coding import Run
    from mlprep_cli.core.hearing import Heard

ANSWERED_BY_KEYS = {Part.OFFER, Part.QUESTION, Part.ANSWER, Part.PROBE, Part.UNDONE}
"""The parts that wait for a key. Keys typed before such a part is shown were meant for another one and are dropped."""


class Keyboard(Protocol):
    """A source of keys."""

    def read(self, timeout: float | None) -> Input | None:
        """Return the next input, or None after `timeout` seconds without one."""

    def drop(self) -> bool:
        """Drop keys that were typed ahead, and return whether `q` was among them: stopping is never too early."""

    def suspend(self) -> None:
        """Stop the program, as Ctrl-Z does, and return when it continues."""

    def released(self) -> AbstractContextManager[None]:
        """Give the terminal to another program for a while."""


class Stage(Protocol):
    """Shows a session."""

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Show a part of the session."""

    def draw(self, session: Session, at: Stamp) -> Extent:
        """Draw the session while it waits for a key, and return the text on the screen."""

    def resize(self, session: Session, at: Stamp) -> None:
        """Show the current question again on a terminal of another size."""

    def leave(self) -> None:
        """Give the screen to another program."""

    def resume(self, session: Session, at: Stamp) -> None:
        """Show the current question again after another program used the screen."""

    def read_all(self, session: Session, at: Stamp) -> None:
        """Show the text on the screen in the user's pager, while the terminal is released."""

    def ring(self) -> None:
        """Ring the bell, if the user wants it."""

    def say(self, session: Session, at: Stamp, message: str) -> None:
        """Show what is being done, while it lasts."""

    def ask_again(self, message: str) -> None:
        """Show that something cannot be written now, and that Enter tries again."""


class Journal(Protocol):
    """Records answers. Each call is durable when it returns."""

    def record(self, answered: Answered) -> None:
        """Record a review and its new card."""

    def retract(self, retraction: Retract) -> None:
        """Void a review and derive its card again."""

    def suspend(self, suspension: Suspend) -> None:
        """Record that a question is asked no more."""

    def keep_answer(self, answer: MockAnswer) -> None:
        """Record an answer of a mock interview."""

    def add_note(self, note: Note) -> None:
        """Record a note."""

    def add_attempt(self, attempt: RecordedAttempt) -> None:
        """Record an attempt at a question as it is now."""


class Library(Protocol):
    """A source of questions, and the room for their code."""

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its current card, and the last note on it."""

    def own_texts(self, question: Question) -> OwnTexts:
        """Return what the learner wrote on a question before."""

    def weakest(self) -> tuple[Item, ...]:
        """Return the questions to practise if nothing is due."""

    def hindrance(self, question: Question) -> str:
        """Return why the code of a question cannot run here, and what to do; empty if it can."""

    def edit(self, question: Question, file: str) -> tuple[str, str, str]:
        """Open an attempt in the editor, and return its path, what to say, and its text if this was changed."""

    def check(self, question: Question, file: str, *, hidden: bool) -> tuple[Run | None, str]:
        """Run the checks on a file, or on the code written in this interview, and return the run and what to say."""

    def hear(self, question: Question, text: str) -> tuple[Heard, ...]:
        """Return the key points of a question that an answer says."""


class _World(NamedTuple):
    """Everything that effects act on."""

    keyboard: Keyboard
    stage: Stage
    journal: Journal
    library: Library
    now: Callable[[], Stamp]


def play(
    session: Session,
    *,
    keyboard: Keyboard,
    stage: Stage,
    journal: Journal,
    library: Library,
    now: Callable[[], Stamp],
) -> tuple[Session, int | None]:
    """Run a session to its end, and return it with the signal that ended it, if any."""
    world = _World(keyboard, stage, journal, library, now)
    session, effects = begin(session)
    signal: int | None = None
    while True:
        session = _carry_out(session, effects, world)
        if session.phase is Phase.ENDED:
            return session, signal
        extent = stage.draw(session, at := now())
        session, _ = step(session, Measured(at, extent))
        events: tuple[Event, ...] = ()
        match keyboard.read(_timeout(session, at.seconds)):
            case None:
                events = (Tick(now()),)
            case Key() | Paste() | TypedLine() as read:
                events = to_events(read, session.phase, now())
            case Suspended():
                since = now().seconds
                stage.leave()
                keyboard.suspend()
                session, _ = step(session, Away(now(), since))
                stage.resume(session, now())
            case Continued():
                stage.resume(session, now())
            case Resized():
                stage.resize(session, now())
            case Interrupted(number):
                signal = number
                session, effects = step(session, Quit(now()))
                # Only Ctrl-C gets a summary: otherwise the terminal has hung up or the machine is shutting down.
                effects = effects if number == SIGINT else ()
                continue
            case EndOfInput():
                events = (Quit(now()),)
        effects = ()
        for event in events:
            session, more = step(session, event)
            effects = (*effects, *more)


def _carry_out(session: Session, effects: tuple[Effect, ...], world: _World) -> Session:  # noqa: PLR0912  one arm per effect
    _, stage, journal, library, now = world
    pending = deque(effects)
    while pending:
        more: tuple[Effect, ...] = ()
        match pending.popleft():
            case Record(answered):
                _write(world, partial(journal.record, answered))
            case Retract() as retraction:
                _write(world, partial(journal.retract, retraction))
            case Suspend() as suspension:
                _write(world, partial(journal.suspend, suspension))
            case RecordAnswer(answer):
                _write(world, partial(journal.keep_answer, answer))
            case RecordNote(note):
                _write(world, partial(journal.add_note, note))
            case RecordAttempt(attempt):
                _write(world, partial(journal.add_attempt, attempt))
            case Ask(item):
                session, more = _ask(session, world, item)
            case EditCode(question, file):
                session, more = _edit(session, world, question, file)
            case CheckCode(question, file, hidden):
                stage.say(session, now(), "running the checks…")
                checked = library.check(question, file, hidden=hidden)
                session, more = step(session, Checked(now(), *checked))
            case Listen(question, text):
                session, more = step(session, Listened(now(), library.hear(question, text)))
            case AskWeakest():
                session, more = step(session, Offered(now(), library.weakest()))
            case Show(part):
                session, more = _show(part, session, world)
            case Ring():
                stage.ring()
            case DrawAgain():
                stage.resize(session, now())
            case OpenPager():
                session = _read_all(session, world)
        pending.extend(more)
    return session


def _show(part: Part, session: Session, world: _World) -> tuple[Session, tuple[Effect, ...]]:
    world.stage.show(part, session, world.now())
    if part in ANSWERED_BY_KEYS and world.keyboard.drop():
        return step(session, Quit(world.now()))
    return session, ()


def _ask(session: Session, world: _World, item: Item) -> tuple[Session, tuple[Effect, ...]]:
    """Load a question, and say at once if its code cannot run here."""
    question, card, note = world.library.question(item.question_id)
    asked, effects = step(session, Asked(world.now(), question, card, note, world.library.own_texts(question)))
    if question.code is not None and (message := world.library.hindrance(question)):
        asked = replace(asked, message=message)
    return asked, effects


def _edit(session: Session, world: _World, question: Question, file: str) -> tuple[Session, tuple[Effect, ...]]:
    """Give the terminal to the editor. The clock goes on: writing is thinking."""
    world.stage.leave()
    with world.keyboard.released():
        edited = world.library.edit(question, file)
    world.stage.resume(session, world.now())
    return step(session, Edited(world.now(), *edited))


def _read_all(session: Session, world: _World) -> Session:
    """Show the whole text in the pager. The clock goes on: reading is part of the review."""
    try:
        with world.keyboard.released():
            world.stage.read_all(session, world.now())
    except MlprepError as error:
        session = replace(session, message=f"{error.message} {error.hint}")
    world.stage.resume(session, world.now())
    return session


def _write(world: _World, write: Callable[[], None]) -> None:
    """Write to the journal. If another program locks the database, ask whether to try again.

    Raises:
        DatabaseLocked: The user does not want to wait any longer.
    """
    while True:
        try:
            return write()
        except DatabaseLocked as error:
            world.stage.ask_again(error.message)
            world.keyboard.drop()
            if not _agrees(world.keyboard):
                saved = "Everything graded before is saved. Close the other program and run the command again."
                raise DatabaseLocked(error.message, saved) from error


def _agrees(keyboard: Keyboard) -> bool:
    """Wait for Enter or `q`, and return whether it was Enter."""
    while True:
        match keyboard.read(None):
            case Key(" " | "\n") | TypedLine(""):
                return True
            case Key("q" | "Q") | TypedLine("q") | EndOfInput() | Interrupted():
                return False


def _timeout(session: Session, seconds: float) -> float | None:
    """Return the seconds until the countdown changes, or None if no countdown is shown."""
    if session.phase not in (Phase.THINKING, Phase.WRITING):
        return None
    return 1.0 - session.thinking(seconds) % 1.0
