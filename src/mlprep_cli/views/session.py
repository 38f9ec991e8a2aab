"""The practice screen up to the reveal. The first question needs this module and nothing heavier."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.keys import ALWAYS, BINDINGS, GRADE_KEYS, REVIEWING, THINKING, Binding
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.session.modes import Rules, mode_of
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    GRADE_STYLES,
    NARROW,
    QUIET,
    STRONG,
    checkpoint_name,
    clock,
    day_name,
    plural,
)

SEPARATOR = " · "
Legend = list[tuple[str, str]]
"""Keys with their labels."""


def header(session: Session, today: date) -> Text:
    """Return the position in the session and the tags: `3/12 · screening · regularization · Day 7 check · 2:00`."""
    attempt = session.attempt
    assert attempt is not None
    if session.rules.interview:
        place = f"question {len(session.mock_answers) + 1} of {session.total}"
        return Text(SEPARATOR.join([place, attempt.question.round, clock(attempt.budget)]), style=QUIET)
    place = f"{len(session.answered) + 1}/{session.total}"
    parts = [place, attempt.question.round, attempt.question.topic, _checkpoint(attempt, today), clock(attempt.budget)]
    return Text(SEPARATOR.join(parts), style=QUIET)


def question(session: Session, today: date) -> RenderableType:
    """Return the header and the question in its panel."""
    attempt = session.attempt
    assert attempt is not None
    panel = Panel(Text(attempt.question.prompt, style=STRONG), border_style=ACCENT, padding=(0, 1))
    code = attempt.question.code
    stub = () if code is None else (Padding(Text(code.stub.rstrip()), (0, 2)), _stub_command(attempt.question.id))
    return Group(Text(), header(session, today), panel, *stub)


def _stub_command(question_id: str) -> Text:
    return Text(f"mlprep show {question_id} --part stub > solution.py", style=QUIET)


def hint(attempt: Attempt) -> Text:
    """Return the most recent hint."""
    point = attempt.question.key_points[attempt.hints - 1]
    return Text.assemble(("hint ", ACCENT), point.point)


def prompt(session: Session, seconds: float, width: int, *, list_points: bool = True) -> RenderableType:
    """Return the lines below the question: the countdown while thinking, the checklist while reviewing, and the keys.

    Args:
        session: The session.
        seconds: The current time on the monotonic clock.
        width: Columns of the screen.
        list_points: Whether the checklist fits below and is not printed above.
    """
    attempt = session.attempt
    if attempt is None or session.phase in (Phase.OFFERING, Phase.CLOSING):
        return _keys(legend(session), width)
    if session.phase is Phase.PAUSED:
        return _keys(legend(session), width, Text("paused  ", style=STRONG), session.message)
    if session.phase is Phase.THINKING and session.rules.interview:
        return _interview_clock(session, attempt, seconds, width)
    if session.phase is Phase.THINKING:
        return countdown(session.thinking(seconds), attempt.budget, width, session.message)
    listed = list_points and not session.rules.interview
    rows: list[RenderableType] = [checklist(attempt)] if listed else []
    if session.phase is Phase.NOTING:
        rows.append(Text.assemble(("missed: ", STRONG), session.draft, ("▏", ACCENT)))
        rows.append(_keys(legend(session), width))
    else:
        rows.append(review_keys(attempt, width, session.message, list_points=list_points))
    return Group(*rows)


def countdown(thinking: float, budget: int, width: int, message: str = "") -> Text:
    """Return the clock, which counts down to the budget and then up, with a bar and the keys."""
    left = budget - thinking
    if left > 0:
        shown, style = clock(-(-left // 1)), STRONG
    else:
        shown, style = f"+{clock(-left)} over", f"{STRONG} {ALARM}"
    cells = 10 if width < NARROW else 20
    filled = round(cells * max(0.0, left) / budget) if budget else 0
    lead = Text.assemble((f"{shown} ", style), ("━" * filled, ACCENT), ("─" * (cells - filled), QUIET), "  ")
    return _keys(_thinking_keys(interview=False), width, lead, message)


def _interview_clock(session: Session, attempt: Attempt, seconds: float, width: int) -> Text:
    """Return the clock of the question or the number of the follow-up, the clock of the interview, and the keys."""
    lead = Text()
    if attempt.main is None:
        left = attempt.budget - session.thinking(seconds)
        lead.append(
            *(f"{clock(-(-left // 1))} ", STRONG) if left > 0 else (f"+{clock(-left)} over ", f"{STRONG} {ALARM}")
        )
    else:
        lead.append(f"follow-up {attempt.probes} ", STRONG)
    if session.rules.limit_seconds is not None:
        left = max(0.0, session.rules.limit_seconds - session.spent(seconds))
        lead.append(f"· {clock(-(-left // 1))} left in all  ", style=ALARM if left < 60 else QUIET)
    return _keys(_thinking_keys(interview=True), width, lead, session.message)


def probe(attempt: Attempt) -> RenderableType:
    """Return a follow-up of the interviewer, without its answer."""
    follow_up = attempt.question.follow_ups[attempt.probes - 1]
    return Group(Text(), Text.assemble((f"follow-up {attempt.probes} ", ACCENT), (follow_up.prompt, STRONG)))


def checklist(attempt: Attempt) -> RenderableType:
    """Return the key points with their ticks, numbered by the keys that tick them."""
    rows = [Text.assemble(("Key points", STRONG), (" · which did you say?", QUIET))]
    for number, point in enumerate(attempt.question.key_points, start=1):
        ticked = number in attempt.ticked
        row = Text.assemble(
            (f" {number} ", ACCENT), ("✓ " if ticked else "· ", "green" if ticked else QUIET), point.point
        )
        if point.must:
            row.append(" (must)", style=QUIET)
        rows.append(row)
    return Group(*rows)


def review_keys(attempt: Attempt, width: int, message: str = "", *, list_points: bool = True) -> Text:
    """Return the keys of the review, with the grade that the ticks suggest."""
    lead = Text()
    if not list_points and attempt.ticked:
        lead.append("ticked " + " ".join(str(number) for number in sorted(attempt.ticked)) + "  ")
    for grade in Grade:
        lead.append(GRADE_KEYS[grade], style=f"{STRONG} {GRADE_STYLES[grade]}")
        lead.append(
            f" {grade.label}  " if width >= NARROW else f" {grade.value.replace('_', ' ')}  ", GRADE_STYLES[grade]
        )
    keys: Legend = []
    if attempt.suggestion is not None:
        keys.append((_key("accept"), attempt.suggestion.label))
    if attempt.probes < 2 * len(attempt.question.follow_ups):
        keys.append((_key("follow-up"), "follow-up" if attempt.probes % 2 == 0 else "its answer"))
    return _keys([*keys, (_key("keys"), "keys")], width, lead, message)


def graded(answered: Answered, today: date) -> Text:
    """Return the receipt of a stored grade: grade, time, and when the question is due again."""
    review, after = answered.review, answered.after
    style = GRADE_STYLES[review.grade]
    if review.grade is Grade.NO_HIRE:
        coming = "due again today" if not mode_of(review.mode).repeats_missed else "asked again in this session"
    elif after.due is None:
        coming = ""
    elif after.due == answered.before.due and after.interval == answered.before.interval:
        coming = f"early: still due {day_name(after.due, today)}"
    else:
        coming = f"{checkpoint_name(after.checkpoint)}, {day_name(after.due, today)}"
    took = f"{clock(review.thinking_seconds)} of {clock(review.budget_seconds)}"
    return Text.assemble(("✓ ", style), (review.grade.label, f"{STRONG} {style}"), (f" · {took} · {coming}", QUIET))


def offer(coming: tuple[date, int] | None, today: date) -> RenderableType:
    """Return the notice that nothing is due, with the next day on which questions are."""
    rows = [Text("Nothing is due.", style=STRONG)]
    if coming is not None:
        day, count = coming
        rows.append(Text(f"Next: {plural(count, 'question')} {day_name(day, today)}."))
    return Group(*rows)


# --- keys: all of them come from the table that maps key presses to events ---


def keys_table(rules: Rules) -> RenderableType:
    """Return every key of a mode with its effect."""
    rows = []
    for when in (THINKING, REVIEWING, ALWAYS):
        if when == (REVIEWING if rules.interview else THINKING if rules.debrief else None):
            continue
        rows.append(Text(when, style=STRONG))
        keys = _bindings(when, interview=rules.interview)
        rows += [Text.assemble((f"  {key.name:<12}", ACCENT), key.does) for key in keys]
    return Group(*rows)


def legend(session: Session) -> Legend:
    """Return the keys of a phase."""
    interview = session.rules.interview
    match session.phase:
        case Phase.OFFERING:
            return [(_typed(_binding("reveal")), "practise the weakest now"), (_key("stop"), "exit")]
        case Phase.PAUSED:
            return [(_key("pause"), "continue"), (_key("stop"), "stop")]
        case Phase.THINKING:
            return _thinking_keys(interview=interview)
        case Phase.NOTING:
            return [("Enter", "save"), ("Esc", "cancel")]
        case Phase.CLOSING:
            return [(_key("undo"), "undo the last grade"), ("any other key", "exits")]
    return []


def keys_line(session: Session) -> Text:
    """Return the keys of a phase as a permanent line, for displays that cannot redraw."""
    interview = session.rules.interview
    if session.phase is Phase.CLOSING:
        keys = [*legend(session)[:-1], ("Enter", "exit")]
    elif session.phase in (Phase.THINKING, Phase.REVIEWING):
        when = THINKING if session.phase is Phase.THINKING else REVIEWING
        bindings = [key for part in (when, ALWAYS) for key in _bindings(part, interview=interview)]
        keys = [(_typed(key), key.label) for key in bindings]
    else:
        keys = legend(session)
    return Text("  ".join(f"[{key}] {word}" for key, word in keys), style=QUIET)


def _bindings(when: str, *, interview: bool) -> list[Binding]:
    return [key for key in BINDINGS if key.when == when and key.interview in (None, interview)]


def _thinking_keys(*, interview: bool) -> Legend:
    keys = _bindings(THINKING, interview=interview)
    return [*((_first_name(key), key.label) for key in keys), (_key("keys"), "keys")]


def _first_name(key: Binding) -> str:
    return key.name.split()[0]


def _typed(key: Binding) -> str:
    """Return the key's name for line input: Enter, not space."""
    names = key.name.split()
    return "Enter" if "Enter" in names else names[0]


def _binding(label: str) -> Binding:
    return next(key for key in BINDINGS if key.label == label)


def _key(label: str) -> str:
    return _first_name(_binding(label))


def _keys(keys: Legend, width: int, lead: Text | None = None, message: str = "") -> Text:
    """Return the keys that fit on one line. The last one, which shows the others, is dropped last."""
    line = lead or Text()
    if message:
        return Text.assemble(line, (message, ACCENT))
    shown = list(keys)
    while len(shown) > 2 and line.cell_len + len(SEPARATOR.join(f"{key} {word}" for key, word in shown)) > width:
        shown.pop(-2)
    for number, (key, word) in enumerate(shown):
        line.append(SEPARATOR if number else "", style=QUIET)
        line.append(key, style=STRONG)
        line.append(f" {word}", style=QUIET)
    return line


def _checkpoint(attempt: Attempt, today: date) -> str:
    card = attempt.item.card
    if card.checkpoint is None:
        return "new"
    if card.checkpoint == 0:
        return "Day 0 again"
    name = checkpoint_name(card.checkpoint)
    return f"{name} check" if card.is_due(today) else f"{name} early"
