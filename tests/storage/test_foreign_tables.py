"""Copying tables: rows arrive whole, and no object of another file ever acts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from sqlite3 import Connection

import pytest

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, review
from hostile_databases import FOREIGN, INVALID, ODD, STRUCTURE, changed, encrypted, statements, utf16
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.reviews import Grade, MockAnswer, Note
from mlprep_cli.core.session.events import Retract
from mlprep_cli.errors import DatabaseDamaged, DatabaseUnavailable, MlprepError, SchemaDiffers
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.foreign_tables import copy_tables, open_for_reading
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.restore import restore
from mlprep_cli.storage.schema import read_schema
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.transfer import Taking
from review_logs import answered

MOCK = Mock("interview", DAY, "mixed", None, (Section("mixed", 2700, 2, ("one",)),))


@pytest.fixture
def log(store: Store, journal: Journal, home: Path) -> list[str]:
    """The log after two reviews, an undo, a note, a mock interview and a record of an unknown kind."""
    undone = review(Grade.LEAN, question_id="two")
    for graded in (review(Grade.STRONG), undone):
        journal.record(answered(graded))
    journal.retract(Retract(undone.id, "two", NOON))
    journal.add_note(Note("note", "one", "session", NOON, DAY, "the corners"))
    interview = Journal(home / FILE_NAME, SessionStart("interview", "mock", NOON, MOCK))
    interview.keep_answer(MockAnswer("interview", 0, "one", 12.5, 0.0, 0, False))
    interview.close()
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.execute("""INSERT INTO unknown_record VALUES ('badge', '{"id":"a1"}')""")
    return list(store.log.lines({}))


@pytest.fixture
def theirs(store: Store, log: list[str], tmp_path: Path) -> Path:
    """A backup of that log, to be changed by somebody else."""
    store.back_up(tmp_path / "theirs.db")
    return tmp_path / "theirs.db"


def log_of(home: Path) -> list[str]:
    """Return the log of a sound home."""
    with closing(Store(home)) as store:
        assert store.check().faults == ()
        return list(store.log.lines({}))


def merged(file: Path, home: Path) -> tuple[list[str], tuple[str, ...]]:
    """Return the log of a new home after merging a database into it, and the lines that were left out."""
    with closing(open_database(home)) as connection:
        fill(connection, *QUESTIONS)
    with closing(Store(home)) as store:
        report = store.take(file, Taking(NOON))
    return log_of(home), report.left_out


@pytest.mark.parametrize("name", [*FOREIGN, *ODD])
def test_a_foreign_database_is_restored_and_merged_as_rows_alone(
    theirs: Path, log: list[str], tmp_path: Path, name: str
) -> None:
    changed(theirs, {**FOREIGN, **ODD}[name])
    before = theirs.read_bytes()
    assert restore(theirs, tmp_path / "restored", replace=False) is None
    with closing(open_database(tmp_path / "restored")) as connection:
        assert read_schema(connection).fits()
    assert log_of(tmp_path / "restored") == log
    assert merged(theirs, tmp_path / "merged") == (log, ())
    assert theirs.read_bytes() == before


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_object_is_refused_at_opening_named_by_the_check_and_removed_by_the_repair(
    theirs: Path, log: list[str], tmp_path: Path, name: str
) -> None:
    changed(theirs, FOREIGN[name])
    home = tmp_path / "opened"
    home.mkdir()
    theirs.rename(home / FILE_NAME)
    with pytest.raises(SchemaDiffers) as refused:
        open_database(home)
    assert refused.value.hint == "mlprep data check --repair"
    with closing(Store(home)) as store:
        faults = store.check().faults
        assert faults
        assert faults[0].message[1:].rstrip(".") in refused.value.message
        kept, lost = store.repair(lambda moment: moment.date(), NOON)
        assert store.check().faults == ()
        assert list(store.log.lines({})) == log
    assert lost == 0
    assert kept.parent == home / "backups"
    # The backup has the foreign object, and it still does not act.
    assert restore(kept, tmp_path / "restored", replace=False) is None
    assert log_of(tmp_path / "restored") == log


@pytest.mark.parametrize("name", ODD)
def test_an_odd_database_of_mlprep_is_opened(theirs: Path, log: list[str], tmp_path: Path, name: str) -> None:
    changed(theirs, ODD[name])
    home = tmp_path / "opened"
    home.mkdir()
    theirs.rename(home / FILE_NAME)
    assert log_of(home) == log


def test_the_encoding_of_a_database_does_not_matter(theirs: Path, log: list[str], tmp_path: Path) -> None:
    utf16(theirs)
    restore(theirs, tmp_path / "restored", replace=False)
    assert log_of(tmp_path / "restored") == log
    assert merged(theirs, tmp_path / "merged") == (log, ())


@pytest.mark.parametrize("name", INVALID)
def test_a_value_of_another_type_is_refused_by_a_restore_and_left_out_by_a_merge(
    theirs: Path, log: list[str], tmp_path: Path, name: str
) -> None:
    changed(theirs, INVALID[name])
    with pytest.raises(MlprepError) as refused:
        restore(theirs, tmp_path / "restored", replace=False)
    assert str(theirs) in refused.value.message
    assert not (tmp_path / "restored" / FILE_NAME).exists()
    if name == "a huge text":  # SQLite itself refuses to read it
        with pytest.raises(DatabaseUnavailable, match="too big"):
            merged(theirs, tmp_path / "merged")
        return
    assert refused.value.hint == f"mlprep data merge {theirs} takes over every readable line."
    lines, unreadable = merged(theirs, tmp_path / "merged")
    assert unreadable
    assert set(lines[:-1]) < set(log) or name == "no value"


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_table_that_cannot_be_copied_is_refused_by_a_restore_and_never_read(
    theirs: Path, tmp_path: Path, name: str
) -> None:
    changed(theirs, STRUCTURE[name])
    with pytest.raises(DatabaseDamaged):
        restore(theirs, tmp_path / "restored", replace=False)
    assert not (tmp_path / "restored" / FILE_NAME).exists()
    if name == "two rows of one id":
        with pytest.raises(DatabaseDamaged, match="have the same identity"):
            merged(theirs, tmp_path / "merged")
    else:
        lines, unreadable = merged(theirs, tmp_path / "merged")
        assert len(unreadable) == 1
        assert any('"session"' in line for line in lines)


def test_a_text_that_is_not_utf_8_is_read_with_its_other_characters(theirs: Path, tmp_path: Path) -> None:
    changed(theirs, lambda connection: connection.execute("UPDATE note SET text = CAST(X'61ff62' AS TEXT)"))
    restore(theirs, tmp_path / "restored", replace=False)
    assert any('"text":"a\ufffdb"' in line for line in log_of(tmp_path / "restored"))


@pytest.mark.parametrize("kind", ["empty", "encrypted", "cut", "folder", "page"])
def test_a_file_that_is_no_database_is_refused(theirs: Path, tmp_path: Path, kind: str) -> None:
    match kind:
        case "empty":
            theirs.write_bytes(b"")
        case "encrypted":
            encrypted(theirs)
        case "cut":
            os.truncate(theirs, theirs.stat().st_size // 2)
        case "folder":
            theirs.unlink()
            theirs.mkdir()
        case _:
            data = bytearray(theirs.read_bytes())
            data[4096:8192] = os.urandom(4096)
            theirs.write_bytes(bytes(data))
    with pytest.raises(MlprepError):
        restore(theirs, tmp_path / "restored", replace=False)
    assert not list((tmp_path / "restored").glob("*"))


def test_a_tree_of_pages_that_repeats_itself_ends(theirs: Path, tmp_path: Path) -> None:
    """Each interior page of a tree names the next one some eighty times: reading the whole tree would never end."""
    changed(
        theirs,
        lambda connection: connection.executescript(
            """
            PRAGMA page_size=512; VACUUM;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO session SELECT printf('%0100d', i), 'drill', '2026-03-02T12:00:00.000000Z', NULL FROM n;
            """
        ),
    )
    data = bytearray(theirs.read_bytes())
    interior = [page for page in range(1, len(data) // 512) if data[page * 512] == 5]
    assert len(interior) > 20
    with closing(sqlite3.connect(theirs)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'session'").fetchone()[0] - 1
    chain = [root, *(page for page in interior if page != root)][:18]
    for page, following in pairwise(chain):
        start = page * 512
        cells = int.from_bytes(data[start + 3 : start + 5], "big")
        data[start + 8 : start + 12] = (following + 1).to_bytes(4, "big")
        for cell in range(cells):
            place = start + int.from_bytes(data[start + 12 + 2 * cell : start + 14 + 2 * cell], "big")
            data[place : place + 4] = (following + 1).to_bytes(4, "big")
    theirs.write_bytes(bytes(data))
    for target in ("restored", "merged"):
        with pytest.raises(DatabaseDamaged):
            restore(theirs, tmp_path / target, replace=False) if target == "restored" else merged(
                theirs, tmp_path / target
            )
    changed(theirs, FOREIGN["a table"])  # a file with foreign objects is not checked as a whole
    with pytest.raises(DatabaseDamaged, match=r"have the same identity|is damaged"):
        restore(theirs, tmp_path / "restored", replace=False)


def test_an_unfinished_copy_and_a_file_with_an_open_journal_are_refused(theirs: Path, tmp_path: Path) -> None:
    part = theirs.rename(theirs.with_name(".theirs.db.0123abcd.part"))
    with pytest.raises(MlprepError, match="is unfinished: mlprep was stopped"):
        open_for_reading(part)
    part.rename(theirs)
    journal = theirs.with_name("theirs.db-journal")
    journal.write_bytes(b"x" * 512)
    with pytest.raises(MlprepError, match=r"theirs\.db-journal contains changes"):
        open_for_reading(theirs)
    assert journal.read_bytes() == b"x" * 512


def test_a_connection_for_reading_reads_tables_and_nothing_else(theirs: Path) -> None:
    with closing(open_for_reading(theirs)) as source:
        assert source.execute("SELECT count(*) FROM review").fetchone()[0] == 2
        for statement in (
            "SELECT * FROM standing",
            "SELECT load_extension('x')",
            "SELECT hex(zeroblob(9))",
            "DELETE FROM review",
            "ATTACH 'x' AS other",
            "PRAGMA writable_schema=ON",
            "CREATE TEMP TABLE x (a)",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                source.execute(statement).fetchall()


def test_a_copy_has_the_tally_of_its_reviews_whatever_the_source_says(
    theirs: Path, database: Connection, tmp_path: Path
) -> None:
    changed(theirs, lambda connection: connection.execute("UPDATE tally SET reviews = 7, thinking_seconds = 9e999"))
    with closing(open_for_reading(theirs)) as source:
        copy_tables(source, theirs, tmp_path / "copy.db", pytest.fail)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        rows = copy.execute("SELECT * FROM tally").fetchall()
    assert rows == [tuple(row) for row in database.execute("SELECT * FROM tally WHERE reviews > 0")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("zz", "not json"),
        ("zz", "[1]"),
        ("zz", '"text"'),
        ("zz", '{"kind":"review"}'),
        ("zz", '{"a":NaN}'),
        ("zz", "[" * 100_000),
        ("review", "{}"),
        ("end", "{}"),
        ("Z Z!", "{}"),
    ],
)
def test_an_unknown_record_that_no_log_can_hold_is_refused_left_out_named_and_removed(
    theirs: Path, log: list[str], store: Store, tmp_path: Path, kind: str, text: str
) -> None:
    for file in (theirs, store.path):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("INSERT INTO unknown_record VALUES (?, ?)", (kind, text))
    with pytest.raises(DatabaseDamaged, match="cannot be restored"):
        restore(theirs, tmp_path / "restored", replace=False)
    merged_log, left_out = merged(theirs, tmp_path / "merged")
    assert (merged_log, len(left_out)) == (log, 1)
    with pytest.raises(MlprepError):
        list(store.log.lines({}))
    (fault,) = store.check().faults
    assert "--repair removes it" in fault.hint
    store.repair(lambda moment: moment.date(), NOON)
    assert store.check().faults == ()
    assert list(store.log.lines({})) == log


def test_an_unknown_record_is_exported_in_its_canonical_form_however_it_was_written(
    theirs: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(theirs)) as connection, connection:
        connection.execute("INSERT INTO unknown_record VALUES ('badge', ?)", ('{ "b": 1, "a": 2 }',))
    restore(theirs, tmp_path / "restored", replace=False)
    assert '{"kind":"badge","a":2,"b":1}' in log_of(tmp_path / "restored")


@pytest.mark.parametrize("value", ["9223372036854775807", "-9223372036854775808", "9e999", "'text'", "X'00'", "0"])
def test_the_grades_after_a_restore_are_undone_in_their_order_whatever_sequence_a_review_had(
    theirs: Path, store: Store, tmp_path: Path, value: str
) -> None:
    for file in (theirs, store.path):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"UPDATE review SET sequence = {value} WHERE question_id = 'one'")  # noqa: S608
    (fault,) = store.check().faults
    assert "counts them again" in fault.hint
    store.repair(lambda moment: moment.date(), NOON)
    restore(theirs, tmp_path / "restored", replace=False)
    assert len(merged(theirs, tmp_path / "merged")[0]) == len([*store.log.lines({})])
    for home in (store.home, tmp_path / "restored"):
        own = [review(Grade.LEAN, question_id="two", moment=NOON + timedelta(hours=hours)) for hours in (2, 1)]
        with closing(Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))) as journal:
            for graded in own:
                journal.record(answered(graded))
            assert [journal.undo_last(NOON).id for _ in own] == [own[1].id, own[0].id]
        with closing(Store(home)) as opened:
            assert opened.check().faults == ()
            opened.back_up(tmp_path / f"{home.name}.db")
        restore(tmp_path / f"{home.name}.db", tmp_path / f"again-{home.name}", replace=False)
        assert log_of(tmp_path / f"again-{home.name}") == log_of(home)


@pytest.mark.parametrize("column", ["follow_ups", "confidence", "sequence"])
def test_a_column_that_a_log_can_lack_costs_no_review(
    theirs: Path, log: list[str], tmp_path: Path, column: str
) -> None:
    for index in ("review_confidence", "review_sequence"):
        changed(theirs, statements(f"DROP INDEX {index}"))
    for view in ("standing", "review_added", "review_changed", "review_deleted"):
        changed(theirs, statements(f"DROP {'VIEW' if view == 'standing' else 'TRIGGER'} {view}"))
    changed(theirs, statements(f"ALTER TABLE review DROP COLUMN {column}"))
    restore(theirs, tmp_path / "restored", replace=False)
    assert log_of(tmp_path / "restored") == log
    assert merged(theirs, tmp_path / "merged") == (log, ())
