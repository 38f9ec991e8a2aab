"""Errors of SQLite and the file system, translated into messages that say what to do."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlprep_cli.errors import DatabaseDamaged, DatabaseLocked, DatabaseUnavailable

DatabaseError = sqlite3.Error
"""The base class of the errors of SQLite."""
NO_SHARED_MEMORY = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMLOCK,
    sqlite3.SQLITE_IOERR_SHMMAP,
)
"""The error codes of a file system on which the memory of a write-ahead log cannot be shared."""
_NO_LOCKS = (
    *NO_SHARED_MEMORY[1:],
    sqlite3.SQLITE_IOERR_LOCK,
    sqlite3.SQLITE_IOERR_RDLOCK,
    sqlite3.SQLITE_IOERR_UNLOCK,
    sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOLFS,
)
_SAME_AS = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EACCES: sqlite3.SQLITE_PERM,
    errno.EPERM: sqlite3.SQLITE_PERM,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EIO: sqlite3.SQLITE_IOERR,
    errno.ENOLCK: sqlite3.SQLITE_IOERR_LOCK,
}
"""The error codes of SQLite for errors of the file system. Any other one means that the file cannot be opened."""
_PERMISSIONS = "Check the permissions of the file and its folder, or name another folder with --home."
_LOCKED = (
    DatabaseLocked,
    "{path} is locked by another program ({reason}).",
    "Nothing was changed. Close the other program and run the command again.",
)
_NOT_OPENED = (DatabaseUnavailable, "{path} cannot be opened ({reason}).", _PERMISSIONS)
_DAMAGED = (
    DatabaseDamaged,
    "{path} is damaged, or not a database ({reason}).",
    "The file was not changed. mlprep data check --repair repairs what it can.",
)
_MEANINGS: dict[int | None, tuple[type[DatabaseUnavailable], str, str]] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: (
        DatabaseUnavailable,
        "There is no space left for {path} ({reason}).",
        "Free some space and run the command again. Everything graded before is kept.",
    ),
    sqlite3.SQLITE_READONLY: (DatabaseUnavailable, "{path} cannot be written ({reason}).", _PERMISSIONS),
    sqlite3.SQLITE_PERM: _NOT_OPENED,
    sqlite3.SQLITE_AUTH: _NOT_OPENED,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: (
        DatabaseUnavailable,
        "{path} could not be read or written ({reason}).",
        "Check the disk: its free space (df) and its health. Everything graded before is kept.",
    ),
}
"""The error, its message and its hint, by SQLite's primary error code."""
_OTHER = (DatabaseUnavailable, "{path} could not be used ({reason}).", "mlprep data check shows what is wrong with it.")
MOUNTS = Path("/proc/self/mounts")
"""The list of file systems on Linux."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Translate errors of SQLite and the file system in a block that uses the file at `path`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise meaning(error, path) from error


def meaning(error: BaseException, path: Path) -> DatabaseUnavailable:
    """Return the error to show for a failure of the database at `path`, by SQLite's error code."""
    extended = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, OSError):
        extended = _SAME_AS.get(error.errno or 0, sqlite3.SQLITE_CANTOPEN)
    code = None if extended is None else extended & 0xFF
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        extended = code = sqlite3.SQLITE_FULL
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    if extended in _NO_LOCKS or (code == sqlite3.SQLITE_BUSY and not _has_locks(path.parent)):
        return DatabaseUnavailable(
            f"{path} is on {file_system(path)}, which does not lock or share files as a database needs it ({reason}).",
            "Name a folder on a disk of this computer with --home.",
        )
    kind, message, hint = _MEANINGS.get(code, _OTHER)
    if code == sqlite3.SQLITE_CANTOPEN:
        hint = _way_out(error, path)
    return kind(message.format(path=path, reason=reason), hint)


def _way_out(error: BaseException, path: Path) -> str:
    """Return what to do about a file that cannot be opened."""
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return "Too many files are open. Close other programs and run the command again."
    with suppress(OSError):
        if not path.parent.is_dir():
            return f"Check that {path.parent} is a folder, or name another folder with --home."
        if os.access(path.parent, os.W_OK) and os.access(path, os.R_OK | os.W_OK):
            return f"Check that {path.name} and its companions {path.name}-wal and {path.name}-shm are files."
    return _PERMISSIONS


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """Return the file system of a path in words, such as `a file system of the type nfs4 (/mnt/home)`."""
    with suppress(OSError, ValueError):
        place = path.resolve()
        types: dict[Path, str] = {}
        for line in mounts.read_text("utf-8", "surrogateescape").splitlines():
            _, mounted, kind, *_ = line.split(" ")
            # A blank, a tab, a newline and a backslash are written as octal numbers.
            types[Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), mounted))] = kind
        for folder in place.parents:
            if folder in types:
                return f"a file system of the type {types[folder]} ({folder})"
    return "a file system"


def _has_locks(folder: Path) -> bool:
    from mlprep_cli.storage.write_ahead_log import has_locks  # noqa: PLC0415  only after an error

    return has_locks(folder)


def _is_full(path: Path) -> bool:
    """Return whether the disk is almost full: SQLite reports an I/O error if it cannot extend a side file."""
    try:
        return shutil.disk_usage(path.parent).free < 1_000_000
    except OSError:
        return False
