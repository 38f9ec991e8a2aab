"""Questions: listed, fetched by id, and stored as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from sqlite3 import Connection, Row
from types import NoneType

from mlprep_cli.core.log_records import LogRecord
from mlprep_cli.core.questions import (
    BUDGETS,
    CheckGroup,
    Code,
    Company,
    FollowUp,
    KeyPoint,
    Prompt,
    Query,
    Question,
    Rubric,
    Source,
    introduction_rank,
)
from mlprep_cli.core.reviews import Card, Note
from mlprep_cli.core.stats import ListedQuestion
from mlprep_cli.errors import RowUnreadable, UsageError, did_you_mean, nearest
from mlprep_cli.storage.fields import (
    CARD,
    UNREADABLE,
    AnyRow,
    Columns,
    json_text,
    parsed_json,
    texts_in,
    texts_of,
    unreadable,
    value_of,
)
from mlprep_cli.storage.filters import conditions, day_values
from mlprep_cli.storage.reviews import ReviewStore

POSITIONS = 1_000_000
"""Positions reserved for each bank, and a thousand times as many for each rank of introduction."""
NOWHERE = -1
"""The position of a question that no bank on this machine has."""
CONTENT = ("round", "topic", "difficulty", "prompt", "budget_seconds", "companies", "levels", "body")
"""The columns of `question` that come from a bank file."""
_COLUMNS = ("id", "bank", "position", *CONTENT)
_ABSENT = "This question belongs to a bank that is not on this machine. `mlprep bank add FILE` brings it back."
_NAMES = {
    "topic": "SELECT id FROM page WHERE kind = 'topic' ORDER BY bank, position",
    "company": "SELECT value FROM question, json_each(companies) WHERE retired_at IS NULL "
    "UNION SELECT id FROM page WHERE kind = 'company' ORDER BY 1",
    "level": "SELECT DISTINCT value FROM question, json_each(levels) WHERE retired_at IS NULL ORDER BY value",
    "id": "SELECT id FROM question WHERE retired_at IS NULL ORDER BY position",
    "coding id": "SELECT id FROM question WHERE retired_at IS NULL AND round = 'coding' ORDER BY position",
    "guide": "SELECT id FROM page WHERE kind = 'guide' ORDER BY bank, position",
    "bank": "SELECT name FROM bank WHERE removed_at IS NULL ORDER BY number",
}


class QuestionStore:
    """The questions of the loaded banks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fetch(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its card, and the last note on it.

        Raises:
            UsageError: There is no question with that id.
        """
        row = self._connection.execute("SELECT * FROM question WHERE id = ?", (question_id,)).fetchone()
        if row is None:
            hint = did_you_mean(nearest(question_id, self.names("id"))) or "mlprep list shows all ids."
            raise UsageError(f"There is no question {question_id}.", hint)
        reviews = ReviewStore(self._connection)
        return question_of(row), reviews.card(question_id), next(iter(reviews.notes(question_id)), None)

    def listed(self, query: Query, due_on: date | None = None) -> list[ListedQuestion]:
        """Return the questions that match, in the order of their banks; only those due on a day if one is given."""
        where, values = conditions(query)
        if due_on is not None:
            where, values = f"{where} AND due <= :due_on", day_values(values, due_on=due_on)
        rows = self._connection.execute(
            f"""
            SELECT difficulty, companies, card.* FROM question
            JOIN card ON card.question_id = question.id WHERE {where} ORDER BY position
            """,  # noqa: S608  the conditions hold names of columns, the values are bound
            values,
        )
        return [
            ListedQuestion(row["round"], row["topic"], row["difficulty"], texts_of(row["companies"]), CARD.value(row))
            for row in rows
        ]

    def matching(self, query: Query, due_on: date | None = None) -> list[Question]:
        """Return the questions that `listed` lists, in full."""
        statement = "SELECT * FROM question WHERE id = ?"
        cards = (listed.card for listed in self.listed(query, due_on))
        return [question_of(self._connection.execute(statement, (card.question_id,)).fetchone()) for card in cards]

    def prompts(self) -> list[Prompt]:
        """Return what each question is recognised by, in the order of the banks."""
        rows = self._connection.execute(
            """
            SELECT id, prompt, (
                SELECT group_concat(json_extract(point.value, '$[0]'), ' ') FROM json_each(body, '$.key_points') AS point
            ) FROM question WHERE retired_at IS NULL ORDER BY position
            """
        )
        return [Prompt(value_of(row[0], str), value_of(row[1], str), value_of(row[2] or "", str)) for row in rows]

    def names(self, what: str) -> list[str]:
        """Return every `topic`, `company`, `level`, `id`, `guide` or `bank` in use."""
        return [row[0] for row in self._connection.execute(_NAMES[what])]


# --- rows ---


def question_of(row: AnyRow) -> Question:
    """Return the question in a row of `question`.

    Raises:
        RowUnreadable: A column holds an invalid value.
    """
    try:
        return _question(row)
    except UNREADABLE as error:
        raise unreadable("question", row, "id", error) from error


def _question(row: AnyRow) -> Question:
    body = json.loads(row["body"])
    if row["round"] not in BUDGETS:
        raise RowUnreadable(f"{row['round']!r} is not a round")
    return Question(
        id=value_of(row["id"], str),
        round=row["round"],
        topic=value_of(row["topic"], str),
        difficulty=value_of(row["difficulty"], str),
        prompt=value_of(row["prompt"], str),
        answer=value_of(body["answer"], str),
        key_points=key_points_of(body["key_points"]),
        rubric=Rubric(*texts_in(body["rubric"])),
        budget=value_of(row["budget_seconds"], int),
        follow_ups=tuple(FollowUp(*texts_in(follow_up)) for follow_up in body["follow_ups"]),
        companies=tuple(
            Company(value_of(name, str), value_of(year, int, NoneType)) for name, year in body["companies"]
        ),
        expects=tuple((value_of(name, str), value_of(wish, str)) for name, wish in body["expects"]),
        see=texts_in(body["see"]),
        references=texts_in(body["references"]),
        level=texts_in(body["level"]),
        formerly=texts_in(body["formerly"]),
        code=_code_of(body["code"]) if "code" in body else None,
        more=value_of(body.get("more", ""), str),
        sources=tuple(Source(*texts_in(source)) for source in body.get("sources", ())),
        as_of=value_of(body.get("as_of", ""), str),
    )


def _code_of(values: Sequence[object]) -> Code:
    """Return the code in the member `code` of a body. One stored by an older version has its checks as one text."""
    stub, solution, checks, *more = values
    if isinstance(checks, str):
        return Code(value_of(stub, str), value_of(solution, str), (CheckGroup("checks", checks),))
    helpers, levels, repair = more
    return Code(
        value_of(stub, str),
        value_of(solution, str),
        tuple(_check_of(check) for check in value_of(checks, list)),
        value_of(helpers, str),
        texts_in(levels),
        value_of(repair, bool),
    )


def _check_of(values: Sequence[object]) -> CheckGroup:
    name, code, hidden, level, grows, call, given, start = values
    return CheckGroup(
        value_of(name, str),
        value_of(code, str),
        value_of(hidden, bool),
        value_of(level, int),
        value_of(grows, str),
        value_of(call, str),
        value_of(given, str),
        value_of(start, int),
    )


def key_points_of(values: Iterable[Sequence[object]]) -> tuple[KeyPoint, ...]:
    """Return the key points in the member `key_points` of a body. Those stored by an older version have no cues."""
    return tuple(
        KeyPoint(value_of(point, str), value_of(must, bool), *map(texts_in, say)) for point, must, *say in values
    )


def question_columns(question: Question, bank: int, place: int) -> Columns:
    """Return a question as columns: `bank` is the number of its bank, `place` its position in the file, from 0."""
    return {
        "id": question.id,
        "bank": bank,
        "position": bank * POSITIONS + place,
        "round": question.round,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "prompt": question.prompt,
        "budget_seconds": question.budget,
        "companies": json.dumps([company.name for company in question.companies]),
        "levels": json.dumps(question.level),
        "body": _body(question),
    }


def _body(question: Question) -> str:
    """Return the parts of a question that no statement filters by, as JSON."""
    parts = {
        "answer": question.answer,
        "key_points": [_key_point(point) for point in question.key_points],
        "rubric": [question.rubric.strong, question.rubric.lean, question.rubric.no_hire],
        "follow_ups": [[follow_up.prompt, follow_up.answer] for follow_up in question.follow_ups],
        "companies": [[company.name, company.year] for company in question.companies],
        "expects": question.expects,
        "see": question.see,
        "references": question.references,
        "level": question.level,
        "formerly": question.formerly,
        **({} if question.code is None else {"code": question.code}),
        **{name: value for name in ("more", "sources", "as_of") if (value := getattr(question, name))},
    }
    return json_text(parts)


def _key_point(point: KeyPoint) -> list[object]:
    """Return a key point as JSON values; one without cues has no list of them."""
    return [point.point, point.must, *([point.say] if point.say else [])]


# --- writes, each inside the transaction of its caller ---


def write_questions(connection: Connection, rows: Sequence[Columns]) -> None:
    """Insert or update these questions."""
    updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    connection.executemany(
        f"""
        INSERT INTO question ({", ".join(_COLUMNS)}) VALUES ({", ".join(f":{column}" for column in _COLUMNS)})
        ON CONFLICT (id) DO UPDATE SET {updates}, retired_at = NULL
        """,  # noqa: S608  names of columns
        rows,
    )


def write_cards(connection: Connection, rows: Sequence[Columns | Row]) -> None:
    """Give each of these questions a card with its round and topic, or update the card that it has.

    A suspended question has no card.
    """
    connection.executemany(
        """
        INSERT INTO card (question_id, round, topic, introduction, interval_days, lapses, reviews)
        VALUES (:id, :round, :topic, :introduction, 0, 0, 0)
        ON CONFLICT (question_id) DO UPDATE SET round = excluded.round, topic = excluded.topic,
        introduction = excluded.introduction
        """,
        [{**row, "introduction": introduction_rank(row["round"]) * 1000 * POSITIONS + row["position"]} for row in rows],
    )
    connection.execute(
        "DELETE FROM card WHERE question_id IN (SELECT question_id FROM suspension WHERE lifted_at IS NULL)"
    )


def retire(connection: Connection, ids: Iterable[str], now: str) -> None:
    """Stop asking these questions; their reviews stay."""
    for question_id in ids:
        connection.execute("UPDATE question SET retired_at = ? WHERE id = ?", (now, question_id))
        connection.execute("DELETE FROM card WHERE question_id = ?", (question_id,))


def carry_over(connection: Connection, old: str, new: str) -> int:
    """Move everything in the log from one question to another, and return the number of reviews."""
    for table in ("note", "said", "suspension", "attempt", "asked"):
        connection.execute(f"UPDATE {table} SET question_id = ? WHERE question_id = ?", (new, old))  # noqa: S608  fixed
    drawn = connection.execute("SELECT session_id, sections FROM mock WHERE instr(sections, ?)", (f'"{old}"',))
    for session, text in drawn.fetchall():
        sections = json.loads(text)
        for section in sections:
            section["questions"] = [new if asked == old else asked for asked in section["questions"]]
        connection.execute("UPDATE mock SET sections = ? WHERE session_id = ?", (json_text(sections), session))
    listing = connection.execute("SELECT id, questions FROM story WHERE instr(questions, ?)", (f'"{old}"',))
    for story, text in listing.fetchall():
        names = [new if name == old else name for name in json.loads(text)]
        connection.execute("UPDATE story SET questions = ? WHERE id = ?", (json_text(names), story))
    connection.execute("DELETE FROM memory WHERE question_id = ?", (old,))
    return connection.execute("UPDATE review SET question_id = ? WHERE question_id = ?", (new, old)).rowcount


def drop_code(connection: Connection) -> None:
    """Remove the code of every question until its bank file is read again."""
    for name, text in connection.execute("SELECT id, body FROM question").fetchall():
        body = parsed_json(text)
        if isinstance(body, dict) and "code" in body:
            del body["code"]
            connection.execute("UPDATE question SET body = ? WHERE id = ?", (json_text(body), name))


def copy_to_reviews(connection: Connection, ids: Iterable[str]) -> None:
    """Copy the round and topic of these questions to their reviews."""
    for question_id in ids:
        connection.execute(
            """
            UPDATE review SET (round, topic) = (SELECT round, topic FROM question WHERE question.id = :id)
            WHERE question_id = :id
            """,
            {"id": question_id},
        )


def keep_absent_question(connection: Connection, record: LogRecord, now: str) -> None:
    """Store a question that is only in a log, retired and without an answer, so that its reviews can be kept."""
    blank = Question(
        id=str(record["id"]),
        round=str(record["round"]),
        topic=str(record["topic"]),
        difficulty=str(record["difficulty"]),
        prompt=str(record["prompt"]),
        answer=_ABSENT,
        key_points=(),
        rubric=Rubric("–", "–", "–"),
        budget=value_of(record["budget"], int),
        formerly=texts_in(record["formerly"]),
    )
    connection.execute(
        """
        INSERT INTO question (id, bank, position, round, topic, difficulty, prompt, budget_seconds, companies, levels,
        body, retired_at)
        VALUES (:id, 0, :position, :round, :topic, :difficulty, :prompt, :budget_seconds, '[]', '[]', :body, :now)
        ON CONFLICT (id) DO UPDATE SET round = excluded.round, topic = excluded.topic, prompt = excluded.prompt,
        difficulty = excluded.difficulty, budget_seconds = excluded.budget_seconds, body = excluded.body
        """,
        {**question_columns(blank, 0, 0), "position": NOWHERE, "now": now},
    )
    copy_to_reviews(connection, [blank.id])
