"""The commands of the way to an interview: plan, and its start, change, end and next step."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import plan as actions
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import AsJson, complete_company, complete_level
from mlprep_cli.core.plan import Plan
from mlprep_cli.errors import MlprepError, WrongUsage
from mlprep_cli.views import documents
from mlprep_cli.views import plan as views
from mlprep_cli.views.readiness import topics

cli = typer.Typer(rich_markup_mode=None)
plan = typer.Typer(
    rich_markup_mode=None,
    help="Show the way to the interview: checkpoint days, activities, pace.",
    invoke_without_command=True,
    epilog="Example: mlprep plan start --interview 2026-12-14 --company Google --minutes 45",
)
cli.add_typer(plan, name="plan")

Interview = Annotated[
    str | None, typer.Option("--interview", "-i", help="The day of the interview, as 2026-12-14.", metavar="DATE")
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--company", "-c", help="Who it is with (repeatable).", autocompletion=complete_company, metavar="NAME"
    ),
]
Level = Annotated[
    list[str] | None,
    typer.Option("--level", "-l", help="The level it is for.", autocompletion=complete_level, metavar="LEVEL"),
]
Minutes = Annotated[
    int | None, typer.Option("--minutes", "-m", min=5, max=600, help="Minutes a day that there are for it.")
]


@plan.callback()
def show(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Every activity, and what there is no time for.")] = False,
    calendar: Annotated[
        Path | None, typer.Option("--ics", help="Write the days to a calendar file.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the way to the interview: checkpoint days with their activities, the coming days, and what to do next."""
    app: Mlprep = context.obj
    if context.invoked_subcommand is not None:
        return
    found = actions.outlook(app)
    if calendar is not None:
        actions.write_calendar(app, found, calendar)
        app.write(f"calendar written: {calendar}")
    elif as_json:
        app.write(documents.text(documents.outlook(found)))
    else:
        app.show(views.outlook(found, app.display.width, everything=everything))


@plan.command(epilog="Example: mlprep plan start --interview 2026-12-14 --company Google --minutes 45")
def start(
    context: typer.Context,
    interview: Interview = None,
    companies: Targets = None,
    levels: Level = None,
    minutes: Minutes = None,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Start over: only reviews from now on count; the older ones stay in the log."),
    ] = False,
) -> None:
    """Begin a plan today."""
    app: Mlprep = context.obj
    begun = Plan(
        started=app.today,
        dated=app.today,
        interview=_day(interview, app.today),
        companies=app.chosen("company", companies),
        levels=app.levels(levels),
        minutes=minutes,
        since=app.moment() if fresh else None,
    )
    actions.start(app, begun, fresh=fresh)
    app.show(views.outlook(actions.outlook(app), app.display.width))


@plan.command("set", epilog="Example: mlprep plan set --interview 2026-12-21")
def change(
    context: typer.Context,
    interview: Annotated[
        str | None, typer.Option("--interview", "-i", help="Another day, or none.", metavar="DATE|none")
    ] = None,
    companies: Targets = None,
    levels: Level = None,
    minutes: Minutes = None,
) -> None:
    """Move the date or take it away, or change who it is with, the level, or the minutes; the rest stays."""
    app: Mlprep = context.obj
    if (before := app.plan) is None:
        raise WrongUsage("no plan has begun.", "mlprep plan start --interview DATE begins one")
    after = before
    if interview is not None:
        day = None if interview.lower() == "none" else _day(interview, app.today)
        after = after._replace(interview=day, dated=app.today if day != before.interview else before.dated)
    if companies is not None:
        after = after._replace(companies=app.chosen("company", companies))
    if levels is not None:
        after = after._replace(levels=app.levels(levels))
    if minutes is not None:
        after = after._replace(minutes=minutes)
    actions.change(app, after)
    app.show(views.outlook(actions.outlook(app), app.display.width))


@plan.command(epilog="Example: mlprep plan stop")
def stop(context: typer.Context) -> None:
    """End the plan; cards follow the whole log again, and nothing of it is lost."""
    app: Mlprep = context.obj
    actions.stop(app)
    app.write("the plan has ended; every review counts, on the checkpoint days as they stand")


@plan.command(epilog="Example: mlprep plan ready")
def ready(context: typer.Context, as_json: AsJson = False) -> None:
    """Show how ready you are, topic by topic: predicted for the day of the interview, beside what was measured."""
    app: Mlprep = context.obj
    found = app.ready()
    if as_json:
        app.write(documents.text(documents.ready(found)))
    else:
        app.show(topics(found, app.today, app.display.width))


@plan.command("do", epilog="Example: mlprep plan do")
def do(context: typer.Context) -> None:
    """Begin the next activity."""
    app: Mlprep = context.obj
    following = actions.outlook(app).next_command
    if not following:
        raise MlprepError("there is nothing left to do today.", "mlprep drill practises on")
    app.warn(following)
    app.run(following)


def _day(text: str | None, today: date) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{text} is no day of the calendar.", f"write it as {today.isoformat()}") from None
    if day < today:
        raise WrongUsage(f"{text} is past: today is {today.isoformat()}.", "name a day from today on")
    return day
