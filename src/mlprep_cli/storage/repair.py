"""Repairing a database: derive everything derivable again, and add placeholders for missing rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection, DatabaseError, Row
from typing import NamedTuple

from mlprep_cli.core.health import day_fits
from mlprep_cli.core.log_records import DATED, KINDS, Line, LogRecord
from mlprep_cli.core.session.modes import DRILL
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.backup import newest_first
from mlprep_cli.storage.banks import SHIPPED, doubt_banks
from mlprep_cli.storage.cards import derive_cards
from mlprep_cli.storage.database import FILE_NAME, transaction
from mlprep_cli.storage.fields import UNREADABLE, Columns, moment_text
from mlprep_cli.storage.foreign_tables import (
    StoredColumn,
    columns_of_table,
    count_tally,
    decoded,
    known_columns,
    open_for_reading,
)
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.log_records import OPTIONAL, drop_damaged_unknown, question_record, record_of, unknown_records
from mlprep_cli.storage.memories import derive_memories
from mlprep_cli.storage.migrations import WHOLE_CALENDAR
from mlprep_cli.storage.placeholders import add_missing_questions, add_missing_sessions
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.questions import copy_to_reviews, write_cards
from mlprep_cli.storage.restore import banks_in, set_aside
from mlprep_cli.storage.reviews import number_again
from mlprep_cli.storage.schema import Schema, read_schema
from mlprep_cli.storage.transfer import records_in


def repair(connection: Connection, day_of: Callable[[datetime], date], now: str) -> None:
    """Repair an open database in one transaction, without losing a row of its log. Every bank file is to be read again."""
    with transaction(connection):
        connection.execute("REINDEX")
        _add_missing_banks(connection)
        add_missing_questions(connection, now)
        add_missing_sessions(connection)
        for statement in WHOLE_CALENDAR:
            connection.execute(statement)
        _repair_days(connection, day_of)
        drop_damaged_unknown(connection, lambda _: None)
        number_again(connection)
        _derive(connection)


def _add_missing_banks(connection: Connection) -> None:
    doubt_banks(connection)  # first: another bank may have the name of a missing one
    for (number,) in connection.execute(
        "SELECT DISTINCT bank FROM question WHERE bank NOT IN (SELECT number FROM bank)"
    ).fetchall():
        connection.execute(
            """
            INSERT INTO bank (number, name, path, size_bytes, modified_ns, digest, loaded_at)
            VALUES (?, ?, '', 0, 0, '', '')
            """,
            (number, SHIPPED if number == 0 else f"lost-{number}"),
        )
    connection.execute("DELETE FROM page WHERE bank NOT IN (SELECT number FROM bank)")
    connection.execute("UPDATE bank SET name = 'lost-' || number WHERE typeof(name) <> 'text'")
    connection.execute("UPDATE bank SET path = '' WHERE typeof(path) <> 'text'")


def _repair_days(connection: Connection, day_of: Callable[[datetime], date]) -> None:
    for table, moment in DATED.items():
        for row in connection.execute(f"SELECT id, {moment}, study_day FROM {table}").fetchall():  # noqa: S608
            try:
                at, day = datetime.fromisoformat(row[1]), date.fromisoformat(row[2])
            except UNREADABLE:
                continue
            if not day_fits(at, day):
                connection.execute(
                    f"UPDATE {table} SET study_day = ? WHERE id = ?",  # noqa: S608
                    (day_of(at).isoformat(), row[0]),
                )


def _derive(connection: Connection) -> None:
    connection.execute("DELETE FROM card WHERE question_id NOT IN (SELECT id FROM question WHERE retired_at IS NULL)")
    write_cards(connection, connection.execute("SELECT * FROM question WHERE retired_at IS NULL").fetchall())
    connection.execute(
        """
        UPDATE card SET checkpoint = NULL, due = NULL, interval_days = 0, lapses = 0, reviews = 0, last_grade = NULL
        """
    )
    reviewed = [row[0] for row in connection.execute("SELECT DISTINCT question_id FROM review")]
    copy_to_reviews(connection, reviewed)
    connection.execute("DELETE FROM memory")
    for question_id in reviewed:
        with suppress(*UNREADABLE):  # a review or the plan cannot be read: the card stays new
            derive_cards(connection, PlanStore(connection).schedule(), [question_id])
        with suppress(*UNREADABLE):
            derive_memories(connection, [question_id])
    count_tally(connection)


# --- a file with damaged pages ---


def lost_banks(path: Path) -> list[tuple[str, Path]]:
    """Return the user's own banks and their files, if they can still be read from the damaged database."""
    return [(name, Path(file)) for _, name, file, removed in banks_in(path) if name != SHIPPED and not removed]


