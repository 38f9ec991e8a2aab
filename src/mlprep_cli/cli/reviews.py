"""The commands of the review log: `history`, `notes` and `undo`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import question_named
from mlprep_cli.app.reviews import local, undo_last, warn_of_future
from mlprep_cli.cli.options import AsJson, complete_id
from mlprep_cli.views import documents
from mlprep_cli.views import reviews as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep history --json > reviews.jsonl")
def history(
    ctx: typer.Context,
    question_id: Annotated[
        str | None, typer.Argument(help="Only this question.", autocompletion=complete_id, metavar="ID")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most this many reviews.")] = None,
    voided: Annotated[bool, typer.Option("--all", help="Also show reviews that were undone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the review log, newest first. --json prints one object per line, oldest first."""
    context: Context = ctx.obj
    store = current(context)
    if question_id is not None:
        question_id = question_named(context, question_id)
    entries = store.reviews.entries(question_id=question_id, newest_first=not as_json, voided=voided, limit=limit)
    if as_json:
        for entry in entries:
            context.screen.write_document(documents.text(documents.review(entry)))
    else:
        context.screen.show(views.history(local(entries)))
    warn_of_future(context)


@cli.command(epilog="Example: mlprep notes")
def notes(ctx: typer.Context) -> None:
    """Show your notes, newest first."""
    context: Context = ctx.obj
    context.screen.show(views.notes(current(context).reviews.notes()))


@cli.command(epilog="Example: mlprep undo")
def undo(ctx: typer.Context) -> None:
    """Undo the last grade, whichever session it was in."""
    context: Context = ctx.obj
    review, card = undo_last(context)
    context.screen.outcome = "The grade was undone."
    context.screen.show(views.undone(review, card, context.clock.today))
