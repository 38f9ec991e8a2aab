"""The review log: undoing the last grade, and local times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.core.reviews import Card, Entry, Review

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def local(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries with their times in the local time zone."""
    for entry in entries:
        yield entry._replace(review=replace(entry.review, reviewed_at=entry.review.reviewed_at.astimezone()))


def warn_of_future(context: Context) -> None:
    """Warn if reviews are dated after today: the clock was wrong when they were recorded, or it is now."""
    today = context.clock.today
    if (future := current(context).reviews.after(today)) is None:
        return
    count, last = future
    reviews = "1 review is" if count == 1 else f"{count:,} reviews are"
    context.screen.warn(
        f"{reviews} dated after today, {today}, the last on {last}. Check the clock of this machine. "
        "mlprep undo takes back the grade that was given last."
    )


def undo_last(context: Context) -> tuple[Review, Card]:
    """Undo the last grade, and return its review and the card as it is now.

    Raises:
        MlprepError: There is no grade to undo.
    """
    store = current(context)
    with closing(store.journal()) as journal:
        review = journal.undo_last(context.clock.moment())
    return review, store.reviews.card(review.question_id)
