"""The command of statistics: `stats`, as a screen, JSON, CSV or HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import stats as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import one_of, query_of
from mlprep_cli.app.readiness import quick_headline
from mlprep_cli.cli.options import (
    AsJson,
    Companies,
    Difficulties,
    Force,
    Levels,
    Rounds,
    Topics,
    day_of,
    refuse_force_alone,
)
from mlprep_cli.errors import UsageError
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
            metavar="PART",
        ),
    ] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Only reviews since this day, such as 2026-12-14.", metavar="DAY")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a web page with charts.", metavar="FILE")] = None,
    force: Force = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the part (or the topics) as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show your progress, and how well you remember."""
    context: Context = ctx.obj
    screen = context.screen
    if part is not None:
        part = one_of("statistics part", part, views.PARTS)
    formats = [name for name, given in (("--html", html), ("--csv", as_csv), ("--json", as_json)) if given]
    if len(formats) > 1:
        raise UsageError(f"{' and '.join(formats)} exclude each other.", f"mlprep stats {formats[0]}")
    if part is not None and (as_json or html is not None):
        raise UsageError(f"{formats[0]} contains every part, not only {part}.", f"mlprep stats {formats[0]}")
    refuse_force_alone(html, "--html", "mlprep stats", force=force)
    query = query_of(
        context,
        rounds=rounds,
        topics=topics,
        companies=companies,
        difficulties=difficulties,
        levels=levels,
        since=day_of(since, context.clock.today) if since is not None else None,
    )
    progress = actions.progress(context, query)
    if part is None and not (as_json or as_csv or html):
        ready = quick_headline(context, query) if progress.grades.total else None
        screen.show(views.overview(progress, ready, screen.display.width))
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

        actions.write_page(context, html, page(document), replace=force)
        screen.outcome = "The page was written."
        screen.write(f"written: {html}")
    elif as_csv:
        screen.write_document(stats_document.table(document, part or "topics"))
    else:
        screen.write_document(documents.text(document))
