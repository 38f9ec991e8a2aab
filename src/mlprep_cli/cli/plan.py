"""The commands of the plan: `plan`, `plan start`, `set`, `stop`, `ready` and `do`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import plan as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import resolve
from mlprep_cli.app.readiness import readiness
from mlprep_cli.cli.options import AsJson, complete_company, complete_level
from mlprep_cli.core.plan import Plan
from mlprep_cli.errors import MlprepError, UsageError
from mlprep_cli.views import documents
from mlprep_cli.views import plan as views
from mlprep_cli.views.readiness import topics
from mlprep_cli.views.suggestion import command_line

cli = typer.Typer(rich_markup_mode=None)
plan = typer.Typer(
    rich_markup_mode=None,
    help="Show the plan until your interview: checkpoint days, activities, pace.",
    invoke_without_command=True,
    epilog="Example: mlprep plan start --interview 2026-12-14 --company Google --minutes 45",
)
cli.add_typer(plan, name="plan")

Interview = Annotated[
    str | None, typer.Option("--interview", "-i", help="The day of the interview, such as 2026-12-14.", metavar="DATE")
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--company",
        "-c",
        help="A company you interview with (repeatable).",
        autocompletion=complete_company,
        metavar="NAME",
    ),
]
Level = Annotated[
    list[str] | None,
    typer.Option(
        "--level",
        "-l",
        help="The level of the position, such as L5 (repeatable).",
        autocompletion=complete_level,
        metavar="LEVEL",
    ),
]
Minutes = Annotated[
    int | None, typer.Option("--minutes", "-m", min=5, max=600, help="Minutes you can practise per day.")
]


@plan.callback()
def show(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every activity, and the questions that do not fit.")
    ] = False,
    calendar: Annotated[
        Path | None, typer.Option("--ics", help="Write the days to a calendar file.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the plan until your interview: checkpoint days with their activities, the coming days, the next step."""
    context: Context = ctx.obj
    if ctx.invoked_subcommand is not None:
        return
    overview = actions.overview(context)
    if calendar is not None:
        actions.write_calendar(context, overview, calendar)
        context.screen.write(f"calendar written: {calendar}")
    elif as_json:
        context.screen.write(documents.text(documents.plan(overview)))
    else:
        context.screen.show(views.plan(overview, context.screen.display.width, everything=everything))


@plan.command(epilog="Example: mlprep plan start --interview 2026-12-14 --company Google --minutes 45")
def start(
    ctx: typer.Context,
    interview: Interview = None,
    companies: Targets = None,
    levels: Level = None,
    minutes: Minutes = None,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Start over: only reviews from now on count. Older ones stay in the log."),
    ] = False,
) -> None:
    """Start a plan today."""
    context: Context = ctx.obj
    today = context.clock.today
    started = Plan(
        started=today,
        dated=today,
        interview=_day(interview, today),
        companies=resolve(context, "company", companies or ()),
        levels=resolve(context, "level", levels or ()),
        minutes=minutes,
        since=context.clock.moment() if fresh else None,
    )
    actions.start(context, started, fresh=fresh)
    _show(context)


@plan.command("set", epilog="Example: mlprep plan set --interview 2026-12-21")
def change(
    ctx: typer.Context,
    interview: Annotated[
        str | None,
        typer.Option("--interview", "-i", help="The new day of the interview, or none.", metavar="DATE|none"),
    ] = None,
    companies: Targets = None,
    levels: Level = None,
    minutes: Minutes = None,
) -> None:
    """Move or remove the interview date, or change the companies, levels or minutes. The rest stays as it is."""
    context: Context = ctx.obj
    today, before = context.clock.today, actions.running(context)
    after = before
    if interview is not None:
        day = None if interview.lower() == "none" else _day(interview, today)
        after = after._replace(interview=day, dated=today if day != before.interview else before.dated)
    if companies is not None:
        after = after._replace(companies=resolve(context, "company", companies))
    if levels is not None:
        after = after._replace(levels=resolve(context, "level", levels))
    if minutes is not None:
        after = after._replace(minutes=minutes)
    actions.change(context, after)
    _show(context)


@plan.command(epilog="Example: mlprep plan stop")
def stop(ctx: typer.Context) -> None:
    """End the plan. Every review is kept and counts again."""
    context: Context = ctx.obj
    actions.stop(context)
    context.screen.write("The plan has ended. Every review counts, on the usual checkpoint days.")


@plan.command(epilog="Example: mlprep plan ready")
def ready(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show your readiness by topic: recall predicted for the day of the interview, beside measured recall."""
    context: Context = ctx.obj
    report = readiness(context)
    if as_json:
        context.screen.write(documents.text(documents.ready(report)))
    else:
        context.screen.show(topics(report, context.clock.today))


@plan.command("do", epilog="Example: mlprep plan do")
def do(ctx: typer.Context) -> None:
    """Run what comes next: the next activity of the plan, or a drill or a quickfire round."""
    from mlprep_cli.app.suggestion import run

    context: Context = ctx.obj
    suggestion = actions.overview(context).suggestion
    if suggestion is None:
        raise MlprepError("There is nothing left to do today.", "mlprep drill --early practises ahead.")
    context.screen.warn(command_line(suggestion))
    raise typer.Exit(run(context, suggestion))


def _show(context: Context) -> None:
    context.screen.show(views.plan(actions.overview(context), context.screen.display.width))


def _day(text: str | None, today: date) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text} is not a day.", f"Write it as {today.isoformat()}.") from None
    if day < today:
        raise UsageError(f"{text} is in the past: today is {today.isoformat()}.", "Name today or a later day.")
    return day
