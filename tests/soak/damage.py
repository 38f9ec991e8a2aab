"""Ways to damage a home's database: its bytes, its write-ahead log, its rows, its schema."""

# ruff: noqa: S608  the statements here are the damage

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from mlprep_cli.storage.database import FILE_NAME
from soak.mutations import JSON, ODD

Value = str | int | float | bytes | None
TABLES = (
    "review", "review", "review", "card", "card", "session", "note", "question", "question", "page", "bank", "plan",
    "plan", "day_off", "suspension", "attempt", "story", "asked", "memory", "mock", "mock", "said", "said", "tally", "tally",
    "migration", "unknown_record",
)  # fmt: skip
DOCUMENTS = {"key_points", "companies", "levels", "body", "sections", "questions", "text", "failed", "record"}
PAGE = 4096


def damaged(chance: Random, home: Path) -> str:
    """Damage the database of a home in one to a few ways, and return a description."""
    done = [chance.choice(ROWS)(chance, home) for _ in range(chance.choice((0, 1, 1, 2, 4)))]
    if chance.random() < 0.15:
        done.append(chance.choice(SCHEMA)(chance, home))
    if not done or chance.random() < 0.2:
        done.append(chance.choice(FILES)(chance, home))
    return "; ".join(done)


# --- rows ---


def value_changed(chance: Random, home: Path) -> str:
    """Put a value of any kind in a column of one row, a few, or all."""
    with _opened(home) as connection:
        table = chance.choice(TABLES)
        if chance.random() < 0.5:
            _loosen(connection)
        column = chance.choice(_columns(connection, table) or ["id"])
        expression, value = _odd(chance)
        rows = chance.choice(("1", "rowid % 3 = 0", *("rowid = (SELECT max(rowid) FROM here)",) * 3)).replace(
            "here", f'"{table}"'
        )
        return _said(connection, f'UPDATE "{table}" SET "{column}" = {expression} WHERE {rows}', value)


def document_changed(chance: Random, home: Path) -> str:
    """Corrupt the JSON in a column of a row."""
    with _opened(home) as connection:
        table, column = chance.choice(
            [
                (table, column)
                for table in sorted(set(TABLES))
                for column in _columns(connection, table)
                if column in DOCUMENTS and (table, column) != ("note", "text")
            ]
            or [("question", "body")]
        )
        found: list[tuple[int, Value]] = []
        with suppress(sqlite3.Error):
            found = connection.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall()
        if not found:
            return f"nothing in {table}.{column}"
        row, text = chance.choice(found)
        corrupted = chance.choice(JSON)(chance, str(text).encode("utf-8", "surrogatepass"))
        return _said(
            connection,
            f'UPDATE "{table}" SET "{column}" = CAST(? AS TEXT) WHERE rowid = ?',
            corrupted[:20_000],
            row,
        )


def values_swapped(chance: Random, home: Path) -> str:
    """Put the value of one column into another of the same row."""
    with _opened(home) as connection:
        table = chance.choice(TABLES)
        columns = _columns(connection, table) or ["id"]
        return _said(
            connection, f'UPDATE OR IGNORE "{table}" SET "{chance.choice(columns)}" = "{chance.choice(columns)}"'
        )


def rows_deleted(chance: Random, home: Path) -> str:
    """Delete one row, some, or all."""
    with _opened(home) as connection:
        rows = chance.choice(("1", "rowid % 2", "rowid % 10 = 3"))
        return _said(connection, f'DELETE FROM "{chance.choice(TABLES)}" WHERE {rows}')


def text_stretched(chance: Random, home: Path) -> str:
    """Make a text very long, or add characters that control a terminal."""
    with _opened(home) as connection:
        table = chance.choice(("question", "page", "note", "bank", "plan", "mock", "review", "card"))
        column = chance.choice(_columns(connection, table) or ["id"])
        more = chance.choice(
            ("\x1b[2J", "\x9b5m", "\x07", "\0", "\u202e", "\n" * 500, "x" * 200_000, "**" * 500, "| a " * 300)
        )
        return _said(connection, f'UPDATE OR IGNORE "{table}" SET "{column}" = "{column}" || ?', more)


# --- the schema ---


def object_dropped(chance: Random, home: Path) -> str:
    """Drop an index, a trigger, or a table."""
    with _opened(home) as connection:
        things = connection.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        kind, name = chance.choice(things or [("table", "none")])
        return _said(connection, f'DROP {kind} "{name}"')


def column_dropped(chance: Random, home: Path) -> str:
    """Drop a column, or give it another name."""
    with _opened(home) as connection:
        table = chance.choice(TABLES)
        column = chance.choice(_columns(connection, table) or ["id"])
        change = chance.choice((f'DROP COLUMN "{column}"', f'RENAME COLUMN "{column}" TO "{column}_"'))
        return _said(connection, f'ALTER TABLE "{table}" {change}')


def view_for_table(chance: Random, home: Path) -> str:
    """Replace a table by a view, or by a table with other columns."""
    with _opened(home) as connection:
        table = chance.choice(TABLES)
        done = _said(connection, f'ALTER TABLE "{table}" RENAME TO "{table}_"')
        columns = chance.choice((f'VIEW "{table}" AS SELECT * FROM "{table}_"', f'VIEW "{table}" AS SELECT 1 AS id'))
        other = chance.choice((f"CREATE {columns}", f'CREATE TABLE "{table}" (a, b)'))
        return f"{done}; {_said(connection, other)}"


