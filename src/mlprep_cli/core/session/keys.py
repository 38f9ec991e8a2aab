"""The keys of a session: one table for the keyboard and the help."""

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
    PlainEvent,
    Quit,
    Reveal,
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
    """A key press as the character it types: Enter is a line feed. A key without a character is empty."""

    text: str


class TypedLine(NamedTuple):
    """A line of input, if input is read by lines: a key, or the text of a note. An empty line is Enter."""

    text: str


class Continued(NamedTuple):
    """The program continues after it was suspended at `since`, in monotonic seconds."""

    since: float


class Interrupted(NamedTuple):
    """A signal asks the program to stop."""

    signal: int


class Resized:
    """The size of the terminal has changed."""


class EndOfInput:
    """The input has ended: no more keys will arrive."""


Input = Key | TypedLine | Continued | Interrupted | Resized | EndOfInput


def _plain(kind: type[PlainEvent]) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: kind(at)


def _grade(grade: Grade) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: GradeAs(at, grade)


class Binding(NamedTuple):
    """A key and its event.

    Attributes:
        keys: The characters that the key types.
        name: The key as the help writes it.
        when: The part of a question in which the key acts.
        does: The line of the help.
        label: The word beside the key on the screen.
        interview: True if the binding is only for mock interviews, False if only for other modes, None if for all.
    """

    keys: str
    name: str
    when: str
    does: str
    event: Callable[[Stamp, str], Event]
    label: str
    interview: bool | None = None


GRADE_KEYS = {Grade.STRONG: "s", Grade.LEAN: "l", Grade.NO_HIRE: "n"}


def _grade_binding(grade: Grade, does: str) -> Binding:
    key = GRADE_KEYS[grade]
    return Binding(key, key, REVIEWING, does, _grade(grade), grade.label)


BINDINGS = (
    Binding(" \n", "space Enter", THINKING, "reveal the answer", _plain(Reveal), "reveal", interview=False),
    Binding(" \n", "space Enter", THINKING, "finish the answer", _plain(Reveal), "done", interview=True),
    Binding("e", "e", THINKING, "write a one-line note", _plain(TakeNote), "note", interview=True),
    Binding("k", "k", THINKING, "pass: go on without an answer", _plain(Skip), "pass", interview=True),
    Binding("h", "h", THINKING, "hint: the next key point", _plain(Hint), "hint", interview=False),
    Binding("p", "p", THINKING, "pause; the clock stops", _plain(Pause), "pause"),
    Binding("k", "k", THINKING, "skip: asked again at the end", _plain(Skip), "skip", interview=False),
    _grade_binding(Grade.STRONG, "Strong Hire"),
    _grade_binding(Grade.LEAN, "Lean Hire (counts as recalled)"),
    _grade_binding(Grade.NO_HIRE, "No Hire: asked again today"),
    Binding(
        "123456789", "1-9", REVIEWING, "tick or untick a key point", lambda at, key: TickPoint(at, int(key)), "tick"
    ),
    Binding("\n", "Enter", REVIEWING, "accept the grade the ticks suggest", _plain(Accept), "accept"),
    Binding("f", "f", REVIEWING, "next follow-up, then its answer", _plain(NextFollowUp), "follow-up"),
    Binding("t", "t", REVIEWING, "study page of the topic", _plain(Study), "study"),
    Binding("e", "e", REVIEWING, "note a missed point in one line", _plain(TakeNote), "note"),
    Binding("u", "u", ALWAYS, "undo the last grade", _plain(Undo), "undo", interview=False),
    Binding("?", "?", ALWAYS, "all keys", _plain(Help), "keys"),
    Binding("q", "q Ctrl-C", ALWAYS, "stop; grades are kept", _plain(Quit), "stop"),
)


def to_events(line: str, phase: Phase, at: Stamp) -> tuple[Event, ...]:
    """Return the events of a whole line in a phase: the text of a note and its end, or one key."""
    if phase is Phase.NOTING:
        return Type(at, line), Submit(at)
    event = to_event(line.strip() or "\n", phase, at)
    return () if event is None else (event,)


def to_event(key: str, phase: Phase, at: Stamp) -> Event | None:
    """Return the event of a key in a phase, or None if the key has no meaning there."""
    if not key:
        return None
    if phase is Phase.NOTING:
        return {"\n": Submit(at), "\x1b": Cancel(at)}.get(key) or Type(at, key)
    when = REVIEWING if phase is Phase.REVIEWING else THINKING
    for binding in BINDINGS:
        if len(key) == 1 and key in binding.keys and binding.when in (when, ALWAYS):
            return binding.event(at, key)
    # Any key leaves the closing summary; one without a meaning of its own is passed on as `Cancel`.
    return Cancel(at) if phase is Phase.CLOSING else None
