"""The parts of the statistics: topics, checkpoints, times, the calendar, quickfire rounds, companies and mock interviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.memory import SURE
from mlprep_cli.core.session.modes import QUICKFIRE_SECONDS
from mlprep_cli.core.stats import CheckpointFigures, GroupFigures, Progress
from mlprep_cli.core.stats_details import Details
from mlprep_cli.views.charts import LEVELS, grades_bar
from mlprep_cli.views.mock import history
from mlprep_cli.views.session import CONFIDENCE
from mlprep_cli.views.stats import groups
from mlprep_cli.views.tables import Column, Table
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

LEECHES = ("leech", Column("topic", rank=1), "lapses")
POINTS = ("missed", "question", Column("key point", holds="prose"))
TIMES = ("round", "reviews", "median", Column("90th percentile", rank=1), "over budget")
CONFIDENCES = ("before the reveal", "answers", "recalled", Column("of all", rank=1))
DAYS = ("day", Column("attempts", rank=1), "forecast", "took")
SLOW = ("known but slow", "last", Column("budget", rank=1))
QUICKFIRE = ("day", "answered", "recalled", "time", Column("of five minutes", rank=1))
COMPANIES = ("company", "questions", Column("seen", rank=1), "predicted", "measured")
CHECKPOINTS = ("checkpoint", Column("first attempts", rank=1), "grades", "recalled")


def part(name: str, figures: Progress, details: Details, width: int) -> RenderableType:  # noqa: PLR0911  one return per part
    """Return one part of the statistics."""
    match name:
        case "topics":
            return Group(groups("topic", _by_practice(figures.topics), width), *_leeches(details))
        case "points":
            return _points(details)
        case "rounds":
            return groups("round", figures.rounds, width)
        case "checkpoints":
            return Group(_checkpoints(figures.checkpoints), Text(), _retention(details))
        case "time":
            return Group(_times(details), Text(), *_days(details, figures.today), *_weeks(details), *_slow(details))
        case "forecast":
            return Group(*_forecast(figures, width))
        case "calendar":
            return _calendar(details, width)
        case "quickfire":
            return _quickfire(details, figures.today)
        case "confidence":
            return _confidence(details)
        case "companies":
            return _companies(details)
        case _:
            return history(details.mocks, figures.today)


def _by_practice(topics: Sequence[GroupFigures]) -> list[GroupFigures]:
    """Return the topics with practice, then the untouched ones."""
    return sorted(topics, key=lambda topic: not topic.seen and not topic.grades.total)


def _points(details: Details) -> RenderableType:
    if not details.points:
        return Text("No key point missed yet in a question with two ticked answers.", style=QUIET)
    return Table(
        POINTS, [(f"{point.missed} of {point.answers}", point.question_id, point.point) for point in details.points]
    )


def _leeches(details: Details) -> list[RenderableType]:
    if not details.leeches:
        return []
    rows = [(Text(leech.question_id, style=ALARM), leech.topic, str(leech.lapses)) for leech in details.leeches]
    return [Text(), Table(LEECHES, rows)]


def _retention(details: Details) -> Text:
    if not details.measured.total:
        return Text("Retention: no first attempts measured yet.", style=QUIET)
    measured = percent(details.measured.recalled, details.measured.total)
    predicted = chance(details.predicted)
    return Text(f"retention {measured} of {details.measured.total} first attempts, {predicted} predicted")


def _times(details: Details) -> RenderableType:
    if not details.times:
        return Text("No times yet.", style=QUIET)
    return Table(
        TIMES,
        [
            (
                times.round,
                str(times.reviews),
                clock(times.median),
                clock(times.p90),
                percent(times.over_budget, times.reviews),
            )
            for times in details.times
        ],
    )


def _days(details: Details, today: date) -> list[RenderableType]:
    """Return the last days with the time forecast for their questions and the time taken."""
    if not details.days:
        return []
    rows = [
        (day_name(day.day, today), str(day.attempts), clock(day.forecast), clock(day.seconds)) for day in details.days
    ]
    return [Table(DAYS, rows), Text()]


def _weeks(details: Details) -> list[RenderableType]:
    rows: list[RenderableType] = []
    for week in details.weeks:
        bar = "▇" * max(1, round(20 * min(week.share, 1.5) / 1.5))
        share = f"{round(100 * week.share)}% of budget"
        rows.append(Text.assemble((f"{week.monday:%d %b} ", QUIET), (f"{bar:<21}", ACCENT), share))
    return [Text("thinking time by week", style=STRONG), *rows, Text()] if rows else []


def _slow(details: Details) -> list[RenderableType]:
    if not details.slow:
        return []
    rows = [(slow.question_id, Text(clock(slow.seconds), style=ALARM), clock(slow.budget)) for slow in details.slow]
    return [Table(SLOW, rows)]


def _calendar(details: Details, width: int) -> RenderableType:
    if not details.calendar:
        return Text("No practice yet.", style=QUIET)
    weeks = [details.calendar[place : place + 7] for place in range(0, len(details.calendar), 7)]
    weeks = weeks[-max(4, (width - 5) // 2) :]
    most = max((count for week in weeks for _, count in week), default=0)
    rows: list[RenderableType] = []
    months = ""
    starts = [place for place, week in enumerate(weeks) if place == 0 or week[0][0].day <= 7]
    # The name of a month is as wide as a week and a half.
    for place in starts[1:] if starts[1:2] == [1] else starts:
        months = f"{months:<{2 * place}}{weeks[place][0][0]:%b}"
    rows.append(Text(f"     {months}", style=QUIET))
    for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        line = Text(f"{name}  ", style=QUIET)
        for week in weeks:
            count = week[weekday][1] if weekday < len(week) else -1
            mark = " " if count < 0 else "·" if count == 0 else LEVELS[2:][min(5, int(5 * count / most))]
            line.append(f"{mark} ", style=ACCENT if count > 0 else QUIET)
        rows.append(line)
    total = sum(count for week in weeks for _, count in week)
    rows.append(Text(f"{plural(total, 'review')}, {most} on the busiest day", style=QUIET))
    return Group(*rows)


def _quickfire(details: Details, today: date) -> RenderableType:
    if not details.rapid:
        return Text("No quickfire round yet. Start one with: mlprep quickfire", style=QUIET)
    rows = []
    for rapid in details.rapid:
        cells = min(20, max(1, round(10 * rapid.seconds / QUICKFIRE_SECONDS)))
        bar = Text("▇" * cells, style=ALARM if rapid.seconds > QUICKFIRE_SECONDS else ACCENT)
        recalled = percent(rapid.recalled, rapid.answered)
        rows.append((day_name(rapid.day, today), str(rapid.answered), recalled, clock(rapid.seconds), bar))
    return Table(QUICKFIRE, rows)


def _confidence(details: Details) -> RenderableType:
    """Return how often each confidence was right, as a picture."""
    if not details.confidence:
        return Text("No confidence given yet. Ask for it with: mlprep config set confidence on", style=QUIET)
    rows = []
    for one in details.confidence:
        recalled, total = one.grades.recalled, one.grades.total
        bar = Text.assemble(
            ("▇" * round(20 * recalled / total), ACCENT), ("·" * (20 - round(20 * recalled / total)), QUIET)
        )
        rows.append(
            (f"{one.confidence} {CONFIDENCE.get(one.confidence, '')}", str(total), percent(recalled, total), bar)
        )
    surprised = sum(one.grades.no_hire for one in details.confidence if one.confidence == SURE)
    line = Text(f"sure and wrong {surprised} ×: such a question comes first on the next day", style=QUIET)
    return Group(Table(CONFIDENCES, rows), line)


def _companies(details: Details) -> RenderableType:
    if details.ready is None or not details.ready.companies:
        return Text("No company's questions practised yet.", style=QUIET)
    return Table(
        COMPANIES,
        [
            (
                company.name,
                str(company.questions),
                str(company.seen),
                chance(company.recall),
                percent(company.measured.recalled, company.measured.total),
            )
            for company in details.ready.companies
        ],
    )


def _checkpoints(rows: Sequence[CheckpointFigures]) -> RenderableType:
    reached = [figures for figures in rows if figures.grades.total]
    if not reached:
        return Text("No checkpoint reached yet.", style=QUIET)
    return Table(
        CHECKPOINTS,
        [
            (
                checkpoint_name(figures.checkpoint),
                str(figures.grades.total),
                grades_bar(figures.grades),
                percent(figures.grades.recalled, figures.grades.total),
            )
            for figures in reached
        ],
    )


def _forecast(figures: Progress, width: int) -> list[RenderableType]:
    most = max(count for _, count in figures.forecast)
    if not most:
        return [Text("Nothing is due in the next 21 days.", style=QUIET)]
    cells = min(width - 24, 40)
    rows: list[RenderableType] = [Text("reviews due", style=STRONG)]
    for day, count in figures.forecast:
        if count:
            bar = "▇" * max(1, round(cells * count / most))
            rows.append(Text.assemble((f"{day_name(day, figures.today):>14} ", QUIET), (bar, ACCENT), f" {count}"))
    return rows
