"""Attempts at questions, as records of the log: their texts as they were, and how their checks went."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from sqlite3 import Connection

from mlprep_cli.core.log_records import LONGEST_ATTEMPT
from mlprep_cli.core.reviews import RecordedAttempt
from mlprep_cli.core.text import without_hidden
from mlprep_cli.storage.database import overwriting, transaction
from mlprep_cli.storage.fields import ATTEMPT, moment_text, value_of


class AttemptStore:
    """The attempts at questions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, attempt: RecordedAttempt) -> None:
        """Record an attempt outside a session. That of a session is recorded by the journal, which adds the session."""
        with transaction(self._connection):
            add_attempt(self._connection, attempt)

    def of(self, question_id: str, limit: int | None = None) -> Iterator[RecordedAttempt]:
        """Yield the attempts at a question, newest first."""
        rows = self._connection.execute(
            "SELECT * FROM attempt WHERE question_id = ? ORDER BY id DESC LIMIT ?",
            (question_id, -1 if limit is None else limit),
        )
        return (ATTEMPT.value(row) for row in rows)

    def own(self, question_id: str) -> str:
        """Return the learner's own model answer of a question; empty if there is none."""
        row = self._connection.execute(
            """
            SELECT text FROM attempt WHERE question_id = ? AND form = 'own' AND removed_at IS NULL
            ORDER BY id DESC LIMIT 1
            """,
            (question_id,),
        ).fetchone()
        return "" if row is None else value_of(row[0], str)

    def last_practised(self, question_id: str) -> RecordedAttempt | None:
        """Return the newest answer to a question that was written or spoken in practice and is kept; None without one."""
        row = self._connection.execute(
            """
            SELECT * FROM attempt WHERE question_id = ? AND form IN ('typed', 'spoken') AND text <> ''
            ORDER BY id DESC LIMIT 1
            """,
            (question_id,),
        ).fetchone()
        return None if row is None else ATTEMPT.value(row)

    def kept(self, forms: Sequence[str], question_id: str | None = None) -> list[RecordedAttempt]:
        """Return the attempts in these forms whose text is kept, newest first: of one question, or of all."""
        rows = self._connection.execute(
            """
            SELECT * FROM attempt WHERE removed_at IS NULL AND text <> '' AND form IN (SELECT value FROM json_each(:forms))
            AND (:question IS NULL OR question_id = :question) ORDER BY id DESC
            """,
            {"forms": json.dumps([*forms]), "question": question_id},
        )
        return [ATTEMPT.value(row) for row in rows]

    def forget(self, ids: Sequence[str], at: datetime) -> int:
        """Remove the texts of attempts, and return how many had one. Their days and outcomes are kept."""
        with overwriting(self._connection), transaction(self._connection):
            return self._connection.execute(
                """
                UPDATE attempt SET text = '', removed_at = ?
                WHERE removed_at IS NULL AND id IN (SELECT value FROM json_each(?))
                """,
                (moment_text(at), json.dumps([*ids])),
            ).rowcount


def add_attempt(connection: Connection, attempt: RecordedAttempt) -> None:
    """Record an attempt inside the transaction of the caller, without hidden characters, and cut to the length of a log."""
    kept = attempt._replace(
        text=without_hidden(attempt.text)[:LONGEST_ATTEMPT], failed=tuple(map(without_hidden, attempt.failed))
    )
    connection.execute(
        """
        INSERT INTO attempt (id, question_id, session_id, form, attempted_at, study_day, text, thinking_seconds,
        group_count, passed_count, failed, hidden, removed_at)
        VALUES (:id, :question_id, :session_id, :form, :attempted_at, :study_day, :text, :thinking_seconds,
        :group_count, :passed_count, :failed, :hidden, :removed_at)
        """,
        ATTEMPT.columns(kept),
    )
