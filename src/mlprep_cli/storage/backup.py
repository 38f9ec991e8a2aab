"""Backups: consistent, checked copies of the database, each renamed into place only once it is complete."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import rmtree
from time import time

from mlprep_cli.adapters.files import already_exists, partial_file, publish
from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable
from mlprep_cli.storage.errors import translated

DAILY, BEFORE = 7, 10
"""The number of daily backups to keep, and of backups made before a change."""
FOLDER = "backups"
"""The folder of the backups, in the home folder."""
PATIENCE = 40
"""The tenths of a second to wait for a locked database."""
STALE_SECONDS = 3600.0
"""The age after which an unfinished copy counts as abandoned."""


def back_up(connection: sqlite3.Connection, target: Path, *, replace: bool = False) -> None:
    """Write a consistent copy of an open database to a file, even while others write to the database.

    Raises:
        MlprepError: The file already exists, and `replace` is false.
        DatabaseUnavailable: The copy cannot be written, or is damaged.
    """
    with translated(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not replace and os.path.lexists(target):
            raise already_exists(target)
        with partial_file(target) as part:
            copy_into(connection, part)
            publish(part, target, replace=replace)


def back_up_daily(connection: sqlite3.Connection, home: Path, day: date) -> None:
    """Write one backup per study day, and keep the newest seven."""
    target = home / FOLDER / f"daily-{day.isoformat()}.db"
    if not target.exists():
        back_up(connection, target)
        thin(home)


def back_up_before(connection: sqlite3.Connection, home: Path, what: str) -> Path:
    """Back up the database before a change, and return the file. `what` names the change in the file name."""
    target = home / FOLDER / f"before-{what}-{time_stamp()}.db"
    back_up(connection, target)
    thin(home)
    return target


def time_stamp() -> str:
    """Return the current time for a file name, from the system clock even if MLPREP_NOW is set."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")


def newest_first(home: Path) -> list[Path]:
    """Return the backups in a home folder, newest first."""
    with translated(home):
        return sorted((home / FOLDER).glob("*.db"), key=lambda file: file.stat().st_mtime, reverse=True)


def thin(home: Path) -> None:
    """Remove the oldest automatic backups, and the unfinished copies that an interrupted program left."""
    folder = home / FOLDER
    for pattern, limit in (("daily-*.db", DAILY), ("before-*.db", BEFORE)):
        # The name of a backup ends in its day or time, so it sorts by age.
        for old in sorted(folder.glob(pattern), key=lambda file: file.stem.split("-", 1)[1][-21:])[:-limit]:
            old.unlink(missing_ok=True)
    for part in (*folder.glob(".*.part*"), *home.glob(".rebuilding-*")):
        with suppress(OSError):
            if part.stat().st_mtime < time() - STALE_SECONDS:
                rmtree(part) if part.is_dir() else part.unlink()


def copy_into(connection: sqlite3.Connection, part: Path) -> None:
    """Copy an open database into a new file, and check the copy.

    Raises:
        DatabaseDamaged: The copy is damaged.
    """
    copy = sqlite3.connect(part)
    try:
        copy_database(connection, copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (verdict := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise DatabaseDamaged(f"The copy would be damaged ({verdict}).", "mlprep data check")
    finally:
        copy.close()


def copy_database(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy one open database over another in one transaction.

    Raises:
        DatabaseUnavailable: One of them stays locked.
    """
    waited = 0

    def count_waits(status: int, _remaining: int, _total: int) -> None:
        nonlocal waited
        waited += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if waited > PATIENCE:
            raise DatabaseUnavailable(
                "The database is locked by another program.", "Close the other program and run the command again."
            )

    source.backup(target, progress=count_waits, sleep=0.1)
