"""The log as lines of JSON: out of the database, and out of a file that may hold anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Any, NamedTuple, NoReturn

from mlprep_cli.adapters.files import opened
from mlprep_cli.core.log_records import FORMAT, ID, KINDS, LONGEST, Record, Value, fault_of, name_of
from mlprep_cli.errors import InvalidLog, MlprepError
from mlprep_cli.storage.fields import AnyRow

LONGEST_LINE = 1_000_000

_COLUMNS = {
    "question": "question_id",
    "session": "session_id",
    "seconds": "thinking_seconds",
    "review_seconds": "reviewing_seconds",
    "probe_seconds": "probing_seconds",
    "budget": "budget_seconds",
    "started": "started_day",
    "interview": "interview_day",
    "dated": "dated_day",
}
"""Columns that are called otherwise than their keys, which are those of the documents."""

_JSON = frozenset(("formerly", "sections", "key_points", "companies", "levels"))
_FLAGS = frozenset(("passed", "timed_out"))

_REFERRED = """
    SELECT question_id FROM review UNION SELECT question_id FROM note UNION SELECT question_id FROM said
    UNION SELECT asked.value FROM mock, json_each(iif(json_valid(sections), sections, '[]')) AS section,
    json_each(iif(section.type = 'object', section.value, '{}'), '$.questions') AS asked
"""
_QUERIES = {
    "question": f"""
        SELECT *, iif(json_valid(body), json_extract(body, '$.formerly'), NULL) AS formerly
        FROM question WHERE id IN ({_REFERRED}) ORDER BY id
    """,  # noqa: S608  no value in it
    "session": "SELECT * FROM session ORDER BY id",
    "mock": "SELECT * FROM mock ORDER BY session_id",
    "said": "SELECT * FROM said ORDER BY session_id, position",
    "review": "SELECT * FROM review ORDER BY id",
    "note": "SELECT * FROM note ORDER BY id",
    "plan": 'SELECT * FROM "plan" ORDER BY id',
}


class Line(NamedTuple):
    """A line of a log: its number from 1, its kind, and what it says."""

    number: int
    kind: str
    record: Record


def column_of(key: str) -> str:
    """Return the column that holds a key of a record."""
    return _COLUMNS.get(key, key)


def record_of(kind: str, row: AnyRow) -> Record:
    """Return a row as a record.

    Raises:
        MlprepError: It holds what cannot be.
    """
    record: Record = {}
    for key in KINDS[kind].fields:
        value = row[column_of(key)]
        if key in _JSON:
            value = _parsed(value)
        elif key in _FLAGS and value in (0, 1):
            value = bool(value)
        elif key == "checkpoint" and value != "mastered":
            value = _parsed(value)
        record[key] = value
    # A bank may have a longer prompt than a log, and old ids that never were any.
    if isinstance(prompt := record.get("prompt"), str):
        record["prompt"] = prompt[:LONGEST]
    if isinstance(formerly := record.get("formerly"), list):
        record["formerly"] = [each for each in formerly if ID.holds(each)]
    if (fault := fault_of(kind, record)) is not None:
        raise MlprepError(f"the {name_of(kind, record)} in the database is damaged: {fault}.", "mlprep data check")
    return record


def question_record(row: Row) -> Record:
    """Return what a log says of a row of `question`: its old ids stand in its body. Raises what `record_of` does."""
    return record_of("question", {**row, "formerly": json.dumps(json.loads(row["body"])["formerly"])})


def columns_of(kind: str, record: Record) -> dict[str, Any]:  # a column each, of its own type
    """Return a record as columns of its table; of a question, those that a log knows."""
    columns: dict[str, Any] = {}
    for key, value in record.items():
        if key in _JSON:
            columns[column_of(key)] = json.dumps(value, ensure_ascii=False)
        else:
            columns[column_of(key)] = str(value) if key == "checkpoint" else value
    return columns


def _rows(connection: Connection) -> Iterator[tuple[str, Row]]:
    """Yield all that a log tells, each kind in its order; read it inside one transaction."""
    for kind, query in _QUERIES.items():
        for row in connection.execute(query):
            yield kind, row


def written(connection: Connection, settings: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a log file: the first names the format, the last counts the others.

    The same content is the same bytes.
    """
    yield _text({"kind": "mlprep log", "format": FORMAT})
    yield _text({"kind": "settings", **settings})
    count = 3
    connection.execute("BEGIN")
    try:
        for kind, row in _rows(connection):
            yield _text({"kind": kind, **record_of(kind, row)})
            count += 1
    finally:
        connection.execute("COMMIT")
    yield _text({"kind": "end", "lines": count})


