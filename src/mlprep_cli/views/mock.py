"""Mock interviews on the screen: how one opens, its sections, the decision, and the past ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from mlprep_cli.core.mock import RULE, Mock, Section
from mlprep_cli.core.reviews import Grade
from mlprep_cli.views.parts import NARROW, fact, listing
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, STRONG, UNDEFINED, clock, day_name, plural


def opening(mock: Mock) -> RenderableType:
    """Return what a mock interview begins with."""
    seconds = sum(each.seconds for each in mock.sections)
    whom = f" · {mock.company}" if mock.company and mock.company not in mock.name else ""
    title = f"Mock interview: {mock.name}{whom}"
    rules = "Nothing is shown until the end. Answer aloud; space when you have said it."
    return Panel(
        Group(
            Text(f"{plural(len(mock.questions), 'question')}, {clock(seconds)}", style=STRONG), Text(rules, style=QUIET)
        ),
        title=Text(title),
        title_align="left",
        border_style=ACCENT,
    )


def section(each: Section, number: int, total: int) -> RenderableType:
    """Return the heading of a section."""
    what = f"{number}/{total} {each.name} · {plural(len(each.questions), 'question')} · {clock(each.seconds)}"
    return Group(Text(), Rule(Text(what, style=STRONG), style=ACCENT, align="left"))


def between() -> Text:
    """Return the keys between two sections."""
    return Text.assemble(("Enter", STRONG), (" begins it · ", QUIET), ("q", STRONG), (" stops here", QUIET))


def stopped(mock: Mock | None) -> RenderableType:
    """Return how to go on with an interview that was stopped."""
    if mock is None:
        return Text("Stopped before the first answer: nothing to keep.", style=QUIET)
    rows = [Text(f"Stopped: {len(mock.spoken)} of {len(mock.questions)} answered, all of it kept.", style=STRONG)]
    if mock.open_sections:
        rows.append(Text.assemble(("mlprep mock --resume", ACCENT), "   goes on"))
    if mock.ungraded:
        rows.append(Text.assemble(("mlprep mock --debrief", ACCENT), "  grades what was answered"))
    return Group(*rows)


def debriefing(mock: Mock) -> RenderableType:
    """Return the heading of a debrief."""
    what = f"Debrief · {len(mock.spoken)} of {len(mock.questions)} answered"
    return Group(Text(), Rule(Text(what, style=STRONG), style=ACCENT, align="left"))


def verdict(mock: Mock, topics: Mapping[str, str], width: int) -> RenderableType:
    """Return how it went: each question with its time and grade, the decision and its rule, and what to study.

    `topics` are those of the questions graded now.
    """
    grades = dict(mock.grades)
    wide = width >= NARROW
    table = listing("question", "answer", *(("follow-ups",) if wide else ()), "grade")
    for each in mock.spoken:
        grade = grades.get(each.question_id)
        probed = (f"{each.probes} · {clock(each.probing)}" if each.probes else UNDEFINED,) if wide else ()
        told = Text(UNDEFINED, style=QUIET) if grade is None else Text(grade.label, style=GRADE_STYLES[grade])
        took = "passed" if each.passed else clock(each.thinking)
        table.add_row(each.question_id, took, *probed, told)
    rows: list[RenderableType] = [Text(), table]
    if missed := len(mock.questions) - len(mock.spoken):
        rows.append(Text(f"{plural(missed, 'question')} not reached", style=QUIET))
    spent, given = sum(map(mock.used, mock.sections)), sum(each.seconds for each in mock.sections)
    rows += [Text(), fact("time", Text(f"{clock(spent)} of {clock(given)}{_longest(mock)}"))]
    if (found := mock.verdict) is None:
        rows.append(fact("decision", Text(f"{plural(len(mock.ungraded), 'answer')} to grade: mlprep mock --debrief")))
    else:
        rows.append(fact("decision", Text(found.label, style=f"{STRONG} {GRADE_STYLES[found]}")))
        rows.append(Text(RULE, style=QUIET))
    weak = dict.fromkeys(topics[name] for name, grade in grades.items() if grade is Grade.NO_HIRE and name in topics)
    if weak:
        rows.append(fact("study", Text(", ".join(f"mlprep study {topic} --drill" for topic in weak))))
    return Group(*rows)


def history(mocks: Sequence[Mock], today: date, width: int) -> RenderableType:
    """Return the past mock interviews, newest first."""
    if not mocks:
        return Text("no mock interview yet: mlprep mock", style=QUIET)
    wide = width >= NARROW
    table = listing("day", "mock", "answered", *(("time",) if wide else ()), "decision")
    for each in mocks:
        found = each.verdict
        told = Text("debrief open" if each.ungraded else UNDEFINED, style=QUIET)
        if found is not None:
            told = Text(found.label, style=GRADE_STYLES[found])
        name = each.name if each.company is None or each.company in each.name else f"{each.name}, {each.company}"
        spent = (clock(sum(map(each.used, each.sections))),) if wide else ()
        table.add_row(day_name(each.day, today), name, f"{len(each.spoken)}/{len(each.questions)}", *spent, told)
    return table


def _longest(mock: Mock) -> str:
    if len(mock.spoken) < 2:
        return ""
    most = max(mock.spoken, key=lambda each: each.thinking + each.probing)
    return f", most on {most.question_id} ({clock(most.thinking + most.probing)})"
