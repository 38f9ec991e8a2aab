"""Restoring a backup: completely or not at all. The current database is kept."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from mlprep_cli.adapters.files import open_file, partial_file, publish
from mlprep_cli.core.shell import quoted
from mlprep_cli.errors import DatabaseDamaged, MlprepError
from mlprep_cli.storage.backup import FOLDER, back_up_before, copy_database, thin, time_stamp
from mlprep_cli.storage.banks import doubt_banks
from mlprep_cli.storage.database import FILE_NAME, connect, new_identity, open_unchecked, set_log_aside, transaction
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.foreign_tables import copy_tables, known_columns, open_for_reading
from mlprep_cli.storage.schema import read_schema


def restore(file: Path, home: Path, *, replace: bool, warn: Callable[[str], None] = lambda _: None) -> Path | None:
    """Replace the database in a home folder with the tables of a backup; return the copy of the old database, if any.

    Raises:
        MlprepError: There is a database and `replace` is false, or the file is not a backup.
        DatabaseUnavailable: One of the two cannot be read or written.
    """
    target = home / FILE_NAME
    _refuse_log(file)
    with translated(file):
        source = open_for_reading(file)
    try:
        with translated(target):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not replace and os.path.lexists(target):
                raise MlprepError(
                    f"{target} already exists.", "--force replaces it with the backup and keeps a copy of it."
                )
            set_log_aside(target, warn)
            with partial_file(target) as part:
                copy_tables(source, file, part, lambda problem: _refuse(file, problem))
                _doubt_banks(part, _banks(target))
                if not os.path.lexists(target):
                    publish(part, target, replace=False)
                    return None
                return _replace(part, target, "restore")
    finally:
        source.close()


def _refuse_log(file: Path) -> None:
    with open_file(file) as data:
        if data.read(1) == b"{":
            raise MlprepError(
                f"{file} is a log, not a backup.", f"mlprep data merge {quoted(str(file))} adds it to your log."
            )


def _refuse(file: Path, problem: str) -> None:
    raise DatabaseDamaged(
        f"{file} cannot be restored. {problem}",
        f"mlprep data merge {quoted(str(file))} takes over every readable line.",
    )


def has_foreign_schema(path: Path) -> bool:
    """Return whether a database has objects that are not of mlprep, or lacks some.

    Raises:
        DatabaseUnavailable: It cannot be read.
    """
    with translated(path), closing(open_unchecked(path)) as connection:
        return not read_schema(connection).fits()


def renew(home: Path) -> tuple[Path, list[str]]:
    """Copy the tables of the database in a home folder into a fresh schema; return the old file, and what was invalid.

    Raises:
        DatabaseUnavailable: It cannot be read or written.
        DatabaseDamaged: It is damaged.
    """
    target = home / FILE_NAME
    problems: list[str] = []
    with translated(target), partial_file(target) as part:
        with closing(open_for_reading(target)) as source:
            copy_tables(source, target, part, problems.append)
        return _replace(part, target, "repair"), problems


def _doubt_banks(part: Path, here: dict[str, str]) -> None:
    """Make the banks of a restored database be read again, from the files that the database here already uses.

    A backup from elsewhere must neither bring code nor make mlprep read arbitrary files.
    """
    with closing(connect(part)) as copy, transaction(copy):
        doubt_banks(copy)
        for name, path in copy.execute("SELECT name, path FROM bank WHERE number <> 0").fetchall():
            if here.get(name) != path:
                copy.execute("UPDATE bank SET path = '' WHERE name = ?", (name,))


def _banks(path: Path) -> dict[str, str]:
    return {name: file for _, name, file, _ in banks_in(path)}


def banks_in(path: Path) -> list[tuple[int, str, str, bool]]:
    """Return the number, the name, the path and the removal of each bank in a file; none if they cannot be read."""
    columns = ("number", "name", "path", "removed_at")
    try:
        with closing(open_for_reading(path)) as connection:
            if not set(columns) <= set(known_columns(connection, read_schema(connection), "bank", columns)):
                return []
            rows = connection.execute("SELECT number, name, path, removed_at FROM bank NOT INDEXED").fetchall()
    except (MlprepError, sqlite3.Error):
        return []
    texts = [row for row in rows if isinstance(row[0], int) and isinstance(row[1], str) and isinstance(row[2], str)]
    return [(number, name, file, removed is not None) for number, name, file, removed in texts]


def _replace(part: Path, target: Path, what: str) -> Path:
    """Back up the current database and copy the new one over it; if it is damaged, move it aside instead."""
    try:
        with translated(target), closing(open_unchecked(target)) as present, closing(connect(part)) as copy:
            backup = _backed_up(present, target.parent, what)
            # The log of the present file, which gets the copy, keeps its identity.
            identity = _identity(present)
            copy.execute(f"PRAGMA user_version={identity}")
            copy_database(copy, present)
    except DatabaseDamaged:
        return set_aside(part, target)
    return backup


def _identity(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0]) or new_identity()


def _backed_up(connection: sqlite3.Connection, home: Path, what: str) -> Path:
    """Back up a database before it is replaced, and return the backup."""
    if read_schema(connection).fits():
        return back_up_before(connection, home, what)
    # Checking the copy would run expressions of the file, so it is kept unchecked, byte by byte.
    target = home / FOLDER / f"before-{what}-{time_stamp()}.db"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with partial_file(target) as part:
        with closing(sqlite3.connect(part)) as copy:
            copy_database(connection, copy)
        publish(part, target, replace=False)
    thin(home)
    return target


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
