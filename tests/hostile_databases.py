"""Databases of somebody else: with objects that are not of mlprep, changed definitions, and values of any kind."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Change = Callable[[sqlite3.Connection], object]


def changed(file: Path, change: Change) -> None:
    """Change a database as another program could, in one transaction, with every check of SQLite off."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.create_function("noise", 0, lambda: 1)
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON", "journal_mode=DELETE"):
            connection.execute(f"PRAGMA {pragma}")
        change(connection)


def statements(*texts: str) -> Change:
    """Return the change that runs these statements."""

    def change(connection: sqlite3.Connection) -> None:
        for text in texts:
            connection.execute(text)

    return change


def redefined(table: str, old: str, new: str) -> Change:
    """Return the change that replaces a part of the definition of a table, which SQLite itself would not allow."""

    def change(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA writable_schema=ON")
        edited = connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?)", (old, new, table, old)
        )
        assert edited.rowcount == 1
        version = connection.execute("PRAGMA schema_version").fetchone()[0]
        connection.execute(f"PRAGMA schema_version={version + 1}")

    return change


def copied_into(table: str, definition: str) -> Change:
    """Return the change that puts the rows of a table into one of the same name with another definition."""

    def change(connection: sqlite3.Connection) -> None:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DROP VIEW IF EXISTS standing")
        connection.execute(f"ALTER TABLE {table} RENAME TO before")
        connection.execute(definition)
        names = [row[1] for row in connection.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0]
        there = {row[1] for row in connection.execute("PRAGMA table_xinfo(before)")}
        listed = ", ".join(name for name in names if name.lower() in there)
        connection.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM before")  # noqa: S608  names
        connection.execute("DROP TABLE before")

    return change


def together(*changes: Change) -> Change:
    """Return the change that makes these changes one after the other."""

    def change(connection: sqlite3.Connection) -> None:
        for single in changes:
            single(connection)

    return change


_NOTE = "id, question_id, session_id, noted_at, study_day, text"
EMPTYING = "BEGIN DELETE FROM note; DELETE FROM review; END"

FOREIGN: dict[str, Change] = {
    "a trigger on reviews": statements(f"CREATE TRIGGER x AFTER INSERT ON review {EMPTYING}"),
    "a trigger on changes of cards": statements(f"CREATE TRIGGER x AFTER UPDATE ON card {EMPTYING}"),
    "a trigger on the migrations": statements(f"CREATE TRIGGER x BEFORE INSERT ON migration {EMPTYING}"),
    "a trigger before deletions": statements(
        "CREATE TRIGGER x BEFORE DELETE ON memory BEGIN UPDATE review SET voided_at = 'x'; END"
    ),
    "a view with a trigger": statements(
        "CREATE VIEW x AS SELECT * FROM review", f"CREATE TRIGGER y INSTEAD OF INSERT ON x {EMPTYING}"
    ),
    "a view without end": statements(
        "CREATE VIEW x AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n"
    ),
    "a table": statements("CREATE TABLE x (a)", "INSERT INTO x VALUES (1)"),
    "a table with a quoted name": statements("""CREATE TABLE "x'; DROP TABLE review; --" ("a""b")"""),
    "a table in other letters": statements('CREATE TABLE "REVIEWS" (id)', 'CREATE TABLE "Migrations" (name)'),
    "a trigger with the name of a table": statements(f"CREATE TRIGGER review AFTER INSERT ON review {EMPTYING}"),
    "an index": statements("CREATE UNIQUE INDEX x ON card (round, question_id)"),
    "an index on an expression that fails": statements(
        "CREATE INDEX x ON note (abs(-9223372036854775807 - length(text) * 0))"
    ),
    "a search index": statements("CREATE VIRTUAL TABLE x USING fts5(a)", "INSERT INTO x VALUES ('word')"),
    "a trigger in place of ours": statements(
        "DROP TRIGGER review_added", f"CREATE TRIGGER review_added AFTER INSERT ON review {EMPTYING}"
    ),
    "a view in place of ours": statements("DROP VIEW standing", "CREATE VIEW standing AS SELECT * FROM review"),
    "an index in place of ours": statements(
        "DROP INDEX review_day", "CREATE INDEX review_day ON review (study_day, mode) WHERE grade = 'lean'"
    ),
    "a check": redefined(
        "note", "text VARCHAR NOT NULL", "text VARCHAR NOT NULL CHECK (length(hex(zeroblob(999))) < 9)"
    ),
    "a default": redefined("note", "text VARCHAR NOT NULL", "text VARCHAR NOT NULL DEFAULT (hex(randomblob(9)))"),
    "an unknown collation": redefined("note", "text VARCHAR NOT NULL", "text VARCHAR NOT NULL COLLATE theirs"),
    "a table without rowid": copied_into("note", f"CREATE TABLE note ({_NOTE}, PRIMARY KEY (id)) WITHOUT ROWID"),
    "a table in capital letters": copied_into(
        "note", 'CREATE TABLE "NOTE" (ID, QUESTION_ID, SESSION_ID, NOTED_AT, STUDY_DAY, TEXT)'
    ),
    "a computed column": copied_into(
        "note", f"CREATE TABLE note ({_NOTE}, x GENERATED ALWAYS AS (hex(zeroblob(9000000))) VIRTUAL)"
    ),
    "other columns in another order": copied_into(
        "note", "CREATE TABLE note (x, text, study_day, noted_at, session_id, question_id, id, y DEFAULT 5)"
    ),
    "a strict table": copied_into(
        "note",
        "CREATE TABLE note (id ANY, question_id TEXT, session_id TEXT, noted_at TEXT, study_day TEXT, text TEXT) STRICT",
    ),
    "forged statistics": statements("CREATE TABLE y (a INTEGER PRIMARY KEY AUTOINCREMENT)", "INSERT INTO y VALUES (7)"),
}
"""Objects and definitions that are not of mlprep. The rows of mlprep are unchanged."""

