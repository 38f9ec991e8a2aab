"""Backups: consistent, checked copies of the database, each renamed into place only once it is complete."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from time import time

from mlprep_cli.adapters.files import check_target, partial_file, publish
from mlprep_cli.errors import DatabaseDamaged, DatabaseLocked, MlprepError
from mlprep_cli.storage.errors import translated

DAILY, BEFORE = 7, 10
"""The number of daily backups to keep, and of backups made before a change."""
FOLDER = "backups"
"""The folder of the backups, in the home folder."""
_DAILY = r"daily-\d{4}-\d{2}-\d{2}\.db"
_BEFORE = r"before-.+-\d{8}T\d{12}\.db"
_DATABASE = r"mlprep\.db(-journal|-wal|-shm)?"
_UNFINISHED = r"\.(mlprep|daily-|before-|config\.toml).*\.[0-9a-f]{8}\.part(-journal|-wal|-shm)?"
"""The names of the copies that `partial_file` of the adapters creates for files of the home folder."""
_REBUILT = r"\.rebuilding-[a-z0-9_]{8}"
"""The names of the folders in which a repair builds a new database."""
PATIENCE = 40
"""The tenths of a second to wait for a locked database."""
STALE_SECONDS = 3600.0
"""The age after which an unfinished copy counts as abandoned."""
PAGES = 2000
"""The pages to copy at once."""

Progress = Callable[[str, float], None]
"""Is called from time to time with what is being done, and the part of it that is done. The database is never locked then."""


def unwatched(_what: str, _part: float) -> None:
    """Show no progress."""


def back_up(
    connection: sqlite3.Connection, target: Path, *, replace: bool = False, progress: Progress = unwatched
) -> None:
    """Write a consistent copy of an open database to a file, even while others write to the database.

    Raises:
        MlprepError: The file already exists, and `replace` is false, or it is not a regular file.
        DatabaseUnavailable: The copy cannot be written, or is damaged.
    """
    with translated(target):
        check_target(target, replace=replace)
        with partial_file(target) as part:
            copy_into(connection, part, progress)
            publish(part, target, replace=replace)


def back_up_daily(connection: sqlite3.Connection, home: Path, day: date) -> None:
    """Write one backup per study day, and keep the newest seven."""
    target = new_file(home, f"daily-{day.isoformat()}.db")
    if target.exists():
        return
    try:
        back_up(connection, target)
    except MlprepError:
        if not target.exists():  # it does if another session ended at the same time and was first
            raise
    thin(home)


def back_up_before(connection: sqlite3.Connection, home: Path, what: str) -> Path:
    """Back up the database before a change, and return the file. `what` names the change in the file name."""
    target = new_file(home, f"before-{what}-{time_stamp()}.db")
    back_up(connection, target)
    thin(home)
    return target


def new_file(home: Path, name: str) -> Path:
    """Return a file in the folder of the backups, which is created if necessary."""
    folder = home / FOLDER
    with translated(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / name


def time_stamp() -> str:
    """Return the current time for a file name, from the system clock even if MLPREP_NOW is set."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")


def newest_first(home: Path) -> list[Path]:
    """Return the backups in a home folder, newest first."""
    with translated(home):
        return sorted((home / FOLDER).glob("*.db"), key=lambda file: file.stat().st_mtime, reverse=True)


def thin(home: Path) -> None:
    """Remove the oldest automatic backups, and the unfinished copies that an interrupted program left.

    Only names that mlprep itself makes are removed: a file of the user's may have a similar one.
    """
    folder = home / FOLDER
    for pattern, limit in ((_DAILY, DAILY), (_BEFORE, BEFORE)):
        # The name of a backup ends in its day or time, so it sorts by age.
        for old in sorted(_named(folder, pattern), key=lambda file: file.stem.split("-", 1)[1][-21:])[:-limit]:
            old.unlink(missing_ok=True)
    for part in (*_named(folder, _UNFINISHED), *_named(home, _UNFINISHED)):
        if _is_stale(part):
            part.unlink(missing_ok=True)
    for rebuilt in _named(home, _REBUILT, is_folder=True):
        if _is_stale(rebuilt):
            for file in _named(rebuilt, _DATABASE):
                file.unlink(missing_ok=True)
            with suppress(OSError):  # it has other files
                rebuilt.rmdir()


def _named(folder: Path, pattern: str, *, is_folder: bool = False) -> list[Path]:
    """Return the files, or the folders, in a folder whose whole name fits a pattern. Links are neither."""
    try:
        with os.scandir(folder) as entries:
            return [
                folder / entry.name
                for entry in entries
                if re.fullmatch(pattern, entry.name)
                and (entry.is_dir if is_folder else entry.is_file)(follow_symlinks=False)
            ]
    except OSError:
        return []


def _is_stale(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time() - STALE_SECONDS
    except OSError:
        return False


def copy_into(connection: sqlite3.Connection, part: Path, progress: Progress = unwatched) -> None:
    """Copy an open database into a new file, and check the copy.

    Raises:
        DatabaseDamaged: The copy is damaged.
    """
    copy = sqlite3.connect(part)
    try:
        copy_database(connection, copy, progress)
        copy.execute("PRAGMA journal_mode=DELETE")
        progress("checking the copy", 0.0)
        if (verdict := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise DatabaseDamaged(f"The copy would be damaged ({verdict}).", "mlprep data check")
    finally:
        copy.close()


def copy_database(source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress = unwatched) -> None:
    """Copy one open database over another in one transaction, as it is now. Others may write to the source meanwhile.

    Raises:
        DatabaseUnavailable: One of them stays locked.
    """
    waits = Waits()

    def watch(status: int, remaining: int, total: int) -> None:
        waits.count(status)
        progress("copying", 1 - remaining / max(1, total))

    # Without one transaction for all steps, each write of another program would start the copy again.
    with snapshot(source):
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES, progress=watch, sleep=0.1)


class Waits:
    """Counts the waits for a locked database, to a limit."""

    def __init__(self) -> None:
        self._waited = 0

    def count(self, status: int) -> bool:
        """Count a step of a copy, and return whether it found a database locked.

        Raises:
            DatabaseUnavailable: It has found it locked too often.
        """
        locked = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        self._waited += locked
        if self._waited > PATIENCE:
            raise DatabaseLocked(
                "The database is locked by another program.", "Close the other program and run the command again."
            )
        return locked


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a block read one state of the database: the one that it finds first. Others may write meanwhile."""
    is_inside = connection.in_transaction
    if not is_inside:
        connection.execute("BEGIN")
    try:
        yield
    finally:
        if not is_inside and connection.in_transaction:
            connection.execute("ROLLBACK")  # nothing was written, and a damaged database refuses to commit
