"""The database file: opening it safely, transactions, and its schema version."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from mlprep_cli.errors import DatabaseUnavailable, SchemaDiffers
from mlprep_cli.storage.backup import back_up_before, time_stamp
from mlprep_cli.storage.errors import NO_SHARED_MEMORY, translated
from mlprep_cli.storage.migrations import MIGRATIONS, Migration
from mlprep_cli.storage.schema import Schema, differences, newer, read_schema

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


def open_database(
    home: Path,
    migrations: tuple[Migration, ...] = MIGRATIONS,
    *,
    warn: Callable[[str], None] = lambda _: None,
    patience: float | None = None,
) -> sqlite3.Connection:
    """Return a connection to the database in `home`, created or migrated first if necessary.

    Args:
        home: The folder.
        migrations: The migrations that this version knows.
        warn: Called with a sentence if something beside the database was set aside.
        patience: The seconds to wait for a lock, if not as many as usual.

    Raises:
        DatabaseUnavailable: It cannot be opened, is damaged, is not a database of mlprep, or was written by a newer version.
        SchemaDiffers: It has objects that are not of mlprep, or lacks some.
    """
    path = home / FILE_NAME
    with translated(path):
        set_log_aside(path, warn)
        _create_file(path)
        connection = open_unchecked(path, patience)
        try:
            _bring_up_to_date(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
        return connection


def set_log_aside(path: Path, warn: Callable[[str], None]) -> None:
    """Move a write-ahead log of another database out of the way, before SQLite replays or deletes it."""
    if os.path.lexists(f"{path}-wal"):
        from mlprep_cli.storage.write_ahead_log import set_aside  # noqa: PLC0415  only if there is a log

        if (aside := set_aside(path, time_stamp())) is not None:
            warn(
                f"{path.name}-wal does not belong to {path}; it was set aside as {aside}. "
                "The last grades of the earlier database may be only in that file."
            )


def open_unchecked(path: Path, patience: float | None = None) -> sqlite3.Connection:
    """Open a database without checking its schema. If memory cannot be shared, give up its write-ahead log first.

    Nothing may be written to it, and no table read, before its schema was compared with that of the migrations.
    """
    if os.path.isdir(f"{path}-shm") and _has_log(path):  # noqa: PTH112  SQLite could read, and not write
        _give_up_log(path, patience)
    for final in (False, True):
        connection = connect(path, patience)
        try:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if final or getattr(error, "sqlite_errorcode", None) not in NO_SHARED_MEMORY:
                raise
            _give_up_log(path, patience)
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise AssertionError(path)


def _has_log(path: Path) -> bool:
    """Return whether the header of a database says that it has a write-ahead log."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return file.read(20)[18:] == b"\x02\x02"
    return False


def _give_up_log(path: Path, patience: float | None) -> None:
    """Merge the write-ahead log into the database, and go on without one."""
    timeout = BUSY_SECONDS if patience is None else patience
    with closing(sqlite3.connect(path, timeout=timeout, isolation_level=None)) as connection:
        # With exclusive locking from the start, SQLite needs no shared memory for a write-ahead log.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    schema = read_schema(connection)
    refuse_foreign(path, schema, migrations)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _begin_log(connection, path)
    if len(schema.steps) < len(migrations):
        _migrate(connection, path, migrations)


def _begin_log(connection: sqlite3.Connection, path: Path) -> None:
    from mlprep_cli.storage.write_ahead_log import is_possible  # noqa: PLC0415  only if there is none

    if is_possible(path):
        without_waiting(connection, lambda: connection.execute("PRAGMA journal_mode=WAL"))


def refuse_foreign(path: Path, schema: Schema, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Refuse a file that has not exactly the objects of its migrations. An empty file is not refused.

    Raises:
        DatabaseUnavailable: It was written by a newer version, or is a database of another program.
        SchemaDiffers: It has foreign objects, or lacks some.
    """
    if not schema.parts or schema.fits(migrations):
        return
    if (step := schema.unknown_step(migrations)) is not None:
        raise newer(path, step, ", or name another folder with --home")
    if not schema.is_of_mlprep:
        raise DatabaseUnavailable(
            f"{path} is not a database of mlprep.", "Name another folder with --home, or move the file away."
        )
    first, *others = [str(difference) for difference in differences(schema, migrations)] or ["its schema is damaged"]
    if not schema.steps:
        first = "its schema version is missing"
    more = f" ({len(others)} more)" if others else ""
    raise SchemaDiffers(f"{path} is damaged: {first}{more}.", "mlprep data check --repair")


def pragmas(platform: str) -> tuple[str, ...]:
    """Return the settings of a connection on a platform, as in `sys.platform`."""
    # A checkpoint during a session would delay a grade; closing the last connection runs it instead.
    usual = ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0", "trusted_schema=OFF", "cell_size_check=ON")
    # On macOS, an ordinary sync leaves the data in the cache of the disk.
    return (*usual, "fullfsync=ON", "checkpoint_fullfsync=ON") if platform == "darwin" else usual


def connect(path: Path, patience: float | None = None) -> sqlite3.Connection:
    """Return a connection on which every commit is durable, and no transaction starts implicitly."""
    timeout = BUSY_SECONDS if patience is None else patience
    connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for pragma in pragmas(sys.platform):
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
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout=0")
    try:
        return write()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
            raise
        return None
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience}")


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


@contextmanager
def overwriting(connection: sqlite3.Connection) -> Iterator[None]:
    """Overwrite what a block removes in the file, and empty the write-ahead log if no other program is using it."""
    connection.execute("PRAGMA secure_delete = ON")
    yield
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _create_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # another mlprep has just created it
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    applied = read_schema(connection).steps
    if applied:
        with transaction(connection):
            pass  # no backup is made in vain if the database is locked
        back_up_before(connection, path.parent, migrations[len(applied)].name)
    with transaction(connection):
        # Another mlprep may have migrated the file while this one waited for the lock.
        schema = read_schema(connection)
        refuse_foreign(path, schema, migrations)
        done = len(schema.steps)
        for number, migration in enumerate(migrations[done:], start=done + 1):
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migration VALUES (?, ?, ?)", (number, migration.name, datetime.now(UTC).isoformat())
            )
        if not done:
            connection.execute(f"PRAGMA user_version={new_identity()}")


def new_identity() -> int:
    """Return a number for page 1, which tells the write-ahead log of one database from that of another."""
    return int.from_bytes(os.urandom(4), "big") >> 1 | 1
