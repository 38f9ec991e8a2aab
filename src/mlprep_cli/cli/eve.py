"""The command of the review sheet: `eve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import eve as actions
from mlprep_cli.app.context import Context
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
) -> None:
    """Show a review sheet for the last twenty minutes before the interview: lapses, notes, formulas."""
    context: Context = ctx.obj
    sheet = actions.eve(context)
    if markdown is not None:
        actions.write_sheet(sheet, markdown)
        context.screen.write(f"written: {markdown}")
    else:
        context.screen.show(answer.page(views.eve_page(sheet, context.clock.today)))
