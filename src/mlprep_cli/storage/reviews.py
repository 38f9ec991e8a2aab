"""Reading the review log: history, notes, and single cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from sqlite3 import Connection

from mlprep_cli.core.reviews import Card, Entry, GradedDay, Note, Review
from mlprep_cli.storage.fields import CARD, NOTE, REVIEW, day_of, grade_of, moment_of


class ReviewStore:
    """The review log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(
        self, *, question_id: str | None = None, newest_first: bool, voided: bool, limit: int | None
    ) -> Iterator[Entry]:
        """Yield the reviews of one question or of all, one at a time; with `voided` also those that were undone."""
        table, where = "review" if voided else "standing", "1" if question_id is None else "question_id = :question_id"
        order = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY id {order} LIMIT :limit",  # noqa: S608  fixed words
            {"question_id": question_id, "limit": -1 if limit is None else limit},
        )
        for row in rows:
            voided_at = row["voided_at"]
            yield Entry(REVIEW.value(row), None if voided_at is None else moment_of(voided_at))

    def last(self) -> Review | None:
        """Return the last review that was not undone: the last grade given with this database, whatever its clock said.

        If there is none, it is the latest review from a log.
        """
        given = self._connection.execute(
            "SELECT * FROM standing WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        if given is not None:
            return REVIEW.value(given)
        return next((entry.review for entry in self.entries(newest_first=True, voided=False, limit=1)), None)

    def after(self, today: date) -> tuple[int, date] | None:
        """Return the number of reviews dated after a study day, and the last of their days; None if there are none."""
        count, last = self._connection.execute(
            "SELECT count(*), max(study_day) FROM standing WHERE study_day > ?", (today.isoformat(),)
        ).fetchone()
        return (count, day_of(last)) if count else None

    def count(self) -> int:
        """Return the number of reviews that were not undone."""
        return int(self._connection.execute("SELECT coalesce(sum(reviews), 0) FROM tally").fetchone()[0])

    def notes(self, question_id: str | None = None) -> list[Note]:
        """Return the notes on one question or on all, newest first."""
        where, values = ("question_id = ?", [question_id]) if question_id is not None else ("1", [])
        rows = self._connection.execute(f"SELECT * FROM note WHERE {where} ORDER BY id DESC", values)  # noqa: S608
        return [NOTE.value(row) for row in rows]

    def card(self, question_id: str) -> Card:
        """Return the card of a question, a new one if it has none."""
        row = self._connection.execute("SELECT * FROM card WHERE question_id = ?", (question_id,)).fetchone()
        return Card(question_id) if row is None else CARD.value(row)

    def anything_practised(self) -> bool:
        """Whether there is a session or a plan."""
        return self._is_any("session", "plan")

    def anything_recorded(self) -> bool:
        """Whether there is any record of a log."""
        return self._is_any("session", "plan", "day_off", "suspension", "attempt", "unknown_record")

    def _is_any(self, *tables: str) -> bool:
        return any(self._connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() for table in tables)  # noqa: S608


HIGHEST = 10**12
"""The highest `sequence` of a grade that mlprep gives out or keeps."""


def are_numbered(connection: Connection) -> bool:
    """Return whether every `sequence` is a number from which the next grades can be counted."""
    wrong = connection.execute(
        """
        SELECT 1 FROM review
        WHERE sequence IS NOT NULL AND (typeof(sequence) <> 'integer' OR sequence NOT BETWEEN 1 AND ?) LIMIT 1
        """,
        (HIGHEST,),
    )
    return wrong.fetchone() is None


def number_again(connection: Connection) -> None:
    """Count the grades given with this database again, in their order, inside the transaction of the caller."""
    if are_numbered(connection):
        return
    connection.execute(
        "UPDATE review SET sequence = NULL WHERE sequence IS NOT NULL AND typeof(sequence) NOT IN ('integer', 'real')"
    )
    connection.execute(
        """
        UPDATE review SET sequence = numbered.place
        FROM (SELECT id, row_number() OVER (ORDER BY sequence, id) AS place FROM review WHERE sequence IS NOT NULL) AS numbered
        WHERE numbered.id = review.id
        """
    )


def reviews_of(connection: Connection, question_id: str) -> list[Review]:
    """Return the reviews of a question that were not undone, oldest first."""
    rows = connection.execute("SELECT * FROM standing WHERE question_id = ? ORDER BY id", (question_id,))
    return [REVIEW.value(row) for row in rows]


def graded_days(connection: Connection, question_id: str) -> Iterator[GradedDay]:
    """Yield what a card is derived from: the reviews of a question that were not undone, oldest first.

    Raises:
        RowUnreadable: The day or the grade of one cannot be read, when it is reached.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(
        "SELECT study_day, grade, reviewed_at FROM standing WHERE question_id = ? ORDER BY id", (question_id,)
    )
    return (graded_day(*columns) for columns in cursor)


def graded_day(day: object, grade: object, moment: str) -> GradedDay:
    """Return what the schedule needs of a review.

    Raises:
        RowUnreadable: The day or the grade cannot be read.
    """
    return GradedDay(_known_day(day), _known_grade(grade), moment)


_known_day, _known_grade = lru_cache(maxsize=1000)(day_of), lru_cache(maxsize=10)(grade_of)
