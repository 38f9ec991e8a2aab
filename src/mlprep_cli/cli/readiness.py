"""The commands of being ready: companies, eve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.adapters.files import expanded
from mlprep_cli.app import plan
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import AsJson, complete_company
from mlprep_cli.storage import mocks
from mlprep_cli.views import documents
from mlprep_cli.views import readiness as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep companies Google")
def companies(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="The company.", autocompletion=complete_company, metavar="[NAME]")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how companies interview, what they weigh, and how ready you are for what they ask."""
    app: Mlprep = context.obj
    known = mocks.processes(app.content)
    ready = app.ready()
    if name is not None:
        (whom,) = app.chosen("company", [name])
        known = [each for each in known if each.name == whom]
        ready = ready._replace(companies=tuple(each for each in ready.companies if each.name == whom))
    if as_json:
        app.write(documents.text(documents.companies(known, ready)))
    elif name is None:
        app.show(views.companies(ready, app.today, app.display.width))
    else:
        app.show(views.company(known[0] if known else None, ready, app.today))


@cli.command(epilog="Example: mlprep eve --markdown eve.md")
def eve(
    context: typer.Context,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="Write it to a file, to print or to take along.", metavar="FILE")
    ] = None,
) -> None:
    """Show the last look before the interview, for twenty minutes: lapses, what was missed, formulas."""
    app: Mlprep = context.obj
    found = plan.eve(app)
    if markdown is not None:
        plan.write_sheet(found, expanded(markdown))
        app.write(f"written: {markdown}")
    else:
        app.show(app.answers.page(views.eve(found, app.today)))
