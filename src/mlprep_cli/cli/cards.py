"""The command of the cards of other programs: `import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import cards as actions
from mlprep_cli.app.banks import described
from mlprep_cli.app.context import Context
from mlprep_cli.cli.options import complete_round, complete_topic
from mlprep_cli.core.questions import Question
from mlprep_cli.errors import MlprepError
from mlprep_cli.views import cards as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command("import", epilog="Example: mlprep import --dry-run deck.txt")
def import_cards(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files of cards from other programs.", metavar="FILE")],
    kind: Annotated[
        str, typer.Option("--as", help="The kind: anki, csv, tsv, markdown, org or quizlet.", metavar="KIND")
    ] = "",
    columns: Annotated[
        str,
        typer.Option("--columns", help="The columns of a table without headings: prompt,answer,tags.", metavar="NAMES"),
    ] = "",
    topic: Annotated[
        str,
        typer.Option(
            "--topic",
            "-t",
            help="The topic of cards without a known tag.",
            autocompletion=complete_topic,
            metavar="NAME",
        ),
    ] = "",
    round_name: Annotated[
        str,
        typer.Option("--round", "-r", help="The round of all cards.", autocompletion=complete_round, metavar="NAME"),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come, and change nothing.")] = False,
) -> None:
    """Import flashcards from Anki, Quizlet, tables and notes as questions. Importing a file again updates them."""
    context: Context = ctx.obj
    ready = actions.prepare(context, files, actions.ImportOptions(kind.lower(), columns, topic, round_name.lower()))
    if dry_run:
        for file in ready:
            context.screen.show(views.preview(file.source, file.name, file.converted))
        return
    if empty := next((file for file in ready if not file.converted.bank.questions), None):
        context.screen.show(views.preview(empty.source, empty.name, empty.converted))
        raise MlprepError(f"{empty.source} has no cards to import.", "Say the kind of the file with --as KIND.")
    questions: list[Question] = []
    for file, changes in actions.carry_out(context, ready):
        questions += file.converted.bank.questions
        context.screen.outcome = "The cards were imported."
        context.screen.show(views.imported(file.source, file.name, file.converted, described(changes)))
    context.screen.write(f"next: {views.drill_command(questions)}")
