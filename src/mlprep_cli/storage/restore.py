"""Restoring a backup: completely or not at all. The current database is kept."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from mlprep_cli.adapters.files import open_file, partial_file, publish
from mlprep_cli.errors import DatabaseDamaged, MlprepError
from mlprep_cli.storage.backup import back_up_before, copy_database, copy_into, time_stamp
from mlprep_cli.storage.database import FILE_NAME, applied_steps, connect, newer
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.migrations import MIGRATIONS


def restore(file: Path, home: Path, *, replace: bool) -> Path | None:
    """Replace the database in a home folder with a backup, and return the copy of the old database, if there was one.

    Raises:
        MlprepError: There is a database and `replace` is false, or the file is not a backup.
        DatabaseUnavailable: One of the two cannot be read or written.
    """
    target = home / FILE_NAME
    with translated(file):
        source = open_for_reading(file)
    try:
        with translated(target):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not replace and os.path.lexists(target):
                raise MlprepError(
                    f"{target} already exists.", "--force replaces it with the backup and keeps a copy of it."
                )
            with partial_file(target) as part:
                with translated(file):
                    copy_into(source, part)
                _forget_places(part, file, _banks(target))
                if not os.path.lexists(target):
                    publish(part, target, replace=False)
                    return None
                return _replace(part, target)
    finally:
        source.close()


def open_for_reading(file: Path) -> sqlite3.Connection:
    """Return a read-only connection to a database file.

    Raises:
        MlprepError: The file does not exist, or is a link, a folder or a device.
    """
    with open_file(file):
        pass
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    # Without a write-ahead log, SQLite can read the file without writing, even in a read-only folder.
    if not file.with_name(f"{file.name}-wal").exists():
        address += "&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def accept(copy: sqlite3.Connection, file: Path) -> None:
    """Refuse a copy of a file that this version cannot use.

    Raises:
        MlprepError: It is not a database of mlprep, or was written by a newer version.
    """
    applied = applied_steps(copy, file)
    if not applied:
        raise MlprepError(f"{file} is empty.", "Name the file of a backup.")
    if len(applied) > len(MIGRATIONS):
        raise newer(file, applied[-1], "")


def _forget_places(part: Path, file: Path, here: dict[str, str]) -> None:
    """Clear the paths of bank files in a restored database, except those that the database here already uses.

    A backup from elsewhere must not make mlprep read arbitrary files.
    """
    copy = connect(part)
    try:
        accept(copy, file)
        for name, path in copy.execute("SELECT name, path FROM bank WHERE number > 0").fetchall():
            if here.get(name) != path:
                copy.execute("UPDATE bank SET path = '' WHERE name = ?", (name,))
    finally:
        copy.close()


def _banks(path: Path) -> dict[str, str]:
    """Return the banks of the current database with their paths; none if it cannot be read."""
    try:
        connection = open_for_reading(path)
    except (MlprepError, sqlite3.Error):
        return {}
    try:
        return dict(connection.execute("SELECT name, path FROM bank").fetchall())
    except sqlite3.Error:
        return {}
    finally:
        connection.close()


def _replace(part: Path, target: Path) -> Path:
    """Back up the current database and copy the restored one over it; if it is damaged, move it aside instead."""
    try:
        with translated(target):
            present, copy = connect(target), connect(part)
            try:
                backup = back_up_before(present, target.parent, "restore")
                copy_database(copy, present)
            finally:
                copy.close()
                present.close()
    except DatabaseDamaged:
        return set_aside(part, target)
    return backup


def _link_or_move(file: Path, aside: Path) -> None:
    try:
        aside.hardlink_to(file)
    except OSError:  # a file system without links
        file.rename(aside)


def set_aside(part: Path, target: Path) -> Path:
    """Move a damaged database aside, put a file in its place, and return the new path of the damaged one."""
    aside = target.with_name(f"{target.stem}-damaged-{time_stamp()}.db")
    # SQLite would replay a leftover write-ahead log into the new file.
    for end in ("", "-wal", "-shm"):
        if (old := target.with_name(f"{target.name}{end}")).exists():
            _link_or_move(old, aside.with_name(f"{aside.name}{end}"))
    for end in ("-wal", "-shm"):
        target.with_name(f"{target.name}{end}").unlink(missing_ok=True)
    publish(part, target, replace=True)
    return aside
