"""The review log, read: history, notes, and the cards it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from mlprep_cli.core.reviews import Card, Entry, Note, Review
from mlprep_cli.core.schedule import CheckpointPlan, replay
from mlprep_cli.storage.fields import UNREADABLE, moment_of
from mlprep_cli.storage.rows import card_columns, card_of, note_of, review_of


def reviews_of(connection: Connection, question_id: str) -> list[Review]:
    """Return the reviews of a question that stand, oldest first."""
    rows = connection.execute(
        "SELECT * FROM review WHERE question_id = ? AND voided_at IS NULL ORDER BY id", (question_id,)
    )
    return [review_of(row) for row in rows]


def entries(
    connection: Connection, *, question_id: str | None = None, newest_first: bool, voided: bool, limit: int | None
) -> Iterator[Entry]:
    """Yield the log, of one question or of all, one entry at a time."""
    clauses = ["1"] if voided else ["voided_at IS NULL"]
    if question_id is not None:
        clauses.append("question_id = :question_id")
    order = "DESC" if newest_first else "ASC"
    rows = connection.execute(
        f"SELECT * FROM review WHERE {' AND '.join(clauses)} ORDER BY id {order} LIMIT :limit",  # noqa: S608
        {"question_id": question_id, "limit": -1 if limit is None else limit},
    )
    for row in rows:
        voided_at = row["voided_at"]
        yield Entry(review_of(row), None if voided_at is None else moment_of(voided_at))


def last_review(connection: Connection) -> Review | None:
    """Return the last review that stands."""
    return next((each.review for each in entries(connection, newest_first=True, voided=False, limit=1)), None)


def notes(connection: Connection, question_id: str | None = None) -> list[Note]:
    """Return the notes, of one question or of all, newest first."""
    where, values = ("question_id = ?", [question_id]) if question_id is not None else ("1", [])
    rows = connection.execute(f"SELECT * FROM note WHERE {where} ORDER BY id DESC", values)  # noqa: S608
    return [note_of(row) for row in rows]


def card(connection: Connection, question_id: str) -> Card:
    """Return the card of a question; of one that has none, a new one."""
    row = connection.execute("SELECT * FROM card WHERE question_id = ?", (question_id,)).fetchone()
    return Card(question_id) if row is None else card_of(row)


def derive_cards(connection: Connection, plan: CheckpointPlan, question_ids: Iterable[str]) -> None:
    """Write the cards of these questions as their reviews say, inside the caller's transaction."""
    for question_id in question_ids:
        values = card_columns(replay(plan, question_id, reviews_of(connection, question_id)))
        assigned = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(
            f"UPDATE card SET {assigned} WHERE question_id = :question_id",  # noqa: S608  names of columns
            {**values, "question_id": question_id},
        )
        mark_first_attempts(connection, question_id)


def mark_first_attempts(connection: Connection, question_id: str) -> None:
    """Mark the first standing review of each study day of a question, inside the caller's transaction."""
    connection.execute(
        """
        WITH firsts AS (
            SELECT min(id) FROM review WHERE question_id = :of AND voided_at IS NULL GROUP BY study_day)
        UPDATE review SET first_of_day = (id IN firsts) WHERE question_id = :of AND first_of_day <> (id IN firsts)
        """,
        {"of": question_id},
    )


def disagreements(connection: Connection, plan: CheckpointPlan) -> list[tuple[str, Card | None, Card]]:
    """Return each card that is not the replay of its reviews: its question, as it is, and as it should be.

    One that cannot be read is None; where the reviews cannot be, there is nothing to compare with.
    """
    found: list[tuple[str, Card | None, Card]] = []
    for row in connection.execute("SELECT * FROM card ORDER BY question_id"):
        name = row["question_id"]
        try:
            derived = replay(plan, name, reviews_of(connection, name))
        except UNREADABLE:
            continue
        try:
            kept = card_of(row)
        except UNREADABLE:
            kept = None
        if derived != kept:
            found.append((name, kept, derived))
    return found
