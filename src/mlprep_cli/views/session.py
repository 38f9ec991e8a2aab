"""The parts of a practice session in words: headers, clocks, receipts and keys. Linear output prints them one by one."""

from __future__ import annotations

from datetime import date

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from mlprep_cli.core.coding import Run, open_level
from mlprep_cli.core.questions import Code
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered, Panel
from mlprep_cli.core.session.keys import (
    ALWAYS,
    BINDINGS,
    GRADE_KEYS,
    READING,
    REVIEWING,
    STUDYING,
    THINKING,
    Binding,
    bindings,
)
from mlprep_cli.core.session.modes import Rules, mode_of
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
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


def header(session: Session, today: date, *, with_budget: bool = True) -> Text:
    """Return the position in the session and the tags: `3/12 · screening · regularization · Day 7 check · 2:00`."""
    attempt = session.attempt
    assert attempt is not None
    budget = [clock(attempt.budget)] if with_budget else []
    if session.rules.interview:
        place = f"question {len(session.mock_answers) + 1} of {session.total}"
        return Text(SEPARATOR.join([place, attempt.question.round, *budget]), style=QUIET)
    place = f"{len(session.answered) + 1}/{session.total}"
    parts = [attempt.question.round, attempt.question.topic, _checkpoint(attempt, today), *budget]
    return Text.assemble((place, ACCENT), (SEPARATOR + SEPARATOR.join(parts), QUIET))


def question(session: Session, today: date) -> RenderableType:
    """Return the header and the question."""
    attempt = session.attempt
    assert attempt is not None
    prompt = Text(attempt.question.prompt, style=STRONG)
    code = attempt.question.code
    stub: list[RenderableType] = []
    if code is not None:
        stub = [Padding(Text(code.stub.rstrip()), (0, 2)), *level_lines(code, attempt.run)]
    return Group(Text(), header(session, today), prompt, *stub)


def level_lines(code: Code, run: Run | None) -> list[Text]:
    """Return what the open level of a coding question asks for; nothing if it has no levels."""
    if not (level := open_level(code, run)):
        return []
    lead = (f"Level {level} of {len(code.levels)}: ", f"{STRONG} {ACCENT}")
    return [Text.assemble(lead, " ".join(code.levels[level - 1].split()))]


def hint(attempt: Attempt) -> Text:
    """Return the most recent hint."""
    point = attempt.question.key_points[attempt.hints - 1]
    return Text.assemble(("hint ", ACCENT), point.point)


def thinking_clock(session: Session, attempt: Attempt, seconds: float, width: int) -> Text:
    """Return the clock: down to the budget and then up, with a bar; in an interview, that of the whole as well."""
    if session.message:
        return Text(session.message, style=ACCENT)
    if attempt.main is not None:
        line = Text(f"follow-up {attempt.probes}", style=STRONG)
    else:
        left = attempt.budget - session.thinking(seconds)
        shown, style = time_left(left)
        cells = 10 if width < NARROW else 30
        filled = round(cells * max(0.0, left) / attempt.budget) if attempt.budget else 0
        line = Text.assemble((f"{shown} ", style), ("━" * filled, ACCENT), ("─" * (cells - filled), QUIET))
    if session.rules.limit_seconds is not None:
        left = max(0.0, session.rules.limit_seconds - session.spent(seconds))
        line.append(f"  {clock(-(-left // 1))} left in all", style=ALARM if left < 60 else QUIET)
    return line


def sure(attempt: Attempt) -> Text:
    """Return how sure the learner is, or the question."""
    if attempt.confidence is None:
        return Text("How sure are you? 1 a guess · 2 likely · 3 sure", style=QUIET)
    return Text(f"You say: {attempt.confidence}, {CONFIDENCE[attempt.confidence]}.", style=ACCENT)


