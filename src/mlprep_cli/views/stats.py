"""The overview of the statistics: grades by round and topic, checkpoints, and the coming reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.readiness import Headline
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import CheckpointFigures, GroupFigures, Progress, SelfGrading, retention, weakest
from mlprep_cli.views.charts import BAR_CELLS, grades_bar, level
from mlprep_cli.views.readiness import headline_line
from mlprep_cli.views.tables import Column, Row, Table, fact
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    GRADE_STYLES,
    NARROW,
    QUIET,
    STRONG,
    UNDEFINED,
    checkpoint_name,
    clock,
    date_name,
    day_name,
    percent,
    plural,
)

PARTS = (
    "topics",
    "points",
    "rounds",
    "checkpoints",
    "time",
    "forecast",
    "calendar",
    "quickfire",
    "confidence",
    "companies",
    "mocks",
)
"""The parts of the statistics that have a screen of their own."""
ENOUGH_TICKED = 10
"""The answers with ticks from which the screen says how you grade yourself."""


def overview(figures: Progress, ready: tuple[Headline, date] | None, width: int) -> RenderableType:
    """Return the progress in one screen.

    Args:
        figures: The figures.
        ready: The headline of the readiness and its day, if there is a review.
        width: Columns of the screen.
    """
    rows: list[RenderableType] = [*_headline(figures)]
    if ready is not None:
        headline, day = ready
        when = "today" if day == figures.today else f"on {date_name(day, figures.today)}"
        rows.insert(0, fact("ready", headline_line(headline, when)))
    past = retention(figures.checkpoints)
    if past.total:
        share = percent(past.recalled, past.total)
        rows.append(fact("retention", Text.assemble((share, STRONG), f"  of {past.total} first attempts, measured")))
    if figures.self_grading.ticked >= ENOUGH_TICKED:
        rows.append(fact("grading", self_grading(figures.self_grading)))
    rows += [Text(), groups("round", figures.rounds, width), Text()]
    rows.append(fact("curve", _curve(figures.checkpoints)))
    rows.append(fact("ahead", _ahead(figures)))
    if weak := weakest(figures.topics, 3):
        rows.append(fact("weakest", Text(", ".join(topic.name for topic in weak))))
        rows.append(fact("", Text(f"mlprep study {weak[0].name} --drill", style=ACCENT)))
    if figures.leeches:
        leeches = f"{plural(figures.leeches, 'question')} lapsed four times or more: mlprep stats topics"
        rows.append(fact("leeches", Text(leeches)))
    rows.append(Text(f"more  mlprep stats {', '.join(PARTS[:5])}, …", style=QUIET))
    return Group(*rows)


def self_grading(grading: SelfGrading) -> Text:
    """Return how the grades given compare with the ticks."""
    above, below = grading.above, grading.below
    if not above and not below:
        return Text(f"you grade as your own ticks suggest, {grading.ticked} of {grading.ticked}")
    if not above:
        return Text(f"you grade {below} of {grading.ticked} below your own ticks")
    return Text(f"you grade {above} of {grading.ticked} above your own ticks{f', {below} below' if below else ''}")


def groups(kind: str, rows: Sequence[GroupFigures], width: int) -> RenderableType:
    """Return rounds or topics with their grades as bars."""
    if not rows:
        return Text(f"No {kind} practised yet.", style=QUIET)
    columns = (kind, "seen", "grades", Column("median", rank=2), Column("budget", rank=1), "due")
    cells = BAR_CELLS if width >= NARROW else BAR_CELLS // 2
    return Table(columns, [_group(figures, cells) for figures in rows])


def _group(figures: GroupFigures, cells: int) -> Row:
    median, budget = figures.median_seconds, figures.budget
    return (
        figures.name,
        f"{figures.seen}/{figures.questions}",
        grades_bar(figures.grades, cells),
        _time(median, alarm=median is not None and budget is not None and median >= budget),
        _time(budget),
        str(figures.due),
    )


def _curve(rows: Sequence[CheckpointFigures]) -> Text:
    line = Text()
    for figures in rows:
        if figures.grades.total:
            share = figures.grades.recalled / figures.grades.total
            # "Day" is written once, so that all checkpoints fit on one line.
            name = checkpoint_name(figures.checkpoint)
            line.append(f"{name.removeprefix('Day ') if line.cell_len else name} ", style=QUIET)
            line.append(level(share, 1.0), style=ACCENT)
            line.append(f" {percent(figures.grades.recalled, figures.grades.total)}  ")
    return line if line.cell_len else Text(UNDEFINED, style=QUIET)


def _ahead(figures: Progress) -> Text:
    most = max(count for _, count in figures.forecast)
    if not most:
        return Text("nothing due in the next 21 days", style=QUIET)
    bars = "".join(level(count, most) for _, count in figures.forecast)
    first = next(day for day, count in figures.forecast if count)
    return Text.assemble((bars, ACCENT), f"  21 days, at most {most} a day, next {day_name(first, figures.today)}")


def _headline(figures: Progress) -> list[RenderableType]:
    grades = figures.grades
    legend = Text.assemble(
        ("█", GRADE_STYLES[Grade.STRONG]),
        f" strong {grades.strong}  ",
        ("▓", GRADE_STYLES[Grade.LEAN]),
        f" lean {grades.lean}  ",
        ("░", GRADE_STYLES[Grade.NO_HIRE]),
        f" no hire {grades.no_hire}",
    )
    cards = f"  {figures.new} new, {figures.learning} learning, {figures.mastered} mastered"
    over_budget = f"  {percent(figures.over_budget, grades.total)} over budget"
    return [
        fact("questions", Text.assemble((str(figures.total), STRONG), cards)),
        fact("due", Text.assemble((str(figures.due_now), STRONG), f"  {figures.overdue} overdue")),
        fact("reviews", Text.assemble((str(grades.total), STRONG), f"  {figures.reviewed_today} today  ", legend)),
        fact("time", Text.assemble((clock(figures.seconds_total), STRONG), over_budget)),
        fact("streak", Text.assemble((plural(figures.streak, "day"), STRONG), f"  longest {figures.longest_streak}")),
    ]


def _time(seconds: float | None, *, alarm: bool = False) -> Text:
    return Text(UNDEFINED, style=QUIET) if seconds is None else Text(clock(seconds), style=ALARM if alarm else "")
