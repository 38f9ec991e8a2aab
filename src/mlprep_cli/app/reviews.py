"""The review log: undoing the last grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.core.reviews import Card, Review

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def undo_last(context: Context) -> tuple[Review, Card] | None:
    """Undo the last grade, and return its review and the card as it is now; None if there is no grade."""
    store = current(context)
    if store.reviews.last() is None:
        return None
    journal = store.journal()
    review = journal.undo_last(context.clock.moment())
    journal.close()
    return review, store.reviews.card(review.question_id)
