"""Errors of the database while a command runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from in_process import InProcess
from mlprep_cli.app.banks import current
from mlprep_cli.app.errors import damage_of, database_errors
from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable, RowUnreadable


def test_errors_are_translated_and_the_database_is_closed(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        with pytest.raises(DatabaseUnavailable, match=r"mlprep\.db could not be used"), database_errors(context):
            raise sqlite3.OperationalError("no such table")
        with (
            pytest.raises(DatabaseDamaged, match=r"mlprep\.db is damaged\. 'soon' is not a day\.$") as error,
            database_errors(context),
        ):
            raise RowUnreadable("'soon' is not a day")
        assert error.value.hint == "mlprep data check"


def test_only_an_opened_database_is_searched_for_damage(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert damage_of(context) is None
        current(context)
        assert damage_of(context) is None
        with closing(sqlite3.connect(context.store.path)) as connection, connection:
            connection.execute("UPDATE card SET lapses = 9 WHERE question_id = 'alpha'")
        damage = damage_of(context)
    assert damage is not None
    assert "is damaged. The card of alpha says new, lapses 9, reviews 0, its reviews say new" in damage.message


def test_a_file_that_cannot_even_be_checked_is_damaged(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        current(context)
        context.close()
        context.store.path.write_bytes(b"not a database at all, " * 400)
        damage = damage_of(context)
    assert damage is not None
    assert "is damaged, or not a database" in damage.message
