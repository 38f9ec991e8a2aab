"""The command that counts: stats, as a screen, as JSON, as CSV, as a page."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.adapters.files import expanded, write_file
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import AsJson, Companies, Difficulties, Levels, Rounds, Topics
from mlprep_cli.core.plan import goal_of
from mlprep_cli.errors import no_such
from mlprep_cli.storage import stats as stored
from mlprep_cli.views import stats as views

cli = typer.Typer(rich_markup_mode=None)


def complete_part(incomplete: str) -> list[str]:
    """Complete a part of the statistics."""
    return [each for each in views.PARTS if each.startswith(incomplete)]


@cli.command(epilog="Example: mlprep stats topics --since 2026-01-01")
def stats(
    context: typer.Context,
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
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page of its own, with pictures.", metavar="FILE")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the part (or the topics) as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how far you are, and how well you remember."""
    app: Mlprep = context.obj
    if part is not None and part not in views.PARTS:
        raise no_such(f"the statistics have no part {part}.", part, list(views.PARTS))
    wanted = app.filter(rounds, topics, companies, difficulties, levels)
    after = since.date() if since else None
    found = stored.progress(app.content, wanted, app.today, after, app.schedule)
    if part is None and not (as_json or as_csv or html):
        app.show(views.overview(found, _headline(app), app.display.width))
        return
    details = app.details(wanted, after, found.checkpoints)
    if not (as_json or as_csv or html):
        app.show(import_module("mlprep_cli.views.stats_details").part(part, found, details, app.display.width))
        return
    documents = import_module("mlprep_cli.views.documents")
    document = import_module("mlprep_cli.views.stats_document").progress(found, details)
    if html is not None:
        write_file(expanded(html), import_module("mlprep_cli.views.stats_page").page(document).encode())
        app.write(f"written: {html}")
    elif as_csv:
        app.write(import_module("mlprep_cli.views.stats_document").table(document, part or "topics"))
    else:
        app.write(documents.text(document))


def _headline(app: Mlprep) -> tuple[float, date] | None:
    """Return the readiness and its day, worked out anew only where something has changed.

    None where nothing was practised, or the log is too long to be replayed in a moment.
    """
    day = goal_of(app.plan, app.today)
    if (known := stored.known_ready(app.content, day)) is not None:
        return known, day
    if not 0 < stored.count(app.content) <= stored.MOST_REPLAYED:
        return None
    recall = app.ready().whole.recall
    return None if recall is None else (recall, day)
