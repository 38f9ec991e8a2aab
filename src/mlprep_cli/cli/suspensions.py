"""The commands of suspended questions: `suspend` and `unsuspend`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import suspensions as actions
from mlprep_cli.app.context import Context
from mlprep_cli.cli.options import complete_id
from mlprep_cli.views.theme import plural

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep suspend l1-vs-l2-regularization")
def suspend(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="The questions.", autocompletion=complete_id, metavar="ID")
    ] = None,
) -> None:
    """Never ask questions again until you unsuspend them; nothing is lost. Without IDs, list the suspended ones."""
    context: Context = ctx.obj
    if ids:
        count = actions.suspend(context, ids)
        context.screen.outcome = "The questions were suspended."
        context.screen.write(f"{plural(count, 'question')} suspended; mlprep unsuspend ID asks one again")
        return
    suspended = actions.suspended(context)
    if not suspended:
        context.screen.warn("No question is suspended. mlprep suspend ID suspends one.")
    for question_id in suspended:
        context.screen.write(question_id)


@cli.command(epilog="Example: mlprep unsuspend l1-vs-l2-regularization")
def unsuspend(
    ctx: typer.Context, ids: Annotated[list[str], typer.Argument(help="The questions.", metavar="ID")]
) -> None:
    """Ask suspended questions again."""
    context: Context = ctx.obj
    count = actions.unsuspend(context, ids)
    context.screen.outcome = "The questions were unsuspended."
    context.screen.write(f"{plural(count, 'question')} will be asked again")
