"""Placeholders for the questions and sessions that rows of the log refer to, but that are lost."""

from __future__ import annotations

import json
from sqlite3 import Connection

from mlprep_cli.core.log_merge import LOST_DAY
from mlprep_cli.core.log_records import DATED, LogRecord, fault_of
from mlprep_cli.core.mock import Section
from mlprep_cli.core.session.modes import DRILL, MOCK
from mlprep_cli.storage.questions import keep_absent_question

_LOG = ("review", "note", "said", "suspension", "attempt", "asked")
"""The tables of the log that name a question."""


def add_missing_questions(connection: Connection, now: str) -> None:
    """Add a retired question for each one that only the log still knows."""
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


def add_missing_sessions(connection: Connection) -> None:
    """Add a session, or a mock interview, for each one that only its reviews, notes, attempts or answers still know."""
    for table, moment in DATED.items():
        mode = "mode" if table == "review" else f"'{DRILL.mode}'"
        connection.execute(
            f"""
            INSERT INTO session (id, mode, started_at) SELECT session_id, {mode}, min({moment}) FROM {table}
            WHERE session_id IS NOT NULL AND session_id NOT IN (SELECT id FROM session) GROUP BY session_id
            """  # noqa: S608  fixed names
        )
    lost = connection.execute(
        "SELECT DISTINCT session_id FROM said WHERE session_id NOT IN (SELECT session_id FROM mock)"
    )
    for (session,) in lost.fetchall():
        asked = connection.execute("SELECT question_id FROM said WHERE session_id = ? ORDER BY position", (session,))
        section = Section("mixed", 2700, 2, tuple(row[0] for row in asked))
        connection.execute(
            "INSERT INTO mock VALUES (?, ?, 'mixed', NULL, ?)", (session, LOST_DAY, json.dumps([section._asdict()]))
        )
    connection.execute(
        """
        INSERT INTO session (id, mode, started_at) SELECT session_id, ?, study_day || 'T12:00:00.000000Z' FROM mock
        WHERE session_id NOT IN (SELECT id FROM session)
        """,
        (MOCK.mode,),
    )
