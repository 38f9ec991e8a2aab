"""Repairing a database: derive everything derivable again, and add placeholders for missing rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection, DatabaseError, Row

from mlprep_cli.core.health import day_fits
from mlprep_cli.core.log_records import KINDS, Line, LogRecord, fault_of
from mlprep_cli.core.mock import Section
from mlprep_cli.core.session.modes import DRILL, MOCK
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.backup import newest_first
from mlprep_cli.storage.cards import derive_cards
from mlprep_cli.storage.database import FILE_NAME, connect, transaction
from mlprep_cli.storage.fields import UNREADABLE, moment_text
from mlprep_cli.storage.health import missing, unreadable_content
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.log_records import LogStore, question_record, record_of
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.questions import copy_to_reviews, keep_absent_question, write_cards
from mlprep_cli.storage.restore import set_aside
from mlprep_cli.storage.transfer import records_in

_LOG = ("review", "note", "said")
"""The tables of the log that name a question."""
_FILL_TALLY = """
    INSERT INTO tally SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(thinking_seconds),
    sum(over_budget), sum(budget_seconds) FROM standing GROUP BY 1, 2, 3, 4, 5
"""


def repair(connection: Connection, day_of: Callable[[datetime], date], now: str) -> None:
    """Repair an open database in one transaction, without losing a row of its log.

    If questions of a bank cannot be read, its fingerprint is cleared, so that its file is read again.
    """
    with transaction(connection):
        _create_missing(connection)
        connection.execute("REINDEX")
        _add_missing_banks(connection)
        _add_missing_questions(connection, now)
        _add_missing_sessions(connection)
        _repair_days(connection, day_of)
        _derive(connection)


def _create_missing(connection: Connection) -> None:
    for kind, name, text in missing(connection):
        if kind in ("index", "trigger", "view"):
            connection.execute(f'DROP {kind.upper()} IF EXISTS "{name}"')
            connection.execute(text)


def _add_missing_banks(connection: Connection) -> None:
    for (number,) in connection.execute(
        "SELECT DISTINCT bank FROM question WHERE bank NOT IN (SELECT number FROM bank)"
    ).fetchall():
        connection.execute(
            """
            INSERT INTO bank (number, name, path, size_bytes, modified_ns, digest, loaded_at)
            VALUES (?, ?, '', 0, 0, '', '')
            """,
            (number, "mlprep" if number == 0 else f"lost-{number}"),
        )
    connection.execute("DELETE FROM page WHERE bank NOT IN (SELECT number FROM bank)")
    connection.execute("UPDATE bank SET name = 'lost-' || number WHERE typeof(name) <> 'text'")
    connection.execute("UPDATE bank SET path = '' WHERE typeof(path) <> 'text'")
    for bank, _ in unreadable_content(connection):
        connection.execute("UPDATE bank SET digest = '', size_bytes = -1 WHERE number = ?", (bank,))


def _add_missing_questions(connection: Connection, now: str) -> None:
    for table in _LOG:
        copied = "round, topic, budget_seconds" if table == "review" else "'screening', 'lost', 120"
        rows = connection.execute(
            f"SELECT DISTINCT question_id, {copied} FROM {table} WHERE question_id NOT IN (SELECT id FROM question)"  # noqa: S608
        )
        for name, round_name, topic, budget in rows.fetchall():
            keep_absent_question(connection, _absent(name, round_name, topic, budget), now)


def _absent(name: str, round_name: str, topic: str, budget: int) -> LogRecord:
    record: LogRecord = {
        "id": name,
        "round": round_name,
        "topic": topic,
        "difficulty": "medium",
        "prompt": name,
        "budget": budget,
        "formerly": [],
    }
    return (
        record
        if fault_of("question", record) is None
        else {**record, "round": "screening", "topic": "lost", "budget": 120}
    )


def _add_missing_sessions(connection: Connection) -> None:
    for table, mode, moment in (("review", "mode", "reviewed_at"), ("note", f"'{DRILL.mode}'", "noted_at")):
        connection.execute(
            f"""
            INSERT INTO session (id, mode, started_at) SELECT session_id, {mode}, min({moment}) FROM {table}
            WHERE session_id NOT IN (SELECT id FROM session) GROUP BY session_id
            """  # noqa: S608  fixed names
        )
    lost = connection.execute(
        "SELECT DISTINCT session_id FROM said WHERE session_id NOT IN (SELECT session_id FROM mock)"
    )
    for (session,) in lost.fetchall():
        asked = connection.execute("SELECT question_id FROM said WHERE session_id = ? ORDER BY position", (session,))
        section = Section("mixed", 2700, 2, tuple(row[0] for row in asked))
        connection.execute(
            "INSERT INTO mock VALUES (?, '2000-01-01', 'mixed', NULL, ?)", (session, json.dumps([section._asdict()]))
        )
    connection.execute(
        """
        INSERT INTO session (id, mode, started_at) SELECT session_id, ?, study_day || 'T12:00:00.000000Z' FROM mock
        WHERE session_id NOT IN (SELECT id FROM session)
        """,
        (MOCK.mode,),
    )


def _repair_days(connection: Connection, day_of: Callable[[datetime], date]) -> None:
    for table, moment in (("review", "reviewed_at"), ("note", "noted_at")):
        for row in connection.execute(f"SELECT id, {moment}, study_day FROM {table}").fetchall():  # noqa: S608
            try:
                at, day = datetime.fromisoformat(row[1]), date.fromisoformat(row[2])
            except UNREADABLE:
                continue
            if not day_fits(at, day):
                connection.execute(
                    f"UPDATE {table} SET study_day = ? WHERE id = ?",  # noqa: S608
                    (day_of(at).isoformat(), row[0]),
                )


def _derive(connection: Connection) -> None:
    connection.execute("DELETE FROM card WHERE question_id NOT IN (SELECT id FROM question WHERE retired_at IS NULL)")
    write_cards(connection, connection.execute("SELECT * FROM question WHERE retired_at IS NULL").fetchall())
    connection.execute(
        """
        UPDATE card SET checkpoint = NULL, due = NULL, interval_days = 0, lapses = 0, reviews = 0, last_grade = NULL
        """
    )
    reviewed = [row[0] for row in connection.execute("SELECT DISTINCT question_id FROM review")]
    copy_to_reviews(connection, reviewed)
    for question_id in reviewed:
        with suppress(*UNREADABLE):  # a review or the plan cannot be read: the card stays new
            derive_cards(connection, PlanStore(connection).schedule(), [question_id])
    connection.execute("DELETE FROM pace")
    connection.execute("DELETE FROM ready")
    connection.execute("DELETE FROM tally")
    connection.execute(_FILL_TALLY)


# --- a file with damaged pages ---


def lost_banks(path: Path) -> list[tuple[str, Path]]:
    """Return the user's own banks and their files, if they can still be read from the damaged database."""
    with closing(_connect_damaged(path)) as damaged:
        try:
            rows = damaged.execute("SELECT name, path FROM bank WHERE number > 0 AND removed_at IS NULL").fetchall()
        except DatabaseError:
            return []
    return [(name, Path(file)) for name, file in rows]


