"""Rows of the database as log records."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping
from operator import itemgetter
from sqlite3 import Connection, Row
from typing import Any

from mlprep_cli.core.log_records import (
    FORMAT,
    ID,
    KINDS,
    LONGEST,
    Line,
    LogRecord,
    UnknownRecord,
    fault_of,
    kept_record,
    name_of,
)
from mlprep_cli.core.text import one_line, without_hidden
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.asked import ASKED
from mlprep_cli.storage.fields import (
    AS_STORED,
    ATTEMPT,
    COUNT,
    DAY_OFF,
    NOTE,
    PLAN,
    REVIEW,
    TEXT,
    TEXTS,
    AnyRow,
    Field,
    RecordTable,
)
from mlprep_cli.storage.mocks import MOCK, SAID
from mlprep_cli.storage.sound_rows import SOUND_REVIEW
from mlprep_cli.storage.stories import STORY


def _no_value() -> None:
    """Return nothing: the rows of these tables are log records only."""


SESSION = RecordTable(
    "session",
    _no_value,
    "id",
    Field(TEXT, "id", key="id"),
    Field(TEXT, "mode", key="mode"),
    Field(TEXT, "started_at", key="started_at"),
    Field(TEXT, "ended_at", key="ended_at"),
)
QUESTION = RecordTable(
    "question",
    _no_value,
    "id",
    Field(TEXT, "id", key="id"),
    Field(TEXT, "round", key="round"),
    Field(TEXT, "topic", key="topic"),
    Field(TEXT, "difficulty", key="difficulty"),
    Field(TEXT, "prompt", key="prompt"),
    Field(COUNT, "budget_seconds", key="budget"),
    Field(TEXTS, "formerly", key="formerly"),
)
SUSPENSION = RecordTable(
    "suspension",
    _no_value,
    "id",
    Field(TEXT, "id", key="id"),
    Field(TEXT, "question_id", key="question"),
    Field(TEXT, "suspended_at", key="suspended_at"),
    Field(TEXT, "lifted_at", key="lifted_at"),
)
_TABLES: Mapping[str, RecordTable[Any]] = {
    table.name: table
    for table in (QUESTION, SESSION, MOCK, SAID, REVIEW, NOTE, PLAN, DAY_OFF, SUSPENSION, ATTEMPT, STORY, ASKED)
}
"""The tables of the log, by the kind of their records."""

LogRow = tuple[Any, ...]  # a column may hold any value
"""The columns of a log record, in the order of its keys."""
COLUMNS = {kind: tuple(_TABLES[kind].logged[key].column for key in KINDS[kind].fields) for kind in KINDS}
"""The columns of the rows of each kind."""
IDENTITY = {kind: tuple(_TABLES[kind].logged[key].column for key in KINDS[kind].named_by) for kind in KINDS}
"""The columns that identify a row of each kind."""
OPTIONAL = {kind: tuple(_TABLES[kind].logged[key].column for key in KINDS[kind].optional) for kind in KINDS}
"""The columns of the optional keys of each kind."""

_NAMED = """
    SELECT question_id FROM review UNION SELECT question_id FROM note UNION SELECT question_id FROM said
    UNION SELECT question_id FROM suspension UNION SELECT question_id FROM attempt
    UNION SELECT question_id FROM asked WHERE question_id IS NOT NULL
    UNION SELECT named.value FROM story, json_each(iif(json_valid(questions), questions, '[]')) AS named
    UNION SELECT asked.value FROM mock, json_each(iif(json_valid(sections), sections, '[]')) AS section,
    json_each(iif(section.type = 'object', section.value, '{}'), '$.questions') AS asked
"""
_QUERIES = {
    # An old id that another bank uses for a question is no old id in a log: its reviews have one question each.
    "question": f"""
        WITH named(id) AS MATERIALIZED ({_NAMED})
        SELECT *, iif(json_valid(body), (
            SELECT json_group_array(old.value) FROM json_each(body, '$.formerly') AS old WHERE old.value NOT IN named
        ), NULL) AS formerly
        FROM question WHERE id IN named ORDER BY id
    """,  # noqa: S608  values are bound
    "session": "SELECT * FROM session ORDER BY id",
    "mock": "SELECT * FROM mock ORDER BY session_id",
    "said": "SELECT * FROM said ORDER BY session_id, position",
    "review": f"SELECT *, {SOUND_REVIEW} AS is_sound FROM review ORDER BY id",  # noqa: S608  a constant
    "note": "SELECT * FROM note ORDER BY id",
    "plan": 'SELECT * FROM "plan" ORDER BY id',
    "day_off": "SELECT * FROM day_off ORDER BY id",
    "suspension": "SELECT * FROM suspension ORDER BY id",
    "attempt": "SELECT * FROM attempt ORDER BY id",
    "story": "SELECT * FROM story ORDER BY id",
    "asked": "SELECT * FROM asked ORDER BY id",
}


class LogStore:
    """The log: every record that cannot be derived."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, settings: dict[str, str]) -> Generator[str, None, None]:
        """Yield the lines of a log file: the first names the format, the last counts the lines.

        The same content gives the same bytes. Close the generator if you stop before its end, while the database is open.
        """
        yield _text({"kind": "mlprep log", "format": FORMAT})
        yield _text({"kind": "settings", **settings})
        count = 3
        self._connection.execute("BEGIN")
        try:
            for kind, row in self._rows():
                yield _text({"kind": kind, **_record_in(kind, row)})
                count += 1
            for unknown in self.unknown():
                yield unknown.line
                count += 1
        finally:
            self._connection.execute("COMMIT")
        yield _text({"kind": "end", "lines": count})

    def records(self, unreadable: list[str]) -> Iterator[Line]:
        """Yield the records of this database as if they came from a log file.

        A record that cannot be read is left out, and its error is added to `unreadable`. If it is a mock interview, its
        answers are left out too.
        """
        lost: set[object] = set()
        number = 0
        for number, (kind, row) in enumerate(self._rows(), start=1):
            try:
                record = _record_in(kind, row)
            except MlprepError as error:
                unreadable.append(error.message)
                if kind == "mock":
                    lost.add(row["session_id"])
                continue
            if kind != "said" or record["session"] not in lost:
                yield Line(number, kind, record)
        for unknown in unknown_records(self._connection, unreadable.append):
            number += 1
            yield Line(number, unknown.kind, json.loads(unknown.text))

    def unknown(self) -> Iterator[UnknownRecord]:
        """Yield the records of kinds that this version does not know, as they are kept."""
        return unknown_records(self._connection)

    def _rows(self) -> Iterator[tuple[str, Row]]:
        """Yield every row of the log, kind by kind; read it inside one transaction."""
        for kind, query in _QUERIES.items():
            for row in self._connection.execute(query):
                yield kind, row


