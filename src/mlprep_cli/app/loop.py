"""The session loop: draw, read a key, step, carry out the effects."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from signal import SIGINT
from typing import NamedTuple, Protocol

from mlprep_cli.core.questions import Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, MockAnswer, Note
from mlprep_cli.core.session.events import (
    Answered,
    Ask,
    Asked,
    AskWeakest,
    Away,
    Effect,
    Event,
    Offered,
    Part,
    Quit,
    Record,
    RecordAnswer,
    RecordNote,
    Retract,
    Show,
    Stamp,
    Tick,
)
from mlprep_cli.core.session.keys import (
    Continued,
    EndOfInput,
    Input,
    Interrupted,
    Key,
    Resized,
    TypedLine,
    to_event,
    to_events,
)
from mlprep_cli.core.session.machine import Phase, Session, begin, step

ANSWERED_BY_KEYS = {Part.OFFER, Part.QUESTION, Part.ANSWER, Part.PROBE, Part.UNDONE, Part.SUMMARY}
"""The parts that wait for a key. Keys typed before such a part is shown were meant for another one and are dropped."""


class Keyboard(Protocol):
    """A source of keys."""

    def read(self, timeout: float | None) -> Input | None:
        """Return the next input, or None after `timeout` seconds without one."""

    def drop(self) -> None:
        """Drop keys that were typed ahead."""


class Stage(Protocol):
    """Shows a session."""

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Print a part as permanent output."""

    def prompt(self, session: Session, at: Stamp) -> None:
        """Draw the live region while waiting for a key, replacing its last drawing."""

    def resize(self, session: Session, at: Stamp) -> None:
        """Show the current question again on a terminal of another size."""

    def resume(self, session: Session, at: Stamp) -> None:
        """Show the current question again after another program used the terminal."""


class Journal(Protocol):
    """Records answers. Each call is durable when it returns."""

    def record(self, answered: Answered) -> None:
        """Record a review and its new card."""

    def retract(self, retraction: Retract) -> None:
        """Void a review and derive its card again."""

    def keep_answer(self, answer: MockAnswer) -> None:
        """Record an answer of a mock interview."""

    def add_note(self, note: Note) -> None:
        """Record a note."""


class Library(Protocol):
    """A source of questions."""

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its current card, and the last note on it."""

    def weakest(self) -> tuple[Item, ...]:
        """Return the questions to practise if nothing is due."""


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
        stage.prompt(session, at := now())
        events: tuple[Event, ...] = ()
        match keyboard.read(_timeout(session, at.seconds)):
            case None:
                events = (Tick(now()),)
            case Key(text):
                event = to_event(text, session.phase, now())
                events = () if event is None else (event,)
            case TypedLine(text):
                events = to_events(text, session.phase, now())
            case Continued(since):
                session, _ = step(session, Away(now(), since))
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


def _carry_out(session: Session, effects: tuple[Effect, ...], world: _World) -> Session:
    keyboard, stage, journal, library, now = world
    pending = deque(effects)
    while pending:
        more: tuple[Effect, ...] = ()
        match pending.popleft():
            case Record(answered):
                journal.record(answered)
            case Retract() as retraction:
                journal.retract(retraction)
            case RecordAnswer(answer):
                journal.keep_answer(answer)
            case RecordNote(note):
                journal.add_note(note)
            case Ask(item):
                asked = library.question(item.question_id)
                session, more = step(session, Asked(now(), *asked))
            case AskWeakest():
                session, more = step(session, Offered(now(), library.weakest()))
            case Show(part):
                stage.show(part, session, now())
                if part in ANSWERED_BY_KEYS:
                    keyboard.drop()
        pending.extend(more)
    return session


def _timeout(session: Session, seconds: float) -> float | None:
    """Return the seconds until the countdown changes, or None if no countdown is shown."""
    if session.phase is not Phase.THINKING:
        return None
    return 1.0 - session.thinking(seconds) % 1.0
