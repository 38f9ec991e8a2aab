"""Questions of real interviews, as records of the log."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection

from mlprep_cli.core.asked import AskedQuestion
from mlprep_cli.storage.database import overwriting, transaction
from mlprep_cli.storage.fields import (
    DAY,
    MOMENT,
    OPTIONAL_TEXT,
    REMOVAL,
    TEXT,
    Field,
    RecordTable,
    moment_text,
)

ASKED = RecordTable(
    "asked",
    AskedQuestion,
    "id",
    Field(TEXT, "id", "id", "id"),
    Field(MOMENT, "entered_at", "entered_at", "entered_at"),
    Field(DAY, "day", "day", "day"),
    Field(OPTIONAL_TEXT, "company", "company", "company"),
    Field(OPTIONAL_TEXT, "round", "round", "round"),
    Field(TEXT, "text", "text", "text"),
    Field(OPTIONAL_TEXT, "went", "went", "went"),
    Field(OPTIONAL_TEXT, "question_id", "question_id", "question"),
    Field(REMOVAL, "removed_at", "removed_at", "removed_at"),
)


class AskedStore:
    """The questions of real interviews."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[tuple[int, AskedQuestion]]:
        """Return the questions that were not removed, each with its number in the order of entry, the newest first."""
        rows = self._connection.execute("SELECT * FROM asked ORDER BY entered_at, id")
        entries = [(number, ASKED.value(row)) for number, row in enumerate(rows, start=1)]
        return [(number, asked) for number, asked in reversed(entries) if asked.removed_at is None]

    def add(self, asked: AskedQuestion) -> None:
        """Record a question."""
        columns = ASKED.columns(asked)
        names, places = ", ".join(columns), ", ".join(f":{column}" for column in columns)
        with transaction(self._connection):
            self._connection.execute(f"INSERT INTO asked ({names}) VALUES ({places})", columns)  # noqa: S608  names

    def remove(self, asked_id: str, at: datetime) -> None:
        """Remove a question: its text, its company, and the question of the bank that it is like."""
        with overwriting(self._connection), transaction(self._connection):
            self._connection.execute(
                """
                UPDATE asked SET text = '', company = NULL, question_id = NULL, removed_at = ?
                WHERE id = ? AND removed_at IS NULL
                """,
                (moment_text(at), asked_id),
            )
