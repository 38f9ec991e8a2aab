"""Readiness by topic, and the parts that other views of readiness share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.readiness import Readiness, ReadinessReport
from mlprep_cli.views.tables import Column, Row, Table
from mlprep_cli.views.theme import QUIET, STRONG, chance, percent


def topics(report: ReadinessReport, today: date) -> RenderableType:
    """Return the readiness for each topic practised, weakest first."""
    rows = sorted((topic for topic in report.topics if topic.seen), key=lambda topic: topic.recall or 0)
    return Group(
        _headline(report, today), Text(), readiness_table("topic", rows), Text(), readiness_legend(report, today)
    )


def readiness_table(kind: str, rows: Sequence[Readiness]) -> RenderableType:
    """Return a row for each topic or company: its questions, predicted recall, and measured recall."""
    if not rows:
        return Text("Nothing practised yet. Start with: mlprep drill", style=QUIET)
    columns = (
        kind,
        Column("questions", rank=3),
        Column("seen", rank=2),
        "predicted",
        Column("of seen", rank=1),
        "measured",
    )
    return Table(columns, [_row(readiness) for readiness in rows])


def readiness_legend(report: ReadinessReport, today: date) -> Text:
    """Return the meaning of the columns."""
    legend = (
        f"predicted: chance of recall {readiness_day(report, today)}, for unseen questions from your results on new ones; "
        "measured: recalled first attempts of a day at questions seen before"
    )
    return Text(legend, style=QUIET)


def readiness_day(report: ReadinessReport, today: date) -> str:
    """Return the day of the prediction, as in `on Friday 27 March` or `today`."""
    return f"on {report.day:%A} {report.day.day} {report.day:%B}" if report.day > today else "today"


def _headline(report: ReadinessReport, today: date) -> Text:
    whole = report.whole
    return Text.assemble(
        ("ready  ", QUIET),
        (chance(whole.recall), STRONG),
        f" predicted recall {readiness_day(report, today)}, {whole.seen} of {whole.questions} seen",
    )


def _row(readiness: Readiness) -> Row:
    return (
        readiness.name,
        str(readiness.questions),
        str(readiness.seen),
        chance(readiness.recall),
        chance(readiness.recall_seen),
        percent(readiness.measured.recalled, readiness.measured.total),
    )
