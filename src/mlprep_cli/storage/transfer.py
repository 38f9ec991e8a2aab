"""Importing a log: from a log file or from another database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mlprep_cli.adapters.log_file import lines_in, read
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.core.log_records import Line
from mlprep_cli.errors import DatabaseUnavailable, InvalidLog
from mlprep_cli.storage.backup import Progress, back_up, new_file, thin, time_stamp, unwatched
from mlprep_cli.storage.database import FILE_NAME, connect, transaction
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.fields import moment_text
from mlprep_cli.storage.foreign_tables import copy_tables, open_for_reading
from mlprep_cli.storage.log_merge import LogMerge, RefusedLine
from mlprep_cli.storage.log_records import LogStore
from mlprep_cli.storage.placeholders import add_missing_questions, add_missing_sessions
from mlprep_cli.storage.working_copy import Change, ChangedMeanwhile, State, change_in_copy, state_of

BATCH = 1000
"""The number of records that are merged at once."""
MOST_AT_ONCE = 5_000
"""The most records that one transaction on the database itself adds, so that others wait less than a second."""
MOST_DERIVED = 30_000
"""The most reviews that it derives cards from."""
MOST_CHARACTERS = 10_000_000
"""The most characters of records that are kept in memory."""
_ATTEMPTS = 5


class Taking(NamedTuple):
    """How a log is taken.

    Attributes:
        at: Now.
        keep_copy: Whether to keep a copy of the database first if anything changes.
        settings: Applies the settings of the log, inside the transaction and last, so that a refused log changes nothing.
        progress: Shows the progress.
        most_at_once: The most records that are added to the database itself; more are added to a copy of it.
    """

    at: datetime
    keep_copy: bool = False
    settings: Callable[[Line], None] | None = None
    progress: Progress = unwatched
    most_at_once: int = MOST_AT_ONCE


def take(connection: Connection, path: Path, file: Path, taking: Taking) -> MergeReport:
    """Merge the log in a file into the database at `path`, all of it or nothing.

    The file is read and checked, and cards are derived, while others can write to the database.

    Raises:
        InvalidLog: A line cannot be used.
        MlprepError: The file cannot be read, or is not a log or database of mlprep.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _Take(connection, path, file, taking).report()
        except ChangedMeanwhile:
            continue
        except RefusedLine as error:
            raise InvalidLog(file, error.number, error.message.rstrip("."), error.hint) from error
    raise DatabaseUnavailable(
        f"{path} was changed again and again during the merge.", "Close other programs that use it, and try again."
    )


