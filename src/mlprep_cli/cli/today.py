"""`mlprep` without a command: what to do today."""

from __future__ import annotations

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.today import today
from mlprep_cli.views import today as views


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
