"""What the failures of SQLite and of the file system mean for the user."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable

DatabaseError = sqlite3.Error
"""Every error of SQLite."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into what the user can do about it."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise meaning(error, path) from error


def meaning(error: BaseException, path: Path) -> DatabaseUnavailable:
    """Return the failure of the database at `path` in words, by SQLite's primary error code."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, OSError):
        code = {28: sqlite3.SQLITE_FULL, 122: sqlite3.SQLITE_FULL}.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
    code = None if code is None else code & 0xFF
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        code = sqlite3.SQLITE_FULL
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseUnavailable(
                f"{path} is locked by another program ({error}).",
                "close what else has it open, then run the command again; nothing was changed",
            )
        case sqlite3.SQLITE_FULL:
            return DatabaseUnavailable(
                f"there is no space left for {path} ({error}).",
                "free some space and go on: everything graded before is kept",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return DatabaseUnavailable(
                f"{path} cannot be opened for writing ({error}).",
                "give yourself the right to write to the file and its folder, or name another folder with --home",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DatabaseDamaged(
                f"{path} is damaged, or not a database ({error}).",
                "mlprep data check --repair mends what it can; the file was left as it is",
            )
        case sqlite3.SQLITE_IOERR:
            return DatabaseUnavailable(
                f"{path} could not be read or written ({error}).",
                "look at the disk: its space (df) and its health; everything graded before is kept",
            )
    return DatabaseUnavailable(f"{path} could not be used ({error}).", "mlprep data check says what is wrong with it")


def _is_full(path: Path) -> bool:
    """Return whether the disk has hardly a page left: SQLite calls it an I/O error where it needs a file beside its own."""
    try:
        return shutil.disk_usage(path.parent).free < 1_000_000
    except OSError:
        return False
