"""The picture of progress: grades by round and topic, checkpoints, and what falls due."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Attempts, Heading, Progress
from mlprep_cli.views.parts import BAR_CELLS, NARROW, fact, grades_bar, listing
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    GRADE_STYLES,
    QUIET,
    STRONG,
    UNDEFINED,
    checkpoint_name,
    clock,
    day_name,
    percent,
    plural,
)


def progress(figures: Progress, width: int) -> RenderableType:
    """Return the picture of progress."""
    return Group(
        *_headline(figures),
        Text(),
        _headings("round", figures.rounds, width),
        Text(),
        _headings("topic", [each for each in figures.topics if each.seen or each.grades.total], width),
        Text(),
        _checkpoints(figures.checkpoints),
        Text(),
        *_forecast(figures, width),
    )


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


def _headings(kind: str, rows: Sequence[Heading], width: int) -> RenderableType:
    if not rows:
        return Text(f"no {kind} practised yet", style=QUIET)
    wide = width >= NARROW
    table = listing(kind, "seen", "grades", *(("median", "budget") if wide else ()), "due")
    for each in rows:
        times = (_time(each.median_seconds, each.budget), _time(each.budget)) if wide else ()
        seen = f"{each.seen}/{each.questions}"
        table.add_row(each.name, seen, grades_bar(each.grades, BAR_CELLS if wide else 8), *times, str(each.due))
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


def _time(seconds: float | None, budget: float | None = None) -> Text:
    if seconds is None:
        return Text(UNDEFINED, style=QUIET)
    return Text(clock(seconds), style=ALARM if budget is not None and seconds >= budget else "")
