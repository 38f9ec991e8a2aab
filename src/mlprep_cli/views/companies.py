"""Companies: the readiness for each, and how one interviews."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.questions import REPORT, InterviewProcess, OnsiteRound
from mlprep_cli.core.readiness import ReadinessReport
from mlprep_cli.core.shell import quoted
from mlprep_cli.views.readiness import bounds, headline_line, readiness_day, readiness_legend, readiness_table
from mlprep_cli.views.tables import Cell, Column, Row, Table
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG, UNDEFINED, chance, percent, plural

REPORTED = "As reported by candidates and companies, unless it says judgement. It differs by team, level and country."
FACTS = ("fact", Column("value", holds="prose"))


def company_list(report: ReadinessReport, today: date) -> RenderableType:
    """Return the readiness for each company with tagged questions."""
    return Group(
        readiness_table("company", report.companies),
        Text(),
        readiness_legend(report, today),
        Text("mlprep companies NAME", style=ACCENT),
    )


def company(process: InterviewProcess | None, report: ReadinessReport, today: date) -> RenderableType:
    """Return how one company interviews, and the readiness for it.

    Args:
        process: How it interviews, if a bank says so.
        report: The readiness, for this company only.
        today: The study day.
    """
    rows = [_fact(name, value) for name, value in [*_process(process), *_readiness(report, today), *_evidence(process)]]
    name = process.name if process is not None else "".join(readiness.name for readiness in report.companies)
    parts: list[RenderableType] = [
        Text.assemble((name, STRONG), _scope(process)),
        Text(),
        Table(FACTS, rows, titles=False),
    ]
    parts += [Text(), Text(f"mlprep drill --company {quoted(name)}", style=ACCENT)]
    if process is not None:
        parts.append(Text(f"mlprep mock --loop --company {quoted(name)}", style=ACCENT))
        parts.append(Text(REPORTED, style=QUIET))
    return Group(*parts)


def _scope(process: InterviewProcess | None) -> str:
    """Return the role that a process is for, and when it was checked."""
    if process is None:
        return ""
    checked = f"as of {process.as_of}" if process.as_of else ""
    return "".join(f" · {part}" for part in (process.role, checked) if part)


def _process(process: InterviewProcess | None) -> list[tuple[str, Cell]]:
    if process is None:
        return []
    facts: list[tuple[str, Cell]] = [
        ("" if number else "process", _with_basis(stage.text, stage.basis))
        for number, stage in enumerate(process.stages)
    ]
    for number, visit in enumerate(process.onsite):
        drawn = f"{visit.name}, {visit.minutes} min: {_questions(visit)}"
        facts.append(("" if number else "onsite", _with_basis(drawn, visit.basis)))
    facts += [("focus", " · ".join(process.focus)), ("weighs", " · ".join(process.weighs))]
    if process.values or process.values_source:
        facts.append(("values", _with_basis(" · ".join(process.values) or "none named", process.values_source)))
    return [*facts, *([("AI tools", process.ai_tools)] if process.ai_tools else [])]


def _questions(visit: OnsiteRound) -> str:
    """Return the questions of a round in words: `1 coding and 2 behavioral questions on algorithms`."""
    mix = [f"{count} {name}" for name, count in visit.mix]
    kinds = f"{visit.questions} {' or '.join(visit.rounds)}" if not mix else " and ".join(mix)
    noun = "question" if visit.questions == 1 else "questions"
    topics = ", ".join(topic for topic in visit.topics if topic not in visit.rounds)
    return f"{kinds} {noun}{topics and ' on '}{topics}"


def _with_basis(fact: str, basis: str) -> Text:
    """Return a fact, and on what it rests unless all of it was reported."""
    return Text.assemble(fact, ("" if basis in ("", REPORT) else f" ({basis})", QUIET))


def _evidence(process: InterviewProcess | None) -> list[tuple[str, Cell]]:
    reports = () if process is None else process.evidence
    return [
        ("" if number else "sources", Text(f"{report.kind}, {report.month}: {report.says}", style=QUIET))
        for number, report in enumerate(reports)
    ]


def _readiness(report: ReadinessReport, today: date) -> list[tuple[str, Cell]]:
    day = readiness_day(report, today)
    facts: list[tuple[str, Cell]] = [("ready", headline_line(report.headline, day))]
    for readiness in report.companies:
        measured = readiness.measured
        share = f"{percent(measured.recalled, measured.total)} of {measured.total} recalled"
        tagged = f"{plural(readiness.questions, 'question')} tagged, {readiness.seen} seen"
        if readiness.recall is not None:
            tagged += f", {chance(readiness.recall)} expected{bounds(readiness.interval)}"
        facts += [("asks", tagged), ("measured", share if measured.total else UNDEFINED)]
    return facts


def _fact(name: str, value: Cell) -> Row:
    return Text(name, style=QUIET), value
