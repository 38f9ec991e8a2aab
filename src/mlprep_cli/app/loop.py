"""The one loop: draw, read a key, step, write down."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from signal import SIGINT
from typing import Protocol

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
    Line,
    Resized,
    to_event,
    to_events,
)
from mlprep_cli.core.session.machine import Phase, Session, begin, step

ANSWERED_BY_KEYS = {Part.OFFER, Part.QUESTION, Part.ANSWER, Part.PROBE, Part.UNDONE, Part.SUMMARY}
"""What a key answers: keys typed before one of these was on the screen meant something else."""


class Keyboard(Protocol):
    """Where keys come from."""

    def read(self, timeout: float | None) -> Input | None:
        """Return the next thing that happens, or None when `timeout` seconds passed without one."""

    def drop(self) -> None:
        """Forget what was typed ahead."""


class Stage(Protocol):
    """Where the session is shown."""

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        """Print a part of the screen that stays."""

    def prompt(self, session: Session, at: Stamp) -> None:
        """Draw what changes while a key is awaited, over what it drew before."""

    def resize(self, session: Session, at: Stamp) -> None:
        """Draw again what is on the table: the terminal has another size."""

    def resume(self, session: Session, at: Stamp) -> None:
        """Draw again what is on the table: the terminal was somebody else's."""


class Journal(Protocol):
    """Where answers are kept. Each call is durable when it returns."""

    def record(self, answered: Answered) -> None:
        """Record a review, and the card it leads to."""

    def retract(self, retraction: Retract) -> None:
        """Void a review, and derive its card again."""

    def keep_answer(self, answer: MockAnswer) -> None:
        """Record an answer of an interview."""

    def add_note(self, note: Note) -> None:
        """Record a note."""


class Library(Protocol):
    """Where questions come from."""

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its card as it is now, and the last note taken on it."""

    def weakest(self) -> tuple[Item, ...]:
        """Return what to practise where nothing is due."""


def play(
    session: Session,
    *,
    keyboard: Keyboard,
    stage: Stage,
    journal: Journal,
    library: Library,
    now: Callable[[], Stamp],
) -> tuple[Session, int | None]:
    """Run a session to its end, and return it with the signal that ended it, if one did."""
    session, effects = begin(session)
    signal: int | None = None
    while True:
        session = _carry_out(session, effects, keyboard, stage, journal, library, now)
        if session.phase is Phase.ENDED:
            return session, signal
        stage.prompt(session, at := now())
        events: tuple[Event, ...] = ()
        match keyboard.read(_patience(session, at.seconds)):
            case None:
                events = (Tick(now()),)
            case Key(text):
                event = to_event(text, session.phase, now())
                events = () if event is None else (event,)
            case Line(text):
                events = to_events(text, session.phase, now())
            case Continued(since):
                session, _ = step(session, Away(now(), since))
                stage.resume(session, now())
            case Resized():
                stage.resize(session, now())
            case Interrupted(number):
                signal = number
                session, effects = step(session, Quit(now()))
                # A terminal that hung up, or a machine that goes down, wants no summary.
                effects = effects if number == SIGINT else ()
                continue
            case EndOfInput():
                events = (Quit(now()),)
        effects = ()
        for event in events:
            session, more = step(session, event)
            effects = (*effects, *more)


def _carry_out(
    session: Session,
    effects: tuple[Effect, ...],
    keyboard: Keyboard,
    stage: Stage,
    journal: Journal,
    library: Library,
    now: Callable[[], Stamp],
) -> Session:
    waiting = deque(effects)
    while waiting:
        more: tuple[Effect, ...] = ()
        match waiting.popleft():
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
        waiting.extend(more)
    return session


def _patience(session: Session, seconds: float) -> float | None:
    """Return the seconds until the countdown shows another number, or None where no clock is shown."""
    if session.phase is not Phase.THINKING:
        return None
    return 1.0 - session.thinking(seconds) % 1.0
