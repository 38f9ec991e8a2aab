"""The command of statistics: `stats`, as a screen, JSON, CSV or HTML."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import stats as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import query_of
from mlprep_cli.app.readiness import quick_recall
from mlprep_cli.cli.options import AsJson, Companies, Difficulties, Levels, Rounds, Topics
from mlprep_cli.errors import unknown_name
from mlprep_cli.views import stats as views

cli = typer.Typer(rich_markup_mode=None)


def complete_part(incomplete: str) -> list[str]:
    """Complete a part of the statistics."""
    return [part for part in views.PARTS if part.startswith(incomplete)]


@cli.command(epilog="Example: mlprep stats topics --since 2026-01-01")
def stats(
    ctx: typer.Context,
    part: Annotated[
        str | None,
        typer.Argument(
            help=f"One of {', '.join(views.PARTS)}; without it, the overview.",
            autocompletion=complete_part,
            metavar="[PART]",
        ),
    ] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Only reviews since this day.", metavar="DAY"),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a web page with charts.", metavar="FILE")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the part (or the topics) as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show your progress, and how well you remember."""
    context: Context = ctx.obj
    screen = context.screen
    if part is not None and part not in views.PARTS:
        raise unknown_name(f"There is no statistics part {part}.", part, list(views.PARTS))
    query = query_of(
        context,
        rounds=rounds,
        topics=topics,
        companies=companies,
        difficulties=difficulties,
        levels=levels,
        since=since.date() if since else None,
    )
    progress = actions.progress(context, query)
    if part is None and not (as_json or as_csv or html):
        recall = quick_recall(context, query, progress.grades.total)
        screen.show(views.overview(progress, recall, screen.display.width))
        return
    details = actions.details(context, query, progress)
    if part is not None and not (as_json or as_csv or html):
        from mlprep_cli.views import stats_details

        screen.show(stats_details.part(part, progress, details, screen.display.width))
        return
    from mlprep_cli.views import documents, stats_document

    document = stats_document.progress(progress, details)
    if html is not None:
        from mlprep_cli.views.stats_page import page

        actions.write_page(html, page(document))
        screen.write(f"written: {html}")
    elif as_csv:
        screen.write(stats_document.table(document, part or "topics"))
    else:
        screen.write(documents.text(document))
