"""Rows of the database as log records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from sqlite3 import Connection, Row
from typing import Any

from mlprep_cli.core.log_records import FORMAT, ID, KINDS, LONGEST, Line, LogRecord, UnknownRecord, fault_of, name_of
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.fields import COUNT, NOTE, PLAN, REVIEW, TEXT, TEXTS, AnyRow, Columns, Field, RecordTable
from mlprep_cli.storage.mocks import MOCK, SAID


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
_TABLES: Mapping[str, RecordTable[Any]] = {
    table.name: table for table in (QUESTION, SESSION, MOCK, SAID, REVIEW, NOTE, PLAN)
}
"""The tables of the log, by the kind of their records."""

_NAMED = """
    SELECT question_id FROM review UNION SELECT question_id FROM note UNION SELECT question_id FROM said
    UNION SELECT asked.value FROM mock, json_each(iif(json_valid(sections), sections, '[]')) AS section,
    json_each(iif(section.type = 'object', section.value, '{}'), '$.questions') AS asked
"""
_QUERIES = {
    "question": f"""
        SELECT *, iif(json_valid(body), json_extract(body, '$.formerly'), NULL) AS formerly
        FROM question WHERE id IN ({_NAMED}) ORDER BY id
    """,  # noqa: S608  values are bound
    "session": "SELECT * FROM session ORDER BY id",
    "mock": "SELECT * FROM mock ORDER BY session_id",
    "said": "SELECT * FROM said ORDER BY session_id, position",
    "review": "SELECT * FROM review ORDER BY id",
    "note": "SELECT * FROM note ORDER BY id",
    "plan": 'SELECT * FROM "plan" ORDER BY id',
}


class LogStore:
    """The log: every record that cannot be derived."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, settings: dict[str, str]) -> Iterator[str]:
        """Yield the lines of a log file: the first names the format, the last counts the lines.

        The same content gives the same bytes.
        """
        yield _text({"kind": "mlprep log", "format": FORMAT})
        yield _text({"kind": "settings", **settings})
        count = 3
        self._connection.execute("BEGIN")
        try:
            for kind, row in self._rows():
                yield _text({"kind": kind, **record_of(kind, row)})
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
                record = record_of(kind, row)
            except MlprepError as error:
                unreadable.append(error.message)
                if kind == "mock":
                    lost.add(row["session_id"])
                continue
            if kind != "said" or record["session"] not in lost:
                yield Line(number, kind, record)
        for unknown in self.unknown():
            number += 1
            yield Line(number, unknown.kind, json.loads(unknown.text))

    def unknown(self) -> Iterator[UnknownRecord]:
        """Yield the records of kinds that this version does not know, as they are kept."""
        for row in self._connection.execute("SELECT kind, record FROM unknown_record ORDER BY kind, record"):
            yield UnknownRecord(row[0], row[1])

    def _rows(self) -> Iterator[tuple[str, Row]]:
        """Yield every row of the log, kind by kind; read it inside one transaction."""
        for kind, query in _QUERIES.items():
            for row in self._connection.execute(query):
                yield kind, row


def record_of(kind: str, row: AnyRow) -> LogRecord:
    """Return a row as a record.

    Raises:
        MlprepError: A column holds a value that is invalid in a record.
    """
    logged = _TABLES[kind].logged
    record: LogRecord = {key: logged[key].kind.log(row[logged[key].column]) for key in KINDS[kind].fields}
    # A bank may have a longer prompt than a log allows, and old ids that never were valid.
    if isinstance(prompt := record.get("prompt"), str):
        record["prompt"] = prompt[:LONGEST]
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


def columns_of(kind: str, record: LogRecord) -> Columns:
    """Return a record, or some of its keys, as columns of its table."""
    logged = _TABLES[kind].logged
    return {logged[key].column: logged[key].kind.unlog(value) for key, value in record.items()}


def _text(line: dict[str, Any]) -> str:  # JSON
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
