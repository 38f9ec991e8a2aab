"""`mlprep` without a command: what to do today."""

from __future__ import annotations

import typer

from mlprep_cli.app.context import Context
from mlprep_cli.app.reviews import warn_of_future
from mlprep_cli.app.today import bank_size, is_first, today
from mlprep_cli.views import today as views


def show_today(context: Context) -> None:
    """Show what to do today; on a terminal, one key starts it."""
    warn_of_future(context)
    day, agenda = today(context)
    suggestion = agenda.suggestion
    screen = context.screen
    if not agenda.is_running and is_first(context):
        screen.show(views.welcome(agenda, *bank_size(context)))
    else:
        screen.show(views.today(day, agenda))
    if suggestion is None or not screen.is_interactive:
        return
    if screen.wait_for_key(views.begin_key()) in ("\n", " "):
        from mlprep_cli.app.suggestion import run

        raise typer.Exit(run(context, suggestion))
