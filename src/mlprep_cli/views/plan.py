"""The way to an interview on the screen: who and when, the checkpoint days, the coming days, what is next."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mlprep_cli.core.activities import Stage, State
from mlprep_cli.core.outlook import Outlook
from mlprep_cli.core.pace import Forecast
from mlprep_cli.views.parts import NARROW, fact, level
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG, day_name, plural


def outlook(found: Outlook, width: int, *, everything: bool = False) -> RenderableType:
    """Return the whole way: the days that have come open, the others in a line each, all open with `everything`."""
    rows: list[RenderableType] = [_headline(found), Text()]
    today = [stage for stage in found.stages if stage.day <= found.today and stage.open]
    shown = today[-1:] or [stage for stage in found.stages if stage.day > found.today][:1]
    for stage in found.stages:
        rows.append(_stage(stage, found.today, width))
        if everything or stage in shown or (found.next_activity in stage.activities and found.next_activity):
            rows.append(_activities(stage, found.next_activity))
    if days := _days(found):
        rows += [Text(), *days]
    if everything:
        rows += _left_out(found)
    rows += [Text(), _next(found)]
    return Group(*rows)


def days_to_go(found: Outlook) -> str:
    """Return how far the interview is, as people say it."""
    left = found.days_left
    if left is None:
        return ""
    if left < 0:
        return f"it was {plural(-left, 'day')} ago"
    return ("today", "tomorrow")[left] if left < 2 else f"{left} days to go"


def _headline(found: Outlook) -> Text:
    plan = found.plan
    whom = f" at {', '.join(plan.companies)}" if plan.companies else ""
    level = f", {', '.join(plan.levels)}" if plan.levels else ""
    if not found.begun:
        return Text.assemble(("No plan yet", STRONG), (": this is how one would look that began today", QUIET))
    if plan.interview is None:
        return Text.assemble(
            ("Plan", STRONG), f"{whom}{level}", (" · no date: mlprep plan set --interview DATE", QUIET)
        )
    when = f"{plan.interview:%A} {plan.interview.day} {plan.interview:%B}"
    return Text.assemble((f"Interview{whom}{level}", STRONG), f" · {when} · ", (days_to_go(found), ACCENT))


def _stage(stage: Stage, today: date, width: int) -> Text:
    done, count = len(stage.activities) - len(stage.open), len(stage.activities)
    mark = "●" if done == count else "◐" if stage.day <= today else "○"
    when = day_name(stage.day, today)
    line = Text.assemble(
        (f"{mark} ", ACCENT),
        (f"Day {stage.checkpoint:<3}", STRONG),
        f"{stage.name:<16} ",
        (f"{when:<12}" if width >= NARROW else f"{when} ", QUIET),
    )
    line.append(f"{done}/{count}", style=QUIET)
    return line


def _activities(stage: Stage, following: State | None) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for each in stage.activities:
        mark, style = ("✓", "green") if not each.open else ("▸", ACCENT) if each is following else ("·", QUIET)
        count = f"{each.done}/{each.target}" if each.target else "none"
        table.add_row(Text(f"    {mark}", style=style), each.does, Text(count, style=QUIET))
        if each.open and each.command:
            table.add_row("", Text(each.command, style=ACCENT if each is following else QUIET), "")
    return table


def _days(found: Outlook) -> list[Text]:
    days = found.pace.days
    if not days or not found.plan.paced:
        return []
    fullest = max(each.seconds for each in days)
    bars = "".join(level(each.seconds, fullest) for each in days[:60])
    first = days[0]
    late = f"; {found.pace.later} more that are due are spread over the days after" if found.pace.later else ""
    rows = [
        fact(
            "today",
            Text.assemble((f"{_minutes(first)} min", STRONG), f"  {first.due} due, {len(found.chosen)} new{late}"),
        ),
        fact("ahead", Text.assemble((bars, ACCENT), f"  {_average(found)} min a day")),
    ]
    rounds = ", ".join(f"{count} {name}" for name, count in found.left_out)
    if found.left_out:
        rows.append(
            fact(
                "no time",
                Text(f"{sum(count for _, count in found.left_out)} of {_new(found)} new questions: {rounds}"),
            )
        )
        minutes = round(found.pace.allowed / 60)
        rows.append(
            Text(f"          mlprep drill --minutes {minutes} sees more of them, fewer times each", style=QUIET)
        )
    elif _new(found):
        rows.append(fact("new", Text(f"all {_new(found)} find their time")))
    return rows


def _left_out(found: Outlook) -> list[RenderableType]:
    if not found.pace.left_out:
        return []
    names = Text(", ".join(each.card.question_id for each in found.pace.left_out), style=QUIET)
    return [Text(), Text("No time for", style=STRONG), names]


def _next(found: Outlook) -> Text:
    if not found.begun:
        return Text.assemble(("next  ", QUIET), ("mlprep plan start --interview DATE", f"{STRONG} {ACCENT}"))
    if not found.next_command:
        return Text.assemble(("next  ", QUIET), "nothing more today; ", ("mlprep drill", ACCENT), " practises on")
    what = "" if found.next_activity is None else f"  {found.next_activity.does}"
    return Text.assemble(("next  ", QUIET), (found.next_command, f"{STRONG} {ACCENT}"), what)


def _minutes(day: Forecast) -> int:
    return round(day.seconds / 60)


def _average(found: Outlook) -> int:
    return round(found.pace.average / 60)


def _new(found: Outlook) -> int:
    return found.introduced + len(found.pace.left_out)
