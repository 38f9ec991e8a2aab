"""The command of the eve of the interview: eve."""

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
        typer.Option("--markdown", help="Write it to a Markdown file, to print or take along.", metavar="FILE"),
    ] = None,
) -> None:
    """Show a last look of twenty minutes before the interview: lapses, notes, formulas."""
    context: Context = ctx.obj
    last_look = actions.eve(context)
    if markdown is not None:
        actions.write_sheet(last_look, markdown)
        context.screen.write(f"written: {markdown}")
    else:
        context.screen.show(answer.page(views.eve_page(last_look, context.clock.today)))
