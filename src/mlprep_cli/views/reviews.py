"""The review log: history, notes, and an undone grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import Card, Entry, Note, Review
from mlprep_cli.views.questions import card_line
from mlprep_cli.views.tables import Column, Row, Table, peeked
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, checkpoint_name, clock

HISTORY = ("day", Column("time", rank=1), "question", Column("at", rank=3), Column("took", rank=2), "grade")
NOTES = ("day", "question", Column("missed", holds="prose"))


def history(entries: Iterable[Entry]) -> RenderableType:
    """Return reviews, one per row. Times are in the learner's zone; undone reviews are struck through."""
    rows = peeked(_row(entry) for entry in entries)
    return Text("No reviews yet. Start with: mlprep drill", style=QUIET) if rows is None else Table(HISTORY, rows)


def notes(rows: Sequence[Note]) -> RenderableType:
    """Return notes on missed points, in the order given."""
    if not rows:
        return Text("No notes yet. Press e after a reveal to write one.", style=QUIET)
    return Table(
        NOTES, [(note.study_day.isoformat(), Text(note.question_id, style=ACCENT), note.text) for note in rows]
    )


def undone(review: Review, card: Card, today: date) -> RenderableType:
    """Return an undone grade, and the place of its question afterwards."""
    return Group(
        Text.assemble("Taken back: ", (review.grade.label, GRADE_STYLES[review.grade]), f" on {review.question_id}"),
        card_line(card, today),
    )


def _row(entry: Entry) -> Row:
    review = entry.review
    cells = (
        review.study_day.isoformat(),
        f"{review.reviewed_at:%H:%M}",
        review.question_id,
        checkpoint_name(review.checkpoint),
        clock(review.thinking_seconds),
    )
    style = GRADE_STYLES[review.grade]
    if entry.voided_at is None:
        return *cells, Text(review.grade.label, style=style)
    return *(Text(cell, style="strike") for cell in cells), Text(review.grade.label, style=f"strike {style}")