def salvage_into(connection: Connection, path: Path, home: Path, at: datetime) -> int:
    """Merge the newest sound backup and every readable record of a damaged file; return how many conflicted and are lost."""
    merge = LogMerge(connection, moment_text(at))
    lost = 0
    with closing(_connect_damaged(path)) as damaged, transaction(connection):
        for backup in newest_first(home):
            if _added(merge, backup):
                break
        for line in salvaged(damaged):
            try:
                merge.add(line)
            except MlprepError:
                lost += 1
        merge.derive()
    return lost


def put_aside(folder: Path, path: Path) -> Path:
    """Replace a damaged database with the one in a folder, and return the new path of the damaged one."""
    return set_aside(folder / FILE_NAME, path)


def _added(merge: LogMerge, backup: Path) -> bool:
    """Merge the log of a backup if the backup is sound."""
    try:
        with records_in(backup, []) as lines:
            for line in list(lines):
                merge.add(line)
    except MlprepError:
        return False
    return True


def _connect_damaged(path: Path) -> Connection:
    """Return a connection to a damaged database, or to an empty one if it cannot be opened at all."""
    try:
        return connect(path)
    except DatabaseError:
        return connect(Path(":memory:"))


def salvaged(connection: Connection) -> Iterator[Line]:
    """Yield every readable record of a damaged file, and a new session for records whose session is lost."""
    readable: dict[str, list[LogRecord]] = {kind: _readable(connection, kind) for kind in KINDS}
    sessions = {str(session["id"]) for session in readable["session"]}
    for kind in ("review", "note"):
        for record in readable[kind]:
            if (name := str(record["session"])) not in sessions:
                sessions.add(name)
                at = record.get("reviewed_at", record.get("noted_at"))
                readable["session"].append(
                    {"id": name, "mode": record.get("mode", DRILL.mode), "started_at": at, "ended_at": None}
                )
    for kind, records in readable.items():
        for record in records:
            yield Line(0, kind, record)
    with suppress(DatabaseError, MlprepError, *UNREADABLE):
        for unknown in LogStore(connection).unknown():
            yield Line(0, unknown.kind, json.loads(unknown.text))


def _readable(connection: Connection, kind: str) -> list[LogRecord]:
    """Return the readable records of a kind: forwards up to a damaged page, then backwards."""
    rows: dict[tuple[str, ...], LogRecord] = {}
    for order in ("ASC", "DESC"):
        try:
            for row in connection.execute(f'SELECT * FROM "{kind}" ORDER BY rowid {order}'):  # noqa: S608  fixed names
                if (record := _read(kind, row)) is not None:
                    rows[tuple(str(record[key]) for key in KINDS[kind].named_by)] = record
        except DatabaseError:
            continue
    return [rows[key] for key in sorted(rows)]


def _read(kind: str, row: Row) -> LogRecord | None:
    try:
        return question_record(row) if kind == "question" else record_of(kind, row)
    except (MlprepError, *UNREADABLE):
        return None
