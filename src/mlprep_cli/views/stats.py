"""The picture of progress: grades by round and topic, checkpoints, and what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Attempts, Heading, Progress, retention, weakest
from mlprep_cli.views.parts import BAR_CELLS, NARROW, fact, grades_bar, level, listing
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    GRADE_STYLES,
    QUIET,
    STRONG,
    UNDEFINED,
    chance,
    checkpoint_name,
    clock,
    day_name,
    percent,
    plural,
)

PARTS = ("topics", "rounds", "checkpoints", "time", "forecast", "calendar", "quickfire", "companies", "mocks")
"""The parts of the statistics that can be asked for."""


def overview(figures: Progress, ready: tuple[float, date] | None, width: int) -> RenderableType:
    """Return the picture of progress in one screen."""
    rows: list[RenderableType] = [*_headline(figures)]
    if ready is not None:
        recall, day = ready
        when = "today" if day == figures.today else f"on {day_name(day, figures.today)}"
        rows.insert(0, fact("ready", Text.assemble((chance(recall), STRONG), f"  predicted recall {when}")))
    past = retention(figures.checkpoints)
    if past.total:
        shown = percent(past.recalled, past.total)
        rows.append(fact("retention", Text.assemble((shown, STRONG), f"  of {past.total} first attempts, measured")))
    rows += [Text(), headings("round", figures.rounds, width), Text()]
    rows.append(fact("curve", _curve(figures.checkpoints)))
    rows.append(fact("ahead", _ahead(figures)))
    if weak := weakest(figures.topics, 3):
        rows.append(fact("weakest", Text(", ".join(each.name for each in weak))))
        rows.append(fact("", Text(f"mlprep study {weak[0].name} --drill", style=ACCENT)))
    if figures.leeches:
        rows.append(fact("leeches", Text(f"{figures.leeches} lapsed four times or more: mlprep stats topics")))
    rows.append(Text(f"more  mlprep stats {', '.join(PARTS[:5])}, …", style=QUIET))
    return Group(*rows)


def _curve(rows: Sequence[Attempts]) -> Text:
    line = Text()
    for each in rows:
        if each.grades.total:
            share = each.grades.recalled / each.grades.total
            # The days are named once, so that all of them fit a line.
            name = checkpoint_name(each.checkpoint)
            line.append(f"{name.removeprefix('Day ') if line.cell_len else name} ", style=QUIET)
            line.append(level(share, 1.0), style=ACCENT)
            line.append(f" {percent(each.grades.recalled, each.grades.total)}  ")
    return line if line.cell_len else Text(UNDEFINED, style=QUIET)


def _ahead(figures: Progress) -> Text:
    most = max(count for _, count in figures.forecast)
    if not most:
        return Text("nothing falls due in the next 21 days", style=QUIET)
    bars = "".join(level(count, most) for _, count in figures.forecast)
    first = next(day for day, count in figures.forecast if count)
    return Text.assemble((bars, ACCENT), f"  21 days, {most} at most, next {day_name(first, figures.today)}")


def _headline(figures: Progress) -> list[RenderableType]:
    graded = figures.grades
    legend = Text.assemble(
        ("█", GRADE_STYLES[Grade.STRONG]),
        f" strong {graded.strong}  ",
        ("▓", GRADE_STYLES[Grade.LEAN]),
        f" lean {graded.lean}  ",
        ("░", GRADE_STYLES[Grade.NO_HIRE]),
        f" no hire {graded.no_hire}",
    )
    current, longest = figures.streak, figures.longest_streak
    return [
        fact(
            "questions",
            Text.assemble(
                (str(figures.total), STRONG),
                f"  {figures.new} new, {figures.learning} learning, {figures.mastered} mastered",
            ),
        ),
        fact("due", Text.assemble((str(figures.due_now), STRONG), f"  {figures.overdue} overdue")),
        fact("reviews", Text.assemble((str(graded.total), STRONG), f"  {figures.reviewed_today} today  ", legend)),
        fact(
            "time",
            Text.assemble(
                (clock(figures.seconds_total), STRONG), f"  {percent(figures.over_budget, graded.total)} over budget"
            ),
        ),
        fact("streak", Text.assemble((plural(current, "day"), STRONG), f"  longest {longest}")),
    ]


def headings(kind: str, rows: Sequence[Heading], width: int) -> RenderableType:
    """Return rounds or topics with their grades as bars."""
    if not rows:
        return Text(f"no {kind} practised yet", style=QUIET)
    wide = width >= NARROW
    table = listing(kind, "seen", "grades", *(("median", "budget") if wide else ()), "due")
    for each in rows:
        times = (_time(each.median_seconds, each.budget), _time(each.budget)) if wide else ()
        seen = f"{each.seen}/{each.questions}"
        table.add_row(each.name, seen, grades_bar(each.grades, BAR_CELLS if wide else 8), *times, str(each.due))
    return table


def _time(seconds: float | None, budget: float | None = None) -> Text:
    if seconds is None:
        return Text(UNDEFINED, style=QUIET)
    return Text(clock(seconds), style=ALARM if budget is not None and seconds >= budget else "")