def lines_of(connection: Connection, left_out: list[str]) -> Iterator[Line]:
    """Yield what another database tells, as if it had been written to a file and read again.

    A line that cannot be read keeps nothing else back, but for the answers of a mock interview: what is wrong with it is
    added to those left out.
    """
    lost: set[object] = set()
    for number, (kind, row) in enumerate(_rows(connection), start=1):
        try:
            record = record_of(kind, row)
        except MlprepError as error:
            left_out.append(error.message)
            if kind == "mock":
                lost.add(row["session_id"])
            continue
        if kind != "said" or record["session"] not in lost:
            yield Line(number, kind, record)


def read(path: Path, data: Iterable[bytes]) -> Iterator[Line]:
    """Yield the lines of a log file, `settings` among them, each looked at before it is used.

    Raises:
        InvalidLog: At the first line that cannot be.
    """
    order = ["mlprep log", "settings", *KINDS, "end"]
    place = number = 0
    kind = ""
    for number, raw in enumerate(data, start=1):
        kind, record = _line(path, number, raw)
        if number == 1:
            _accept_format(path, kind, record)
            continue
        if kind not in order[1:] or order.index(kind) < place or (place == len(order) - 1):
            raise InvalidLog(path, number, f"a line of the kind {kind[:40]!r} cannot stand here")
        place = order.index(kind)
        if kind == "end":
            if record != {"lines": number}:
                raise InvalidLog(path, number, "its last line counts other lines than there are")
        elif kind == "settings":
            yield Line(number, kind, record)
        else:
            if (fault := fault_of(kind, record)) is not None:
                raise InvalidLog(path, number, fault)
            yield Line(number, kind, record)
    if kind != "end":
        raise InvalidLog(path, number, "it ends in the middle: its last line should say how many there are")


@contextmanager
def lines_in(path: Path) -> Iterator[Iterator[bytes]]:
    """Give the lines of a file, none longer than can be. Raises what `files.opened` does."""
    with opened(path) as file:
        yield iter(lambda: file.readline(LONGEST_LINE + 1), b"")


def _accept_format(path: Path, kind: str, record: Record) -> None:
    if kind != "mlprep log":
        raise InvalidLog(path, 1, "this is no log of mlprep")
    if record != {"format": FORMAT}:
        raise InvalidLog(
            path,
            1,
            f"it was written in the format {repr(record.get('format'))[:20]}, this mlprep reads {FORMAT}",
            "upgrade mlprep (pip install --upgrade mlprep)",
        )


def _line(path: Path, number: int, raw: bytes) -> tuple[str, Record]:
    if len(raw) > LONGEST_LINE:
        raise InvalidLog(path, number, f"a line is longer than {LONGEST_LINE:,} bytes")
    try:
        found = json.loads(raw.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidLog(path, number, f"this is no JSON ({str(error)[:60]})") from error
    if not isinstance(found, dict) or not isinstance(kind := found.pop("kind", None), str):
        raise InvalidLog(path, number, 'a line is an object with a "kind"')
    return kind, found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _parsed(text: object) -> Value:
    try:
        found: Value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return found


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