ODD: dict[str, Change] = {
    "statistics of SQLite": statements("ANALYZE"),
    "numbers in the header": statements(
        "PRAGMA user_version=-7", "PRAGMA application_id=99", "PRAGMA default_cache_size=1"
    ),
    "small pages": statements("PRAGMA page_size=512", "VACUUM"),
    "large pages": statements("PRAGMA page_size=65536", "VACUUM"),
    "automatic vacuum": statements("PRAGMA auto_vacuum=INCREMENTAL", "VACUUM"),
    "a write-ahead log": statements("PRAGMA journal_mode=WAL"),
}
"""Databases that are of mlprep, though none of its versions would have written them so."""

_REVIEW = "UPDATE review SET {} WHERE id = (SELECT min(id) FROM review)"
INVALID: dict[str, Change] = {
    "text in a number": statements(_REVIEW.format("budget_seconds = 'soon'")),
    "bytes in a text": statements(_REVIEW.format("grade = X'00ff'")),
    "a number in a text": together(
        copied_into("note", f"CREATE TABLE note ({_NOTE} INTEGER)"), statements("UPDATE note SET text = 7")
    ),
    "infinity": statements(_REVIEW.format("thinking_seconds = 9e999")),
    "a negative time": statements(_REVIEW.format("reviewing_seconds = -1")),
    "no value": together(
        copied_into("session", "CREATE TABLE session (id, mode, started_at, ended_at)"),
        statements("UPDATE session SET mode = NULL"),
    ),
    "a truth of 2": statements(_REVIEW.format("timed_out = 2")),
    "a huge text": statements("UPDATE note SET text = hex(zeroblob(11000000))"),
}
"""Values that no column of mlprep takes."""


STRUCTURE: dict[str, Change] = {
    "a view in place of the reviews": statements(
        "ALTER TABLE review RENAME TO hidden", "DROP VIEW standing", "CREATE VIEW review AS SELECT * FROM hidden"
    ),
    "a view without end in place of the reviews": statements(
        "DROP VIEW standing",
        "DROP TABLE review",
        "CREATE VIEW review AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n",
    ),
    "a search index in place of the notes": statements(
        "DROP TABLE note", f"CREATE VIRTUAL TABLE note USING fts5({_NOTE})"
    ),
    "a computed text": statements(
        "DROP TABLE note",
        f"CREATE TABLE note ({_NOTE.removesuffix('text')} text GENERATED ALWAYS AS (hex(zeroblob(id))) VIRTUAL)",
    ),
    "no reviews": statements("DROP VIEW standing", "DROP TABLE review"),
    "no column": statements("DROP INDEX note_question", "ALTER TABLE note DROP COLUMN study_day"),
    "two rows of one id": together(
        copied_into("session", "CREATE TABLE session (id, mode, started_at, ended_at)"),
        statements("INSERT INTO session SELECT * FROM session"),
    ),
}
"""Tables of the log that cannot be copied."""


def utf16(file: Path) -> None:
    """Replace a database by one with the same content in UTF-16."""
    with closing(sqlite3.connect(file)) as source:
        script = "\n".join(source.iterdump())
    file.unlink()
    with closing(sqlite3.connect(file)) as target:
        target.execute("PRAGMA encoding='UTF-16le'")
        target.executescript(script)


def encrypted(file: Path) -> None:
    """Replace a database by noise."""
    file.write_bytes(os.urandom(40_960))