def unknown_records(connection: Connection, report: Callable[[str], None] | None = None) -> Iterator[UnknownRecord]:
    """Yield the records of kinds that this version does not know, as they are kept.

    Args:
        connection: The database.
        report: Called with the error of each record that no log can hold.

    Raises:
        MlprepError: No log can hold a record, and there is no `report`.
    """
    for kind, text in connection.execute("SELECT kind, record FROM unknown_record ORDER BY kind, record"):
        try:
            record = kept_record(kind, text)
        except MlprepError as error:
            if report is None:
                raise
            report(error.message)
        else:
            yield record


def drop_damaged_unknown(connection: Connection, report: Callable[[str], None]) -> None:
    """Delete each record of an unknown kind that no log can hold, inside the transaction of the caller, and report it."""
    for row, kind, text in connection.execute("SELECT rowid, kind, record FROM unknown_record").fetchall():
        try:
            kept_record(kind, text)
        except MlprepError as error:
            report(error.message)
            connection.execute("DELETE FROM unknown_record WHERE rowid = ?", (row,))


def _record_in(kind: str, row: Row) -> LogRecord:
    """Return the record in a row of the queries above. Raises the same errors as `record_of`."""
    return _RECORDS[kind](row) if kind == "review" and row["is_sound"] else record_of(kind, row)


def record_of(kind: str, row: AnyRow) -> LogRecord:
    """Return a row as a record.

    Raises:
        MlprepError: A column holds a value that is invalid in a record.
    """
    record: LogRecord = _RECORDS[kind](row)
    # A bank may have a longer prompt than a log allows, and old ids that never were valid. An older version accepted
    # hidden characters in it, and longer notes.
    if isinstance(prompt := record.get("prompt"), str):
        record["prompt"] = without_hidden(prompt)[:LONGEST]
    if kind == "note" and isinstance(text := record["text"], str) and len(text) > LONGEST:
        record["text"] = one_line(text)
    if isinstance(formerly := record.get("formerly"), list):
        record["formerly"] = [old for old in formerly if ID.holds(old)]
    if (fault := fault_of(kind, record)) is not None:
        raise MlprepError(f"The {name_of(kind, record)} in the database is damaged: {fault}.", "mlprep data check")
    return record


def question_record(row: Row) -> LogRecord:
    """Return the record of a row of `question`, whose old ids are in its body.

    Raises:
        MlprepError: A column holds a value that is invalid in a record.
    """
    return record_of("question", {**row, "formerly": json.dumps(json.loads(row["body"])["formerly"])})


def row_of(kind: str, record: LogRecord) -> LogRow:
    """Return a record as a row."""
    return _ROWS[kind](record)


def _row_maker(kind: str) -> Callable[[LogRecord], LogRow]:
    """Return the function that makes a row from a record. It calls only the conversions that change a value."""
    values_of = itemgetter(*KINDS[kind].fields)
    absent = dict.fromkeys(KINDS[kind].optional)
    fields = [_TABLES[kind].logged[key] for key in KINDS[kind].fields]
    converted = [(place, field.kind.unlog) for place, field in enumerate(fields) if field.kind.unlog is not AS_STORED]

    def make(record: LogRecord) -> LogRow:
        values = [*values_of({**absent, **record} if absent else record)]
        for place, unlog in converted:
            values[place] = unlog(values[place])
        return tuple(values)

    return make


def _record_maker(kind: str) -> Callable[[AnyRow], LogRecord]:
    """Return the function that makes a record from a row. It calls only the conversions that change a value."""
    keys, columns_of = tuple(KINDS[kind].fields), itemgetter(*COLUMNS[kind])
    optional = KINDS[kind].optional
    fields = {key: _TABLES[kind].logged[key] for key in keys}
    converted = [(key, field.kind.log) for key, field in fields.items() if field.kind.log is not AS_STORED]

    def make(row: AnyRow) -> LogRecord:
        record = dict(zip(keys, columns_of(row), strict=True))
        for key, log in converted:
            record[key] = log(record[key])
        for key in optional:
            if record[key] is None:
                del record[key]
        return record

    return make


_RECORDS = {kind: _record_maker(kind) for kind in KINDS}
_ROWS = {kind: _row_maker(kind) for kind in KINDS}


def _text(line: dict[str, Any]) -> str:  # JSON
    return _ENCODER.encode(line)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
