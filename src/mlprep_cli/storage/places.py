"""Places for questions that no bank here has: their reviews are kept, until a bank brings them."""

from __future__ import annotations

import json
from sqlite3 import Connection

from mlprep_cli.core.log_records import Record
from mlprep_cli.core.questions import Question, Rubric
from mlprep_cli.storage.banks import copy_to_reviews
from mlprep_cli.storage.log_records import columns_of
from mlprep_cli.storage.rows import body_text

NOWHERE = -1
"""The position of such a question."""

_ABSENT = "This question belongs to a bank that is not here: mlprep bank add FILE brings it back."


def keep_a_place(connection: Connection, record: Record, now: str) -> None:
    """Write what a log says of a question, inside the caller's transaction: retired, and without an answer."""
    values = columns_of("question", record)
    blank = Question(
        id=values["id"],
        round=values["round"],
        topic=values["topic"],
        difficulty=values["difficulty"],
        prompt=values["prompt"],
        answer=_ABSENT,
        key_points=(),
        rubric=Rubric("–", "–", "–"),
        budget=values["budget_seconds"],
        formerly=tuple(json.loads(values["formerly"])),
    )
    connection.execute(
        """
        INSERT INTO question (id, bank, position, round, topic, difficulty, prompt, budget_seconds, companies, levels,
        body, retired_at)
        VALUES (:id, 0, :position, :round, :topic, :difficulty, :prompt, :budget_seconds, '[]', '[]', :body, :now)
        ON CONFLICT (id) DO UPDATE SET round = excluded.round, topic = excluded.topic, prompt = excluded.prompt,
        difficulty = excluded.difficulty, budget_seconds = excluded.budget_seconds, body = excluded.body
        """,
        {**values, "position": NOWHERE, "body": body_text(blank), "now": now},
    )
    copy_to_reviews(connection, [blank.id])
