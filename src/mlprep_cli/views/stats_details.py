"""The parts of the statistics: topics, checkpoints, times, the calendar, rapid rounds, companies, mock interviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.session.modes import QUICKFIRE_SECONDS
from mlprep_cli.core.stats import Attempts, Progress
from mlprep_cli.core.stats_details import Details
from mlprep_cli.views.mock import history
from mlprep_cli.views.parts import LEVELS, NARROW, grades_bar, listing
from mlprep_cli.views.stats import headings
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    QUIET,
    STRONG,
    chance,
    checkpoint_name,
    clock,
    day_name,
    percent,
    plural,
)


def part(name: str, figures: Progress, details: Details, width: int) -> RenderableType:  # noqa: PLR0911  a part a line
    """Return one part of the statistics."""
    match name:
        case "topics":
            seen = [each for each in figures.topics if each.seen or each.grades.total]
            return Group(headings("topic", seen, width), *_leeches(details))
        case "rounds":
            return headings("round", figures.rounds, width)
        case "checkpoints":
            return Group(_checkpoints(figures.checkpoints), Text(), _retention(details))
        case "time":
            return Group(_times(details, width), Text(), *_weeks(details), *_slow(details))
        case "forecast":
            return Group(*_forecast(figures, width))
        case "calendar":
            return _calendar(details, width)
        case "quickfire":
            return Group(*_rapid(details, figures.today))
        case "companies":
            return _companies(details)
        case _:
            return history(details.mocks, figures.today, width)


def _leeches(details: Details) -> list[RenderableType]:
    if not details.leeches:
        return []
    table = listing("leech", "topic", "lapses")
    for each in details.leeches:
        table.add_row(Text(each.question_id, style=ALARM), each.topic, str(each.lapses))
    return [Text(), table]


def _retention(details: Details) -> Text:
    if not details.measured.total:
        return Text("retention: nothing measured yet", style=QUIET)
    measured = percent(details.measured.recalled, details.measured.total)
    predicted = chance(details.predicted)
    return Text(f"retention {measured} of {details.measured.total} first attempts, {predicted} predicted")


def _times(details: Details, width: int) -> RenderableType:
    if not details.times:
        return Text("nothing timed yet", style=QUIET)
    table = listing("round", "reviews", "median", *(("90th percentile",) if width >= NARROW else ()), "over budget")
    for each in details.times:
        high = (clock(each.p90),) if width >= NARROW else ()
        table.add_row(each.round, str(each.reviews), clock(each.median), *high, percent(each.over_budget, each.reviews))
    return table


def _weeks(details: Details) -> list[RenderableType]:
    rows: list[RenderableType] = []
    for each in details.weeks:
        bar = "▇" * max(1, round(20 * min(each.share, 1.5) / 1.5))
        rows.append(
            Text.assemble(
                (f"{each.monday:%d %b} ", QUIET), (f"{bar:<21}", ACCENT), f"{round(100 * each.share)}% of budget"
            )
        )
    return [Text("thinking time by week", style=STRONG), *rows, Text()] if rows else []


def _slow(details: Details) -> list[RenderableType]:
    if not details.slow:
        return []
    table = listing("known but slow", "last", "budget")
    for each in details.slow:
        table.add_row(each.question_id, Text(clock(each.seconds), style=ALARM), clock(each.budget))
    return [table]


def _calendar(details: Details, width: int) -> RenderableType:
    weeks = [details.calendar[place : place + 7] for place in range(0, len(details.calendar), 7)]
    weeks = weeks[-max(4, min(len(weeks), (width - 5) // 2)) :]
    most = max((count for week in weeks for _, count in week), default=0)
    rows: list[RenderableType] = []
    months = ""
    for place, week in enumerate(weeks):
        if week[0][0].day <= 7:
            months = f"{months:<{2 * place}}{week[0][0]:%b}"
    rows.append(Text(f"     {months}", style=QUIET))
    for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        line = Text(f"{name}  ", style=QUIET)
        for week in weeks:
            count = week[weekday][1] if weekday < len(week) else -1
            mark = " " if count < 0 else "·" if count == 0 else LEVELS[2:][min(5, int(5 * count / most))]
            line.append(f"{mark} ", style=ACCENT if count > 0 else QUIET)
        rows.append(line)
    total = sum(count for week in weeks for _, count in week)
    rows.append(Text(f"{plural(total, 'review')}, {most} on the fullest day", style=QUIET))
    return Group(*rows)


def _rapid(details: Details, today: date) -> list[RenderableType]:
    if not details.rapid:
        return [Text("no quickfire round yet: mlprep quickfire", style=QUIET)]
    table = listing("day", "answered", "recalled", "time", "of five minutes")
    for each in details.rapid:
        over = each.seconds > QUICKFIRE_SECONDS
        bar = Text("▇" * min(20, max(1, round(10 * each.seconds / QUICKFIRE_SECONDS))), style=ALARM if over else ACCENT)
        recalled = percent(each.recalled, each.answered)
        table.add_row(day_name(each.day, today), str(each.answered), recalled, clock(each.seconds), bar)
    return [table]


def _companies(details: Details) -> RenderableType:
    if not details.companies:
        return Text("no company's question practised yet", style=QUIET)
    table = listing("company", "questions", "seen", "predicted", "measured")
    for each in details.companies:
        measured = percent(each.measured.recalled, each.measured.total)
        table.add_row(each.name, str(each.questions), str(each.seen), chance(each.recall), measured)
    return table


def _checkpoints(rows: Sequence[Attempts]) -> RenderableType:
    reached = [each for each in rows if each.grades.total]
    if not reached:
        return Text("no checkpoint reached yet", style=QUIET)
    table = listing("checkpoint", "first attempts", "grades", "recalled")
    for each in reached:
        table.add_row(
            checkpoint_name(each.checkpoint),
            str(each.grades.total),
            grades_bar(each.grades),
            percent(each.grades.recalled, each.grades.total),
        )
    return table


def _forecast(figures: Progress, width: int) -> list[RenderableType]:
    most = max(count for _, count in figures.forecast)
    if not most:
        return [Text("nothing falls due in the next 21 days", style=QUIET)]
    cells = min(width - 24, 40)
    rows: list[RenderableType] = [Text("falling due", style=STRONG)]
    for day, count in figures.forecast:
        if count:
            bar = "▇" * max(1, round(cells * count / most))
            rows.append(Text.assemble((f"{day_name(day, figures.today):>14} ", QUIET), (bar, ACCENT), f" {count}"))
    return rows
