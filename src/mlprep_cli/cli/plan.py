"""The commands of the plan: `plan`, `plan start`, `set`, `stop`, `ready`, `do` and `off`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import plan as actions
from mlprep_cli.app.agenda import agenda
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import resolve
from mlprep_cli.app.readiness import readiness
from mlprep_cli.cli.options import AsJson, Force, complete_company, complete_level, day_of, days_of, refuse_force_alone
from mlprep_cli.core.agenda import Agenda, Outlook
from mlprep_cli.core.plan import MOST_BREADTH, Plan, accepted_interview
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

Breadth = Annotated[
    int | None,
    typer.Option(
        "--breadth",
        min=-MOST_BREADTH,
        max=MOST_BREADTH,
        help="From -2, more repetition, to 2, more different questions.",
    ),
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
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show the plan until your interview: checkpoint days with their activities, the coming days, the next step."""
    context: Context = ctx.obj
    if ctx.invoked_subcommand is not None:
        return
    given = [name for name, used in (("--all", everything), ("--ics", calendar), ("--json", as_json)) if used]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} exclude each other.", f"mlprep plan {given[-1]}")
    refuse_force_alone(calendar, "--ics", "mlprep plan", force=force)
    overview = actions.overview(context)
    if calendar is not None:
        actions.write_calendar(context, overview, calendar, replace=force)
        context.screen.outcome = "The calendar was written."
        context.screen.write(f"calendar written: {calendar}")
    elif as_json:
        context.screen.write_document(documents.text(documents.plan(*overview)))
    else:
        context.screen.show(views.plan(*overview, context.screen.display.width, everything=everything))


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
    breadth: Breadth = None,
) -> None:
    """Start a plan today. On a terminal, without options, four short questions are asked."""
    context: Context = ctx.obj
    today = context.clock.today
    if (interview, companies, levels, minutes) == (None, None, None, None) and context.screen.is_interactive:
        started = _traded(context, _asked(context, today))
    else:
        started = Plan(
            started=today,
            dated=today,
            interview=_day(interview, today),
            companies=resolve(context, "company", companies or ()),
            levels=resolve(context, "level", levels or ()),
            minutes=minutes,
            breadth=breadth,
        )
    started = started._replace(since=context.clock.moment() if fresh else None)
    overview = actions.start(context, started, fresh=fresh)
    context.screen.outcome = "The plan was started."
    _show(context, overview)


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
    breadth: Breadth = None,
) -> None:
    """Move or remove the interview date, or change the companies, levels, minutes or breadth. The rest stays as it is."""
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
    if breadth is not None:
        after = after._replace(breadth=breadth)
    overview = actions.change(context, after)
    context.screen.outcome = "The plan was changed."
    _show(context, overview)


@plan.command(epilog="Example: mlprep plan stop")
def stop(ctx: typer.Context) -> None:
    """End the plan. Every review is kept and counts again."""
    context: Context = ctx.obj
    actions.stop(context)
    context.screen.outcome = "The plan was ended."
    context.screen.write("The plan has ended. Every review counts, on the usual checkpoint days.")


@plan.command(epilog="Example: mlprep plan ready")
def ready(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show your readiness by topic: recall predicted for the day of the interview, beside measured recall."""
    context: Context = ctx.obj
    report = readiness(context)
    if as_json:
        context.screen.write_document(documents.text(documents.ready(report)))
    else:
        context.screen.show(topics(report, context.clock.today))


@plan.command("do", epilog="Example: mlprep plan do")
def do(
    ctx: typer.Context,
    activity: Annotated[
        str | None, typer.Argument(help="The activity to work on, as mlprep plan shows it.", metavar="ACTIVITY")
    ] = None,
) -> None:
    """Run what comes next: what is left of the day, then the next activity of the plan. Or work on ACTIVITY."""
    from mlprep_cli.app import suggestion as runner

    context: Context = ctx.obj
    if activity is not None:
        raise typer.Exit(runner.do(context, activity))
    suggestion = agenda(context, current(context)).suggestion
    if suggestion is None:
        raise MlprepError("There is nothing left to do today.", "mlprep drill --early practises ahead.")
    context.screen.warn(command_line(suggestion))
    raise typer.Exit(runner.run(context, suggestion))


@plan.command("off", epilog="Example: mlprep plan off 2026-12-24..26")
def off(
    ctx: typer.Context,
    days: Annotated[
        str | None, typer.Argument(help="A day, or the first and the last one: 2026-12-24..26.", metavar="DAYS")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Study on these days after all.")] = False,
) -> None:
    """Mark days without study: nothing is placed on them, and a streak survives them. Without DAYS, list them."""
    context: Context = ctx.obj
    today = context.clock.today
    if days is None:
        if remove:
            raise UsageError("--remove needs the days.", f"mlprep plan off {today.isoformat()} --remove")
        context.screen.show(views.days_off(actions.days_off(context), today))
        return
    named = days_of(days, today)
    if remove:
        actions.remove_off(context, named)
        context.screen.outcome = "The days off were removed."
        context.screen.show(views.given_back(named, today))
    else:
        actions.mark_off(context, named)
        context.screen.outcome = "The days off were marked."
        context.screen.show(views.marked_off(named, today))


def _asked(context: Context, today: date) -> Plan:
    """Return a plan from the answers to four short questions.

    Raises:
        MlprepError: The input ended.
    """

    def ask(question: str, read: Callable[[str], Plan]) -> Plan:
        while True:
            text = context.screen.ask(question)
            if text is None:
                raise MlprepError("No plan was started.", "mlprep plan start --interview DATE starts one.")
            try:
                return read(text)
            except MlprepError as error:
                context.screen.warn(f"{error.message} {error.hint}")

    def minutes(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 5 <= int(text) <= 600:
            raise UsageError(f"{text} is not a number of minutes.", "Write a whole number from 5 to 600.")
        return int(text)

    plan = Plan(started=today, dated=today)
    usual = context.settings.minutes
    plan = ask(
        f"When is the interview? (such as {today + timedelta(days=21)}; Enter for no date) ",
        lambda text: plan._replace(interview=_day(text or None, today)),
    )
    plan = ask(
        "At which company? (several with commas; Enter for any) ",
        lambda text: plan._replace(companies=resolve(context, "company", _names(text))),
    )
    plan = ask(
        "At which level, such as L5? (Enter for any) ",
        lambda text: plan._replace(levels=resolve(context, "level", _names(text))),
    )
    return ask(
        f"How many minutes a day? (Enter for {usual}) ",
        lambda text: plan._replace(minutes=minutes(text) if text else usual),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _traded(context: Context, plan: Plan) -> Plan:
    """Show what the days will hold, and return the plan with the breadth that the user chooses.

    Raises:
        MlprepError: The user stops.
    """
    while True:
        breadth = plan.breadth or 0
        match context.screen.wait_for_key(views.trade(*actions.preview(context, plan))):
            case "left" | "right" as key:
                step = 1 if key == "right" else -1
                plan = plan._replace(breadth=min(max(breadth + step, -MOST_BREADTH), MOST_BREADTH))
            case "\n" | " ":
                return plan
            case "q" | "escape" | "":
                raise MlprepError("No plan was started.", "mlprep plan start --interview DATE starts one.")


def _show(context: Context, overview: tuple[Agenda, Outlook]) -> None:
    context.screen.show(views.plan(*overview, context.screen.display.width))


def _day(text: str | None, today: date) -> date | None:
    return None if text is None else accepted_interview(day_of(text, today), today)