def salvage_into(connection: Connection, path: Path, home: Path, at: datetime) -> int:
    """Merge the newest sound backup and every readable record of a damaged file; return how many records are lost.

    A record is lost if it contradicts another one, or if it cannot be read and no backup has it.
    """
    merge = LogMerge(connection, moment_text(at))
    lost = 0
    unreadable: list[tuple[str, Columns]] = []
    with transaction(connection):
        for backup in newest_first(home):
            if _added(merge, backup):
                break
        for line in salvaged(connection, path, unreadable):
            try:
                merge.add([line])
            except MlprepError:
                lost += 1
        merge.derive()
        return lost + sum(not _is_stored(connection, kind, identity) for kind, identity in unreadable)


def put_aside(folder: Path, path: Path) -> Path:
    """Replace a damaged database with the one in a folder, and return the new path of the damaged one."""
    return set_aside(folder / FILE_NAME, path)


def _added(merge: LogMerge, backup: Path) -> bool:
    """Merge the log of a backup if the backup is sound."""
    try:
        with records_in(backup, []) as lines:
            merge.add([*lines])
    except MlprepError:
        return False
    return True


def _is_stored(connection: Connection, kind: str, identity: Columns) -> bool:
    where = " AND ".join(f"{column} = :{column}" for column in identity)
    try:
        row = connection.execute(f'SELECT 1 FROM "{kind}" WHERE {where}', identity).fetchone()  # noqa: S608  names
    except DatabaseError:  # the identity itself is damaged
        return False
    return row is not None


def salvaged(sound: Connection, path: Path, unreadable: list[tuple[str, Columns]]) -> Iterator[Line]:
    """Yield every readable record of a damaged file, and a new session for records whose session is lost.

    Args:
        sound: A database with the schema of this version.
        path: The damaged file.
        unreadable: Gets the kind and the identity of each record that cannot be read.
    """
    try:
        source = open_for_reading(path)
    except (MlprepError, DatabaseError):
        return
    source.text_factory = decoded
    with closing(source):
        try:
            schema = read_schema(source)
        except DatabaseError:
            return
        damaged = _Damaged(source, schema)
        readable = {kind: _readable(damaged, kind, columns_of_table(sound, kind), unreadable) for kind in KINDS}
        _add_sessions(readable)
        for kind, records in readable.items():
            for record in records:
                yield Line(0, kind, record)
        if damaged.columns("unknown_record", columns_of_table(sound, "unknown_record")):
            with suppress(DatabaseError, MlprepError, *UNREADABLE):
                for unknown in unknown_records(source, lambda _: None):
                    yield Line(0, unknown.kind, json.loads(unknown.text))


class _Damaged(NamedTuple):
    """A damaged database: a connection that can only read its tables, and its schema."""

    connection: Connection
    schema: Schema

    def columns(self, table: str, known: Sequence[StoredColumn]) -> list[str]:
        """Return the known columns that a table has; none if it cannot be read."""
        with suppress(DatabaseError):
            return known_columns(self.connection, self.schema, table, [column.name for column in known])
        return []


def _add_sessions(readable: dict[str, list[LogRecord]]) -> None:
    sessions = {str(session["id"]) for session in readable["session"]}
    for kind, moment in DATED.items():
        for record in readable[kind]:
            if record["session"] is not None and (name := str(record["session"])) not in sessions:
                sessions.add(name)
                at = record[moment]
                readable["session"].append(
                    {"id": name, "mode": record.get("mode", DRILL.mode), "started_at": at, "ended_at": None}
                )


def _readable(
    damaged: _Damaged, kind: str, known: Sequence[StoredColumn], unreadable: list[tuple[str, Columns]]
) -> list[LogRecord]:
    """Return the readable records of a kind: forwards up to a damaged page, then backwards."""
    columns = damaged.columns(kind, known)
    key = [column.name for column in known if column.key]
    if not set(key) <= set(columns):
        return []
    rows: dict[tuple[str, ...], LogRecord] = {}
    lost: dict[tuple[str, ...], Columns] = {}
    for order in ("ASC", "DESC"):
        # An older version had not every optional key.
        absent = [f"NULL AS {column}" for column in OPTIONAL[kind] if column not in columns]
        query = f'SELECT {", ".join([*columns, *absent])} FROM "{kind}" NOT INDEXED ORDER BY rowid {order}'  # noqa: S608  names
        with suppress(DatabaseError):
            for row in damaged.connection.execute(query):
                identity = tuple(str(row[column]) for column in key)
                if (record := _read(kind, row)) is not None:
                    rows[identity] = record
                elif kind != "question":
                    lost[identity] = {column: row[column] for column in key}
    unreadable += [(kind, columns) for identity, columns in lost.items() if identity not in rows]
    return [rows[identity] for identity in sorted(rows)]


def _read(kind: str, row: Row) -> LogRecord | None:
    try:
        return question_record(row) if kind == "question" else record_of(kind, row)
    except (MlprepError, *UNREADABLE):
        return None
