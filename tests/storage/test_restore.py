"""Restoring: completely or not at all, and what was there is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from conftest import fill
from fakes import question
from mlprep_cli.errors import DatabaseUnavailable, MlprepError
from mlprep_cli.storage.database import FILE_NAME
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.restore import restore
from mlprep_cli.storage.store import Store
from storage.test_migrations import old_database


def test_a_backup_of_a_newer_version_is_refused_and_its_migration_is_named(tmp_path: Path) -> None:
    old_database(tmp_path / "new.db", MIGRATIONS[-1].name)
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection, connection:
        connection.execute("INSERT INTO migration VALUES (99, 'mood', '')")
    with pytest.raises(DatabaseUnavailable, match="newer mlprep: this version does not know the migration “mood”"):
        restore(tmp_path / "new.db", tmp_path / "home", replace=False)
    assert not (tmp_path / "home" / FILE_NAME).exists()


def test_a_database_is_replaced_only_if_asked_and_then_kept(store: Store, home: Path, tmp_path: Path) -> None:
    old_database(tmp_path / "old.db", MIGRATIONS[-1].name)
    with pytest.raises(MlprepError, match="already exists"):
        restore(tmp_path / "old.db", home, replace=False)
    assert store.reviews.count() == 0
    kept = restore(tmp_path / "old.db", home, replace=True)
    assert store.reviews.count() == 8
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT count(*) FROM review").fetchone() == (0,)


def test_a_restored_bank_keeps_its_file_only_if_it_was_used_here(
    database: Connection, store: Store, home: Path, tmp_path: Path
) -> None:
    fill(database, question("mine"), name="mine")
    store.back_up(tmp_path / "mine.db")
    assert restore(tmp_path / "mine.db", tmp_path / "other", replace=False) is None
    with closing(Store(tmp_path / "other")) as other:
        assert [str(bank.path) for bank in other.banks.all()] == ["/mlprep.yaml", "."]
    restore(tmp_path / "mine.db", home, replace=True)
    assert [str(bank.path) for bank in store.banks.all()] == ["/mlprep.yaml", "/mine.yaml"]
