"""Databases as tables: rows are copied into a fresh schema, so that no object of another file ever acts.

A file from elsewhere may have triggers, views, generated columns, virtual tables and definitions of any kind. Only the
columns that mlprep knows are read from it, and only from ordinary tables; every value is checked by its type.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, cast
from urllib.parse import quote

from mlprep_cli.adapters.files import open_file
from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable, MlprepError
from mlprep_cli.storage.database import new_identity
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.log_records import OPTIONAL, drop_damaged_unknown
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.reviews import number_again
from mlprep_cli.storage.schema import Schema, newer, read_schema
from mlprep_cli.storage.write_ahead_log import beside, is_orphaned

DERIVED = {"card", "memory", "pace", "ready", "tally"}
"""The tables that can be computed again: an invalid row of them is left out. `pace` and `ready` are of older versions."""
_NOT_COPIED = {"migration", "pace", "ready", "tally"}
_UNFINISHED = re.compile(r"\..*\.[0-9a-f]{8}\.part")
"""The names of files that `partial_file` of the adapters creates."""
LONGEST = 20_000_000
"""The most bytes of one value that is read from a file."""
QUOTED = 40
"""The most characters of a value that a message quotes."""
MOST_INVALID = 10_000
"""The most invalid rows of a table; with more, its file counts as damaged."""
_FILL_TALLY = """
    INSERT INTO tally SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(thinking_seconds),
    sum(over_budget), sum(budget_seconds) FROM standing GROUP BY 1, 2, 3, 4, 5
