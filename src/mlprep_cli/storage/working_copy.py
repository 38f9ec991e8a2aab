"""Long changes: made in a copy of the database, whose content then replaces that of the database in one short transaction.

Other programs can write to the database all the while. What they have added is merged into the copy before it is used.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection, Row
from typing import NamedTuple

from mlprep_cli.adapters.files import partial_file
from mlprep_cli.core.log_records import KINDS, Line
from mlprep_cli.errors import DatabaseDamaged
from mlprep_cli.storage.backup import PAGES, Progress, Waits, copy_database, new_file
from mlprep_cli.storage.database import connect
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.log_records import COLUMNS, IDENTITY, record_of

State = list[tuple[object, ...]]
"""What a merge depends on, besides the log."""


class ChangedMeanwhile(Exception):
    """The database has got other banks or another schema, or was restored, so the change must be made again."""


def state_of(connection: Connection) -> State:
    """Return what a merge depends on, besides the log: the schema, the banks, and the number of questions."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return [
        *cursor.execute("PRAGMA schema_version"),
        *cursor.execute("SELECT * FROM bank ORDER BY number"),
        *cursor.execute("SELECT count(*) FROM question"),
    ]


class Change(NamedTuple):
    """A long change of a database.

    Attributes:
        state: What it depends on, as it was when the change was prepared.
        now: The moment of the change.
        make: Makes it in an open copy of the database, inside one transaction.
        finish: Does what must be done together with it. If this fails, the database stays as it was.
        progress: Shows the progress until the copy is complete.
    """

    state: State
    now: str
    make: Callable[[Connection], None]
    finish: Callable[[], None]
    progress: Progress


def change_in_copy(connection: Connection, path: Path, change: Change) -> None:
    """Make a change in a copy of the database at `path`, and replace the content of the open database with that of the copy.

    The lock is held only while pages are copied, and the database has the whole change or nothing of it.

    Raises:
        ChangedMeanwhile: The change does not fit the database any more.
        DatabaseUnavailable: The database stays locked, or the copy cannot be written.
    """
    with closing(connect(path)) as watcher, _empty_copy(path) as copy:
        copy_database(connection, copy, change.progress)
        if state_of(watcher) != change.state:
            raise ChangedMeanwhile
        for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF", "cache_size=-16000"):
            copy.execute(f"PRAGMA {pragma}")
        copy.execute("BEGIN")
        change.make(copy)
        copy.execute("COMMIT")
        change.progress("checking the copy", 0.0)
        if (verdict := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise DatabaseDamaged(f"The copy would be damaged ({verdict}).", "mlprep data check")
        pursuit = _Pursuit(copy, change.now)
        with pursuit.attached(path):
            version = _version_of(watcher)
            pursuit.catch_up()
            change.progress("finishing", 1.0)

            def finish() -> None:
                if state_of(watcher) != change.state:
                    raise ChangedMeanwhile
                if _version_of(watcher) != version:
                    pursuit.catch_up()
                change.finish()

            _replace_content(connection, copy, finish)
    # Not left to the end of somebody's session. It waits for nobody, and nobody waits for it.
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextmanager
def _empty_copy(path: Path) -> Iterator[Connection]:
    # Beside the backups, so that what a killed program leaves is removed like an unfinished backup.
    with partial_file(new_file(path.parent, path.name)) as part:
        copy = sqlite3.connect(part, isolation_level=None)
        copy.row_factory = sqlite3.Row
        try:
            for pragma in ("foreign_keys=ON", "trusted_schema=OFF"):
                copy.execute(f"PRAGMA {pragma}")
            yield copy
        finally:
            copy.close()


def _version_of(watcher: Connection) -> int:
    version: int = watcher.execute("PRAGMA data_version").fetchone()[0]
    return version


def _replace_content(connection: Connection, copy: Connection, check: Callable[[], None]) -> None:
    """Copy all pages in one transaction. `check` runs once the database is locked; if it fails, nothing is changed."""
    pages = copy.execute("PRAGMA page_count").fetchone()[0]
    waits = Waits()
    checked = False

    def watch(status: int, _remaining: int, _total: int) -> None:
        nonlocal checked
        if not waits.count(status) and not checked:
            check()
            checked = True

    # In two steps at least: after the last one the transaction has ended, too late for the check.
    copy.backup(connection, pages=min(PAGES, pages // 2), progress=watch, sleep=0.1)


class _Pursuit:
    """Merges into a copy what other programs have added to the database since the copy was made.

    The first time, all rows are compared. Later it is only the new reviews, unless one of the others has changed too: that is
    quick enough while the database is locked.
    """

    def __init__(self, copy: Connection, now: str) -> None:
        self._copy = copy
        self._now = now
        self._compared: tuple[int, list[Row]] | None = None

    @contextmanager
    def attached(self, path: Path) -> Iterator[None]:
        """Let the copy read the database at `path` in a block."""
        self._copy.execute("ATTACH ? AS live", (str(path),))
        try:
            yield
        finally:
            self._copy.execute("DETACH live")

    def catch_up(self) -> None:
        """Merge what is new. After an error, the copy cannot be used."""
        self._copy.execute("BEGIN")
        try:
            merge, after = LogMerge(self._copy, self._now), self._last_compared()
            for kind, differing in _DIFFERING.items():
                rows = self._copy.execute(differing, {"after": after if kind == "review" else 0}).fetchall()
                merge.add([Line(0, kind, record_of(kind, row)) for row in rows])
            unknown = self._copy.execute(_UNKNOWN).fetchall()
            merge.add([Line(0, kind, json.loads(text)) for kind, text in unknown])
            self._copy.execute(_COPY_SEQUENCE, {"after": after})
            merge.derive()
            last = self._copy.execute("SELECT coalesce(max(rowid), 0) FROM live.review").fetchone()[0]
            self._compared = (last, self._days(last))
        finally:
            self._copy.execute("COMMIT")

    def _last_compared(self) -> int:
        """Return the last row of the reviews that need not be compared again."""
        if self._compared is None:
            return 0
        last, days = self._compared
        return last if self._days(last) == days else 0

    def _days(self, last: int) -> list[Row]:
        """Return the number of standing reviews of each study day, up to a row: an undo or a repair changes them."""
        counts = """
            SELECT study_day, count(*) FROM live.review INDEXED BY review_day
            WHERE voided_at IS NULL AND rowid <= ? GROUP BY study_day
        """
        return self._copy.execute(counts, (last,)).fetchall()


def _differing(kind: str) -> str:
    """Return the statement that selects the rows of the database that the copy does not have as they are."""
    names = " AND ".join(f"copied.{column} = own.{column}" for column in IDENTITY[kind])
    own, copied = (", ".join(f"{table}.{column}" for column in COLUMNS[kind]) for table in ("own", "copied"))
    return f"""
        SELECT own.* FROM live."{kind}" AS own LEFT JOIN main."{kind}" AS copied ON {names}
        WHERE own.rowid > :after AND ({own}) IS NOT ({copied})
    """  # noqa: S608  names


_DIFFERING = {kind: _differing(kind) for kind in KINDS if kind != "question"}
_COPY_SEQUENCE = """
    UPDATE main.review SET sequence = own.sequence FROM live.review AS own
    WHERE own.rowid > :after AND own.id = main.review.id AND own.sequence IS NOT main.review.sequence
"""
_UNKNOWN = "SELECT kind, record FROM live.unknown_record EXCEPT SELECT kind, record FROM main.unknown_record"
