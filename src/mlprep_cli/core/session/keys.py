"""The keys of a session: one table for the keyboard and the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mlprep_cli.core.inputs import Key, Paste, TypedLine
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.events import (
    Accept,
    Cancel,
    Event,
    GradeAs,
    Help,
    Hint,
    Insert,
    NextFollowUp,
    OpenCode,
    Pause,
    PlainEvent,
    Press,
    Quit,
    ReadAll,
    Redraw,
    Reveal,
    RunCode,
    Scroll,
    Scrolling,
    ShowAnswer,
    ShowEarlier,
    ShowRubric,
    Skip,
    Stamp,
    StartSearch,
    Study,
    Submit,
    Sure,
    SuspendQuestion,
    TakeNote,
    TellTime,
    TickPoint,
    Undo,
    WriteAnswer,
)
from mlprep_cli.core.session.modes import Rules
from mlprep_cli.core.session.phases import Phase

THINKING = "while thinking"
REVIEWING = "after the reveal"
STUDYING = "before a question that lapsed often"
READING = "in a long text"
ALWAYS = "always"
SURE = "sure"
"""The label of the keys for the confidence, which exist only if the learner wants to be asked."""


def _plain(kind: type[PlainEvent]) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: kind(at)


def _grade(grade: Grade) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: GradeAs(at, grade)


def _scroll(by: Scrolling) -> Callable[[Stamp, str], Event]:
    return lambda at, _key: Scroll(at, by)


class Binding(NamedTuple):
    """A key and its event.

    Attributes:
        keys: The keys: characters, and names such as `pageup`.
        name: The key as the help writes it.
        when: The part of a question in which the key acts.
        does: The line of the help.
        label: The word beside the key on the screen.
        interview: True if the binding is only for mock interviews, False if only for other modes, None if for all.
    """

    keys: tuple[str, ...]
    name: str
    when: str
    does: str
    event: Callable[[Stamp, str], Event]
    label: str
    interview: bool | None = None


GRADE_KEYS = {Grade.STRONG: "s", Grade.LEAN: "l", Grade.NO_HIRE: "n"}


def _grade_binding(grade: Grade, does: str) -> Binding:
    key = GRADE_KEYS[grade]
    return Binding((key,), key, REVIEWING, does, _grade(grade), grade.label)


def _scroll_binding(keys: str, name: str, does: str, by: Scrolling) -> Binding:
    return Binding(tuple(keys.split()), name, READING, does, _scroll(by), "")


_GO = (" ", "\n")
BINDINGS = (
    Binding(
        _GO, "space Enter", STUDYING, "the next page, then the question", _plain(Reveal), "question", interview=False
    ),
    Binding(
        ("x",),
        "x",
        STUDYING,
        "suspend the question: it is asked no more",
        _plain(SuspendQuestion),
        "suspend",
        interview=False,
    ),
    Binding(_GO, "space Enter", THINKING, "reveal the answer", _plain(Reveal), "reveal", interview=False),
    Binding(_GO, "space Enter", THINKING, "finish the answer", _plain(Reveal), "done", interview=True),
    Binding(("e",), "e", THINKING, "write a one-line note", _plain(TakeNote), "note", interview=True),
    Binding(("k",), "k", THINKING, "pass: go on without an answer", _plain(Skip), "pass", interview=True),
    Binding(("c",), "c", THINKING, "open your attempt at a coding question in the editor", _plain(OpenCode), "code"),
    Binding(("r",), "r", THINKING, "run the checks on your attempt", _plain(RunCode), "run"),
    Binding(("w",), "w", THINKING, "write the answer, or dictate it", _plain(WriteAnswer), "write", interview=False),
    Binding(("h",), "h", THINKING, "hint: the next key point", _plain(Hint), "hint", interview=False),
    Binding(("p",), "p", THINKING, "pause: the clock stops, the question is hidden", _plain(Pause), "pause"),
    Binding(("k",), "k", THINKING, "skip: asked again at the end", _plain(Skip), "skip", interview=False),
    Binding(("t",), "t", THINKING, "say the time left, in linear output", _plain(TellTime), "time"),
    Binding(
        tuple("123"),
        "1-3",
        THINKING,
        "how sure you are: 1 a guess, 2 likely, 3 sure",
        lambda at, key: Sure(at, int(key)),
        SURE,
        interview=False,
    ),
    Binding(
        tuple("123456789"),
        "1-9",
        REVIEWING,
        "tick or untick a key point",
        lambda at, key: TickPoint(at, int(key)),
        "tick",
    ),
    _grade_binding(Grade.STRONG, "Strong Hire"),
    _grade_binding(Grade.LEAN, "Lean Hire (counts as recalled)"),
    _grade_binding(Grade.NO_HIRE, "No Hire: asked again today"),
    Binding(("\n",), "Enter", REVIEWING, "accept the grade the ticks suggest", _plain(Accept), "accept"),
    Binding((" ",), "space", REVIEWING, "model answer, then its next page", _plain(ShowAnswer), "answer"),
    Binding(("f",), "f", REVIEWING, "next follow-up, then its answer", _plain(NextFollowUp), "follow-up"),
    Binding(("g",), "g", REVIEWING, "key points and grades in full", _plain(ShowRubric), "grades"),
    Binding(
        ("c", "r"), "c r", REVIEWING, "the checks on your attempt, and the solution beside it", _plain(RunCode), "code"
    ),
    Binding(("y",), "y", REVIEWING, "your earlier answer, and what is new now", _plain(ShowEarlier), "earlier"),
    Binding(("t",), "t", REVIEWING, "study page of the topic", _plain(Study), "study"),
    Binding(("e",), "e", REVIEWING, "note a missed point in one line", _plain(TakeNote), "note"),
    _scroll_binding("pagedown ctrl+f", "PgDn", "next page", Scrolling.PAGE_DOWN),
    _scroll_binding("pageup b ctrl+b", "b PgUp", "previous page", Scrolling.PAGE_UP),
    _scroll_binding("down ctrl+n", "↓", "one line down", Scrolling.LINE_DOWN),
    _scroll_binding("up ctrl+p", "↑", "one line up", Scrolling.LINE_UP),
    _scroll_binding("home <", "Home", "the beginning", Scrolling.START),
    _scroll_binding("end >", "End", "the end", Scrolling.END),
    Binding(("/",), "/", READING, "search; / and Enter repeat it", _plain(StartSearch), "search"),
    Binding(("v",), "v", READING, "the whole text in your pager", _plain(ReadAll), "pager"),
    Binding(("u",), "u", ALWAYS, "undo the last grade", _plain(Undo), "undo", interview=False),
    Binding(("ctrl+l",), "Ctrl-L", ALWAYS, "draw the screen again", _plain(Redraw), ""),
    Binding(("?",), "?", ALWAYS, "all keys", _plain(Help), "keys"),
    Binding(("escape",), "Esc", ALWAYS, "close a panel or a text field", _plain(Cancel), "close"),
    Binding(("q",), "q Ctrl-C", ALWAYS, "stop; grades are kept", _plain(Quit), "stop"),
)


def bindings(when: str, rules: Rules) -> list[Binding]:
    """Return the keys of a part of a question under the rules of a session."""
    return [
        binding
        for binding in BINDINGS
        if binding.when == when
        and binding.interview in (None, rules.interview)
        and (binding.label != SURE or rules.asks_confidence)
    ]


def to_events(read: Key | Paste | TypedLine, phase: Phase, at: Stamp) -> tuple[Event, ...]:
    """Return the events of an input: a key; a paste or a line as text, if there is a text field."""
    is_field = phase.is_typing
    match read:
        case Paste(text, entered):
            return (Insert(at, text), *((Submit(at),) if entered else ())) if is_field else ()
        case TypedLine(text) if is_field:
            return Insert(at, text), Submit(at)
        case TypedLine(text):
            event = to_event(text.strip() or "\n", phase, at)
        case Key(text):
            event = to_event(text, phase, at)
    return () if event is None else (event,)


def to_event(key: str, phase: Phase, at: Stamp) -> Event | None:
    """Return the event of a key in a phase, or None if the key has no meaning there."""
    if phase.is_typing:
        return {"\n": Submit(at), "escape": Cancel(at)}.get(key) or Press(at, key)
    when = {Phase.REVIEWING: REVIEWING, Phase.STUDYING: STUDYING}.get(phase, THINKING)
    # Letters mean the same with Caps Lock.
    meant = key.lower() if len(key) == 1 else key
    for binding in BINDINGS:
        if meant in binding.keys and binding.when in (when, READING, ALWAYS):
            return binding.event(at, meant)
    return None
