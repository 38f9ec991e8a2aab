"""Transferring logs: exporting, importing into an empty home, and merging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expand_home, write_parts
from mlprep_cli.adapters.settings import COMMANDS, all_settings, with_value, write_setting
from mlprep_cli.app.banks import current
from mlprep_cli.app.files import file_to_write
from mlprep_cli.app.progress import progress
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.core.shell import quoted
from mlprep_cli.errors import InvalidLog, MlprepError, UsageError
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.transfer import Taking

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.log_records import Line

LOGS = "*.jsonl"


def export(context: Context, file: Path | None, *, replace: bool) -> None:
    """Write the log to a file, completely or not at all; without a file, to standard output.

    Raises:
        MlprepError: The file already exists, is the database, or cannot be written.
    """
    with closing(current(context).log.lines(_portable_settings(context))) as lines:
        if file is None:
            for line in lines:
                context.screen.write_document(line)
            return
        file = file_to_write(context, file, replace=replace)
        write_parts(file, (f"{line}\n".encode() for line in lines), replace=replace)


def import_log(context: Context, file: Path) -> MergeReport:
    """Import a log and its settings into a home folder that has no record of a log.

    Raises:
        MlprepError: The home folder already has a log, or the file cannot be used.
    """
    file = expand_home(file)
    store = current(context)
    if store.reviews.anything_recorded():
        raise MlprepError(
            f"There is already a log in {context.home}.", f"mlprep data merge {quoted(str(file))} merges the two."
        )

    def settings(line: Line) -> None:
        _apply_settings(context, file, line)

    with progress(context) as shown:
        return store.take(file, Taking(context.clock.moment(), settings=settings, progress=shown))


def merge(context: Context, files: Iterable[Path]) -> Iterator[tuple[Path, MergeReport | MlprepError]]:
    """Merge log files into the local log, each completely or not at all, and yield a result for each.

    The database is backed up before the first file that changes it.
    """
    backed_up = False
    for file in files:
        try:
            with progress(context) as shown:
                taking = Taking(context.clock.moment(), keep_copy=not backed_up, progress=shown)
                report = current(context).take(expand_home(file), taking)
        except MlprepError as error:
            yield file, error
        else:
            backed_up = backed_up or report.backup is not None
            yield file, report


def logs_in(folder: Path) -> list[Path]:
    """Return the log files in a folder.

    Raises:
        MlprepError: There is none.
    """
    folder = expand_home(folder)
    if not folder.is_dir():
        raise MlprepError(f"{folder} is not a folder.", "Name the folder with the logs.")
    with translated(folder):
        # Hidden files belong to other programs: macOS adds one to each file on a USB stick.
        logs = sorted(
            file for file in folder.glob(LOGS) if file.is_file() and not file.is_symlink() and file.name[0] != "."
        )
    if not logs:
        own = quoted(str(folder / "this-machine.jsonl"))
        raise MlprepError(f"There is no log ({LOGS}) in {folder}.", f"mlprep data export {own} writes one.")
    return logs


def _apply_settings(context: Context, file: Path, line: Line) -> None:
    """Apply the settings of a log that differ from the local ones."""
    now = _portable_settings(context)
    given = {key: value for key, value in line.record.items() if key not in COMMANDS}
    try:
        for key, value in given.items():
            with_value(context.settings, key, str(value))
    except UsageError as error:
        raise InvalidLog(file, line.number, error.message.rstrip("."), error.hint) from error
    for key, value in given.items():
        if now[key] != value:
            write_setting(context.home, key, str(value))


def _portable_settings(context: Context) -> dict[str, str]:
    """Return the settings without commands: a log from somebody else must not choose a program to run."""
    return {key: value for key, value in all_settings(context.settings).items() if key not in COMMANDS}
