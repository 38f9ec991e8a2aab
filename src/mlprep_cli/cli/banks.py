"""The commands of what is the user's own: banks and settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.adapters import settings
from mlprep_cli.app import banks as actions
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import complete_bank
from mlprep_cli.storage import banks as stored
from mlprep_cli.views import reports
from mlprep_cli.views.theme import plural

cli = typer.Typer(rich_markup_mode=None)
bank = typer.Typer(
    rich_markup_mode=None,
    help="The shipped bank, and your own.",
    no_args_is_help=True,
    epilog="Example: mlprep bank list",
)
config = typer.Typer(
    rich_markup_mode=None,
    help="Show settings, and set them.",
    invoke_without_command=True,
    epilog="Example: mlprep config set new_per_day 10",
)
cli.add_typer(bank, name="bank")
cli.add_typer(config, name="config")

File = Annotated[Path, typer.Argument(help="A bank file in YAML.", metavar="FILE")]


@bank.command("check", epilog="Example: mlprep bank check mine.yaml")
def check_bank(
    context: typer.Context,
    file: File,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on advice too.")] = False,
) -> None:
    """Say everything that is wrong with a bank file, each with its line and the fix; then what would read better."""
    app: Mlprep = context.obj
    found, advice = actions.check(app, file)
    for each in advice:
        app.write(f"{file}:{each}")
    app.write(
        f"{file}: ok, {plural(len(found.questions), 'question')}{f', {len(advice)} to improve' if advice else ''}"
    )
    if advice and strict:
        raise typer.Exit(1)


@bank.command(epilog="Example: mlprep bank add mine.yaml")
def add(context: typer.Context, file: File) -> None:
    """Use a bank file of your own, and keep up with its changes from now on."""
    app: Mlprep = context.obj
    name, changes = actions.add(app, file)
    app.write(f"bank {name}: {actions.described(changes) or 'nothing changed'}")


@bank.command(epilog="Example: mlprep bank remove mine")
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The bank, as `bank list` names it.", autocompletion=complete_bank)],
) -> None:
    """Stop using a bank of your own; the reviews of its questions stay."""
    app: Mlprep = context.obj
    retired = actions.remove(app, name)
    app.write(f"bank {name} is removed: {retired} retired, their reviews are kept")


@bank.command("list", epilog="Example: mlprep bank list")
def list_banks(context: typer.Context) -> None:
    """List the banks with their questions and files."""
    app: Mlprep = context.obj
    app.show(reports.banks([(each.name, each.questions, each.path) for each in stored.counted_banks(app.content)]))


@config.callback()
def show_settings(context: typer.Context) -> None:
    """Show the settings and where they live."""
    app: Mlprep = context.obj
    if context.invoked_subcommand is None:
        rows = [(key, value, settings.EXPLAINED[key]) for key, value in settings.all_settings(app.settings).items()]
        app.show(reports.settings(rows, [("settings", app.home / settings.FILE_NAME), ("database", app.path)]))


@config.command("set", epilog="Example: mlprep config set new_per_day 10")
def set_value(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Its name.", autocompletion=lambda: list(settings.EXPLAINED))],
    value: Annotated[str, typer.Argument(help="What it is to be.")],
) -> None:
    """Set one setting."""
    app: Mlprep = context.obj
    now = settings.write_setting(app.home, key, value)
    app.write(f"{key} = {settings.as_text(now, key)}")
