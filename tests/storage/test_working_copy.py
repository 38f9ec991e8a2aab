"""Working copies: what other programs add meanwhile is in the copy, with every column."""

from __future__ import annotations

from sqlite3 import Connection

from mlprep_cli.storage.foreign_tables import LOCAL
from mlprep_cli.storage.log_merge import DERIVED
from mlprep_cli.storage.log_records import COLUMNS


def test_every_column_of_a_review_is_logged_derived_or_copied(database: Connection) -> None:
    columns = {row["name"] for row in database.execute("PRAGMA table_info(review)")}
    assert columns == {*COLUMNS["review"], *DERIVED, *LOCAL}
