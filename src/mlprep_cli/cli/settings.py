"""The commands of the settings: `config` and `config set`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import settings as actions
from mlprep_cli.app.context import Context
from mlprep_cli.views import settings as views

cli = typer.Typer(rich_markup_mode=None)
config = typer.Typer(
    rich_markup_mode=None,
    help="Show and change settings.",
    invoke_without_command=True,
    epilog="Example: mlprep config set new_per_day 10",
)
cli.add_typer(config, name="config")


@config.callback()
def show_settings(ctx: typer.Context) -> None:
    """Show the settings and their files."""
    context: Context = ctx.obj
    if ctx.invoked_subcommand is None:
        context.screen.show(views.setting_list(actions.explained(context), actions.places(context)))


@config.command("set", epilog="Example: mlprep config set new_per_day 10")
def set_value(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(help="The setting.", autocompletion=lambda: list(actions.DESCRIPTIONS), metavar="KEY")
    ],
    value: Annotated[str, typer.Argument(help="Its new value.", metavar="VALUE")],
) -> None:
    """Change one setting."""
    context: Context = ctx.obj
    changed = actions.change(context, key, value)
    context.screen.outcome = f"{key} was set to {changed}."
    context.screen.write(f"{key} = {changed}")
