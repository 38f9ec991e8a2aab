"""Companies: the readiness for each, and how one interviews."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.questions import InterviewProcess
from mlprep_cli.core.readiness import ReadinessReport
from mlprep_cli.views.readiness import readiness_day, readiness_legend, readiness_table
from mlprep_cli.views.tables import Cell, Column, Row, Table
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG, UNDEFINED, chance, percent, plural

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
    rows = [_fact(name, value) for name, value in [*_process(process), *_readiness(report, today)]]
    name = process.name if process is not None else "".join(readiness.name for readiness in report.companies)
    parts: list[RenderableType] = [Text(name, style=STRONG), Text(), Table(FACTS, rows, titles=False), Text()]
    parts.append(Text(f"mlprep drill --company {name}", style=ACCENT))
    if process is not None:
        parts.append(Text(f"mlprep mock --loop --company {name}", style=ACCENT))
        parts.append(Text("As reported by candidates and companies; it differs by team and level.", style=QUIET))
    return Group(*parts)


def _process(process: InterviewProcess | None) -> list[tuple[str, Cell]]:
    if process is None:
        return []
    facts: list[tuple[str, Cell]] = [
        ("" if number else "process", stage) for number, stage in enumerate(process.stages)
    ]
    for number, visit in enumerate(process.onsite):
        questions = f"{plural(visit.questions, 'question')} of {' or '.join(visit.rounds)}"
        facts.append(("" if number else "onsite", f"{visit.name}, {visit.minutes} min: {questions}"))
    return [*facts, ("focus", ", ".join(process.focus)), ("weighs", ", ".join(process.weighs))]


def _readiness(report: ReadinessReport, today: date) -> list[tuple[str, Cell]]:
    facts: list[tuple[str, Cell]] = []
    for readiness in report.companies:
        measured = readiness.measured
        share = f"{percent(measured.recalled, measured.total)} of {measured.total} recalled"
        day = readiness_day(report, today)
        facts += [
            ("asks", f"{plural(readiness.questions, 'question')} tagged, {readiness.seen} seen"),
            ("ready", Text.assemble((chance(readiness.recall), STRONG), f" predicted recall {day}")),
            ("measured", share if measured.total else UNDEFINED),
        ]
    return facts


def _fact(name: str, value: Cell) -> Row:
    return Text(name, style=QUIET), value
