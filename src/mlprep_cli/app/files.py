"""Files that the user names to be written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import check_target, expand_home
from mlprep_cli.adapters.settings import FILE_NAME
from mlprep_cli.errors import MlprepError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

_PARTS = ("", "-wal", "-shm", "-journal")
"""The ends of the names of the files that a database consists of."""


def file_to_write(context: Context, file: Path, *, replace: bool) -> Path:
    """Return the path of a file to write. Every file that a command writes follows this rule.

    The database and the settings are refused even with --force, and so is each file that SQLite may put beside the database.

    Raises:
        MlprepError: It is not a regular file, is one of mlprep's own, exists and must not be replaced, or has no folder.
    """
    path, database = expand_home(file), context.store.path
    if any(_is_same(path, database.with_name(f"{database.name}{end}")) for end in _PARTS):
        raise MlprepError(f"{path} is the database itself.", "Name another file.")
    if _is_same(path, context.home / FILE_NAME):
        raise MlprepError(f"{path} has your settings.", "Name another file.")
    check_target(path, replace=replace)
    return path


def _is_same(path: Path, own: Path) -> bool:
    """Return whether a path names one of mlprep's own files, even if that does not exist at the moment."""
    if path.exists() and own.exists():
        return path.samefile(own)
    return path.name.lower() == own.name and os.path.realpath(path.parent) == os.path.realpath(own.parent)
