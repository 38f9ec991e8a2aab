"""The command of the help: `help`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from mlprep_cli.cli.parser import command_in, help_of, unknown_command
from mlprep_cli.core.text import plain

if TYPE_CHECKING:
    from typer._click import Context as ClickContext

cli = typer.Typer(rich_markup_mode=None)


@cli.command("help", epilog="Example: mlprep help plan start")
def show_help(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="The command, such as plan or plan start.", metavar="COMMAND")
    ] = None,
) -> None:
    """Show the help of a command; without one, that of mlprep."""
    at: ClickContext = ctx.find_root()
    for word in words or ():
        if not isinstance(at.command, TyperGroup):
            raise unknown_command(at.command_path, word)
        at = typer.Context(command_in(at, word), info_name=word, parent=at)
    print(plain(help_of(at)))
