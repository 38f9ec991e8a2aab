"""Today on the screen: the days to go, what is due, what is new, the streak, and the next step."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.agenda import Agenda
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.keys import GRADE_KEYS
from mlprep_cli.core.stats import Day
from mlprep_cli.views.charts import grades_bar
from mlprep_cli.views.days import days_to_go
from mlprep_cli.views.plan import today_line
from mlprep_cli.views.suggestion import command_line
from mlprep_cli.views.tables import Column, Table, fact
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, STRONG, date_name, day_name, plural

COMMAND = f"{STRONG} {ACCENT}"


def today(day: Day, agenda: Agenda) -> RenderableType:
    """Return the screen of a day: the days to go, what it holds, and what to do next."""
    rows: list[RenderableType] = [Text.assemble((f"{day.today:%A} {day.today.day} {day.today:%B}", STRONG))]
    if agenda.is_running:
        rows += _plan(agenda)
    rows.append(fact("today", Text(today_line(agenda), style=STRONG)))
    rows += _due(day, agenda)
    rows.append(
        fact("done", Text.assemble((str(day.reviewed_today), STRONG), " today  ", grades_bar(day.grades_today)))
    )
    rows.append(fact("streak", Text(plural(day.streak, "day"))))
    rows += _mocks(day)
    rows += [Text(), Text.assemble(("next  ", QUIET), _next(agenda))]
    return Group(*rows)


def welcome(agenda: Agenda, questions: int, topics: int) -> RenderableType:
    """Return the screen of the first run: how a question goes, what the grades mean, and where to begin."""
    steps = (
        "A question and a clock appear. Answer aloud.",
        "Press space, tick what you said, read the model answer.",
        "Grade yourself. Enter accepts what the ticks suggest.",
    )
    meanings = {
        Grade.STRONG: "every (must) and 3/4 of the points",
        Grade.LEAN: "every (must), or half of the points",
        Grade.NO_HIRE: "less than that: asked again today",
    }
    rows = [Text.assemble((f" {number} ", ACCENT), step) for number, step in enumerate(steps, start=1)]
    grades = [
        (Text(f" {GRADE_KEYS[grade]} {grade.label}", style=GRADE_STYLES[grade]), text)
        for grade, text in meanings.items()
    ]
    return Group(
        Text("Practise for your ML interview, one question at a time.", style=STRONG),
        *rows,
        Text(),
        Table(("grade", Column("meaning", holds="prose")), grades, titles=False, gap=1),
        Text(),
        Text("What you recall comes back on days 3, 7, 14 and 21."),
        Text(f"The bank has {plural(questions, 'question')} on {plural(topics, 'topic')}."),
        Text(),
        Text.assemble(("mlprep plan start", COMMAND), "  if you have an interview date"),
        Text.assemble(("mlprep guide     ", COMMAND), "  how interviews work, and how to answer"),
        Text(),
        fact("today", Text(today_line(agenda), style=STRONG)),
        Text.assemble(("next  ", QUIET), _next(agenda)),
    )


def begin_key() -> Text:
    """Return the key that starts the next step."""
    return Text.assemble(("Enter", STRONG), (" starts it · any other key exits", QUIET))


def _due(day: Day, agenda: Agenda) -> list[Text]:
    if agenda.day.spread:
        return [fact("", Text(f"{agenda.day.spread} more are due and wait: today's gain more", style=QUIET))]
    if agenda.day.items or day.next_due is None:
        return []
    return [fact("due", Text(f"next {day_name(day.next_due[0], day.today)}: {day.next_due[1]}"))]


def _mocks(day: Day) -> list[Text]:
    if not day.mocks:
        return []
    last, *others = day.mocks
    begun = f"{last.title}, {day_name(last.day, day.today)}: {last.answered} of {len(last.questions)} answered"
    more = f", and {len(others)} more unfinished: mlprep mock --history" if others else ""
    command = f"mlprep mock {'--resume' if last.open_sections else '--debrief'}"
    return [fact("mock", Text(begun)), fact("", Text.assemble((command, ACCENT), (more, QUIET)))]


def _plan(agenda: Agenda) -> list[Text]:
    plan, today, rows = agenda.plan, agenda.today, []
    if plan.interview is not None:
        company = f" at {', '.join(plan.companies)}" if plan.companies else ""
        away = days_to_go(plan.interview, today)
        rows.append(fact("interview", Text.assemble((away, STRONG), f"  {date_name(plan.interview, today)}{company}")))
    if (milestone := agenda.milestone) is not None:
        count = len(milestone.activities)
        following = agenda.next_milestone
        then = "" if following is None else f"; Day {following.checkpoint} {day_name(following.day, today)}"
        progress = f"  {milestone.name}, {count - len(milestone.open_activities)} of {count} done{then}"
        rows.append(fact("plan", Text.assemble((f"Day {milestone.checkpoint}", STRONG), progress)))
    return rows


def _next(agenda: Agenda) -> Text:
    suggestion, activity = agenda.suggestion, agenda.next_activity
    if suggestion is None:
        return Text.assemble("done for today; ", ("mlprep drill --early", COMMAND), " practises ahead")
    command = (command_line(suggestion), COMMAND)
    if activity is not None and suggestion is activity.suggestion:
        return Text.assemble(command, f"  {activity.task} ({activity.done}/{activity.target})")
    return Text.assemble(command)
