"""Transferring logs: exporting, importing into an empty home, and merging."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expand_home, write_file
from mlprep_cli.adapters.settings import all_settings, with_value, write_setting
from mlprep_cli.app.banks import current
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.errors import InvalidLog, MlprepError, UsageError
from mlprep_cli.storage.errors import translated

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.log_records import Line

LOGS = "*.jsonl"


def export(context: Context, file: Path | None, *, replace: bool) -> None:
    """Write the log to a file, completely or not at all; without a file, to standard output.

    Raises:
        MlprepError: The file already exists, is the database, or cannot be written.
    """
    lines = current(context).log.lines(all_settings(context.settings))
    if file is None:
        for line in lines:
            context.screen.write(line)
        return
    file = expand_home(file)
    refuse_database(context, file)
    write_file(file, "".join(f"{line}\n" for line in lines).encode(), replace=replace)


def refuse_database(context: Context, file: Path) -> None:
    """Refuse to overwrite the database, even with --force: an open session would continue in a deleted file.

    Raises:
        MlprepError: The file is the database.
    """
    path = context.store.path
    if file.exists() and path.exists() and file.samefile(path):
        raise MlprepError(f"{file} is the database itself.", "Name another file.")


def import_log(context: Context, file: Path) -> MergeReport:
    """Import a log and its settings into a home folder that has no sessions and no plans.

    Raises:
        MlprepError: The home folder already has a log, or the file cannot be used.
    """
    file = expand_home(file)
    store = current(context)
    if store.reviews.anything_practised():
        raise MlprepError(
            f"There is already a log in {context.home}.", f"mlprep data merge {quote(str(file))} merges the two."
        )

    def settings(line: Line) -> None:
        _apply_settings(context, file, line)

    return store.take(file, context.clock.moment(), keep_copy=False, settings=settings)


def merge(context: Context, files: Iterable[Path]) -> list[tuple[Path, MergeReport | MlprepError]]:
    """Merge log files into the local log, each completely or not at all, and return a result for each.

    The database is backed up before the first file that changes it.
    """
    results: list[tuple[Path, MergeReport | MlprepError]] = []
    backed_up = False
    for file in files:
        try:
            report = current(context).take(expand_home(file), context.clock.moment(), keep_copy=not backed_up)
            backed_up = backed_up or report.backup is not None
            results.append((file, report))
        except MlprepError as error:
            results.append((file, error))
    return results


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
        own = quote(str(folder / "this-machine.jsonl"))
        raise MlprepError(f"There is no log ({LOGS}) in {folder}.", f"mlprep data export {own} writes one.")
    return logs


def _apply_settings(context: Context, file: Path, line: Line) -> None:
    """Apply the settings of a log that differ from the local ones."""
    now = all_settings(context.settings)
    try:
        for key, value in line.record.items():
            with_value(context.settings, key, str(value))
    except UsageError as error:
        raise InvalidLog(file, line.number, error.message.rstrip("."), error.hint) from error
    for key, value in line.record.items():
        if now[key] != value:
            write_setting(context.home, key, str(value))
