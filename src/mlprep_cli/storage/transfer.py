"""Importing a log: from a log file or from another database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory

from mlprep_cli.adapters.log_file import lines_in, read
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.core.log_records import Line
from mlprep_cli.errors import InvalidLog, MlprepError
from mlprep_cli.storage.backup import back_up_before, copy_into
from mlprep_cli.storage.database import FILE_NAME, connect, open_database, transaction
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.fields import moment_text
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.log_records import LogStore
from mlprep_cli.storage.restore import accept, open_for_reading


def take(
    connection: Connection,
    path: Path,
    file: Path,
    at: datetime,
    *,
    keep_copy: bool,
    settings: Callable[[Line], None] | None = None,
) -> MergeReport:
    """Merge the log in a file into the database at `path`, all of it or nothing.

    Args:
        connection: The open database.
        path: Its file.
        file: A log file, or another database.
        at: Now.
        keep_copy: Whether to keep a copy of the database first if anything changes.
        settings: Applies the settings of the log, inside the transaction and last, so that a refused log changes nothing.

    Raises:
        InvalidLog: A line cannot be used.
        MlprepError: The file cannot be read, or is not a log or database of mlprep.
    """
    merge = LogMerge(connection, moment_text(at))
    copy = applied = None
    unreadable: list[str] = []
    with records_in(file, unreadable) as lines, transaction(connection):
        for line in lines:
            if line.kind == "settings":
                applied = line
            else:
                _add(merge, file, line)
        if merge.new or merge.changed:
            merge.derive()
            if keep_copy:
                # Another connection does not see this transaction, so the copy is of the database before it.
                with closing(connect(path)) as before:
                    copy = str(back_up_before(before, path.parent, "merge"))
        if settings is not None and applied is not None:
            settings(applied)
    return MergeReport(dict(merge.new), dict(merge.changed), tuple(sorted(merge.unknown)), tuple(unreadable), copy)


@contextmanager
def records_in(file: Path, unreadable: list[str]) -> Iterator[Iterator[Line]]:
    """Open the records of a log file or of another database, such as a backup.

    A database may have records that cannot be read: the error of each is added to `unreadable`.
    """
    with translated(file):
        if _is_database(file):
            with _copied(file) as connection:
                yield LogStore(connection).records(unreadable)
        else:
            with lines_in(file) as data:
                yield read(file, data)


def _add(merge: LogMerge, file: Path, line: Line) -> None:
    try:
        merge.add(line)
    except MlprepError as error:
        raise InvalidLog(file, line.number, error.message.rstrip("."), error.hint) from error


def _is_database(file: Path) -> bool:
    with lines_in(file) as data:
        return next(iter(data), b"").startswith(b"SQLite format 3\x00")


@contextmanager
def _copied(file: Path) -> Iterator[Connection]:
    """Open a migrated copy of another database; the file itself is not changed."""
    with TemporaryDirectory() as folder:
        part = Path(folder) / FILE_NAME
        with closing(open_for_reading(file)) as source:
            copy_into(source, part)
        with closing(connect(part)) as copy:
            accept(copy, file)
        with closing(open_database(Path(folder))) as connection:
            yield connection
