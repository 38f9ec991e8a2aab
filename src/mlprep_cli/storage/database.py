"""The database file: opening it safely, and its version."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable
from mlprep_cli.storage.backup import back_up_before
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.migrations import MIGRATIONS, Migration

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
"""The error codes of a database that can be read but not be written now."""


def open_database(home: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> sqlite3.Connection:
    """Return a connection to the database in `home`, made or brought up to date first.

    Raises:
        DatabaseUnavailable: It cannot be opened, is damaged, is no database of mlprep, or is of a newer version.
    """
    path = home / FILE_NAME
    with translated(path):
        _make_room(path)
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
    """Return the failure of a file that has a step which this version does not know, and what can be done instead."""
    return DatabaseUnavailable(
        f"{path} was written by a newer mlprep: it has the step “{step}”, which this version does not know.",
        f"upgrade mlprep (pip install --upgrade mlprep){otherwise}",
    )


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection on which every commit is durable, and no transaction begins by itself."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # A checkpoint in the middle would make somebody's grade wait: the end of the session takes it.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0", "trusted_schema=OFF"):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def written_if_possible(connection: sqlite3.Connection, *statements: tuple[str, tuple[str | int | float, ...]]) -> None:
    """Run statements that only fill a cache, in one transaction; skip them at once if they cannot be written."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        with transaction(connection):
            for statement, values in statements:
                connection.execute(statement, values)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one transaction: all of it, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _make_room(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # another mlprep may be quicker
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def applied_steps(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Return the names of the steps this file has taken; none for an empty file.

    Raises:
        DatabaseDamaged: It does not say, though it has tables.
        DatabaseUnavailable: It is somebody else's database.
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
        raise DatabaseDamaged(
            f"{path} is damaged: it does not say of which version it is.", "mlprep data check --repair"
        )
    raise DatabaseUnavailable(
        f"{path} is a database, but not one of mlprep.", "name another folder with --home, or move that file away"
    )


def _migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    applied = applied_steps(connection, path)
    if applied:
        back_up_before(connection, path.parent, migrations[len(applied)].name)
    with transaction(connection):
        # Another mlprep may have taken the steps while this one waited for the lock.
        taken = len(applied_steps(connection, path))
        for number, migration in enumerate(migrations[taken:], start=taken + 1):
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migration VALUES (?, ?, ?)", (number, migration.name, datetime.now(UTC).isoformat())
            )