def time_left(left: float) -> tuple[str, str]:
    """Return the seconds left, or those over the budget, with their style."""
    return (clock(-(-left // 1)), STRONG) if left > 0 else (f"+{clock(-left)} over", f"{STRONG} {ALARM}")


def time_line(session: Session, seconds: float) -> Text:
    """Return the time left in words, for output that is not redrawn."""
    attempt = session.attempt
    if attempt is None:
        return Text()
    left = attempt.budget - session.thinking(seconds)
    text = f"{clock(-(-left // 1))} left of {clock(attempt.budget)}" if left > 0 else f"{clock(-left)} over the budget"
    if session.rules.limit_seconds is not None:
        text += f", {clock(max(0.0, session.rules.limit_seconds - session.spent(seconds)))} left in all"
    return Text(text)


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
        rows.append(row.append_text(heard_words(attempt, number)))
    return Group(*rows)


def heard_words(attempt: Attempt, number: int) -> Text:
    """Return the words in which a key point was heard, if it was."""
    words = next((heard.words for heard in attempt.heard if heard.number == number), "")
    return Text(f" “{words}”" if words else "", style=QUIET)


def written(attempt: Attempt) -> Text:
    """Return how much has been written of the answer."""
    return Text(f"written: {plural(len(attempt.text.split()), 'word')}" if attempt.text else "nothing written")


def pace(attempt: Attempt) -> str:
    """Return the length of a written answer and its words a minute; empty if none was written."""
    count = len(attempt.text.split())
    if not count:
        return ""
    return plural(count, "word") + (
        f", {round(60 * count / attempt.thinking)} a minute" if attempt.thinking >= 1 else ""
    )


def time_taken(attempt: Attempt, style: str) -> Text:
    """Return the thinking time beside the budget, in a style unless it is over, and the pace of a written answer."""
    text = f"{clock(attempt.thinking)} of {clock(attempt.budget)}"
    if attempt.timed_out:
        text = f"time is up: {clock(attempt.budget)}"
    written = pace(attempt)
    return Text.assemble(
        (text, ALARM if attempt.thinking > attempt.budget else style), (f" · {written}" if written else "", QUIET)
    )


def ticked(attempt: Attempt, before: frozenset[int]) -> Text:
    """Return the points that were ticked or unticked since `before`, and what the ticks suggest, in words."""
    changes = [
        f"{number} {'ticked' if number in attempt.ticked else 'unticked'}: {attempt.question.key_points[number - 1].point}"
        for number in sorted(attempt.ticked ^ before)
    ]
    suggested = f"The ticks suggest {attempt.suggestion.label}." if attempt.suggestion else "Nothing is ticked."
    return Text("\n".join([*changes, suggested]))


def suggestion(attempt: Attempt) -> Text:
    """Return the grade that the ticks suggest, or the checks and the clock, and the key that accepts it."""
    if (grade := attempt.suggestion) is None:
        return Text("Tick the points you said.", style=QUIET)
    whose = "Your ticks suggest " if attempt.ticked else "The checks and the clock suggest "
    return Text.assemble((whose, QUIET), (grade.label, f"{STRONG} {GRADE_STYLES[grade]}"), (": Enter", QUIET))


def code_place(attempt: Attempt) -> Text:
    """Return where the attempt at a coding question is."""
    return Text(f"your attempt: {attempt.file}", style=QUIET)


def coach_mark(session: Session, attempt: Attempt) -> str:
    """Return the next step of the first review ever, in a line."""
    if session.reading.panel is not None:
        return "Ticks and grades work here too. Esc goes back."
    if not attempt.ticked:
        return "First review: press the number of each point you said."
    return "Enter accepts the suggested grade; s, l or n overrides it."


def graded(answered: Answered, today: date, width: int | None = None) -> Text:
    """Return the receipt of a stored grade: grade, time, question, and when it is due again.

    Args:
        answered: The graded answer.
        today: The study day.
        width: The columns of a terminal, in which a long id is shortened so that the receipt is one row.
    """
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
    parts = [took, review.question_id, *([coming] if coming else [])]
    if width is not None:
        excess = cell_len(SEPARATOR.join(["✓ " + review.grade.label, *parts])) - width
        if excess > 0:
            parts[1] = f"{review.question_id[: max(1, len(review.question_id) - excess - 1)]}…"
    mark = "✗ " if review.grade is Grade.NO_HIRE else "✓ "
    return Text.assemble(
        (mark, style), (review.grade.label, f"{STRONG} {style}"), (SEPARATOR + SEPARATOR.join(parts), QUIET)
    )


def leech_line(attempt: Attempt) -> Text:
    """Return why the study page comes before the question."""
    return Text(f"Lapsed {attempt.item.card.lapses} times: read the page first, or suspend the question.", style=ACCENT)


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
    for when in (STUDYING, THINKING, REVIEWING, READING, ALWAYS):
        if when == (REVIEWING if rules.interview else THINKING if rules.debrief else None) or (
            when == STUDYING and not mode_of(rules.mode).studies_leeches
        ):
            continue
        rows.append(Text(when, style=STRONG))
        keys = bindings(when, rules)
        rows += [Text.assemble((f"  {key.name:<12}", ACCENT), key.does) for key in keys]
    return Group(*rows)


def keys_line(session: Session) -> Text:
    """Return the keys of a phase as a permanent line, for output that is not redrawn."""
    if session.phase in (Phase.THINKING, Phase.REVIEWING):
        when = THINKING if session.phase is Phase.THINKING else REVIEWING
        keys = [
            (_typed(key), key.label)
            for part in (when, ALWAYS)
            for key in bindings(part, session.rules)
            if key.label and key.label not in (*_ON_SCREEN, *_useless(session))
        ]
    else:
        keys = _legend(session)
    return Text("  ".join(f"[{key}] {word}" for key, word in keys), style=QUIET)


def legend_line(session: Session, width: int, *, is_wide: bool = False) -> Text:
    """Return the keys of a view that fit on one row. The last one, which shows the others, is dropped last.

    Args:
        session: The session.
        width: The columns of the row.
        is_wide: Whether the model answer is on the screen without a key.
    """
    shown = _legend(session)
    if is_wide and session.reading.panel is None:
        shown = [(key, "next page" if word == "answer" else word) for key, word in shown]
    while len(shown) > 2 and len(SEPARATOR.join(f"{key} {word}" for key, word in shown)) > width:
        shown.pop(-2)
    line = Text()
    for number, (key, word) in enumerate(shown):
        line.append(SEPARATOR if number else "", style=QUIET)
        # The one accent is on what to do now.
        line.append(key, style=f"{STRONG} {ACCENT}" if number == 0 else STRONG)
        line.append(f" {word}", style=QUIET)
    return line


CONFIDENCE = {1: "a guess", 2: "likely", 3: "sure"}
"""The words for the confidence before a reveal."""
_ON_SCREEN = ("answer", "close", "search", "pager")
"""The keys that only a screen with panels needs."""


def _useless(session: Session) -> tuple[str, ...]:
    """Return the labels of the keys that do nothing for this question: it has no code, or no earlier answer."""
    attempt = session.attempt
    code = () if attempt is not None and attempt.question.code is not None else ("code", "run")
    return code if attempt is not None and attempt.own.earlier is not None else (*code, "earlier")


def _legend(session: Session) -> Legend:  # noqa: PLR0911  one arm per phase
    """Return the keys of a view."""
    match session.phase:
        case Phase.OFFERING:
            return [(_typed(_binding("reveal")), "practise the weakest now"), (_key("stop"), "exit")]
        case Phase.STUDYING:
            return [(_first_name(key), key.label) for key in bindings(STUDYING, session.rules)] + [
                (_key("stop"), "stop")
            ]
        case Phase.PAUSED:
            return [(_key("pause"), "continue"), (_key("stop"), "stop")]
        case Phase.WRITING:
            return [("Enter", "done"), ("Esc", "done")]
        case Phase.NOTING:
            return [("Enter", "save"), ("Esc", "cancel")]
        case Phase.THINKING if session.reading.panel is not None:
            return [*_turning(session), (_key("stop"), "stop"), (_key("keys"), "keys")]
        case Phase.THINKING:
            left_out = ("time", *_useless(session))
            keys = [key for key in bindings(THINKING, session.rules) if key.label not in left_out]
            return [*((_first_name(key), key.label) for key in keys), (_key("stop"), "stop"), (_key("keys"), "keys")]
    grades = (" ".join(GRADE_KEYS.values()), "grade")
    if session.reading.panel is Panel.FOLLOW_UP and session.attempt is not None:
        coming = "its answer" if session.attempt.probes % 2 else "next follow-up"
        return [(_key("follow-up"), coming), (_key("close"), "back"), ("1-9", "tick"), grades, *_more("pager", "keys")]
    if session.reading.panel is not None:
        return [*_turning(session), ("1-9", "tick"), grades, *_more("follow-up", "pager", "keys")]
    labels = ("answer", "follow-up", "earlier", "note", "study", "stop", "keys")
    return [("1-9", "tick"), grades, *_more(*(label for label in labels if label not in _useless(session)))]


def _turning(session: Session) -> Legend:
    """Return the keys that turn the pages of a panel and close it."""
    if session.reading.at_end:
        return [("space", "back")]
    return [("space", "next page"), (_key("close"), "back")]


def _more(*labels: str) -> Legend:
    return [(_key(label), label) for label in labels]


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


def _checkpoint(attempt: Attempt, today: date) -> str:
    card = attempt.item.card
    if card.checkpoint is None:
        return "new"
    if card.checkpoint == 0:
        return "Day 0 again"
    name = checkpoint_name(card.checkpoint)
    return f"{name} check" if card.is_due(today) else f"{name} early"
