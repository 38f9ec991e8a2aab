"""The write-ahead log: replayed into its own database whatever happened, and into no other one."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import NOON, review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import DatabaseLocked
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.errors import meaning
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.restore import restore
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.write_ahead_log import has_locks, is_orphaned, is_possible, set_aside
from review_logs import answered

ENDS = ("", "-wal", "-shm")


def practise(home: Path, *grades: Grade) -> None:
    """Grade questions in a session, and close everything."""
    open_database(home).close()
    with closing(open_database(home)) as connection:
        fill(connection, *QUESTIONS)
        graded(home, *grades)


def graded(home: Path, *grades: Grade, session: str = "session") -> None:
    journal = Journal(home / FILE_NAME, SessionStart(session, "drill", NOON))
    for grade in grades:
        journal.record(answered(review(grade)))
    journal.close()


def killed(home: Path, *grades: Grade) -> None:
    """Grade questions in a session, and leave its files as a kill leaves them."""
    left = home.with_name(f"{home.name}-left")
    with closing(open_database(home)):
        graded(home, *grades, session="killed")
        shutil.copytree(home, left)
    for end in ENDS:
        shutil.copy(left / f"{FILE_NAME}{end}", home / f"{FILE_NAME}{end}")


def reviews(home: Path, warnings: list[str] | None = None) -> int:
    sentences = [] if warnings is None else warnings
    with closing(Store(home, sentences.append)) as store:
        count = store.reviews.count()
        assert store.check().faults == ()
    return count


def test_a_log_that_a_kill_left_is_replayed(tmp_path: Path) -> None:
    home, warnings = tmp_path / "home", list[str]()
    practise(home, Grade.STRONG)
    killed(home, Grade.LEAN, Grade.LEAN)
    assert not is_orphaned(home / FILE_NAME)
    assert reviews(home, warnings) == 3
    assert warnings == []


@pytest.mark.parametrize("times", [1, 3])
def test_a_log_beside_a_database_that_received_its_first_identity_is_replayed(tmp_path: Path, times: int) -> None:
    home = tmp_path / "home"
    practise(home, *[Grade.STRONG] * times)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version=0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    killed(home, Grade.LEAN)
    assert reviews(home) == times + 1


def backup(home: Path, other: Path) -> None:
    """Put the backup of an earlier day in place."""
    with closing(Store(home)) as store:
        store.back_up(other)


def copy(home: Path, other: Path) -> None:
    """Put a copy of the file of an earlier day in place."""
    shutil.copy(home / FILE_NAME, other)


def another(_home: Path, other: Path) -> None:
    """Put the database of another machine in place, which had the same grades."""
    practise(other.with_name("other"), Grade.STRONG)
    shutil.copy(other.with_name("other") / FILE_NAME, other)


@pytest.mark.parametrize("make", [backup, copy, another])
@pytest.mark.parametrize("replace", [shutil.copy, os.replace], ids=["into", "over"])
def test_a_log_of_a_replaced_database_is_set_aside_and_said(
    tmp_path: Path, make: Callable[[Path, Path], None], replace: Callable[[Path, Path], object]
) -> None:
    home, other, warnings = tmp_path / "home", tmp_path / "other.db", list[str]()
    practise(home, Grade.STRONG)
    make(home, other)
    with closing(open_database(home)):
        graded(home, Grade.LEAN, session="between")
    killed(home, Grade.LEAN, Grade.NO_HIRE)
    log = (home / f"{FILE_NAME}-wal").read_bytes()
    replace(other, home / FILE_NAME)
    assert is_orphaned(home / FILE_NAME)
    assert reviews(home, warnings) == 1
    (aside,) = home.glob("mlprep-orphaned-*.wal")
    assert aside.read_bytes() == log
    assert warnings == [
        f"{FILE_NAME}-wal does not belong to {home / FILE_NAME}; it was set aside as {aside}. "
        "The last grades of the earlier database may be only in that file."
    ]
    assert reviews(home, warnings) == 1
    assert len(warnings) == 1


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_a_log_without_a_database_is_set_aside(tmp_path: Path, left: str) -> None:
    home, warnings = tmp_path / "home", list[str]()
    practise(home, Grade.STRONG)
    killed(home, Grade.LEAN)
    log = (home / f"{FILE_NAME}-wal").read_bytes()
    (home / FILE_NAME).unlink()
    if left != "nothing":
        (home / FILE_NAME).touch()
    assert reviews(home, warnings) == 0
    (aside,) = home.glob("mlprep-orphaned-*.wal")
    assert aside.read_bytes() == log
    assert len(warnings) == 1


def test_a_restore_does_not_replay_the_log_of_an_earlier_database(tmp_path: Path) -> None:
    home, warnings = tmp_path / "home", list[str]()
    practise(home, Grade.STRONG)
    backup(home, tmp_path / "backup.db")
    killed(home, Grade.LEAN)
    (home / FILE_NAME).unlink()
    restore(tmp_path / "backup.db", home, replace=False, warn=warnings.append)
    assert len(warnings) == 1
    assert reviews(home, warnings) == 1
    assert len(list(home.glob("mlprep-orphaned-*.wal"))) == len(warnings) == 1


def test_a_killed_restore_over_a_database_is_completed(tmp_path: Path) -> None:
    """Its log has pages of another file, and is still that of this database."""
    home = tmp_path / "home"
    practise(home, Grade.STRONG, Grade.LEAN)
    practise(tmp_path / "other", Grade.NO_HIRE)
    left = tmp_path / "left"
    with closing(open_database(home)):
        restore(tmp_path / "other" / FILE_NAME, home, replace=True)
        shutil.copytree(home, left)
    assert (left / f"{FILE_NAME}-wal").stat().st_size > 0
    warnings: list[str] = []
    assert reviews(left, warnings) == 1
    assert warnings == []


def test_a_log_is_not_taken_from_a_program_that_has_the_database_open(tmp_path: Path) -> None:
    home = tmp_path / "home"
    practise(home, Grade.STRONG)
    backup(home, tmp_path / "backup.db")
    killed(home, Grade.LEAN)
    shutil.copy(tmp_path / "backup.db", home / FILE_NAME)
    child, parent = os.pipe()
    done, waiting = os.pipe()
    if not (process := os.fork()):
        connection = sqlite3.connect(home / FILE_NAME)
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        os.write(parent, b"x")
        os.read(done, 1)
        os._exit(0)
    os.read(child, 1)
    try:
        with pytest.raises(DatabaseLocked, match="was replaced while another program has it open"):
            set_aside(home / FILE_NAME, "now")
    finally:
        os.write(waiting, b"x")
        os.waitpid(process, 0)
        for end in (child, parent, done, waiting):
            os.close(end)
    assert (home / f"{FILE_NAME}-wal").exists()
    assert set_aside(home / FILE_NAME, "now") == home / "mlprep-orphaned-now.wal"


@settings(max_examples=40)
@given(
    grades=st.lists(st.sampled_from(Grade), min_size=1, max_size=4),
    share=st.floats(0, 1),
    checkpoint=st.booleans(),
    garbage=st.binary(max_size=200),
)
def test_a_log_is_never_set_aside_wherever_its_own_database_was_killed(
    grades: list[Grade], share: float, checkpoint: bool, garbage: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A kill during a checkpoint leaves any pages of the log in the database, and a power cut any end of the log."""
    home = tmp_path_factory.mktemp("killed") / "home"
    practise(home, Grade.STRONG)
    killed(home, *grades)
    path, log = home / FILE_NAME, (home / f"{FILE_NAME}-wal").read_bytes()
    size = int.from_bytes(log[8:12], "big")
    content = bytearray(path.read_bytes())
    if checkpoint:
        frames = [log[place : place + 24 + size] for place in range(32, len(log), 24 + size)]
        last = {int.from_bytes(frame[:4], "big"): frame[24:] for frame in frames}
        for page, frame in sorted(last.items())[: round(share * len(last))]:
            content[(page - 1) * size : page * size] = frame
    else:
        (home / f"{FILE_NAME}-wal").write_bytes(log[: round(share * len(log))] + garbage)
    path.write_bytes(bytes(content))
    assert not is_orphaned(path)


@pytest.mark.parametrize(("number", "locks"), [(errno.ENOLCK, False), (errno.EOPNOTSUPP, False), (errno.EAGAIN, True)])
def test_a_file_system_without_locks_is_not_taken_for_a_locked_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, locks: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    assert has_locks(tmp_path)
    monkeypatch.setattr("mlprep_cli.storage.write_ahead_log._lock", refuse)
    assert has_locks(tmp_path) == locks
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    error = meaning(busy, tmp_path / FILE_NAME)
    assert isinstance(error, DatabaseLocked) == locks
    assert ("is on a file system" in error.message) != locks
    assert list(tmp_path.iterdir()) == []


def test_a_log_needs_a_file_system_with_shared_memory(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    assert is_possible(tmp_path / FILE_NAME)
    assert sorted(tmp_path.iterdir()) == [tmp_path / FILE_NAME]
    (tmp_path / f"{FILE_NAME}-shm").mkdir()
    assert not is_possible(tmp_path / FILE_NAME)
    assert not is_possible(tmp_path / "missing" / FILE_NAME)
