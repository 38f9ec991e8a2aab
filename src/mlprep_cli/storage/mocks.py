"""Mock interviews in the database: what can be drawn, and those that were begun."""

from __future__ import annotations

import json
from sqlite3 import Connection, Row
from types import NoneType

from mlprep_cli.core.mock import Drawable, Mock, Section
from mlprep_cli.core.plan import is_of_level
from mlprep_cli.core.questions import Process
from mlprep_cli.core.reviews import Spoken
from mlprep_cli.storage.fields import AnyRow, day_of, grade_of, row_of, seconds_of, texts_in, texts_of, value_of
from mlprep_cli.storage.rows import process_of


def drawable(connection: Connection, companies: tuple[str, ...], levels: tuple[str, ...]) -> list[Drawable]:
    """Return every question that can be asked, and how well it fits: asked by the company, then of the level."""
    rows = connection.execute(
        "SELECT id, round, topic, companies, levels FROM question WHERE retired_at IS NULL ORDER BY position"
    )
    found = []
    for row in rows:
        tagged = not set(companies).isdisjoint(texts_of(row["companies"]))
        of_level = any(is_of_level(asked, mine) for asked in texts_of(row["levels"]) for mine in levels)
        found.append(Drawable(row["id"], row["round"], row["topic"], 2 * tagged + of_level))
    return found


def process(connection: Connection, name: str) -> Process | None:
    """Return how a company interviews, where a bank says so."""
    row = connection.execute("SELECT id, text FROM page WHERE kind = 'company' AND id = ?", (name,)).fetchone()
    return None if row is None else process_of(row)


def processes(connection: Connection) -> list[Process]:
    """Return how each company interviews that a bank describes, in the order of the banks."""
    rows = connection.execute("SELECT id, text FROM page WHERE kind = 'company' ORDER BY bank, position")
    return [process_of(row) for row in rows]


def mocks(connection: Connection, limit: int = -1) -> list[Mock]:
    """Return the mock interviews that were begun, newest first."""
    rows = connection.execute("SELECT * FROM mock ORDER BY session_id DESC LIMIT ?", (limit,)).fetchall()
    return [_mock(connection, row) for row in rows]


def sections_text(sections: tuple[Section, ...]) -> str:
    """Return sections as their column holds them."""
    return json.dumps([each._asdict() for each in sections], ensure_ascii=False)


def _section(parts: dict[str, object]) -> Section:
    return Section(
        value_of(parts["name"], str),
        value_of(parts["seconds"], int),
        value_of(parts["levels"], int),
        texts_in(parts["questions"]),
    )


@row_of("said", "session_id")
def _spoken(row: AnyRow) -> Spoken:
    return Spoken(
        session_id=row["session_id"],
        position=value_of(row["position"], int),
        question_id=value_of(row["question_id"], str),
        thinking=seconds_of(row["thinking_seconds"]),
        probing=seconds_of(row["probing_seconds"]),
        probes=value_of(row["probes"], int),
        passed=bool(row["passed"]),
    )


def _mock(connection: Connection, row: Row) -> Mock:
    session = (row["session_id"],)
    spoken = connection.execute("SELECT * FROM said WHERE session_id = ? ORDER BY position", session)
    grades = connection.execute(
        "SELECT question_id, grade FROM review WHERE session_id = ? AND voided_at IS NULL ORDER BY id", session
    )
    return _drawn(row)._replace(
        spoken=tuple(_spoken(each) for each in spoken),
        grades=tuple((value_of(each["question_id"], str), grade_of(each["grade"])) for each in grades),
    )


@row_of("mock", "session_id")
def _drawn(row: AnyRow) -> Mock:
    return Mock(
        session_id=value_of(row["session_id"], str),
        day=day_of(row["study_day"]),
        name=value_of(row["name"], str),
        company=value_of(row["company"], str, NoneType),
        sections=tuple(_section(each) for each in json.loads(row["sections"])),
    )
