"""Sound rows: whatever SQLite finds sound is valid, and what mlprep writes is sound."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from log_lines import record
from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.health import day_fits
from mlprep_cli.core.log_records import id_fits
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.log_records import COLUMNS, record_of, row_of
from mlprep_cli.storage.sound_rows import SOUND_REVIEW
from review_logs import HISTORIES, History, database_with

REVIEW = {
    **dict(zip(COLUMNS["review"], row_of("review", record("review", 3, 1)), strict=True)),
    "id": f"{time_ordered_id(datetime.fromisoformat(str(record('review', 3, 1)['reviewed_at'])))[:18]}-8000-000000000003",
}
EDGES = {
    "id": ["", "a" * 36, REVIEW["id"].upper(), REVIEW["id"].replace("-7", "-6"), f"0{REVIEW['id'][1:]}", None],
    "question_id": ["-one", "o ne", "oné", "o" * 201, "", "one\n", "one]", "one^"],
    "session_id": ["-one", "one\0", "o" * 200, "o" * 201],
    "mode": ["m" * 41, "a.b", "-x", "sprint_2"],
    "reviewed_at": [
        "2026-02-30T12:00:00.000000Z",
        "2026-03-02T24:00:00.000000Z",
        "2026-03-02T12:60:00.000000Z",
        "2026-03-02T12:00:60.000000Z",
        "1989-12-31T23:59:59.999999Z",
        "2200-12-31T23:59:59.999999Z",
        "2201-01-01T00:00:00.000000Z",
        "2026-03-02 12:00:00.000000Z",
        "2026-03-02T12:00:00.000000z",
    ],
    "study_day": [
        "2026-02-29",
        "2026-3-2",
        "2026-02-28",
        "2026-03-01",
        "2026-03-03",
        "2026-03-04",
        "now",
        "2026-W10-1",
    ],
    "grade": ["Strong", "", 1],
    "checkpoint": ["00", "1", "Mastered", 3, 7.0, None],
    "thinking_seconds": [-0.0, -1, 1e9, float("inf"), 999999999.5, "1e3", None, 10**9],
    "reviewing_seconds": ["", 0, 10**9 - 1],
    "budget_seconds": [1.5, -1, 10**9, 10**9 + 1, 2**63 - 1, "120"],
    "timed_out": [2, 1.0, "1", "true", None],
    "key_points": [
        "[]",
        "[1,2]",
        "[ 1 ]",
        "[01]",
        "[1,]",
        "[[1]]",
        "[1]]",
        "[1e3]",
        "[-1]",
        "[1.0]",
        "[9999999999]",
        "[true]",
    ],
    "voided_at": ["", "2026-03-02", REVIEW["reviewed_at"]],
}
VALUES = st.none() | st.integers(-1, 10**10) | st.floats(allow_nan=False) | st.text(max_size=40) | st.binary(max_size=9)
CHANGES = st.sampled_from(sorted(EDGES)).flatmap(
    lambda column: st.tuples(
        st.just(column),
        st.one_of(
            st.sampled_from(EDGES[column]),
            VALUES,
            st.tuples(st.integers(0, 36), st.text("\0 -0179aZ[],.\n", max_size=2)).map(
                lambda edit: f"{str(REVIEW[column])[: edit[0]]}{edit[1]}{str(REVIEW[column])[edit[0] + len(edit[1]) :]}"
            ),
        ),
    )
)


@pytest.fixture(scope="module")
def table() -> sqlite3.Connection:
    """A table of reviews without constraints, and with the types of the real one."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    floats, whole = {"thinking_seconds", "reviewing_seconds"}, {"budget_seconds", "timed_out"}
    types = {column: "FLOAT" if column in floats else "INTEGER" if column in whole else "VARCHAR" for column in REVIEW}
    connection.execute(f"CREATE TABLE review ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
    for parent in ("question", "session"):
        connection.execute(f"CREATE TABLE {parent} (id VARCHAR)")
    return connection


def is_sound(table: sqlite3.Connection, row: dict[str, object]) -> tuple[bool, sqlite3.Row]:
    """Return whether a row is sound, and the row as SQLite keeps it."""
    for name in ("review", "question", "session"):
        table.execute(f"DELETE FROM {name}")  # noqa: S608  fixed names
    table.execute("INSERT INTO question VALUES (?)", (row["question_id"],))
    table.execute("INSERT INTO session VALUES (?)", (row["session_id"],))
    places = ", ".join(f":{column}" for column in row)
    table.execute(f"INSERT INTO review ({', '.join(row)}) VALUES ({places})", row)  # noqa: S608  names
    return (
        bool(table.execute(f"SELECT {SOUND_REVIEW} FROM review").fetchone()[0]),  # noqa: S608  a constant
        table.execute("SELECT * FROM review").fetchone(),
    )


def is_valid(row: sqlite3.Row) -> bool:
    """Return whether the core accepts a row."""
    try:
        accepted = record_of("review", row)
    except MlprepError:
        return False
    moment = datetime.fromisoformat(str(accepted["reviewed_at"]))
    return day_fits(moment, date.fromisoformat(str(accepted["study_day"]))) and id_fits("review", accepted)


@settings(max_examples=1000)
@given(changes=st.lists(CHANGES, min_size=1, max_size=2))
def test_whatever_is_sound_is_valid(changes: list[tuple[str, object]], table: sqlite3.Connection) -> None:
    sound, row = is_sound(table, {**REVIEW, **dict(changes)})
    assert is_valid(row) or not sound


@pytest.mark.parametrize(("column", "value"), [(column, value) for column, values in EDGES.items() for value in values])
def test_every_edge_that_is_sound_is_valid(table: sqlite3.Connection, column: str, value: object) -> None:
    sound, row = is_sound(table, {**REVIEW, column: value})
    assert is_valid(row) or not sound


@settings(max_examples=10)
@given(history=HISTORIES)
def test_every_review_that_mlprep_writes_is_sound(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = tmp_path_factory.mktemp("written")
    with closing(database_with(folder, history)[0]) as connection:
        sound = connection.execute(f"SELECT count(*) FROM review WHERE {SOUND_REVIEW}").fetchone()[0]  # noqa: S608
        assert sound == connection.execute("SELECT count(*) FROM review").fetchone()[0] == len(history)
