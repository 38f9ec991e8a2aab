"""The plan on the screen: the interview, the checkpoint days with their activities, the coming days, the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mlprep_cli.core.activities import Activity, Milestone
from mlprep_cli.core.agenda import Agenda, Outlook
from mlprep_cli.core.days import DaysOff
from mlprep_cli.core.plan import MOST_BREADTH
from mlprep_cli.views.agenda import day_line
from mlprep_cli.views.charts import level
from mlprep_cli.views.days import days_to_go
from mlprep_cli.views.suggestion import command_line
from mlprep_cli.views.tables import fact
from mlprep_cli.views.theme import ACCENT, NARROW, QUIET, STRONG, date_name, day_name, plural

MOST_DAYS = 60
"""The maximum number of days drawn as bars."""
_SHORT = {"system-design": "design"}


def plan(overview: Agenda, outlook: Outlook, width: int, *, everything: bool = False) -> RenderableType:
    """Return a plan: each checkpoint day on a line, and the activities of the current one, or all with `everything`."""
    rows: list[RenderableType] = [_headline(overview), Text()]
    come = [milestone for milestone in overview.milestones if milestone.day <= overview.today]
    ahead = [milestone for milestone in overview.milestones if milestone.day > overview.today]
    current = [milestone for milestone in come if milestone.open_activities][-1:] or ahead[:1]
    following = overview.next_activity
    for milestone in overview.milestones:
        rows.append(_milestone(milestone, overview.today, width))
        is_next = following is not None and following in milestone.activities
        if everything or milestone in current or is_next:
            comes_next = following is not None and overview.suggestion is following.suggestion
            rows.append(_activities(milestone, following if comes_next else None))
    if days := _days(overview, outlook):
        rows += [Text(), *days]
    if everything:
        rows += _left_out(outlook)
    rows.append(Text())
    if not overview.is_running:
        rows.append(Text.assemble(("start ", QUIET), ("mlprep plan start --interview DATE", ACCENT)))
    rows.append(_next(overview))
    return Group(*rows)


def _headline(overview: Agenda) -> Text:
    plan = overview.plan
    company = f" at {', '.join(plan.companies)}" if plan.companies else ""
    level = f", {', '.join(plan.levels)}" if plan.levels else ""
    if not overview.is_running:
        return Text.assemble(("No plan yet", STRONG), (": a plan that starts today would look like this", QUIET))
    if plan.interview is None:
        return Text.assemble(
            ("Plan", STRONG), f"{company}{level}", (" · no date: mlprep plan set --interview DATE", QUIET)
        )
    day = f"{plan.interview:%A} {plan.interview.day} {plan.interview:%B}"
    away = days_to_go(plan.interview, overview.today)
    return Text.assemble((f"Interview{company}{level}", STRONG), f" · {day} · ", (away, ACCENT))


def _milestone(milestone: Milestone, today: date, width: int) -> Text:
    count = len(milestone.activities)
    done = count - len(milestone.open_activities)
    mark = "●" if done == count else "◐" if milestone.day <= today else "○"
    day = day_name(milestone.day, today)
    return Text.assemble(
        (f"{mark} ", ACCENT),
        (f"Day {milestone.checkpoint:<3}", STRONG),
        f"{milestone.name:<16} ",
        (f"{day:<12}" if width >= NARROW else f"{day} ", QUIET),
        (f"{done}/{count}", QUIET),
    )


def _activities(milestone: Milestone, following: Activity | None) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for activity in milestone.activities:
        is_next = activity is following
        mark, style = ("✓", "green") if not activity.open else ("▸", ACCENT) if is_next else ("·", QUIET)
        count = f"{activity.done}/{activity.target}" if activity.target else "none"
        table.add_row(Text(f"    {mark}", style=style), activity.task, Text(count, style=QUIET))
        if activity.open and activity.suggestion is not None:
            table.add_row("", Text(command_line(activity.suggestion), style=ACCENT if is_next else QUIET), "")
    return table


def _days(overview: Agenda, outlook: Outlook) -> list[Text]:
    if not outlook.days:
        return []
    fullest = max(day.seconds for day in outlook.days)
    bars = "".join(level(day.seconds, fullest) for day in outlook.days[:MOST_DAYS])
    rows = [fact("today", Text(today_line(overview), style=STRONG))]
    if overview.day.spread:
        rows.append(fact("", Text(f"{overview.day.spread} more are due and wait: today's gain more", style=QUIET)))
    rows.append(fact("ahead", Text.assemble((bars, ACCENT), f"  {round(outlook.average / 60)} min a day")))
    rows.append(fact("covers", Text(coverage_line(overview, outlook))))
    return rows


def today_line(agenda: Agenda) -> str:
    """Return what the rest of the day holds."""
    if agenda.today in agenda.goal.off:
        return "a day off"
    return day_line(agenda.day) if agenda.day.items else "done for today" if agenda.day.done else "nothing"


def coverage_line(agenda: Agenda, outlook: Outlook) -> str:
    """Return what the days will hold: `by 20 March: screening 61/77 · coding 9/27`."""
    rounds = [f"{_SHORT.get(one.round, one.round)} {one.seen}/{one.total}" for one in outlook.coverage]
    return f"by {date_name(agenda.goal.day, agenda.today)}: {' · '.join(rounds)}"


def trade(agenda: Agenda, outlook: Outlook) -> RenderableType:
    """Return what the days of a plan will hold, before it is started, and the keys that trade breadth for repetition."""
    steps = MOST_BREADTH + (agenda.plan.breadth or 0)
    scale = "─" * steps + "●" + "─" * (2 * MOST_BREADTH - steps)
    return Group(
        Text(coverage_line(agenda, outlook), style=STRONG),
        Text.assemble(
            ("repetition ", QUIET), (scale, ACCENT), (" breadth   ← → change it · Enter starts · q stops", QUIET)
        ),
    )


def days_off(days: Sequence[DaysOff], today: date) -> RenderableType:
    """Return the days without study."""
    if not days:
        return Text("No days off.", style=QUIET)
    return Group(*(Text(_range(off, today)) for off in days))


def marked_off(off: DaysOff, today: date) -> Text:
    """Return the sentence that days are days without study now."""
    return Text(f"{'Day' if off.first == off.last else 'Days'} off: {_range(off, today)}.")


def given_back(off: DaysOff, today: date) -> Text:
    """Return the sentence that days are for study again."""
    return Text(f"No longer off: {_range(off, today)}.")


def _range(off: DaysOff, today: date) -> str:
    first = date_name(off.first, today)
    return first if off.first == off.last else f"{first} to {date_name(off.last, today)}"


def _left_out(outlook: Outlook) -> list[RenderableType]:
    if not outlook.left_out:
        return []
    heading = Text(f"No time for {plural(len(outlook.left_out), 'question')}", style=STRONG)
    return [Text(), heading, Text(", ".join(outlook.left_out), style=QUIET)]


def _next(overview: Agenda) -> Text:
    if overview.suggestion is None:
        return Text.assemble(
            ("next  ", QUIET), "done for today; ", ("mlprep drill --early", ACCENT), " practises ahead"
        )
    is_activity = overview.next_activity is not None and overview.suggestion is overview.next_activity.suggestion
    task = f"  {overview.next_activity.task}" if is_activity and overview.next_activity is not None else ""
    return Text.assemble(("next  ", QUIET), (command_line(overview.suggestion), f"{STRONG} {ACCENT}"), task)
