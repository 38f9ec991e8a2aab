"""The command of companies: `companies`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import resolve
from mlprep_cli.app.readiness import readiness
from mlprep_cli.cli.options import AsJson, complete_company
from mlprep_cli.core.readiness import with_companies
from mlprep_cli.views import companies as views
from mlprep_cli.views import documents

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep companies Google")
def companies(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="The company.", autocompletion=complete_company, metavar="NAME")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how companies interview, what they value, and how ready you are for their questions."""
    context: Context = ctx.obj
    processes = current(context).pages.processes()
    chosen = None if name is None else resolve(context, "company", [name])
    report = with_companies(readiness(context, companies=chosen), (process.name for process in processes))
    if chosen is not None:
        (company,) = chosen
        processes = [process for process in processes if process.name == company]
        report = report._replace(companies=tuple(ready for ready in report.companies if ready.name == company))
    if as_json:
        context.screen.write_document(documents.text(documents.companies(processes, report)))
    elif chosen is None:
        context.screen.show(views.company_list(report, context.clock.today))
    else:
        process = processes[0] if processes else None
        context.screen.show(views.company(process, report, context.clock.today))
