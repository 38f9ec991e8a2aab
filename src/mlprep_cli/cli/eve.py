"""The command of the review sheet: `eve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import eve as actions
from mlprep_cli.app.context import Context
from mlprep_cli.cli.options import Force, refuse_force_alone
from mlprep_cli.errors import UsageError
from mlprep_cli.views import answer
from mlprep_cli.views import eve as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep eve --markdown eve.md")
def eve(
    ctx: typer.Context,
    markdown: Annotated[
        Path | None,
        typer.Option(
            "--markdown", help="Write the sheet to a Markdown file, to print it or take it along.", metavar="FILE"
        ),
    ] = None,
    drill: Annotated[
        bool, typer.Option("--drill", help="First ask the weakest questions, then show the sheet.")
    ] = False,
    force: Force = False,
) -> None:
    """Show a review sheet for the last twenty minutes before the interview: lapses, notes, formulas."""
    context: Context = ctx.obj
    refuse_force_alone(markdown, "--markdown", "mlprep eve", force=force)
    if drill:
        if markdown is not None:
            raise UsageError("--drill and --markdown exclude each other.", "mlprep eve --drill")
        raise typer.Exit(actions.last_look(context, drill=True))
    sheet = actions.eve(context)
    if markdown is not None:
        actions.write_sheet(context, sheet, markdown, replace=force)
        context.screen.outcome = "The sheet was written."
        context.screen.write(f"written: {markdown}")
    else:
        context.screen.show(answer.page(views.eve_page(sheet, context.clock.today)))
