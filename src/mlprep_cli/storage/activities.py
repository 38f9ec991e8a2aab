"""The practice that the activities of a plan are measured from: reviews and mock interviews since it started."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from sqlite3 import Connection

from mlprep_cli.core.activities import CASE, Available, Facts, HeldMock, PractisedReview
from mlprep_cli.core.mock import Mock
from mlprep_cli.core.plan import Plan
from mlprep_cli.storage.fields import day_of, grade_of, moment_text, seconds_of
from mlprep_cli.storage.mocks import MockStore

_TAGGED = """
    EXISTS (SELECT 1 FROM question, json_each(question.companies) AS company WHERE question.id = {0}
    AND (:companies = '[]' OR company.value IN (SELECT value FROM json_each(:companies))))
"""


class ActivityStore:
    """The practice that activities count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts(self, plan: Plan, today: date) -> Facts:
        """Return the reviews and mock interviews since a plan started, oldest first."""
        values = {
            "started": plan.started.isoformat(),
            "since": "" if plan.since is None else moment_text(plan.since),
            "companies": json.dumps(plan.companies),
        }
        rows = self._connection.execute(
            f"""
            SELECT one.question_id, round, topic, session_id, mode, study_day, grade, thinking_seconds, EXISTS (
                SELECT 1 FROM standing AS earlier WHERE earlier.question_id = one.question_id
                AND earlier.id < one.id AND earlier.study_day < one.study_day AND earlier.reviewed_at >= :since) AS again,
            {_TAGGED.format("one.question_id")} AS tagged
            FROM standing AS one WHERE study_day >= :started AND reviewed_at >= :since ORDER BY one.id
            """,  # noqa: S608  values are bound
            values,
        )
        reviews = tuple(
            PractisedReview(
                question_id=row["question_id"],
                round=row["round"],
                topic=row["topic"],
                session_id=row["session_id"],
                mode=row["mode"],
                day=day_of(row["study_day"]),
                grade=grade_of(row["grade"]),
                seconds=seconds_of(row["thinking_seconds"]),
                again=bool(row["again"]),
                tagged=bool(row["tagged"]),
            )
            for row in rows
        )
        tagged = self._connection.execute(
            f"SELECT count(*) FROM card WHERE {_TAGGED.format('card.question_id')}",  # noqa: S608  as above
            values,
        ).fetchone()[0]
        mocks = reversed(MockStore(self._connection).all())
        held = tuple(_held(mock) for mock in mocks if mock.day >= plan.started and not mock.discarded)
        topics = [row[0] for row in self._connection.execute("SELECT DISTINCT topic FROM card")]
        case = self._connection.execute("SELECT EXISTS (SELECT 1 FROM card WHERE question_id = ?)", (CASE,)).fetchone()
        return Facts(
            reviews, held, plan.companies, self._available(reviews, today), tagged, topics, bool(case[0]), today
        )

    def _available(self, reviews: tuple[PractisedReview, ...], today: date) -> dict[str, Available]:
        """Return the questions by round; those first seen today are not seen before."""
        first_today = {
            (review.round, review.question_id) for review in reviews if review.day == today and not review.again
        }
        begun = Counter(round_name for round_name, _ in first_today)
        rows = self._connection.execute("SELECT round, count(*), count(checkpoint) FROM card GROUP BY round")
        return {row[0]: Available(row[1], max(0, row[2] - begun[row[0]])) for row in rows}


def _held(mock: Mock) -> HeldMock:
    graded = {question for question, _ in mock.grades}
    levels = tuple(answer.probes for answer in mock.answers)
    return HeldMock(mock.name, mock.day, len(mock.questions), len(mock.answers), len(graded), levels)
