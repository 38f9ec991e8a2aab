"""Putting a backup in the place of the database: whole or not at all, and what was there is kept."""

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
    """Make the database in a home what a backup is, and return where the one before it is kept, if there was one.

    Raises:
        MlprepError: There is a database, and it is not to be replaced; or the file is no backup.
        DatabaseUnavailable: One of them cannot be read or written.
    """
    target = home / FILE_NAME
    with translated(file):
        source = open_for_reading(file)
    try:
        with translated(target):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not replace and os.path.lexists(target):
                raise MlprepError(
                    f"{target} is there already.", "--force puts the backup in its place, and keeps what is there"
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
    """Return a connection to a database file that nothing is written to.

    Raises:
        MlprepError: There is no such file, or it is a link, a folder or a device.
    """
    with open_file(file):
        pass
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    # Without a log beside it, nothing has to be written to read it, wherever it lies.
    if not file.with_name(f"{file.name}-wal").exists():
        address += "&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def accept(copy: sqlite3.Connection, file: Path) -> None:
    """Refuse the copy of a file that this version cannot use.

    Raises:
        MlprepError: It is no database of mlprep, or one of a newer version.
    """
    applied = applied_steps(copy, file)
    if not applied:
        raise MlprepError(f"{file} is empty.", "name the file of a backup")
    if len(applied) > len(MIGRATIONS):
        raise newer(file, applied[-1], " and try again")


def _forget_places(part: Path, file: Path, here: dict[str, str]) -> None:
    """Let go of the bank files that a backup names, save those that the database here has from the same place.

    A file from elsewhere must not make mlprep read whatever it names.
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
    """Return the banks that the database in use has taken from files, as far as it can be read."""
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
    """Keep what is there, and write a copy over it; where it cannot be read, move it aside."""
    try:
        with translated(target):
            present, copy = connect(target), connect(part)
            try:
                kept = back_up_before(present, target.parent, "restore")
                copy_database(copy, present)
            finally:
                copy.close()
                present.close()
    except DatabaseDamaged:
        return set_aside(part, target)
    return kept


def _keep_as(old: Path, kept: Path) -> None:
    try:
        kept.hardlink_to(old)
    except OSError:  # a file system without links
        old.rename(kept)


def set_aside(part: Path, target: Path) -> Path:
    """Put a file in the place of a damaged database, and return where the damaged one lies now."""
    aside = target.with_name(f"{target.stem}-damaged-{time_stamp()}.db")
    # A write-ahead log that stayed would be read into the new file.
    for end in ("", "-wal", "-shm"):
        old, kept = target.with_name(f"{target.name}{end}"), aside.with_name(f"{aside.name}{end}")
        if old.exists():
            _keep_as(old, kept)
    for end in ("-wal", "-shm"):
        target.with_name(f"{target.name}{end}").unlink(missing_ok=True)
    publish(part, target, replace=True)
    return aside
