"""Statistics: progress, details, and the files they are written to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import write_file
from mlprep_cli.app.banks import current
from mlprep_cli.app.files import file_to_write
from mlprep_cli.app.readiness import readiness
from mlprep_cli.core.questions import Query
from mlprep_cli.core.stats import Progress, retention
from mlprep_cli.core.stats_details import Details

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def progress(context: Context, query: Query) -> Progress:
    """Return the progress on the matching questions, from the matching reviews."""
    store = current(context)
    figures = store.stats.progress(query, context.clock.today, store.plans.schedule())
    return figures._replace(self_grading=store.stats.self_grading(query))


def details(context: Context, query: Query, figures: Progress) -> Details:
    """Return the detailed statistics of the matching questions and reviews. Nothing is predicted without a matching review."""
    store, today = current(context), context.clock.today
    ready = readiness(context, query) if figures.grades.total else None
    parts = store.stats_details
    return Details(
        calendar=parts.calendar(query, today),
        times=parts.times(query),
        days=parts.days(query, today),
        weeks=parts.weeks(query, today),
        rapid=parts.quickfire_rounds(query),
        slow=parts.slow(query),
        leeches=parts.leeches(query),
        points=parts.points(query),
        confidence=parts.confidence(query),
        measured=retention(figures.checkpoints),
        predicted=store.readiness.predicted_at_attempts(query) if ready else None,
        ready=ready,
        mocks=tuple(store.mocks.all() if query == Query() else store.mocks.matching(query)),
    )


def write_page(context: Context, path: Path, page: str, *, replace: bool) -> None:
    """Write the page of the statistics.

    Raises:
        MlprepError: The file cannot be written.
    """
    write_file(file_to_write(context, path, replace=replace), page.encode(), replace=replace)
