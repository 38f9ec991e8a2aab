"""Mock interviews: the questions to draw from, and the interviews that were held."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection, Row

from mlprep_cli.core.mock import DISCARD, CandidateQuestion, Mock, Section, discard_id
from mlprep_cli.core.plan import is_of_level
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import MockAnswer
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import (
    COUNT,
    DAY,
    FLAG,
    OPTIONAL_TEXT,
    SECONDS,
    TEXT,
    ColumnType,
    Field,
    RecordTable,
    grade_of,
    json_text,
    moment_text,
    parsed_json,
    texts_in,
    texts_of,
    value_of,
)
from mlprep_cli.storage.filters import conditions


class MockStore:
    """Mock interviews."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def candidates(self, companies: Sequence[str], levels: Sequence[str]) -> list[CandidateQuestion]:
        """Return every question that can be asked, and how well it fits the companies and the levels."""
        rows = self._connection.execute(
            "SELECT id, round, topic, companies, levels FROM question WHERE retired_at IS NULL ORDER BY position"
        )
        candidates = []
        for row in rows:
            tagged = not set(companies).isdisjoint(texts_of(row["companies"]))
            of_level = any(is_of_level(asked, mine) for asked in texts_of(row["levels"]) for mine in levels)
            candidates.append(CandidateQuestion(row["id"], row["round"], row["topic"], 2 * tagged + of_level))
        return candidates

    def all(self, limit: int = -1) -> list[Mock]:
        """Return the mock interviews that were started, newest first."""
        rows = self._connection.execute("SELECT * FROM mock ORDER BY session_id DESC LIMIT ?", (limit,)).fetchall()
        return [self._held(row) for row in rows]

    def unfinished(self, limit: int = -1) -> list[Mock]:
        """Return the mock interviews that can be resumed or debriefed, among the last `limit` ones, newest first."""
        return [mock for mock in self.all(limit) if mock.is_unfinished]

    def discard(self, session_id: str, at: datetime) -> None:
        """Record that a mock interview was given up: as a session of its own, so that logs carry and merge it."""
        moment = moment_text(at)
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR IGNORE INTO session (id, mode, started_at, ended_at) VALUES (?, ?, ?, ?)",
                (discard_id(session_id), DISCARD, moment, moment),
            )

    def matching(self, query: Query) -> list[Mock]:
        """Return the mock interviews since a day that asked a matching question, newest first."""
        where, values = conditions(query._replace(since=None))
        since = "" if query.since is None else query.since.isoformat()
        rows = self._connection.execute(
            f"""
            SELECT * FROM mock WHERE study_day >= :since AND EXISTS (
                SELECT 1 FROM json_each(mock.sections) AS section, json_each(section.value, '$.questions') AS asked
                JOIN card ON card.question_id = asked.value WHERE {where})
            ORDER BY session_id DESC
            """,  # noqa: S608  values are bound
            {**values, "since": since},
        ).fetchall()
        return [self._held(row) for row in rows]

    def _held(self, row: Row) -> Mock:
        mock = MOCK.value(row)
        session = mock.session_id
        answers = self._connection.execute("SELECT * FROM said WHERE session_id = ? ORDER BY position", (session,))
        # Through the questions an index finds these reviews: no index has their session.
        grades = self._connection.execute(
            """
            SELECT question_id, grade FROM standing
            WHERE question_id IN (SELECT value FROM json_each(?)) AND session_id = ? ORDER BY id
            """,
            (json.dumps(mock.questions), session),
        )
        number, discarded = self._connection.execute(
            """
            SELECT (SELECT count(*) FROM mock WHERE session_id <= :session),
            EXISTS (SELECT 1 FROM session WHERE id = :discarded AND mode = :mode)
            """,
            {"session": session, "discarded": discard_id(session), "mode": DISCARD},
        ).fetchone()
        return mock._replace(
            answers=tuple(SAID.value(answer) for answer in answers),
            grades=tuple((value_of(graded["question_id"], str), grade_of(graded["grade"])) for graded in grades),
            number=number,
            discarded=bool(discarded),
        )


# --- rows ---


def sections_text(sections: Sequence[Section]) -> str:
    """Return the sections of a mock interview as stored in their column."""
    return json_text([section._asdict() for section in sections])


def _sections_of(text: object) -> tuple[Section, ...]:
    return tuple(
        Section(
            value_of(parts["name"], str),
            value_of(parts["seconds"], int),
            value_of(parts["levels"], int),
            texts_in(parts["questions"]),
        )
        for parts in json.loads(value_of(text, str))
    )


SECTIONS = ColumnType(sections_text, _sections_of, parsed_json, json_text)
MOCK = RecordTable(
    "mock",
    Mock,
    "session_id",
    Field(TEXT, "session_id", "session_id", "session"),
    Field(DAY, "study_day", "day", "study_day"),
    Field(TEXT, "name", "name", "name"),
    Field(OPTIONAL_TEXT, "company", "company", "company"),
    Field(SECTIONS, "sections", "sections", "sections"),
)
SAID = RecordTable(
    "said",
    MockAnswer,
    "session_id",
    Field(TEXT, "session_id", "session_id", "session"),
    Field(COUNT, "position", "position", "position"),
    Field(TEXT, "question_id", "question_id", "question"),
    Field(SECONDS, "thinking_seconds", "thinking", "seconds"),
    Field(SECONDS, "probing_seconds", "probing", "probe_seconds"),
    Field(COUNT, "probes", "probes", "probes"),
    Field(FLAG, "passed", "passed", "passed"),
)