def schema_corrupted(chance: Random, home: Path) -> str:
    """Corrupt the text of the schema itself."""
    with _opened(home) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        change = chance.choice(
            (
                "UPDATE sqlite_master SET sql = replace(sql, 'VARCHAR', 'BLOB')",
                "UPDATE sqlite_master SET sql = replace(sql, 'INTEGER', 'VARCHAR') WHERE name IN ('tally', 'card')",
                "UPDATE sqlite_master SET sql = replace(sql, 'PRIMARY', 'PRIMATE') WHERE name = 'review'",
                "UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = 'card'",
                "UPDATE sqlite_master SET rootpage = 2 WHERE type = 'index'",
                "UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'note'",
                "DELETE FROM sqlite_master WHERE name = 'card_due'",
                "UPDATE sqlite_master SET sql = substr(sql, 1, 40) WHERE name = 'review_added'",
            )
        )
        return _said(connection, change)


# --- the file ---


def bytes_changed(chance: Random, home: Path) -> str:
    """Change bytes anywhere in the file."""
    path = home / FILE_NAME
    data = bytearray(path.read_bytes())
    count = chance.choice((1, 1, 4, 50, 1000))
    for _ in range(count):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    return f"{count} bytes changed"


def header_changed(chance: Random, home: Path) -> str:
    """Change bytes of the header of the file, or of the first page."""
    path = home / FILE_NAME
    data = bytearray(path.read_bytes())
    places = [chance.randrange(chance.choice((100, 120, PAGE))) for _ in range(chance.choice((1, 1, 3)))]
    for each in places:
        data[each] = chance.choice((0, 1, 255, chance.randrange(256)))
    path.write_bytes(data)
    return f"bytes {places} changed"


def pages_changed(chance: Random, home: Path) -> str:
    """Empty a page, swap two, or fill one with noise."""
    path = home / FILE_NAME
    data = bytearray(path.read_bytes())
    one, other = (chance.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    match chance.randrange(3):
        case 0:
            data[one : one + PAGE] = bytes(PAGE)
        case 1:
            data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]
        case _:
            data[one : one + PAGE] = chance.randbytes(PAGE)
    path.write_bytes(data)
    return f"page {one // PAGE} (and {other // PAGE}) changed"


def file_cut(chance: Random, home: Path) -> str:
    """Cut the file short, or extend it."""
    path = home / FILE_NAME
    data = path.read_bytes()
    size = chance.choice(
        (0, 1, 99, 100, 512, PAGE, len(data) // 2, len(data) - PAGE, len(data) - 1, chance.randrange(len(data)))
    )
    path.write_bytes(data[:size] if chance.random() < 0.9 else data + chance.randbytes(size % 10_000))
    return f"cut at {size}"


def log_corrupted(chance: Random, home: Path) -> str:
    """Leave a write-ahead log that is cut or changed, or an index of it that is noise."""
    path = home / FILE_NAME
    beside = home / "copy"
    beside.mkdir(exist_ok=True)
    with _opened(home) as connection:
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            for _ in range(5):
                connection.execute("UPDATE card SET lapses = lapses + 1")
        for end in ("", "-wal", "-shm"):
            if (file := path.with_name(path.name + end)).exists():
                shutil.copyfile(file, beside / file.name)
    for each in beside.iterdir():
        each.replace(home / each.name)
    wal, shm = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    if not wal.exists():
        return "no log"
    data = bytearray(wal.read_bytes() or bytes(32))
    match chance.randrange(4):
        case 0:
            del data[chance.randrange(len(data)) :]
        case 1:
            for _ in range(chance.choice((1, 20, 400))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 2:
            data[: min(32, len(data))] = chance.randbytes(min(32, len(data)))
        case _:
            shm.write_bytes(chance.randbytes(32_768))
    wal.write_bytes(data)
    return "log corrupted"


ROWS: tuple[Callable[[Random, Path], str], ...] = (
    *(value_changed,) * 5, *(document_changed,) * 3, values_swapped, rows_deleted, text_stretched,
)  # fmt: skip
SCHEMA = (object_dropped, column_dropped, view_for_table, schema_corrupted)
FILES = (
    bytes_changed,
    bytes_changed,
    header_changed,
    pages_changed,
    pages_changed,
    file_cut,
    log_corrupted,
    log_corrupted,
)


def _opened(home: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(home / FILE_NAME, isolation_level=None)
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA synchronous = OFF")
    return closing(connection)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    try:
        return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    except sqlite3.Error:
        return []


def _loosen(connection: sqlite3.Connection) -> None:
    """Let every column of every table hold NULL, and a value of any type."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
        connection.execute("PRAGMA writable_schema = RESET")


def _odd(chance: Random) -> tuple[str, Value]:
    """Return an expression of SQL, and the value bound in it."""
    value = chance.choice((*ODD, b"\xff\xfe", b""))
    if isinstance(value, bytes):
        return chance.choice(("?", "CAST(? AS TEXT)")), value
    if isinstance(value, list | dict):
        return "?", json.dumps(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "?", 1e308 if value > 0 else -1e308
    return ("CAST(? AS TEXT)", value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else ("?", value)


def _said(connection: sqlite3.Connection, statement: str, *values: Value) -> str:
    """Execute a statement, which SQLite may refuse, and return a description."""
    try:
        connection.execute(statement, values)
    except sqlite3.Error as error:
        return f"refused: {statement} ({error})"
    return f"{statement} {[each if len(repr(each)) < 60 else '…' for each in values]}"
