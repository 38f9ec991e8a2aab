"""The commands of questions that were really asked: `asked`, `asked add`, `asked list` and `asked remove`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from mlprep_cli.app import asked as actions
from mlprep_cli.app.context import Context
from mlprep_cli.cli.options import (
    AsJson,
    Yes,
    complete_company,
    complete_round,
    confirmed,
    day_of,
)
from mlprep_cli.cli.parser import ShortGroup
from mlprep_cli.core.asked import AskedQuestion
from mlprep_cli.core.reviews import WENT
from mlprep_cli.errors import MlprepError
from mlprep_cli.views import asked as views
from mlprep_cli.views import documents
from mlprep_cli.views.theme import plural

cli = typer.Typer(rich_markup_mode=None)
asked = typer.Typer(
    rich_markup_mode=None,
    cls=ShortGroup,
    help="Enter the questions of a real interview, so that you meet them again.",
    invoke_without_command=True,
    epilog='Example: mlprep asked "How does dropout work?" --company Meta --went badly',
)
cli.add_typer(asked, name="asked")

Answer = TypeVar("Answer")


@asked.callback()
def ask(ctx: typer.Context) -> None:
    """Ask for the questions of a real interview: the company, the day, then each question. An empty line ends."""
    context: Context = ctx.obj
    if ctx.invoked_subcommand is not None:
        return
    today = context.clock.today
    company = _asked(context, "Which company? (Enter for none) ", lambda text: actions.company_of(context, text))
    day = _asked(
        context,
        f"On which day? (Enter for {today}) ",
        lambda text: actions.day_of_interview(day_of(text, today) if text else today, today),
    )
    count = matched = 0
    while text := _asked(context, "What did they ask? (an empty line ends) ", str, ends=bool(count)):
        name = _asked(context, "  Which round, such as screening or coding? (Enter for none) ", actions.round_of)
        went = _asked(context, f"  How did it go: {', '.join(WENT)}? (Enter for none) ", actions.went_of)
        entered = actions.enter(context, text, day, company=company, round_name=name, went=went)
        count += 1
        context.screen.outcome = "The questions were kept."
        matched += _show_receipt(context, entered)
    if not count:
        raise MlprepError("Nothing was entered.", 'mlprep asked "How does dropout work?" --company Meta')
    context.screen.write(
        f"{plural(count, 'question')} kept; mlprep drill asks what the bank has of them in the next days"
    )


@asked.command(epilog='Example: mlprep asked add "How does dropout work?" --company Meta --went badly')
def add(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="The question, in your own words.", metavar="TEXT")],
    company: Annotated[
        str | None,
        typer.Option("--company", "-c", help="The company.", autocompletion=complete_company, metavar="NAME"),
    ] = None,
    round_name: Annotated[
        str | None, typer.Option("--round", "-r", help="The round.", autocompletion=complete_round, metavar="NAME")
    ] = None,
    went: Annotated[
        str | None, typer.Option("--went", help="How it went: well, partly or badly.", metavar="WORD")
    ] = None,
    day: Annotated[str | None, typer.Option("--day", help="The day of the interview.", metavar="DAY")] = None,
) -> None:
    """Enter one question. The word add may be left out."""
    context: Context = ctx.obj
    today = context.clock.today
    entered = actions.enter(
        context,
        text,
        actions.day_of_interview(today if day is None else day_of(day, today), today),
        company=actions.company_of(context, company or ""),
        round_name=actions.round_of(round_name or ""),
        went=actions.went_of(went or ""),
    )
    context.screen.outcome = "The question was kept."
    _show_receipt(context, entered)


@asked.command("list", epilog="Example: mlprep asked list")
def list_asked(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the questions that you entered, newest first."""
    context: Context = ctx.obj
    entries = actions.entries(context)
    if as_json:
        context.screen.write_document(documents.text(documents.asked(entries, context.clock.today)))
    else:
        context.screen.show(views.entries(entries))


@asked.command(epilog="Example: mlprep asked remove 3")
def remove(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="Its number, as in `asked list`.", metavar="NUMBER")],
    yes: Yes = False,
) -> None:
    """Remove a question that you entered, for good."""
    context: Context = ctx.obj
    entry = actions.entry_numbered(context, number)
    confirmed(context, f"Remove “{entry.text}” for good?", "Nothing was removed.", yes=yes)
    actions.remove(context, entry)
    context.screen.outcome = "The question was removed."
    context.screen.write("The question was removed.")


def _show_receipt(context: Context, entered: AskedQuestion) -> bool:
    """Show what the bank has of a question, and return whether it has one like it."""
    card = actions.card_of(context, entered)
    suspended = actions.is_suspended(context, entered)
    context.screen.show(views.receipt(card, context.clock.today, is_suspended=suspended))
    return card is not None


def _asked(context: Context, question: str, read: Callable[[str], Answer], *, ends: bool = False) -> Answer:
    """Return an answer that can be read; ask again after a faulty one.

    Raises:
        MlprepError: The input ended before anything was entered; with `ends`, it ends the questions instead.
    """
    while True:
        text = context.screen.ask(question)
        if text is None:
            if ends:
                return read("")
            raise MlprepError("Nothing was entered.", 'mlprep asked "How does dropout work?" --company Meta')
        try:
            return read(text)
        except MlprepError as error:
            context.screen.warn(f"{error.message} {error.hint}")
