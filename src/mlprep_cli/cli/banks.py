"""The commands of banks: `bank check`, `bank add`, `bank remove` and `bank list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import banks as actions
from mlprep_cli.app.context import Context
from mlprep_cli.cli.options import complete_bank
from mlprep_cli.views import banks as views
from mlprep_cli.views.theme import plural

cli = typer.Typer(rich_markup_mode=None)
bank = typer.Typer(
    rich_markup_mode=None,
    help="Use question banks of your own.",
    no_args_is_help=True,
    epilog="Example: mlprep bank list",
)
cli.add_typer(bank, name="bank")

File = Annotated[Path, typer.Argument(help="A bank file in YAML.", metavar="FILE")]


@bank.command("check", epilog="Example: mlprep bank check mine.yaml")
def check_bank(
    ctx: typer.Context,
    file: File,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on advice too.")] = False,
) -> None:
    """Check a bank file: print every error with its line and its fix, then advice."""
    context: Context = ctx.obj
    checked, advice = actions.check(context, file)
    for problem in advice:
        context.screen.write(f"{file}:{problem}")
    questions = plural(len(checked.questions), "question")
    context.screen.write(f"{file}: ok, {questions}{f', {len(advice)} to improve' if advice else ''}")
    if advice and strict:
        raise typer.Exit(1)


@bank.command(epilog="Example: mlprep bank add mine.yaml")
def add(ctx: typer.Context, file: File) -> None:
    """Add your own bank file; mlprep reloads it whenever it changes."""
    context: Context = ctx.obj
    name, changes = actions.add(context, file)
    context.screen.outcome = f"The bank {name} was added."
    context.screen.write(f"bank {name}: {actions.described(changes) or 'no changes'}")


@bank.command(epilog="Example: mlprep bank remove mine")
def remove(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(help="The bank's name, as in `bank list`.", autocompletion=complete_bank, metavar="NAME")
    ],
) -> None:
    """Stop using a bank of your own. The reviews of its questions stay."""
    context: Context = ctx.obj
    retired = actions.remove(context, name)
    context.screen.outcome = f"The bank {name} was removed."
    context.screen.write(f"bank {name} removed: {retired} retired, their reviews are kept")


@bank.command("list", epilog="Example: mlprep bank list")
def list_banks(ctx: typer.Context) -> None:
    """List the banks with their questions and files."""
    context: Context = ctx.obj
    banks = actions.current(context).banks.counted()
    context.screen.show(views.bank_list([(bank.name, bank.questions, bank.path) for bank in banks]))
