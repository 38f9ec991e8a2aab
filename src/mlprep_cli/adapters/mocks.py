"""Mock interviews in the database: what can be drawn, and those that were begun."""

from __future__ import annotations

import json
from datetime import date
from sqlite3 import Connection, Row

from mlprep_cli.adapters.rows import process_of
from mlprep_cli.core.mock import Drawable, Mock, Section
from mlprep_cli.core.plan import is_of_level
from mlprep_cli.core.questions import Process
from mlprep_cli.core.reviews import Grade, Spoken


def drawable(connection: Connection, companies: tuple[str, ...], levels: tuple[str, ...]) -> list[Drawable]:
    """Return every question that can be asked, and how well it fits: asked by the company, then of the level."""
    rows = connection.execute(
        "SELECT id, round, topic, companies, levels FROM question WHERE retired_at IS NULL ORDER BY position"
    )
    found = []
    for row in rows:
        tagged = not set(companies).isdisjoint(json.loads(row["companies"]))
        of_level = any(is_of_level(asked, mine) for asked in json.loads(row["levels"]) for mine in levels)
        found.append(Drawable(row["id"], row["round"], row["topic"], 2 * tagged + of_level))
    return found


def process(connection: Connection, name: str) -> Process | None:
    """Return how a company interviews, where a bank says so."""
    row = connection.execute("SELECT text FROM page WHERE kind = 'company' AND id = ?", (name,)).fetchone()
    return None if row is None else process_of(row[0])


def processes(connection: Connection) -> list[Process]:
    """Return how each company interviews that a bank describes, in the order of the banks."""
    rows = connection.execute("SELECT text FROM page WHERE kind = 'company' ORDER BY bank, position")
    return [process_of(row[0]) for row in rows]


def mocks(connection: Connection, limit: int = -1) -> list[Mock]:
    """Return the mock interviews that were begun, newest first."""
    rows = connection.execute("SELECT * FROM mock ORDER BY session_id DESC LIMIT ?", (limit,)).fetchall()
    return [_mock(connection, row) for row in rows]


def sections_text(sections: tuple[Section, ...]) -> str:
    """Return sections as their column holds them."""
    return json.dumps([each._asdict() for each in sections], ensure_ascii=False)


def _mock(connection: Connection, row: Row) -> Mock:
    session = (row["session_id"],)
    spoken = connection.execute("SELECT * FROM said WHERE session_id = ? ORDER BY position", session)
    grades = connection.execute(
        "SELECT question_id, grade FROM review WHERE session_id = ? AND voided_at IS NULL ORDER BY id", session
    )
    return Mock(
        session_id=row["session_id"],
        day=date.fromisoformat(row["study_day"]),
        name=row["name"],
        company=row["company"],
        sections=tuple(
            Section(each["name"], each["seconds"], each["levels"], tuple(each["questions"]))
            for each in json.loads(row["sections"])
        ),
        spoken=tuple(
            Spoken(
                session_id=each["session_id"],
                position=each["position"],
                question_id=each["question_id"],
                thinking=each["thinking_seconds"],
                probing=each["probing_seconds"],
                probes=each["probes"],
                passed=bool(each["passed"]),
            )
            for each in spoken
        ),
        grades=tuple((each["question_id"], Grade(each["grade"])) for each in grades),
    )
