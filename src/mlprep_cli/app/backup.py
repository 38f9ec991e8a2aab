"""Writing and restoring backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expand_home
from mlprep_cli.app.banks import current
from mlprep_cli.app.files import file_to_write
from mlprep_cli.app.progress import progress
from mlprep_cli.storage.backup import new_file
from mlprep_cli.storage.restore import restore as restore_file

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def write_backup(context: Context, file: Path | None, *, replace: bool) -> Path:
    """Write a backup, and return its file.

    Raises:
        MlprepError: The file already exists, is the database, or cannot be written.
    """
    stamp = context.clock.moment().strftime("%Y%m%dT%H%M%SZ")
    given = new_file(context.home, f"mlprep-{stamp}.db") if file is None else file
    target = file_to_write(context, given, replace=replace)
    with progress(context) as shown:
        context.store.back_up(target, replace=replace, progress=shown)
    return target.absolute()


def restore(context: Context, file: Path, *, replace: bool) -> Path | None:
    """Replace the database with a backup, and return the copy of the old database, if there was one.

    Raises:
        MlprepError: There is a database and `replace` is false, or the file is not a backup.
    """
    copy = restore_file(expand_home(file), context.home, replace=replace, warn=context.screen.warn)
    for bank in current(context).banks.all():
        if not bank.path.name:
            context.screen.warn(
                f"The bank {bank.name} has no file on this machine; its questions stay. mlprep bank add FILE sets one."
            )
    return copy
