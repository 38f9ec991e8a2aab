"""The command of the status line: `status`."""

from __future__ import annotations

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.status import status
from mlprep_cli.cli.options import AsJson
from mlprep_cli.views import status as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command("status", epilog="Example: mlprep status --json")
def show_status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Print one short line for a shell prompt or a status bar."""
    context: Context = ctx.obj
    context.screen.write(views.text(status(context), as_json=as_json))
