"""The practice screen up to the reveal: all that the first question needs, and nothing heavier."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.keys import ALWAYS, BINDINGS, REVIEWING, THINKING
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.session.modes import MOCK
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    GRADE_KEYS,
    GRADE_STYLES,
    QUIET,
    STRONG,
    checkpoint_name,
    clock,
    day_name,
    plural,
)

NARROW = 60
SEPARATOR = " · "


def header(session: Session, today: date) -> Text:
    """Return where we are: `3/12 · screening · regularization · Day 7 check · 2:00`."""
    attempt = session.attempt
    assert attempt is not None
    if session.rules.interview:
        place = f"question {len(session.said) + 1} of {session.total}"
        return Text(SEPARATOR.join([place, attempt.question.round, clock(attempt.budget)]), style=QUIET)
    place = f"{len(session.answered) + 1}/{session.total}"
    parts = [place, attempt.question.round, attempt.question.topic, _standing(attempt, today), clock(attempt.budget)]
    return Text(SEPARATOR.join(parts), style=QUIET)


def question(session: Session, today: date) -> RenderableType:
    """Return the header and the question in its panel."""
    attempt = session.attempt
    assert attempt is not None
    panel = Panel(Text(attempt.question.prompt, style=STRONG), border_style=ACCENT, padding=(0, 1))
    code = attempt.question.code
    stub = () if code is None else (Padding(Text(code.stub.rstrip()), (0, 2)), _to_file(attempt.question.id))
    return Group(Text(), header(session, today), panel, *stub)


def _to_file(question_id: str) -> Text:
    return Text(f"mlprep show {question_id} --part stub > solution.py", style=QUIET)


def hint(attempt: Attempt) -> Text:
    """Return the last hint asked for."""
    point = attempt.question.key_points[attempt.hints - 1]
    return Text.assemble(("hint ", ACCENT), point.point)


def prompt(session: Session, seconds: float, width: int, *, list_points: bool = True) -> RenderableType:
    """Return the lines below: the countdown while thinking, checklist and keys while reviewing."""
    attempt = session.attempt
    if session.phase is Phase.CLOSING:
        return _keys("u undo the last grade", "any other key leaves", width=width)
    if session.phase is Phase.OFFERING or attempt is None:
        return _keys("Enter practise the weakest now", "q leave", width=width)
    if session.phase is Phase.PAUSED:
        return _keys("p go on", "q stop", width=width, lead=Text("paused  ", style=STRONG), message=session.message)
    if session.phase is Phase.THINKING and session.rules.interview:
        return _interview_clock(session, attempt, seconds, width)
    if session.phase is Phase.THINKING:
        return countdown(session.thinking(seconds), attempt.budget, width, session.message)
    listed = list_points and not session.rules.interview
    rows: list[RenderableType] = [checklist(attempt)] if listed else []
    if session.phase is Phase.NOTING:
        rows.append(Text.assemble(("missed: ", STRONG), session.draft, ("▏", ACCENT)))
        rows.append(_keys("Enter keep", "Esc drop", width=width))
    else:
        rows.append(review_keys(attempt, width, session.message, list_points=list_points))
    return Group(*rows)


def countdown(thinking: float, budget: int, width: int, message: str = "") -> Text:
    """Return the clock, counting down to the budget and then up over it, with a bar and the keys."""
    left = budget - thinking
    if left > 0:
        shown, style = clock(-(-left // 1)), STRONG
    else:
        shown, style = f"+{clock(-left)} over", f"{STRONG} {ALARM}"
    cells = 10 if width < NARROW else 20
    filled = round(cells * max(0.0, left) / budget) if budget else 0
    lead = Text.assemble((f"{shown} ", style), ("━" * filled, ACCENT), ("─" * (cells - filled), QUIET), "  ")
    return _keys("space reveal", "h hint", "p pause", "k skip", "? keys", width=width, lead=lead, message=message)


def _interview_clock(session: Session, attempt: Attempt, seconds: float, width: int) -> Text:
    """Return the clock of the question, or of its follow-ups, then the clock of the interview, and the keys."""
    lead = Text()
    if attempt.main is None:
        left = attempt.budget - session.thinking(seconds)
        lead.append(
            *(f"{clock(-(-left // 1))} ", STRONG) if left > 0 else (f"+{clock(-left)} over ", f"{STRONG} {ALARM}")
        )
    else:
        lead.append(f"follow-up {attempt.probes} ", STRONG)
    if session.rules.limit_seconds is not None:
        whole = max(0.0, session.rules.limit_seconds - session.spent(seconds))
        lead.append(f"· {clock(-(-whole // 1))} left in all  ", style=ALARM if whole < 60 else QUIET)
    return _keys("space said", "e note", "k pass", "p pause", "? keys", width=width, lead=lead, message=session.message)


def probe(attempt: Attempt) -> RenderableType:
    """Return the follow-up that an interviewer asks, without its answer."""
    asked = attempt.question.follow_ups[attempt.probes - 1]
    return Group(Text(), Text.assemble((f"follow-up {attempt.probes} ", ACCENT), (asked.prompt, STRONG)))


def checklist(attempt: Attempt) -> RenderableType:
    """Return the key points, ticked or not, numbered by the key that ticks them."""
    rows = [Text.assemble(("Key points", STRONG), (" · which did you say?", QUIET))]
    for number, each in enumerate(attempt.question.key_points, start=1):
        ticked = number in attempt.ticked
        row = Text.assemble(
            (f" {number} ", ACCENT), ("✓ " if ticked else "· ", "green" if ticked else QUIET), each.point
        )
        if each.must:
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
    keys = []
    if attempt.suggestion is not None:
        keys.append(f"Enter {attempt.suggestion.label}")
    if attempt.probes < 2 * len(attempt.question.follow_ups):
        keys.append("f follow-up" if attempt.probes % 2 == 0 else "f its answer")
    return _keys(*keys, "? keys", width=width, lead=lead, message=message)


def graded(answered: Answered, today: date) -> Text:
    """Return the receipt of a grade: it is on disk."""
    review, after = answered.review, answered.after
    style = GRADE_STYLES[review.grade]
    if review.grade is Grade.NO_HIRE:
        coming = "due again today" if review.mode == MOCK.mode else "asked again in this session"
    elif after.due is None:
        coming = ""
    elif after.due == answered.before.due and after.interval == answered.before.interval:
        coming = f"early: still due {day_name(after.due, today)}"
    else:
        coming = f"{checkpoint_name(after.checkpoint)}, {day_name(after.due, today)}"
    took = f"{clock(review.thinking_seconds)} of {clock(review.budget_seconds)}"
    return Text.assemble(("✓ ", style), (review.grade.label, f"{STRONG} {style}"), (f" · {took} · {coming}", QUIET))


def keys_table() -> RenderableType:
    """Return every key, from the table that the keyboard is read by."""
    rows = []
    for when in (THINKING, REVIEWING, ALWAYS):
        rows.append(Text(when, style=STRONG))
        rows += [Text.assemble((f"  {each.name:<12}", ACCENT), each.does) for each in BINDINGS if each.when == when]
    return Group(*rows)


def _standing(attempt: Attempt, today: date) -> str:
    card = attempt.item.card
    if card.checkpoint is None:
        return "new"
    if card.checkpoint == 0:
        return "Day 0 again"
    name = checkpoint_name(card.checkpoint)
    return f"{name} check" if card.is_due(today) else f"{name} early"


def _keys(*keys: str, width: int, lead: Text | None = None, message: str = "") -> Text:
    """Return keys on one line, as many as fit; the last ones, which open the rest, are kept longest."""
    line = lead or Text()
    if message:
        return Text.assemble(line, (message, ACCENT))
    kept = list(keys)
    while len(kept) > 2 and line.cell_len + len(SEPARATOR.join(kept)) > width:
        kept.pop(-2)
    for number, each in enumerate(kept):
        key, _, does = each.partition(" ")
        line.append(SEPARATOR if number else "", style=QUIET)
        line.append(key, style=STRONG)
        line.append(f" {does}", style=QUIET)
    return line


def still(session: Session) -> Text:
    """Return the keys of a phase on a line of their own, for screens that cannot change one."""
    lines = {
        Phase.OFFERING: "[Enter] practise the weakest now  [q] leave",
        Phase.THINKING: "[Enter] reveal  [h] hint  [k] skip  [u] undo  [?] keys  [q] stop",
        Phase.REVIEWING: "[s] Strong Hire  [l] Lean Hire  [n] No Hire  [1-9] tick  [f] follow-up  [?] keys",
        Phase.CLOSING: "[u] undo the last grade  [Enter] leave",
    }
    if session.rules.interview and session.phase is Phase.THINKING:
        return Text("[Enter] said  [e] note  [k] pass  [p] pause  [?] keys  [q] stop", style=QUIET)
    return Text(lines.get(session.phase, ""), style=QUIET)


def offer(coming: tuple[date, int] | None, today: date) -> RenderableType:
    """Return what to say where nothing is due: when the next is, and that practising goes on."""
    rows = [Text("Nothing is due.", style=STRONG)]
    if coming is not None:
        day, count = coming
        rows.append(Text(f"Next: {plural(count, 'question')} {day_name(day, today)}."))
    return Group(*rows)
