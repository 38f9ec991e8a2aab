"""Statistics: progress, details, and the files they are written to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expand_home, write_file
from mlprep_cli.app.banks import current
from mlprep_cli.app.readiness import MOST_REPLAYED, readiness
from mlprep_cli.core.questions import Query
from mlprep_cli.core.stats import Progress, retention
from mlprep_cli.core.stats_details import Details

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def progress(context: Context, query: Query) -> Progress:
    """Return the progress on the matching questions, from the matching reviews."""
    store = current(context)
    return store.stats.progress(query, context.clock.today, store.plans.schedule())


def details(context: Context, query: Query, figures: Progress) -> Details:
    """Return the detailed statistics of the matching questions and reviews. Loads FSRS.

    Nothing is predicted without a matching review, nor from a log that is too long to replay.
    """
    store, today = current(context), context.clock.today
    predicts = figures.grades.total and store.reviews.count() <= MOST_REPLAYED
    ready = readiness(context, query) if predicts else None
    parts = store.stats_details
    return Details(
        calendar=parts.calendar(query, today),
        times=parts.times(query),
        weeks=parts.weeks(query, today),
        rapid=parts.quickfire_rounds(query),
        slow=parts.slow(query),
        leeches=parts.leeches(query),
        measured=retention(figures.checkpoints),
        predicted=store.readiness.predicted_at_attempts(query) if ready else None,
        ready=ready and ready.whole,
        companies=ready.companies if ready else (),
        mocks=tuple(store.mocks.all() if query == Query() else store.mocks.matching(query)),
    )


def write_page(path: Path, page: str) -> None:
    """Write the page of the statistics.

    Raises:
        MlprepError: The file cannot be written.
    """
    write_file(expand_home(path), page.encode())
