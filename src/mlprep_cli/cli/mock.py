"""The command that interviews: mock."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import mock as actions
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import AsJson, Companies, Levels, Seed
from mlprep_cli.core.mock import PRESETS, resized
from mlprep_cli.errors import WrongUsage, no_such
from mlprep_cli.storage import mocks
from mlprep_cli.views import documents
from mlprep_cli.views import mock as views

cli = typer.Typer(rich_markup_mode=None)


def complete_preset(incomplete: str) -> list[str]:
    """Complete a preset."""
    return [each for each in PRESETS if each.startswith(incomplete)]


@cli.command(epilog="Example: mlprep mock deep-dive --company Google")
def mock(
    context: typer.Context,
    preset: Annotated[
        str | None,
        typer.Argument(help=f"One of {', '.join(PRESETS)}.", autocompletion=complete_preset, metavar="[PRESET]"),
    ] = None,
    companies: Companies = None,
    levels: Levels = None,
    questions: Annotated[int | None, typer.Option("--questions", "-n", min=1, help="How many questions (5).")] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", "-m", min=1, max=600, help="How many minutes (45).")
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="The company's whole onsite, round by round.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the one that was stopped.")] = False,
    debrief: Annotated[bool, typer.Option("--debrief", help="Grade what was answered.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Show the past ones.")] = False,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Hold a mock interview: a clock, follow-ups, nothing revealed; then the debrief, where each answer is graded."""
    app: Mlprep = context.obj
    if sum((loop, resume, debrief, history)) > 1:
        raise WrongUsage("only one of --loop, --resume, --debrief and --history at a time.", "mlprep mock --help")
    if history or as_json:
        found = mocks.mocks(app.content)
        if as_json:
            app.write(documents.text(documents.mocks(found)))
        else:
            app.show(views.history(found, app.today, app.display.width))
        return
    if resume:
        raise typer.Exit(actions.resume(app))
    if debrief:
        raise typer.Exit(actions.debrief(app))
    if (left := actions.unfinished(app)) is not None:
        app.warn(f"the mock of {left.day} waits: mlprep mock {'--resume' if left.open_sections else '--debrief'}")
    plan = app.plan
    whom = app.chosen("company", companies) or (plan.companies if plan else ())
    level = app.levels(levels) or (plan.levels if plan else ())
    if loop:
        if preset or questions or minutes:
            raise WrongUsage(
                "a loop has the rounds, questions and minutes of its company.", "mlprep mock --loop --company Google"
            )
        if len(whom) != 1:
            raise WrongUsage("a loop is the onsite of one company.", "mlprep mock --loop --company Google")
        raise typer.Exit(actions.begin_loop(app, whom[0], level, seed))
    name = preset or "mixed"
    if name not in PRESETS:
        raise no_such(f"there is no mock interview {name}.", name, list(PRESETS))
    asked = resized(PRESETS[name], questions, minutes)
    raise typer.Exit(actions.begin(app, name, asked, whom, level, seed))
