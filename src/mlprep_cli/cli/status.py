"""The command of the status line: `status`."""

from __future__ import annotations

import sys

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.errors import database_errors
from mlprep_cli.app.status import status
from mlprep_cli.app.streams import OutputUnwritable
from mlprep_cli.cli.options import AsJson
from mlprep_cli.core.text import plain
from mlprep_cli.errors import MlprepError
from mlprep_cli.views import status as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command("status", epilog="Example: mlprep status --json")
def show_status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Print one short line for a shell prompt or a status bar."""
    context: Context = ctx.obj
    write = context.screen.write_document if as_json else context.screen.write
    try:
        with database_errors(context):
            write(views.text(status(context), as_json=as_json))
    except MlprepError as error:
        if as_json or isinstance(error, OutputUnwritable):
            raise
        print(plain(views.error_line(error)), file=sys.stderr)
        raise typer.Exit(error.exit_code) from error
