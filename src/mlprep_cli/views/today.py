"""Today on the screen: the days to go, what is due, what is new, the streak, and the next step."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.plan import PlanPosition
from mlprep_cli.core.stats import Day
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.views.charts import grades_bar
from mlprep_cli.views.days import days_to_go
from mlprep_cli.views.suggestion import command_line
from mlprep_cli.views.tables import fact
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG, date_name, day_name, plural

COMMAND = f"{STRONG} {ACCENT}"


def today(day: Day, position: PlanPosition | None, suggestion: Suggestion | None) -> RenderableType:
    """Return the screen of a day, with the position of the running plan and what to do next."""
    rows: list[RenderableType] = [Text.assemble((f"{day.today:%A} {day.today.day} {day.today:%B}", STRONG))]
    if position is not None:
        rows += _plan(position, day.today)
    rows += _due(day)
    rows.append(fact("new", Text.assemble((str(day.new_today), STRONG), f" today, {day.new} waiting")))
    rows.append(
        fact("done", Text.assemble((str(day.reviewed_today), STRONG), " today  ", grades_bar(day.grades_today)))
    )
    rows.append(fact("streak", Text(plural(day.streak, "day"))))
    rows += [Text(), Text.assemble(("next  ", QUIET), _next(day, position, suggestion))]
    return Group(*rows)


def begin_key() -> Text:
    """Return the key that starts the next step."""
    return Text.assemble(("Enter", STRONG), (" starts it · any other key exits", QUIET))


def _due(day: Day) -> list[Text]:
    due = sum(count for _, count in day.due)
    if not due:
        coming = "" if day.next_due is None else f", next {day_name(day.next_due[0], day.today)}: {day.next_due[1]}"
        return [fact("due", Text(f"nothing{coming}"))]
    by_round = ", ".join(f"{name} {count}" for name, count in day.due)
    rows = [fact("due", Text.assemble((str(due), STRONG), f"  {by_round}"))]
    if day.share is not None and day.due_drill > max(1, day.share):
        spread = f"{max(1, day.share - day.reviewed_today)} today, the others on the following days"
        rows.append(fact("", Text.assemble(spread, ("  mlprep drill --minutes", QUIET))))
    return rows


def _plan(position: PlanPosition, today: date) -> list[Text]:
    plan, rows = position.plan, []
    if plan.interview is not None:
        company = f" at {', '.join(plan.companies)}" if plan.companies else ""
        away = days_to_go(plan.interview, today)
        rows.append(fact("interview", Text.assemble((away, STRONG), f"  {date_name(plan.interview, today)}{company}")))
    if (milestone := position.milestone) is not None:
        count = len(milestone.activities)
        following = position.next_milestone
        then = "" if following is None else f"; Day {following.checkpoint} {day_name(following.day, today)}"
        progress = f"  {milestone.name}, {count - len(milestone.open_activities)} of {count} done{then}"
        rows.append(fact("plan", Text.assemble((f"Day {milestone.checkpoint}", STRONG), progress)))
    return rows


def _next(day: Day, position: PlanPosition | None, suggestion: Suggestion | None) -> Text:
    if suggestion is None:
        return Text.assemble("done for today; ", ("mlprep stats", COMMAND), " shows your progress")
    command = (command_line(suggestion), COMMAND)
    if position is not None and (activity := position.next_activity) is not None:
        return Text.assemble(command, f"  {activity.task} ({activity.done}/{activity.target})")
    if suggestion.command == "quickfire":
        return Text.assemble(command, "  twenty quickfire questions")
    parts = [f"{day.due_drill} due" if day.due_drill else "", f"{day.new_today} new" if day.new_today else ""]
    return Text.assemble(command, f"  {' and '.join(part for part in parts if part)}")
