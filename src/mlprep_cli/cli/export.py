"""The command that writes questions for other programs: `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import export as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import query_of
from mlprep_cli.cli.options import Companies, Difficulties, Due, Force, Levels, Rounds, Topics, Words
from mlprep_cli.errors import UsageError
from mlprep_cli.views.theme import plural

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep export --anki quickfire.apkg --round quickfire")
def export(
    ctx: typer.Context,
    words: Words = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write a table with a row for each question.", metavar="FILE")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="Write a document to read or print.", metavar="FILE")
    ] = None,
    yaml: Annotated[Path | None, typer.Option("--yaml", help="Write a bank file.", metavar="FILE")] = None,
    anki: Annotated[Path | None, typer.Option("--anki", help="Write a package for Anki.", metavar="FILE")] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    due: Due = False,
    force: Force = False,
) -> None:
    """Write questions to a file for other programs: CSV, Markdown, a bank file or Anki.

    FILE can be - for standard output, except for Anki. Your reviews are not written: see mlprep data export.
    """
    context: Context = ctx.obj
    files = dict(zip(actions.FORMATS, (csv, markdown, yaml, anki), strict=True))
    given = [(form, file) for form, file in files.items() if file is not None]
    if not given:
        raise UsageError(
            "Name a file with --csv, --markdown, --yaml or --anki.", "mlprep export --markdown questions.md"
        )
    form, file = given[0]
    if len(given) > 1:
        options = " and ".join(f"--{name}" for name, _ in given)
        raise UsageError(f"{options} exclude each other.", f"mlprep export --{form} FILE")
    query = query_of(
        context,
        words=words,
        rounds=rounds,
        topics=topics,
        companies=companies,
        difficulties=difficulties,
        levels=levels,
    )
    count = actions.export(context, query, form, file, due=due, replace=force)
    if file != actions.STANDARD_OUTPUT:
        context.screen.outcome = "The questions were written."
        context.screen.write(f"{plural(count, 'question')} written: {file}")
