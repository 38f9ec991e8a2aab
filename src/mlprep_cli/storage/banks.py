"""The banks in the database: loading a file, following its changes, removing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection, Row

from mlprep_cli.core.banks import BankChanges, Fingerprint, LoadedBank
from mlprep_cli.core.questions import Bank
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.cards import derive_cards
from mlprep_cli.storage.database import transaction, without_waiting, written_if_possible
from mlprep_cli.storage.fields import UNREADABLE, AnyRow, Columns, moment_text, unreadable, value_of
from mlprep_cli.storage.memories import derive_memories
from mlprep_cli.storage.pages import delete_pages, write_pages
from mlprep_cli.storage.questions import (
    CONTENT,
    carry_over,
    copy_to_reviews,
    drop_code,
    question_columns,
    retire,
    write_cards,
    write_questions,
)

SHIPPED = "mlprep"
"""The name of the bank that comes with the program."""


class BankStore:
    """The loaded banks.

    Attributes:
        followed: Whether their files have been checked for changes in this run.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.followed = False

    def all(self) -> list[LoadedBank]:
        """Return the banks in use, the shipped one first."""
        rows = self._connection.execute("SELECT * FROM bank WHERE removed_at IS NULL ORDER BY number")
        return [loaded_bank_of(row) for row in rows]

    def counted(self) -> list[LoadedBank]:
        """Return the banks in use with the number of their questions."""
        rows = self._connection.execute(
            """
            SELECT bank.*, (SELECT count(*) FROM question WHERE question.bank = bank.number AND retired_at IS NULL) AS questions
            FROM bank WHERE removed_at IS NULL ORDER BY number
            """
        )
        return [loaded_bank_of(row)._replace(questions=row["questions"]) for row in rows]

    def claims(self, bank_name: str) -> tuple[set[str], dict[str, tuple[str, str]]]:
        """Return the topics of the other banks, and their question ids, each with its bank's name and path.

        The path is empty if the file has to be read again, or is not on this machine.
        """
        topics = self._connection.execute(
            "SELECT page.id FROM page JOIN bank ON bank.number = page.bank WHERE kind = 'topic' AND bank.name <> ?",
            (bank_name,),
        )
        ids = self._connection.execute(
            """
            SELECT question.id, bank.name, iif(digest = '', '', bank.path) FROM question JOIN bank ON bank.number = question.bank
            WHERE retired_at IS NULL AND bank.name <> ?
            """,
            (bank_name,),
        )
        return {row[0] for row in topics}, {row[0]: (row[1], row[2]) for row in ids}

    def load(
        self, name: str, path: Path, bank: Bank, seen: Fingerprint, plan: CheckpointPlan, at: datetime
    ) -> BankChanges:
        """Replace the questions and pages of a bank with those of its file in one transaction; return the changes.

        A question that left the file is retired: its reviews stay. One with `formerly` takes over the reviews of its old ids.

        Raises:
            MlprepError: An id belongs to another bank.
        """
        connection, now = self._connection, moment_text(at)
        with transaction(connection):
            self.refuse_clashes(name, path, bank)
            number = self._register(name, path, seen, now)
            before = {row["id"]: row for row in connection.execute("SELECT * FROM question WHERE bank = ?", (number,))}
            rows = [question_columns(question, number, place) for place, question in enumerate(bank.questions)]
            added = [
                row["id"] for row in rows if row["id"] not in before or before[row["id"]]["retired_at"] is not None
            ]
            new = set(added)
            changed = [row["id"] for row in rows if row["id"] not in new and _differs(row, before[row["id"]])]
            asked = {question_id for question_id, row in before.items() if row["retired_at"] is None}
            retired = asked - {row["id"] for row in rows}
            write_questions(connection, rows)
            retire(connection, retired, now)
            write_cards(connection, rows)
            renamed = {
                question.id
                for question in bank.questions
                if sum(carry_over(connection, old, question.id) for old in question.formerly)
            }
            returned = self._with_reviews(added)
            copy_to_reviews(connection, [*returned, *changed, *renamed])
            derive_cards(connection, plan, {*returned, *renamed})
            # The key points of a question decide what its ticks show.
            derive_memories(connection, {*returned, *self._with_reviews(changed), *renamed})
            write_pages(connection, number, bank)
        return BankChanges(name, tuple(added), tuple(changed), tuple(sorted(retired)))

    def reload(
        self, name: str, path: Path, bank: Bank, seen: Fingerprint, plan: CheckpointPlan, at: datetime
    ) -> BankChanges | None:
        """Load a changed bank as `load` does, without waiting; None if the database cannot be written now."""
        return without_waiting(self._connection, lambda: self.load(name, path, bank, seen, plan, at))

    def note_seen(self, name: str, path: Path, seen: Fingerprint) -> None:
        """Remember that a file has another time stamp but the same content, if the database can be written now."""
        written_if_possible(
            self._connection,
            (
                "UPDATE bank SET path = ?, size_bytes = ?, modified_ns = ? WHERE name = ?",
                (str(path), seen.size_bytes, seen.modified_ns, name),
            ),
        )

    def note_rejected(self, name: str, digest: str) -> None:
        """Remember that this content has errors, so that it is not parsed again, if the database can be written now."""
        written_if_possible(self._connection, ("UPDATE bank SET rejected_digest = ? WHERE name = ?", (digest, name)))

    def remove(self, name: str, at: datetime) -> int:
        """Retire every question of a bank, and return how many there were."""
        connection, now = self._connection, moment_text(at)
        with transaction(connection):
            number = connection.execute("SELECT number FROM bank WHERE name = ?", (name,)).fetchone()[0]
            rows = connection.execute("SELECT id FROM question WHERE bank = ? AND retired_at IS NULL", (number,))
            ids = {row[0] for row in rows}
            retire(connection, ids, now)
            delete_pages(connection, number)
            connection.execute("UPDATE bank SET removed_at = ? WHERE number = ?", (now, number))
        return len(ids)

    def refuse_clashes(self, name: str, path: Path, bank: Bank) -> None:
        """Refuse a bank that has a question id of another bank.

        A bank without a file here, or whose file has to be read again, gives its questions away.

        Raises:
            MlprepError: It has one; the message names both files.
        """
        _, taken = self.claims(name)
        clashes = [question.id for question in bank.questions if taken.get(question.id, ("", ""))[1]]
        if clashes:
            other = taken[clashes[0]][1]
            more = f" (and {len(clashes) - 1} more)" if len(clashes) > 1 else ""
            raise MlprepError(
                f"{path} has the question {clashes[0]}{more}, which {other} has too.",
                "Rename the question in one of the two files.",
            )

    def _register(self, name: str, path: Path, seen: Fingerprint, now: str) -> int:
        row = self._connection.execute("SELECT number FROM bank WHERE name = ?", (name,)).fetchone()
        if row is not None:
            number = int(row[0])
        elif name == SHIPPED:
            number = 0
        else:
            number = 1 + max(0, self._connection.execute("SELECT max(number) FROM bank").fetchone()[0] or 0)
        self._connection.execute(
            """
            INSERT INTO bank (number, name, path, size_bytes, modified_ns, digest, loaded_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (number) DO UPDATE SET path = excluded.path, size_bytes = excluded.size_bytes,
            modified_ns = excluded.modified_ns, digest = excluded.digest, loaded_at = excluded.loaded_at,
            rejected_digest = NULL, removed_at = NULL
            """,
            (number, name, str(path), seen.size_bytes, seen.modified_ns, seen.digest, now),
        )
        return number

    def _with_reviews(self, ids: Iterable[str]) -> list[str]:
        if self._connection.execute("SELECT 1 FROM review LIMIT 1").fetchone() is None:
            return []
        query = "SELECT 1 FROM review WHERE question_id = ? LIMIT 1"
        return [question_id for question_id in ids if self._connection.execute(query, (question_id,)).fetchone()]