"""
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_TRANSACTION}
_COUNT = (sqlite3.SQLITE_FUNCTION, "count")
_PRAGMAS = {"table_xinfo", "integrity_check"}
_TYPES: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "BOOLEAN": (int,), "FLOAT": (float, int), "VARCHAR": (str,)}
_LIMITS = {"BOOLEAN": 2, "FLOAT": 1e9}
"""The upper bounds of values that are not negative. An infinite number is not below any."""
LOCAL = ("sequence",)
"""The columns of a review that are of its database only, neither logged nor derived: an invalid value becomes NULL."""
_LATER = ("CREATE INDEX", "CREATE UNIQUE INDEX", "CREATE TRIGGER", "CREATE VIEW")
"""The statements that run after the rows are there: an index is built faster, and no trigger counts twice."""
_CHANGES = ("INSERT", "UPDATE", "DELETE")
"""The statements of a migration that change rows."""
OTHERWISE = "Name another backup."
"""The hint of a file that cannot be copied."""
Report = Callable[[str], None]
"""Takes a sentence about a table or a row that could not be copied."""


class StoredColumn(NamedTuple):
    """A column of a table: its name, its declared type, whether it may be NULL, and whether it identifies a row."""

    name: str
    kind: str
    optional: bool
    key: bool

    def takes(self, kind: type) -> bool:
        """Return whether values of a type belong in the column."""
        return self.optional if kind is NoneType else kind in _TYPES[self.kind]


class SourceTable(NamedTuple):
    """A table of a database from elsewhere: its name, its file, and the schema of the file."""

    name: str
    file: Path
    schema: Schema


def open_for_reading(file: Path) -> sqlite3.Connection:
    """Return a connection to a database file that can only read its tables: no view, function or statement of it acts.

    Raises:
        MlprepError: The file does not exist, is not a regular file, or is unfinished.
    """
    with open_file(file):
        pass
    if _UNFINISHED.fullmatch(file.name):
        raise MlprepError(f"{file} is unfinished: mlprep was stopped while it wrote this copy.", OTHERWISE)
    if (journal := beside(file, "-journal")).exists() and journal.stat().st_size:
        # Replaying a journal of somebody else could change or delete other files.
        raise MlprepError(f"{file} is unfinished: {journal.name} contains changes that were not completed.", OTHERWISE)
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    # Without a write-ahead log, SQLite can read the file without writing, even in a read-only folder.
    if not beside(file, "-wal").exists() or is_orphaned(file):
        address += "&immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, first: str | None, second: str | None, _database: str | None, source: str | None) -> int:
    """Allow reading a table itself. `source` is the view or the trigger that reads."""
    allowed = action in _READS or (action, second) == _COUNT or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    return sqlite3.SQLITE_OK if allowed and source is None else sqlite3.SQLITE_DENY


def accepted_schema(source: sqlite3.Connection, file: Path) -> Schema:
    """Return the schema of a database from elsewhere, whatever other objects it has.

    Raises:
        DatabaseUnavailable: It was written by a newer version.
        MlprepError: It is empty, or not a database of mlprep.
    """
    schema = read_schema(source)
    if not schema.parts:
        raise MlprepError(f"{file} is empty.", "Name the file of a backup.")
    if not schema.is_of_mlprep:
        raise DatabaseUnavailable(f"{file} is not a database of mlprep.", "Name the file of a backup.")
    if (step := schema.unknown_step()) is not None:
        raise newer(file, step, "")
    return schema


def copy_tables(source: sqlite3.Connection, file: Path, part: Path, report: Report) -> None:
    """Fill the empty file `part` with the rows of an open database `file`, in the schema of this version.

    The schema is created by the migrations that the source has had, and migrated after its rows were copied. The tally
    is counted again.

    Args:
        source: A connection of `open_for_reading`.
        file: Its file, for messages.
        part: The new database.
        report: Called for each table that is missing, and each row that has an invalid value; it may raise.

    Raises:
        DatabaseUnavailable: The source was written by a newer version, or cannot be read.
        DatabaseDamaged: The source is damaged, or two of its rows have the same identity.
    """
    with translated(file):
        schema = accepted_schema(source, file)
        source.execute("BEGIN")
        if schema.fits():
            # The checks of a file run its own expressions, so a file with foreign objects is not checked.
            verdict = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise DatabaseDamaged(f"{file} is damaged ({verdict}).", OTHERWISE)
    count = schema.count()
    with closing(sqlite3.connect(part, isolation_level=None)) as target:
        target.execute("PRAGMA cache_size=-16000")
        target.execute("PRAGMA journal_mode=MEMORY")  # nothing else sees the file, and it is deleted if this fails
        target.execute("BEGIN")
        statements = [statement for migration in MIGRATIONS[:count] for statement in migration.statements]
        tables = [statement for statement in statements if not statement.startswith(_LATER)]
        for statement in tables:
            target.execute(statement)
        for table in _tables_of(target):
            if table not in _NOT_COPIED:
                _copy_table(source, target, SourceTable(table, file, schema), report)
        for migration in MIGRATIONS[:count]:
            # A step that was stopped has not changed its rows yet, or does not find any that it would change again.
            stopped = migration.name not in schema.steps
            for statement in migration.statements:
                if statement.startswith(_LATER) or (stopped and statement.startswith(_CHANGES)):
                    target.execute(statement)
        _finish(target, count)
        number_again(target)
        drop_damaged_unknown(target, report)  # only now: a migration may have moved records whose kind is known by now
        target.execute("COMMIT")


def _finish(target: sqlite3.Connection, count: int) -> None:
    """Migrate the copy from its version to this one, and record every migration."""
    for migration in MIGRATIONS[count:]:
        for statement in migration.statements:
            target.execute(statement)
    now = datetime.now(UTC).isoformat()
    for number, migration in enumerate(MIGRATIONS, start=1):
        target.execute("INSERT INTO migration VALUES (?, ?, ?)", (number, migration.name, now))
    count_tally(target)
    target.execute(f"PRAGMA user_version={new_identity()}")


def count_tally(connection: sqlite3.Connection) -> None:
    """Derive the tally again, inside the transaction of the caller."""
    connection.execute("DELETE FROM tally")
    connection.execute(_FILL_TALLY)


def _tables_of(target: sqlite3.Connection) -> list[str]:
    rows = target.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
    return [name for (name,) in rows]


def columns_of_table(connection: sqlite3.Connection, table: str) -> list[StoredColumn]:
    """Return the columns of a table that are stored, in their order."""
    rows = connection.execute(f'PRAGMA table_xinfo("{table}")').fetchall()
    return [StoredColumn(row[1], row[2], not row[3], bool(row[5])) for row in rows if row[6] == 0]


def known_columns(source: sqlite3.Connection, schema: Schema, table: str, known: Collection[str]) -> list[str]:
    """Return the known columns that an ordinary table of a file stores. A computed column is not stored."""
    if not schema.table(table):
        return []
    return [name for column in columns_of_table(source, table) if (name := column.name.lower()) in known]


def lacks(source: sqlite3.Connection, schema: Schema, table: str) -> list[str]:
    """Return the columns of one of our tables that a file does not store."""
    with closing(sqlite3.connect(":memory:")) as ours:
        for migration in MIGRATIONS[: schema.count()]:
            for statement in migration.statements:
                ours.execute(statement)
        names = [column.name for column in columns_of_table(ours, table)]
    there = known_columns(source, schema, table, names)
    return [name for name in names if name not in there]


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: SourceTable, report: Report) -> None:
    columns = columns_of_table(target, table.name)
    names = [column.name for column in columns]
    with translated(table.file):
        there = known_columns(source, table.schema, table.name, names)
    optional = {*LOCAL, *OPTIONAL.get(table.name, ())} if there else set()
    if missing := [name for name in names if name not in there and name not in optional]:
        what = f"table {table.name}" if not there else f"column {missing[0]} of the table {table.name}"
        report(f"The {what} is missing.")
        return
    listed = ", ".join(names)
    insert = f'INSERT INTO "{table.name}" ({listed}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  our names
    for decode in (str, decoded):
        source.text_factory = decode
        problems: list[str] = []
        try:
            target.executemany(insert, _valid_rows(source, table, columns, there, problems))
        except UnicodeError:
            target.execute(f'DELETE FROM "{table.name}"')  # noqa: S608  our name
            continue
        except sqlite3.IntegrityError as error:
            raise DatabaseDamaged(
                f"{table.file} is damaged: two rows of the table {table.name} have the same identity.", OTHERWISE
            ) from error
        for problem in () if table.name in DERIVED else problems:
            report(problem)
        return


def decoded(data: bytes) -> str:
    """Return a text of a file, with a mark in place of each byte that is not UTF-8."""
    return data.decode("utf-8", "replace")


def _valid_rows(
    source: sqlite3.Connection,
    table: SourceTable,
    columns: Sequence[StoredColumn],
    there: Collection[str],
    problems: list[str],
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows whose values have the types of their columns, and describe the others. A missing column is NULL."""
    bounded = [(place, _LIMITS[column.kind]) for place, column in enumerate(columns) if column.kind in _LIMITS]
    local = [(place, column) for place, column in enumerate(columns) if column.name in LOCAL]
    sound: dict[tuple[type, ...], bool] = {}
    listed = ", ".join(column.name if column.name in there else "NULL" for column in columns)
    with translated(table.file):
        cursor = source.cursor()
        cursor.row_factory = None
        for row in _decoded_rows(cursor.execute(f'SELECT {listed} FROM "{table.name}" NOT INDEXED')):  # noqa: S608
            if any(not column.takes(type(row[place])) for place, column in local):
                row = tuple(None if column.name in LOCAL else value for column, value in zip(columns, row, strict=True))  # noqa: PLW2901
            kinds = tuple(map(type, row))
            if kinds not in sound:
                sound[kinds] = all(column.takes(kind) for column, kind in zip(columns, kinds, strict=True))
            if sound[kinds] and all(row[place] is None or 0 <= row[place] < limit for place, limit in bounded):
                yield row
            elif len(problems) < MOST_INVALID:
                problems.append(_described(table.name, columns, row))
            else:
                raise DatabaseDamaged(
                    f"{table.file} is damaged: the table {table.name} has too many invalid rows.", OTHERWISE
                )


def _decoded_rows(cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query.

    Raises:
        UnicodeError: A text is not UTF-8.
    """
    try:
        yield from cursor
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) is None:  # not from SQLite, but from the decoder of Python
            raise UnicodeError from error
        raise


def _described(table: str, columns: Sequence[StoredColumn], row: Sequence[object]) -> str:
    """Return a sentence about the first value of a row that its column does not take."""
    for column, value in zip(columns, row, strict=True):
        limit = _LIMITS.get(column.kind)
        is_bounded = limit is not None and value is not None
        if not column.takes(type(value)) or (is_bounded and not 0 <= cast("float", value) < cast("float", limit)):
            return f"The {table} {_quoted(row[0])} has {_quoted(value)} in its column {column.name}."
    raise AssertionError(row)


def _quoted(value: object) -> str:
    return repr(value[:QUOTED] if isinstance(value, str | bytes) else value)
