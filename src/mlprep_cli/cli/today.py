"""The bare command, and the status line."""

from __future__ import annotations

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.plan import today
from mlprep_cli.app.status import status
from mlprep_cli.cli.options import AsJson
from mlprep_cli.views import status as status_views
from mlprep_cli.views import today as views

cli = typer.Typer(rich_markup_mode=None)


def show_today(context: Context) -> None:
    """Show what to do today; on a terminal, one key starts it."""
    day, position, suggestion = today(context)
    screen = context.screen
    screen.show(views.today(day, position, suggestion))
    if suggestion is not None and screen.is_interactive:
        screen.show(views.begin_key())
        if screen.wait_for_key() in ("\n", " "):
            from mlprep_cli.app.suggestion import run

            raise typer.Exit(run(context, suggestion))


@cli.command("status", epilog="Example: mlprep status --json")
def show_status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Print one short line for a shell prompt or a status bar."""
    context: Context = ctx.obj
    context.screen.write(status_views.text(status(context), as_json=as_json))
