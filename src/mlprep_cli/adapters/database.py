"""The database file: opening it safely, its version, and what its failures mean."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

from mlprep_cli.adapters.schema import MIGRATIONS, Migration
from mlprep_cli.errors import MlprepError, Unusable

BUSY_SECONDS = 10.0
FILE_NAME = "mlprep.db"
DAILY_BACKUPS = 7


def open_database(home: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> sqlite3.Connection:
    """Return a connection to the database in `home`, made or brought up to date first.

    Raises:
        Unusable: It cannot be opened, is damaged, is no database of mlprep, or is of a newer version.
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
    applied = _applied(connection, path)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    if len(applied) < len(migrations):
        _migrate(connection, path, migrations)
    elif len(applied) > len(migrations):
        raise Unusable(
            f"{path} was written by a newer mlprep: it has the step “{applied[-1]}”, which this version does not know.",
            "upgrade mlprep (pip install --upgrade mlprep), or name another folder with --home",
        )


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection on which every commit is durable, and no transaction begins by itself."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # A checkpoint in the middle would make somebody's grade wait: the end of the session takes it.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0"):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def close(connection: sqlite3.Connection) -> None:
    """Close the database; the last one to leave folds the write-ahead log into it."""
    connection.close()


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


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into what the user can do about it."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise meaning(error, path) from error


def meaning(error: BaseException, path: Path) -> Unusable:
    """Return the failure of the database at `path` in words, by SQLite's primary error code."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, OSError):
        code = {28: sqlite3.SQLITE_FULL, 122: sqlite3.SQLITE_FULL}.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
    code = None if code is None else code & 0xFF
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        code = sqlite3.SQLITE_FULL
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Unusable(
                f"{path} is locked by another program ({error}).",
                "close what else has it open, then run the command again; nothing was changed",
            )
        case sqlite3.SQLITE_FULL:
            return Unusable(
                f"there is no space left for {path} ({error}).",
                "free some space and go on: everything graded before is kept",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return Unusable(
                f"{path} cannot be opened for writing ({error}).",
                "give yourself the right to write to the file and its folder, or name another folder with --home",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Unusable(
                f"{path} is damaged, or not a database ({error}).",
                f"put a backup from {path.parent / 'backups'} in its place; the file was left as it is",
            )
        case sqlite3.SQLITE_IOERR:
            return Unusable(
                f"{path} could not be read or written ({error}).",
                "look at the disk: its space (df) and its health; everything graded before is kept",
            )
    return Unusable(f"{path} could not be used ({error}).", "mlprep data check says what is wrong with it")


def _is_full(path: Path) -> bool:
    """Return whether the disk has hardly a page left: SQLite calls it an I/O error where it needs a file beside its own."""
    try:
        return shutil.disk_usage(path.parent).free < 1_000_000
    except OSError:
        return False


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy of an open database to a new file, whatever is going on in it, and check the copy.

    It has its name only when it is whole: a disk that fails, or a power cut, leaves no backup that is none.
    """
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    with translated(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists():
            raise MlprepError(f"{target} is there already.", "name another file: a backup overwrites nothing")
        try:
            os.close(os.open(beside, os.O_CREAT | os.O_WRONLY, 0o600))
            _copy(connection, sqlite3.connect(beside), target)
            beside.replace(target)
        finally:
            for suffix in ("", "-journal", "-wal", "-shm"):
                beside.with_name(beside.name + suffix).unlink(missing_ok=True)


def back_up_daily(connection: sqlite3.Connection, home: Path, day: date) -> None:
    """Keep one backup a study day, for a week of them."""
    folder = home / "backups"
    target = folder / f"daily-{day.isoformat()}.db"
    if not target.exists():
        back_up(connection, target)
        # What a power cut left of another day's; somebody else may be writing today's.
        cut = [each for each in folder.glob("daily-*.part*") if not each.name.startswith(target.name)]
        for old in (*sorted(folder.glob("daily-*.db"))[:-DAILY_BACKUPS], *cut):
            old.unlink(missing_ok=True)


def _copy(connection: sqlite3.Connection, copy: sqlite3.Connection, target: Path) -> None:
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (verdict := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise Unusable(f"the copy {target} is damaged ({verdict}).", "mlprep data check")
    finally:
        copy.close()


def _make_room(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # another mlprep may be quicker
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _applied(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Return the names of the steps this file has taken; none for an empty file."""
    try:
        return [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY number")]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR:
            raise
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            return []
        raise Unusable(
            f"{path} is a database, but not one of mlprep.", "name another folder with --home, or move that file away"
        ) from error


def _migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    applied = _applied(connection, path)
    if applied:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        back_up(connection, path.parent / "backups" / f"before-{migrations[len(applied)].name}-{stamp}.db")
    with transaction(connection):
        # Another mlprep may have taken the steps while this one waited for the lock.
        taken = len(_applied(connection, path))
        for number, migration in enumerate(migrations[taken:], start=taken + 1):
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migration VALUES (?, ?, ?)", (number, migration.name, datetime.now(UTC).isoformat())
            )
