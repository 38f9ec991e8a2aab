"""Readiness: the headline and what it is made of, by round, and by topic or company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.readiness import ENOUGH, Headline, Interval, Readiness, ReadinessReport, RoundReadiness
from mlprep_cli.views.tables import Column, Row, Table, fact
from mlprep_cli.views.theme import ALARM, QUIET, STRONG, UNDEFINED, chance, clock, percent

ROUNDS = (
    "round",
    "seen",
    Column("recall of seen", rank=1),
    Column("80 %", rank=2),
    Column("new", rank=3),
    Column("time of budget", rank=4),
)


def topics(report: ReadinessReport, today: date) -> RenderableType:
    """Return the headline, the readiness for each round, and that for each topic practised, weakest first."""
    rows = sorted((topic for topic in report.topics if topic.seen), key=lambda topic: topic.recall or 0)
    return Group(
        Text.assemble(("ready  ", QUIET), headline_line(report.headline, readiness_day(report, today))),
        Text(f"       {made_of(report)}", style=QUIET),
        Text(),
        Table(ROUNDS, [_round(ready) for ready in report.rounds]),
        Text(),
        readiness_table("topic", rows),
        Text(),
        readiness_legend(report, today),
    )


def headline_line(headline: Headline, when: str) -> Text:
    """Return the headline in one line: the share with its interval, or that it is too early for one."""
    if headline.is_too_early:
        return Text(f"too early: {headline.first_answers} of {ENOUGH} first answers")
    if headline.share is None:
        return Text(UNDEFINED)
    whose = f" of {' and '.join(headline.companies)}'s interview" if headline.companies else ""
    share = f"{chance(headline.share)}{bounds(headline.interval)}"
    return Text.assemble((share, STRONG), f"  of the questions{whose} expected Lean or better {when}")


def made_of(report: ReadinessReport) -> str:
    """Return what the headline is made of."""
    whole, headline = report.whole, report.headline
    seen = f"{whole.seen} of {whole.questions} questions seen"
    if headline.is_too_early:
        return f"{seen}; a number needs {ENOUGH} questions answered for the first time"
    part = percent(round(1000 * headline.seen_share), 1000)
    return f"{seen}, {part} by weight, as predicted; the others as your {headline.first_answers} first answers were"


def bounds(interval: Interval | None) -> str:
    """Return an interval in brackets, after a blank; nothing without one."""
    return "" if interval is None else f" ({round(100 * interval.low)}–{round(100 * interval.high)})"


def readiness_table(kind: str, rows: Sequence[Readiness]) -> RenderableType:
    """Return a row for each topic or company: its questions, predicted recall, and measured recall."""
    if not rows:
        return Text("Nothing practised yet. Start with: mlprep drill", style=QUIET)
    columns = (
        kind,
        Column("questions", rank=3),
        Column("seen", rank=2),
        "expected",
        Column("of seen", rank=1),
        "measured",
    )
    return Table(columns, [_row(readiness) for readiness in rows])


def readiness_legend(report: ReadinessReport, today: date) -> RenderableType:
    """Return the meaning of the columns, and what the figures rest on."""
    rows = (
        fact("expected", Text(f"Lean Hire or better {readiness_day(report, today)}: seen questions as predicted,")),
        fact("", Text("new ones as your first answers in their round")),
        fact("80 %", Text("the bounds hold in eight cases of ten")),
        fact("measured", Text("first attempts of a day at questions seen before")),
        fact("", Text("all of it rests on your grades, or on your ticks where you tick")),
    )
    return Group(*(Text(row.plain, style=QUIET) for row in rows))


def readiness_day(report: ReadinessReport, today: date) -> str:
    """Return the day of the prediction, as in `on Friday 27 March` or `today`."""
    return f"on {report.day:%A} {report.day.day} {report.day:%B}" if report.day > today else "today"


def _round(ready: RoundReadiness) -> Row:
    of_round, pace = ready.ready, ready.pace
    time = Text(UNDEFINED, style=QUIET)
    if pace is not None:
        time = Text(
            f"{clock(pace.seconds)} of {clock(pace.budget)}", style=ALARM if pace.seconds >= pace.budget else ""
        )
    return (
        of_round.name,
        f"{of_round.seen} of {of_round.questions}",
        chance(of_round.recall_seen),
        bounds(of_round.interval_seen).strip(" ()") or UNDEFINED,
        UNDEFINED if of_round.recall is None else chance(ready.chance_of_new),
        time,
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
