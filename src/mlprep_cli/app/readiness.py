"""Readiness: predicted recall for the interview, and whether it is worth computing now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.core.plan import goal_of
from mlprep_cli.core.questions import Query
from mlprep_cli.core.readiness import ReadinessReport

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

EVERYTHING = Query()
MOST_REPLAYED = 50_000
"""The most reviews that are replayed for a prediction on other screens: it takes half a second."""
_MOST_PREPARED = 10_000
"""The most reviews that are replayed at the end of a session."""


def readiness(context: Context, query: Query = EVERYTHING) -> ReadinessReport:
    """Return the readiness for the matching questions on the day of the interview, or today without one. Loads FSRS."""
    store, now = current(context), context.clock.moment()
    day = goal_of(store.plans.running(), context.clock.today)
    predicted = store.readiness.predictions(query, day, now)
    whole = store.readiness.overall(query, predicted)
    if whole.recall is not None and query == EVERYTHING:
        store.readiness_cache.keep(day, whole.recall)
    return ReadinessReport(
        day, whole, store.readiness.by_topic(query, predicted), store.readiness.by_company(query, predicted)
    )


def quick_recall(context: Context, query: Query, reviews: int) -> tuple[float, date] | None:
    """Return the predicted recall and its day, computed only if something has changed.

    Args:
        context: The context.
        query: The questions.
        reviews: The number of matching reviews: without one, there is nothing to predict from.

    Returns:
        None if there is no matching review, or the log is too long to replay in a moment.
    """
    if not reviews:
        return None
    store = current(context)
    day = goal_of(store.plans.running(), context.clock.today)
    if query == EVERYTHING and (known := store.readiness_cache.known(day)) is not None:
        return known, day
    if store.reviews.count() > MOST_REPLAYED:
        return None
    recall = readiness(context, query).whole.recall
    return None if recall is None else (recall, day)


def prepare(context: Context) -> None:
    """Compute the readiness at the end of a session if the log is short, so that no screen waits for it."""
    if current(context).reviews.count() <= _MOST_PREPARED:
        readiness(context)
