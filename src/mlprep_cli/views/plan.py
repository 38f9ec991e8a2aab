"""The plan on the screen: the interview, the checkpoint days with their activities, the coming days, the next step."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mlprep_cli.core.activities import Activity, Milestone
from mlprep_cli.core.pace import Forecast
from mlprep_cli.core.plan import PlanOverview
from mlprep_cli.views.charts import level
from mlprep_cli.views.days import days_to_go
from mlprep_cli.views.suggestion import command_line
from mlprep_cli.views.tables import fact
from mlprep_cli.views.theme import ACCENT, NARROW, QUIET, STRONG, day_name

MOST_DAYS = 60
"""The maximum number of days drawn as bars."""


def plan(overview: PlanOverview, width: int, *, everything: bool = False) -> RenderableType:
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
            rows.append(_activities(milestone, following))
    if days := _days(overview):
        rows += [Text(), *days]
    if everything:
        rows += _left_out(overview)
    rows.append(Text())
    if not overview.begun:
        rows.append(Text.assemble(("start ", QUIET), ("mlprep plan start --interview DATE", ACCENT)))
    rows.append(_next(overview))
    return Group(*rows)


def _headline(overview: PlanOverview) -> Text:
    plan = overview.plan
    company = f" at {', '.join(plan.companies)}" if plan.companies else ""
    level = f", {', '.join(plan.levels)}" if plan.levels else ""
    if not overview.begun:
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


def _days(overview: PlanOverview) -> list[Text]:
    pace = overview.pace
    if not pace.days or not overview.plan.paced:
        return []
    fullest = max(day.seconds for day in pace.days)
    bars = "".join(level(day.seconds, fullest) for day in pace.days[:MOST_DAYS])
    today = pace.days[0]
    late = f"; {pace.later} more due questions are spread over the following days" if pace.later else ""
    work = f"  {today.due} due, {len(overview.new_today)} new{late}"
    rows = [
        fact("today", Text.assemble((f"{_minutes(today)} min", STRONG), work)),
        fact("ahead", Text.assemble((bars, ACCENT), f"  {round(pace.average / 60)} min a day")),
    ]
    new = overview.introduced + len(pace.left_out)
    if overview.left_out:
        rounds = ", ".join(f"{count} {name}" for name, count in overview.left_out)
        rows.append(fact("no time", Text(f"{len(pace.left_out)} of {new} new questions: {rounds}")))
        command = f"mlprep drill --minutes {round(pace.allowed / 60)}"
        rows.append(Text(f"          {command} covers more of them, fewer times each", style=QUIET))
    elif new:
        rows.append(fact("new", Text(f"there is time for all {new}")))
    return rows


def _left_out(overview: PlanOverview) -> list[RenderableType]:
    if not overview.pace.left_out:
        return []
    names = Text(", ".join(candidate.card.question_id for candidate in overview.pace.left_out), style=QUIET)
    return [Text(), Text("No time for", style=STRONG), names]


def _next(overview: PlanOverview) -> Text:
    if overview.suggestion is None:
        return Text.assemble(
            ("next  ", QUIET), "done for today; ", ("mlprep drill --early", ACCENT), " practises ahead"
        )
    task = "" if overview.next_activity is None or not overview.begun else f"  {overview.next_activity.task}"
    return Text.assemble(("next  ", QUIET), (command_line(overview.suggestion), f"{STRONG} {ACCENT}"), task)


def _minutes(day: Forecast) -> int:
    return round(day.seconds / 60)
