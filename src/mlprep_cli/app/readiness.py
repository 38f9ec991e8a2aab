"""Wiring of what takes FSRS: readiness, the picks of a few minutes, and the details of the statistics."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from mlprep_cli.core.outlook import Ready
from mlprep_cli.core.plan import goal_of
from mlprep_cli.core.questions import Filter
from mlprep_cli.core.queue import Item
from mlprep_cli.core.readiness import picked
from mlprep_cli.core.stats import Attempts, retention
from mlprep_cli.core.stats_details import Details
from mlprep_cli.storage import mocks, readiness, stats
from mlprep_cli.storage import stats_details as counted

FORESEEN = 10_000
"""Reviews up to which the readiness is worked out at the end of a session."""

if TYPE_CHECKING:
    from mlprep_cli.app.context import Mlprep


def ready(app: Mlprep) -> Ready:
    """Return how ready one is for the interview, or, where there is none ahead, for today."""
    day = goal_of(app.plan, app.today)
    predicted = readiness.predictions(app.content, day, app.moment())
    whole = readiness.overall(app.content, predicted)
    if whole.recall is not None:
        stats.keep_ready(app.content, day, whole.recall)
    return Ready(
        day,
        whole,
        readiness.by_topic(app.content, predicted),
        readiness.by_company(app.content, predicted),
    )


def foresee(app: Mlprep) -> None:
    """Work the readiness out and keep it, where the log is short enough for nobody to notice.

    What was graded is kept already: a full disk is met, and told, by who next writes something that matters.
    """
    with suppress(sqlite3.Error):
        if stats.count(app.database) <= FORESEEN:
            ready(app)


def picks(app: Mlprep, items: Iterable[Item], day: date, seconds: float) -> tuple[Item, ...]:
    """Return what of these is worth most for a day, in so many seconds."""
    return picked(readiness.choices(app.content, items, day, app.moment()), seconds)


def details(app: Mlprep, wanted: Filter, since: date | None, checkpoints: Sequence[Attempts]) -> Details:
    """Return the details of the statistics; nothing is predicted from a log too long to replay in a moment."""
    found = ready(app) if stats.count(app.content) <= stats.MOST_REPLAYED else None
    return Details(
        calendar=counted.calendar(app.content, wanted, app.today, since),
        times=counted.times(app.content, wanted, since),
        weeks=counted.weeks(app.content, wanted, app.today, since),
        rapid=counted.rapid(app.content, wanted, since),
        slow=counted.slow(app.content, wanted),
        leeches=counted.leeches(app.content, wanted),
        measured=retention(checkpoints),
        predicted=readiness.predicted_at_attempts(app.content, wanted, since) if found else None,
        ready=found and found.whole,
        companies=found.companies if found else (),
        mocks=tuple(mocks.mocks(app.content)),
    )
