"""The database file: opening it safely, transactions, and its schema version."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable
from mlprep_cli.storage.backup import back_up_before
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.migrations import MIGRATIONS, Migration

Written = TypeVar("Written")

BUSY_SECONDS = 10.0
FILE_NAME = "mlprep.db"
_UNWRITABLE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
)
"""The error codes of a database that can be read, but not written at the moment."""


def open_database(home: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> sqlite3.Connection:
    """Return a connection to the database in `home`, created or migrated first if necessary.

    Raises:
        DatabaseUnavailable: It cannot be opened, is damaged, is not a database of mlprep, or was written by a newer version.
    """
    path = home / FILE_NAME
    with translated(path):
        _create_file(path)
        connection = connect(path)
        try:
            _bring_up_to_date(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
        return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    applied = applied_steps(connection, path)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    if len(applied) < len(migrations):
        _migrate(connection, path, migrations)
    elif len(applied) > len(migrations):
        raise newer(path, applied[-1], ", or name another folder with --home")


def newer(path: Path, step: str, otherwise: str) -> DatabaseUnavailable:
    """Return the error for a file with a migration that this version does not know; `otherwise` extends the hint."""
    return DatabaseUnavailable(
        f"{path} was written by a newer mlprep: this version does not know the migration “{step}”.",
        f"Upgrade mlprep (pip install --upgrade mlprep){otherwise}.",
    )


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection on which every commit is durable, and no transaction starts implicitly."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # A checkpoint during a session would delay a grade; closing the last connection runs it instead.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0", "trusted_schema=OFF"):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def written_if_possible(connection: sqlite3.Connection, *statements: tuple[str, tuple[str | int | float, ...]]) -> None:
    """Run statements that only fill a cache, in one transaction; skip them if the database cannot be written now."""

    def write() -> None:
        with transaction(connection):
            for statement, values in statements:
                connection.execute(statement, values)

    without_waiting(connection, write)


def without_waiting(connection: sqlite3.Connection, write: Callable[[], Written]) -> Written | None:
    """Return the result of a write that never waits for a lock, None if the database cannot be written now."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        return write()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
        return None
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _create_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # another mlprep has just created it
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def applied_steps(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Return the names of the migrations applied to a file; none for an empty file.

    Raises:
        DatabaseDamaged: The file has the tables of mlprep, but no migrations.
        DatabaseUnavailable: The database belongs to another program.
    """
    try:
        if names := [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY number")]:
            return names
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR:
            raise
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return []
    if {"review", "card"} <= tables:
        raise DatabaseDamaged(f"{path} is damaged: its schema version is missing.", "mlprep data check --repair")
    raise DatabaseUnavailable(
        f"{path} is not a database of mlprep.", "Name another folder with --home, or move the file away."
    )


def _migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    applied = applied_steps(connection, path)
    if applied:
        back_up_before(connection, path.parent, migrations[len(applied)].name)
    with transaction(connection):
        # Another mlprep may have migrated the file while this one waited for the lock.
        done = len(applied_steps(connection, path))
        for number, migration in enumerate(migrations[done:], start=done + 1):
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migration VALUES (?, ?, ?)", (number, migration.name, datetime.now(UTC).isoformat())
            )
