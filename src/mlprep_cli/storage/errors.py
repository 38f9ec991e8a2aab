"""Errors of SQLite and the file system, translated into messages that say what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable

DatabaseError = sqlite3.Error
"""The base class of the errors of SQLite."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Translate errors of SQLite and the file system in a block that uses the file at `path`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise meaning(error, path) from error


def meaning(error: BaseException, path: Path) -> DatabaseUnavailable:
    """Return the error to show for a failure of the database at `path`, by SQLite's primary error code."""
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
                "Nothing was changed. Close the other program and run the command again.",
            )
        case sqlite3.SQLITE_FULL:
            return DatabaseUnavailable(
                f"There is no space left for {path} ({error}).",
                "Free some space and run the command again. Everything graded before is kept.",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return DatabaseUnavailable(
                f"{path} cannot be opened for writing ({error}).",
                "Check the permissions of the file and its folder, or name another folder with --home.",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DatabaseDamaged(
                f"{path} is damaged, or not a database ({error}).",
                "The file was not changed. mlprep data check --repair repairs what it can.",
            )
        case sqlite3.SQLITE_IOERR:
            return DatabaseUnavailable(
                f"{path} could not be read or written ({error}).",
                "Check the disk: its free space (df) and its health. Everything graded before is kept.",
            )
    return DatabaseUnavailable(f"{path} could not be used ({error}).", "mlprep data check shows what is wrong with it.")


def _is_full(path: Path) -> bool:
    """Return whether the disk is almost full: SQLite reports an I/O error if it cannot extend a side file."""
    try:
        return shutil.disk_usage(path.parent).free < 1_000_000
    except OSError:
        return False
