"""Failures of SQLite and of the file system: one message each, and nothing is lost."""

from __future__ import annotations

import errno
import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from fakes import NOON, PLAN, review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import DatabaseLocked, DatabaseUnavailable
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.database import FILE_NAME, connect
from mlprep_cli.storage.errors import file_system, meaning
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_a_locked_database_is_one_clear_message(store: Store, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlprep_cli.storage.database.BUSY_SECONDS", 0.0)
    locker = connect(home / FILE_NAME)
    locker.execute("BEGIN IMMEDIATE")
    journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    with pytest.raises(DatabaseLocked, match="locked by another program"):
        journal.record(answered(review(Grade.STRONG)))
    locker.execute("ROLLBACK")
    journal.record(answered(review(Grade.STRONG)))
    assert store.reviews.last() is not None
    journal.close()
    locker.close()


def test_a_full_disk_is_one_clear_message_and_loses_nothing(database: Connection, home: Path) -> None:
    journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    journal.record(answered(review(Grade.STRONG)))
    with journal._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")

    def grade_for_ever() -> None:
        for place in range(1, 2000):
            journal.record(answered(review(Grade.STRONG, moment=NOON + timedelta(seconds=place))))

    with pytest.raises(DatabaseUnavailable, match="no space left"):
        grade_for_ever()
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert disagreements(database, PLAN) == ([], 0)
    journal.close()


@pytest.mark.parametrize(
    ("number", "message", "hint"),
    [
        (errno.ENOSPC, "There is no space left for", "Free some space"),
        (errno.EDQUOT, "There is no space left for", "Free some space"),
        (errno.EACCES, "cannot be opened (Permission denied)", "Check the permissions"),
        (errno.EPERM, "cannot be opened (Operation not permitted)", "Check the permissions"),
        (errno.EROFS, "cannot be written (Read-only file system)", "Check the permissions"),
        (errno.EIO, "could not be read or written (Input/output error)", "Check the disk"),
        (errno.ENOLCK, "does not lock or share files as a database needs it (No locks available)", "--home"),
        (errno.EMFILE, "cannot be opened (Too many open files)", "Too many files are open. Close other programs"),
        (errno.ENOTDIR, "cannot be opened (Not a directory)", "are files"),
        (errno.ELOOP, "cannot be opened (Too many levels of symbolic links)", "are files"),
    ],
)
def test_each_error_of_the_file_system_is_one_true_sentence(
    database: Connection, home: Path, number: int, message: str, hint: str
) -> None:
    error = meaning(OSError(number, os.strerror(number)), home / FILE_NAME)
    assert message in error.message
    assert hint in error.hint


def test_a_folder_that_is_not_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = meaning(NotADirectoryError(errno.ENOTDIR, "Not a directory"), tmp_path / "file" / FILE_NAME)
    assert error.hint == f"Check that {tmp_path / 'file'} is a folder, or name another folder with --home."


def test_an_error_of_locks_names_the_file_system(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "my share"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/share {tmp_path}/my\\040share cifs rw,nobrl 0 0\n")
    assert file_system(share / "home" / FILE_NAME, mounts) == f"a file system of the type cifs ({share})"
    assert file_system(tmp_path / FILE_NAME, mounts) == "a file system of the type ext4 (/)"
    assert file_system(tmp_path / FILE_NAME, tmp_path / "none") == "a file system"
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_RDLOCK
    error = meaning(failed, tmp_path / FILE_NAME)
    assert f"is on {file_system(tmp_path / FILE_NAME)}, which does not lock" in error.message
    assert "--home" in error.hint
