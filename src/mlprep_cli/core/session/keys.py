"""The keys of a practice run: one table, read by the keyboard and by the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.events import (
    Accept,
    Cancel,
    Event,
    GradeAs,
    Help,
    Hint,
    NextFollowUp,
    Pause,
    Quit,
    Reveal,
    Said,
    Skip,
    Stamp,
    Study,
    Submit,
    TakeNote,
    TickPoint,
    Type,
    Undo,
)
from mlprep_cli.core.session.machine import Phase

THINKING = "while thinking"
REVIEWING = "after the reveal"
ALWAYS = "always"


class Key(NamedTuple):
    """A key pressed, as the character it types; Enter is a line feed, Escape itself. Keys without one are empty."""

    text: str


class Line(NamedTuple):
    """A whole line, where keys come a line each: a key, or the text of a note. An empty one is Enter."""

    text: str


class Continued(NamedTuple):
    """The program was stopped at `since` on the monotonic clock, and goes on."""

    since: float


class Interrupted(NamedTuple):
    """A signal asks the program to stop."""

    signal: int


class Resized:
    """The terminal has another size."""


class EndOfInput:
    """No key will ever come again."""


Input = Key | Line | Continued | Interrupted | Resized | EndOfInput


def _plain(kind: type[Said]) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: kind(at)


def _grade(grade: Grade) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: GradeAs(at, grade)


class Binding(NamedTuple):
    """What a key does, and when: `keys` are its characters, `name` is how the help writes them."""

    keys: str
    name: str
    when: str
    does: str
    event: Callable[[Stamp, str], Event]


BINDINGS = (
    Binding(" \n", "space Enter", THINKING, "reveal the answer", _plain(Reveal)),
    Binding("p", "p", THINKING, "pause; the clock stops", _plain(Pause)),
    Binding("h", "h", THINKING, "hint: the next key point", _plain(Hint)),
    Binding("k", "k", THINKING, "skip: asked again at the end", _plain(Skip)),
    Binding("e", "e", THINKING, "in a mock: note in one line", _plain(TakeNote)),
    Binding("s", "s", REVIEWING, "Strong Hire", _grade(Grade.STRONG)),
    Binding("l", "l", REVIEWING, "Lean Hire (counts as recalled)", _grade(Grade.LEAN)),
    Binding("n", "n", REVIEWING, "No Hire: asked again this session", _grade(Grade.NO_HIRE)),
    Binding("123456789", "1-9", REVIEWING, "tick a key point, or untick it", lambda at, key: TickPoint(at, int(key))),
    Binding("\n", "Enter", REVIEWING, "accept the grade the ticks suggest", _plain(Accept)),
    Binding("f", "f", REVIEWING, "next follow-up, then its answer", _plain(NextFollowUp)),
    Binding("t", "t", REVIEWING, "study page of the topic", _plain(Study)),
    Binding("e", "e", REVIEWING, "note in one line what was missed", _plain(TakeNote)),
    Binding("u", "u", ALWAYS, "undo the last grade", _plain(Undo)),
    Binding("?", "?", ALWAYS, "all keys", _plain(Help)),
    Binding("q", "q Ctrl-C", ALWAYS, "stop here; what was graded is kept", _plain(Quit)),
)


def to_events(line: str, phase: Phase, at: Stamp) -> tuple[Event, ...]:
    """Return what a whole line means in a phase: the text of a note and its end, or one key."""
    if phase is Phase.NOTING:
        return Type(at, line), Submit(at)
    event = to_event(line.strip() or "\n", phase, at)
    return () if event is None else (event,)


def to_event(key: str, phase: Phase, at: Stamp) -> Event | None:
    """Return what `key` means in a phase, or None where it means nothing."""
    if not key:
        return None
    if phase is Phase.NOTING:
        return {"\n": Submit(at), "\x1b": Cancel(at)}.get(key) or Type(at, key)
    when = REVIEWING if phase is Phase.REVIEWING else THINKING
    for binding in BINDINGS:
        if len(key) == 1 and key in binding.keys and binding.when in (when, ALWAYS):
            return binding.event(at, key)
    # In the closing summary any key leaves; to the machine that is a key without a meaning of its own.
    return Cancel(at) if phase is Phase.CLOSING else None
