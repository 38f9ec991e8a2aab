"""Copies of the database: each consistent, checked, and there under its name only when it is whole."""

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
"""How many are kept of those made once a day, and of those made before something was changed."""
FOLDER = "backups"
PATIENCE = 40
STALE_SECONDS = 3600.0


def back_up(connection: sqlite3.Connection, target: Path, *, replace: bool = False) -> None:
    """Write a consistent copy of an open database to a file of the user's own, whatever is going on in it.

    Raises:
        MlprepError: The file is there already, and is not to be replaced.
        DatabaseUnavailable: It cannot be written, or the copy is not sound.
    """
    with translated(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not replace and os.path.lexists(target):
            raise already_exists(target)
        with partial_file(target) as part:
            copy_into(connection, part)
            publish(part, target, replace=replace)


def back_up_daily(connection: sqlite3.Connection, home: Path, day: date) -> None:
    """Keep one backup a study day, for a week of them."""
    target = home / FOLDER / f"daily-{day.isoformat()}.db"
    if not target.exists():
        back_up(connection, target)
        thin(home)


def back_up_before(connection: sqlite3.Connection, home: Path, what: str) -> Path:
    """Keep the database as it is before something is done to it, and return where."""
    target = home / FOLDER / f"before-{what}-{time_stamp()}.db"
    back_up(connection, target)
    thin(home)
    return target


def time_stamp() -> str:
    """Return the time as it stands in names of files: by the system's clock, whatever a session takes the time to be."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")


def newest_first(home: Path) -> list[Path]:
    """Return the backups in a home, the newest first."""
    with translated(home):
        return sorted((home / FOLDER).glob("*.db"), key=lambda each: each.stat().st_mtime, reverse=True)


def thin(home: Path) -> None:
    """Remove the oldest of the backups that nobody asked for, and what a copy that was cut off has left."""
    folder = home / FOLDER
    for pattern, kept in (("daily-*.db", DAILY), ("before-*.db", BEFORE)):
        # The name of a backup ends in its time.
        for old in sorted(folder.glob(pattern), key=lambda each: each.stem.split("-", 1)[1][-21:])[:-kept]:
            old.unlink(missing_ok=True)
    for part in (*folder.glob(".*.part*"), *home.glob(".rebuilding-*")):
        with suppress(OSError):
            if part.stat().st_mtime < time() - STALE_SECONDS:
                rmtree(part) if part.is_dir() else part.unlink()


def copy_into(connection: sqlite3.Connection, part: Path) -> None:
    """Copy an open database into a new file, and check the copy.

    Raises:
        DatabaseDamaged: The copy is not sound.
    """
    copy = sqlite3.connect(part)
    try:
        copy_database(connection, copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (verdict := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise DatabaseDamaged(f"what would be copied is damaged ({verdict}).", "mlprep data check")
    finally:
        copy.close()


def copy_database(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Make one open database what another is, in one transaction; give up where it stays locked."""
    waited = 0

    def patiently(status: int, _remaining: int, _total: int) -> None:
        nonlocal waited
        waited += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if waited > PATIENCE:
            raise DatabaseUnavailable(
                "the database is locked by another program.", "close what else has it open, then run the command again"
            )

    source.backup(target, progress=patiently, sleep=0.1)
