"""The command of mock interviews: `mock`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import mock as actions
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import one_of, resolve
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
        typer.Argument(
            help=f"One of {', '.join(PRESETS)}; the number of an interview with --resume, --debrief or --discard.",
            autocompletion=complete_preset,
            metavar="PRESET",
        ),
    ] = None,
    companies: Companies = None,
    levels: Levels = None,
    questions: Annotated[int | None, typer.Option("--questions", "-n", min=1, help="Number of questions (5).")] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", "-m", min=1, max=600, help="Length in minutes (45).")
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Hold the company's whole onsite, round by round.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Resume the interview that was stopped, or NO.")] = False,
    debrief: Annotated[bool, typer.Option("--debrief", help="Grade the answers of the last interview, or NO.")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="Give up the unfinished interview, or NO.")] = False,
    history: Annotated[bool, typer.Option("--history", help="List the past interviews with their numbers.")] = False,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Hold a mock interview: a clock, follow-ups, nothing revealed; then the debrief, where you grade each answer."""
    context: Context = ctx.obj
    if sum((loop, resume, debrief, discard, history)) > 1:
        raise UsageError("Use only one of --loop, --resume, --debrief, --discard and --history.", "mlprep mock --help")
    one = "--resume" if resume else "--debrief" if debrief else "--discard" if discard else ""
    restricted = any((companies, levels, questions, minutes)) or seed is not None
    if (restricted and (one or history)) or (preset and (history or (one and preset in PRESETS))):
        option = one or "--history"
        raise UsageError(
            f"{option} accepts neither a preset nor the options of a new interview.", f"mlprep mock {option}"
        )
    if as_json and (restricted or preset or loop or one):
        raise UsageError("--json prints the past interviews; it holds none.", "mlprep mock --history --json")
    if loop and (preset or questions or minutes):
        raise UsageError(
            "--loop takes no preset, --questions or --minutes: the company's onsite sets them.",
            "mlprep mock --loop --company Google",
        )
    if history or as_json:
        mocks = current(context).mocks.all()
        if as_json:
            context.screen.write_document(documents.text(documents.mocks(mocks)))
        else:
            context.screen.show(views.history(mocks, context.clock.today))
        return
    if resume:
        raise typer.Exit(actions.resume(context, preset))
    if debrief:
        raise typer.Exit(actions.debrief(context, preset))
    if discard:
        actions.discard(context, preset)
        return
    target = actions.MockTarget(resolve(context, "company", companies or ()), resolve(context, "level", levels or ()))
    if preset is not None:
        preset = one_of("preset", preset, PRESETS)
    actions.warn_of_unfinished(context)
    if loop:
        raise typer.Exit(actions.hold_loop(context, target, seed))
    raise typer.Exit(actions.hold(context, preset or "", target, questions=questions, minutes=minutes, seed=seed))
