"""The command of mock interviews: `mock`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import mock as actions
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import resolve
from mlprep_cli.cli.options import AsJson, Seed, complete_company, complete_level
from mlprep_cli.core.mock import PRESETS
from mlprep_cli.errors import UsageError
from mlprep_cli.views import documents
from mlprep_cli.views import mock as views

cli = typer.Typer(rich_markup_mode=None)


Companies = Annotated[
    list[str] | None,
    typer.Option(
        "--company",
        "-c",
        help="Prefer questions that this company asks, or any company (repeatable).",
        autocompletion=complete_company,
        metavar="NAME",
    ),
]
Levels = Annotated[
    list[str] | None,
    typer.Option(
        "--level",
        "-l",
        help="Prefer questions of this level (repeatable).",
        autocompletion=complete_level,
        metavar="NAME",
    ),
]


def complete_preset(incomplete: str) -> list[str]:
    """Complete a preset."""
    return [name for name in PRESETS if name.startswith(incomplete)]


@cli.command(epilog="Example: mlprep mock deep-dive --company Google")
def mock(
    ctx: typer.Context,
    preset: Annotated[
        str | None,
        typer.Argument(help=f"One of {', '.join(PRESETS)}.", autocompletion=complete_preset, metavar="[PRESET]"),
    ] = None,
    companies: Companies = None,
    levels: Levels = None,
    questions: Annotated[int | None, typer.Option("--questions", "-n", min=1, help="Number of questions (5).")] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", "-m", min=1, max=600, help="Length in minutes (45).")
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Hold the company's whole onsite, round by round.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Resume the interview that was stopped.")] = False,
    debrief: Annotated[bool, typer.Option("--debrief", help="Grade the answers of the last interview.")] = False,
    history: Annotated[bool, typer.Option("--history", help="List the past interviews.")] = False,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Hold a mock interview: a clock, follow-ups, nothing revealed; then the debrief, where you grade each answer."""
    context: Context = ctx.obj
    if sum((loop, resume, debrief, history)) > 1:
        raise UsageError("Use only one of --loop, --resume, --debrief and --history.", "mlprep mock --help")
    restricted = any((preset, companies, levels, questions, minutes)) or seed is not None
    if restricted and (resume or debrief or history):
        option = "--resume" if resume else "--debrief" if debrief else "--history"
        raise UsageError(
            f"{option} accepts neither a preset nor the options of a new interview.", f"mlprep mock {option}"
        )
    if history or as_json:
        mocks = current(context).mocks.all()
        if as_json:
            context.screen.write(documents.text(documents.mocks(mocks)))
        else:
            context.screen.show(views.history(mocks, context.clock.today))
        return
    if resume:
        raise typer.Exit(actions.resume(context))
    if debrief:
        raise typer.Exit(actions.debrief(context))
    actions.warn_of_unfinished(context)
    target = actions.MockTarget(resolve(context, "company", companies or ()), resolve(context, "level", levels or ()))
    if loop:
        if preset or questions or minutes:
            raise UsageError(
                "--loop takes no preset, --questions or --minutes: the company's onsite sets them.",
                "mlprep mock --loop --company Google",
            )
        raise typer.Exit(actions.hold_loop(context, target, seed))
    raise typer.Exit(actions.hold(context, preset or "", target, questions=questions, minutes=minutes, seed=seed))
