"""Suspended questions, as records of the log: a question without a card is asked nowhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection

from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.storage.cards import derive_cards
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import moment_text
from mlprep_cli.storage.questions import write_cards

SUSPENDED = "SELECT question_id FROM suspension WHERE lifted_at IS NULL"


class SuspensionStore:
    """The suspended questions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[str]:
        """Return the suspended questions, the last one first."""
        rows = self._connection.execute(
            "SELECT question_id FROM suspension WHERE lifted_at IS NULL ORDER BY suspended_at DESC, id DESC"
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def suspend(self, names: Sequence[tuple[str, str]], at: datetime) -> int:
        """Suspend questions, each given with the id of its record, and return how many were not suspended before."""
        known = set(self.all())
        new = [(name, question_id) for name, question_id in names if question_id not in known]
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT INTO suspension (id, question_id, suspended_at) VALUES (?, ?, ?)",
                [(name, question_id, moment_text(at)) for name, question_id in new],
            )
            self._connection.execute(f"DELETE FROM card WHERE question_id IN ({SUSPENDED})")  # noqa: S608  a constant
        return len(new)

    def lift(self, question_ids: Sequence[str], at: datetime, plan: CheckpointPlan) -> int:
        """Ask questions again, and return how many were suspended."""
        suspended = set(self.all()) & set(question_ids)
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE suspension SET lifted_at = ? WHERE lifted_at IS NULL AND question_id IN (SELECT value FROM json_each(?))",
                (moment_text(at), json.dumps([*question_ids])),
            )
            settle_cards(self._connection, plan)
        return len(suspended)


def settle_cards(connection: Connection, plan: CheckpointPlan) -> None:
    """Take the cards of suspended questions away, and give those that are asked again one, inside a transaction."""
    connection.execute(f"DELETE FROM card WHERE question_id IN ({SUSPENDED})")  # noqa: S608  a constant
    rows = connection.execute(
        f"""
        SELECT * FROM question WHERE retired_at IS NULL AND id IN (SELECT question_id FROM suspension)
        AND id NOT IN ({SUSPENDED}) AND id NOT IN (SELECT question_id FROM card)
        """  # noqa: S608  a constant
    ).fetchall()
    write_cards(connection, rows)
    derive_cards(connection, plan, [row["id"] for row in rows])
