"""The last readiness that was computed, so that no screen computes it again."""

from __future__ import annotations

from datetime import date
from sqlite3 import Connection

from mlprep_cli.storage.database import written_if_possible


class ReadinessCache:
    """The last computed readiness, with the state that it was computed from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, day: date) -> float | None:
        """Return the readiness for a day, None if something changed since it was computed."""
        row = self._connection.execute("SELECT recall FROM ready WHERE key = ?", (self._key(day),)).fetchone()
        return None if row is None else float(row[0])

    def keep(self, day: date, recall: float) -> None:
        """Replace the last readiness, if the database can be written now."""
        written_if_possible(
            self._connection,
            ("DELETE FROM ready", ()),
            ("INSERT INTO ready VALUES (?, ?)", (self._key(day), recall)),
        )

    def _key(self, day: date) -> str:
        """Return the state that a readiness depends on: the day, the log, and the number of questions."""
        last, reviews, questions = self._connection.execute(
            """
            SELECT (SELECT id FROM standing ORDER BY id DESC LIMIT 1), (SELECT sum(reviews) FROM tally),
            (SELECT count(*) FROM card)
            """
        ).fetchone()
        return f"{day.isoformat()} {last} {reviews} {questions}"
