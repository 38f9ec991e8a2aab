"""The commands of the review log: history, notes, undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import AsJson, complete_id
from mlprep_cli.storage import banks, reviews
from mlprep_cli.views import documents, reports

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep history --json > reviews.jsonl")
def history(
    context: typer.Context,
    question_id: Annotated[
        str | None, typer.Argument(help="Of this question only.", autocompletion=complete_id, metavar="[ID]")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most this many.")] = None,
    voided: Annotated[bool, typer.Option("--all", help="Also what was taken back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the review log, newest first; --json prints one object a line, oldest first."""
    app: Mlprep = context.obj
    if question_id is not None:
        banks.fetch(app.content, question_id)
    entries = reviews.entries(
        app.content, question_id=question_id, newest_first=not as_json, voided=voided, limit=limit
    )
    if as_json:
        for each in entries:
            app.write(documents.text(documents.review(each)))
    else:
        here = (
            each._replace(review=replace(each.review, reviewed_at=each.review.reviewed_at.astimezone()))
            for each in entries
        )
        app.show(reports.history(here, app.display.width))


@cli.command(epilog="Example: mlprep notes")
def notes(context: typer.Context) -> None:
    """Show what was missed, question by question, newest first."""
    app: Mlprep = context.obj
    app.show(reports.notes(reviews.notes(app.content)))


@cli.command(epilog="Example: mlprep undo")
def undo(context: typer.Context) -> None:
    """Take back the last grade, whichever session it was in."""
    app: Mlprep = context.obj
    if reviews.last_review(app.content) is None:
        app.show(reports.nothing_to_undo())
        raise typer.Exit(1)
    journal = app.journal()
    taken_back = journal.undo_last(app.moment())
    journal.close()
    app.show(reports.undone(taken_back, reviews.card(app.content, taken_back.question_id), app.today))
