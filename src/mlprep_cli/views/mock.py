"""Mock interviews: the opening, the sections, the decision, and the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from mlprep_cli.core.mock import RULE, Mock, Section
from mlprep_cli.core.reviews import Grade, MockAnswer
from mlprep_cli.views.tables import Column, Row, Table, fact
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, STRONG, UNDEFINED, clock, day_name, plural

ANSWERS = ("question", "answer", Column("follow-ups", rank=1), "grade")
HISTORY = ("day", "mock", "answered", Column("time", rank=1), "decision")


def opening(mock: Mock) -> RenderableType:
    """Return the panel that opens a mock interview."""
    seconds = sum(section.seconds for section in mock.sections)
    company = f" · {mock.company}" if mock.company and mock.company not in mock.name else ""
    rules = "Nothing is shown until the end. Answer aloud, then press space."
    return Panel(
        Group(
            Text(f"{plural(len(mock.questions), 'question')}, {clock(seconds)}", style=STRONG), Text(rules, style=QUIET)
        ),
        title=Text(f"Mock interview: {mock.name}{company}"),
        title_align="left",
        border_style=ACCENT,
    )


def section(current: Section, number: int, total: int) -> RenderableType:
    """Return the heading of a section."""
    title = f"{number}/{total} {current.name} · {plural(len(current.questions), 'question')} · {clock(current.seconds)}"
    return Group(Text(), Rule(Text(title, style=STRONG), style=ACCENT, align="left"))


def between() -> Text:
    """Return the keys between two sections."""
    return Text.assemble(("Enter", STRONG), (" starts it · ", QUIET), ("q", STRONG), (" stops", QUIET))


def stopped(mock: Mock | None) -> RenderableType:
    """Return how to continue a mock interview that was stopped."""
    if mock is None:
        return Text("Stopped before the first answer; nothing to save.", style=QUIET)
    progress = f"Stopped: {len(mock.answers)} of {len(mock.questions)} answered. All answers are saved."
    rows = [Text(progress, style=STRONG)]
    if mock.open_sections:
        rows.append(Text.assemble(("mlprep mock --resume", ACCENT), "   continues"))
    if mock.ungraded:
        rows.append(Text.assemble(("mlprep mock --debrief", ACCENT), "  grades the answers"))
    return Group(*rows)


def debriefing(mock: Mock) -> RenderableType:
    """Return the heading of a debrief."""
    title = f"Debrief · {len(mock.answers)} of {len(mock.questions)} answered"
    return Group(Text(), Rule(Text(title, style=STRONG), style=ACCENT, align="left"))


def verdict(mock: Mock, topics: Mapping[str, str]) -> RenderableType:
    """Return each answer with its time and grade, the decision and its rule, and what to study.

    Args:
        mock: The mock interview with its grades.
        topics: The topic of each question graded in this debrief, by id.
    """
    grades = dict(mock.grades)
    rows: list[RenderableType] = [
        Text(),
        Table(ANSWERS, [_answer(answer, grades.get(answer.question_id)) for answer in mock.answers]),
    ]
    if missing := len(mock.questions) - len(mock.answers):
        rows.append(Text(f"{plural(missing, 'question')} not reached", style=QUIET))
    spent, given = sum(map(mock.used, mock.sections)), sum(section.seconds for section in mock.sections)
    rows += [Text(), fact("time", Text(f"{clock(spent)} of {clock(given)}{_longest(mock)}"))]
    if (decision := mock.verdict) is None:
        rows.append(fact("decision", Text(f"{plural(len(mock.ungraded), 'answer')} to grade: mlprep mock --debrief")))
    else:
        rows.append(fact("decision", Text(decision.label, style=f"{STRONG} {GRADE_STYLES[decision]}")))
        rows.append(Text(RULE, style=QUIET))
    weak = dict.fromkeys(topics[name] for name, grade in grades.items() if grade is Grade.NO_HIRE and name in topics)
    if weak:
        rows.append(fact("study", Text(", ".join(f"mlprep study {topic} --drill" for topic in weak))))
    return Group(*rows)


def history(mocks: Sequence[Mock], today: date) -> RenderableType:
    """Return past mock interviews, in the order given."""
    if not mocks:
        return Text("No mock interview yet. Start one with: mlprep mock", style=QUIET)
    return Table(HISTORY, [_past(mock, today) for mock in mocks])


def _answer(answer: MockAnswer, grade: Grade | None) -> Row:
    time = "passed" if answer.passed else clock(answer.thinking)
    probes = f"{answer.probes} · {clock(answer.probing)}" if answer.probes else UNDEFINED
    graded = Text(UNDEFINED, style=QUIET) if grade is None else Text(grade.label, style=GRADE_STYLES[grade])
    return answer.question_id, time, probes, graded


def _past(mock: Mock, today: date) -> Row:
    decision = mock.verdict
    decided = (
        Text("debrief open" if mock.ungraded else UNDEFINED, style=QUIET)
        if decision is None
        else Text(decision.label, style=GRADE_STYLES[decision])
    )
    name = mock.name if mock.company is None or mock.company in mock.name else f"{mock.name}, {mock.company}"
    answered = f"{len(mock.answers)}/{len(mock.questions)}"
    return day_name(mock.day, today), name, answered, clock(sum(map(mock.used, mock.sections))), decided


def _longest(mock: Mock) -> str:
    if len(mock.answers) < 2:
        return ""
    longest = max(mock.answers, key=lambda answer: answer.thinking + answer.probing)
    return f", most on {longest.question_id} ({clock(longest.thinking + longest.probing)})"
