"""Files that the user names to be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import check_target, expand_home
from mlprep_cli.errors import MlprepError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

_PARTS = ("", "-wal", "-shm", "-journal")
"""The ends of the names of the files that a database consists of."""


def file_to_write(context: Context, file: Path, *, replace: bool) -> Path:
    """Return the path of a file to write. Every file that a command writes follows this rule.

    The database is refused even with --force: an open session would continue in a deleted file.

    Raises:
        MlprepError: It is not a regular file, is part of the database, exists and must not be replaced, or has no folder.
    """
    path, database = expand_home(file), context.store.path
    for part in (database.with_name(f"{database.name}{end}") for end in _PARTS):
        if path.exists() and part.exists() and path.samefile(part):
            raise MlprepError(f"{path} is the database itself.", "Name another file.")
    check_target(path, replace=replace)
    return path