def doubt_banks(connection: Connection) -> None:
    """Make every bank file be read again, and drop all code until it is, inside the transaction of the caller.

    The questions may come from another file: only a bank file on this machine says what they are. The shipped bank is the
    one with the number 0 and the name of the shipped one, and there is no other with either.
    """
    impostor = connection.execute("SELECT number FROM bank WHERE name = ? AND number <> 0", (SHIPPED,)).fetchone()
    if impostor is not None:
        connection.execute("INSERT OR IGNORE INTO bank VALUES (0, hex(randomblob(8)), '', 0, 0, '', NULL, '', NULL)")
        connection.execute("UPDATE question SET bank = 0 WHERE bank = ?", tuple(impostor))
        connection.execute("UPDATE page SET bank = 0 WHERE bank = ?", tuple(impostor))
        connection.execute("DELETE FROM bank WHERE number = ?", tuple(impostor))
    connection.execute("UPDATE bank SET name = ? WHERE number = 0", (SHIPPED,))
    connection.execute("UPDATE bank SET digest = '', size_bytes = -1, rejected_digest = NULL")
    drop_code(connection)


def loaded_bank_of(row: AnyRow) -> LoadedBank:
    """Return the bank in a row of `bank`.

    Raises:
        RowUnreadable: A column holds an invalid value.
    """
    try:
        return LoadedBank(
            row["number"],
            value_of(row["name"], str),
            Path(value_of(row["path"], str)),
            row["size_bytes"],
            row["modified_ns"],
            row["digest"],
            row["rejected_digest"],
        )
    except UNREADABLE as error:
        raise unreadable("bank", row, "number", error) from error


def _differs(row: Columns, before: Row) -> bool:
    return any(row[column] != before[column] for column in CONTENT)
