"""The command that searches on the full screen: `browse`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import browse as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import query_of
from mlprep_cli.cli.options import AsJson, Companies, Rounds, Topics
from mlprep_cli.core.text import plain

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep browse gradient --round screening")
def browse(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words in the question, its answer or your notes on it.", metavar="WORDS"),
    ] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    due: Annotated[bool, typer.Option("--due", help="Only due questions.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search questions, answers and notes on the full screen, with a heat map; Enter practises."""
    context: Context = ctx.obj
    typed = [word for text in words or () for word in plain(text).split()]
    query = query_of(context, words=typed, rounds=rounds, topics=topics, companies=companies)
    if not as_json:
        raise typer.Exit(actions.browse(context, query, due=due))
    from mlprep_cli.views import browse as views
    from mlprep_cli.views import documents

    findings = actions.find(context, query, due=due)
    document = views.document(findings.results.hits, findings.cells, context.clock.today)
    context.screen.write(documents.text(document))