class _Take:
    """One attempt to take a log."""

    def __init__(self, connection: Connection, path: Path, file: Path, taking: Taking) -> None:
        self._connection = connection
        self._path = path
        self._file = file
        self._taking = taking
        self._now = moment_text(taking.at)
        self._unreadable: list[str] = []
        self._settings: Line | None = None

    def report(self) -> MergeReport:
        """Take the log, and return what was new and changed."""
        with records_in(self._file, self._unreadable, self._taking.progress) as lines:
            state = state_of(self._connection)
            batches = self._batches(lines)
            found = LogMerge(self._connection, self._now)
            pending, is_short = _pending(found, batches, self._taking.most_at_once)
            rest = chain(_in_batches(pending), batches)
            is_alone = self._connection.execute("PRAGMA locking_mode").fetchone()[0] == "exclusive"
            if not (is_short or is_alone):
                return self._take_in_copy(found, rest, state)
            if not pending and self._settings is None:
                return self._reported(found, None)
            return self._take_at_once(found, rest, state, changes=bool(pending))

    def _take_at_once(
        self, merge: LogMerge, batches: Iterable[list[Line]], state: State, *, changes: bool
    ) -> MergeReport:
        with self._kept_copy(wanted=changes) as copy, transaction(self._connection):
            if state_of(self._connection) != state:
                raise ChangedMeanwhile
            for batch in batches:
                merge.add(batch)
            merge.derive()
            self._apply_settings()
        return self._reported(merge, copy)

    def _take_in_copy(self, found: LogMerge, batches: Iterable[list[Line]], state: State) -> MergeReport:
        merges: list[LogMerge] = []
        with self._kept_copy(wanted=True) as kept:

            def make(copy: Connection) -> None:
                merges.append(merge := found.into(copy))
                for batch in batches:
                    merge.add(batch)
                self._taking.progress("deriving the cards", 0.0)
                merge.derive()

            change = Change(state, self._now, make, self._apply_settings, self._taking.progress)
            change_in_copy(self._connection, self._path, change)
        return self._reported(merges[0], kept)

    @contextmanager
    def _kept_copy(self, *, wanted: bool) -> Iterator[Path | None]:
        """Keep a copy of the database before the change in the block; remove it if the change fails."""
        if not (wanted and self._taking.keep_copy):
            yield None
            return
        copy = new_file(self._path.parent, f"before-merge-{time_stamp()}.db")
        back_up(self._connection, copy, progress=self._taking.progress)
        try:
            yield copy
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        thin(self._path.parent)

    def _batches(self, lines: Iterable[Line]) -> Iterator[list[Line]]:
        for batch in _in_batches(lines):
            if batch[0].kind == "settings":
                self._settings = batch.pop(0)
            yield batch

    def _apply_settings(self) -> None:
        if self._taking.settings is not None and self._settings is not None:
            self._taking.settings(self._settings)

    def _reported(self, merge: LogMerge, copy: Path | None) -> MergeReport:
        kept = None if copy is None else str(copy)
        unknown, unreadable = tuple(sorted(merge.unknown)), tuple(self._unreadable)
        return MergeReport(dict(merge.new), dict(merge.changed), unknown, unreadable, kept)


def _pending(merge: LogMerge, batches: Iterator[list[Line]], most: int) -> tuple[list[Line], bool]:
    """Return the first lines that change something, and whether these are all and few enough for one transaction.

    If they are not, the other lines are still unread.
    """
    pending: list[Line] = []
    characters = 0
    for batch in batches:
        news = merge.pending(batch)
        pending += news
        characters += sum(len(repr(line.record)) for line in news)
        if len(pending) > most or characters > MOST_CHARACTERS:
            return pending, False
    return pending, merge.reviews_behind(pending) <= MOST_DERIVED


def _in_batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    remaining = iter(lines)
    while batch := [*islice(remaining, BATCH)]:
        yield batch


@contextmanager
def records_in(file: Path, unreadable: list[str], progress: Progress = unwatched) -> Iterator[Iterator[Line]]:
    """Open the records of a log file or of another database, such as a backup.

    A database may have records that cannot be read: the error of each is added to `unreadable`.
    """
    with translated(file):
        if _is_database(file):
            with _copied(file, unreadable) as connection:
                yield LogStore(connection).records(unreadable)
        else:
            with lines_in(file) as data:
                yield read(file, _watched(data, file, progress))


def _watched(data: Iterator[bytes], file: Path, progress: Progress) -> Iterator[bytes]:
    size, done = max(1, file.stat().st_size), 0
    for number, line in enumerate(data):
        if number % BATCH == 0:
            progress("reading", done / size)
        done += len(line)
        yield line


def _is_database(file: Path) -> bool:
    with lines_in(file) as data:
        return next(iter(data), b"").startswith(b"SQLite format 3\x00")


@contextmanager
def _copied(file: Path, unreadable: list[str]) -> Iterator[Connection]:
    """Open a copy of the tables of another database; the file itself is not changed."""
    with TemporaryDirectory() as folder:
        part = Path(folder) / FILE_NAME
        with closing(open_for_reading(file)) as source:
            copy_tables(source, file, part, unreadable.append)
        with closing(connect(part)) as connection:
            # A row that could not be copied may have been the session or the interview of others.
            add_missing_questions(connection, moment_text(datetime.now(UTC)))
            add_missing_sessions(connection)
            yield connection
