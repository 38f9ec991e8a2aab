"""Which cards are due, new or weak: one set of conditions for every count and every queue."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from sqlite3 import Connection, Row

from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import Filter
from mlprep_cli.core.queue import Item
from mlprep_cli.storage.fields import day_of
from mlprep_cli.storage.rows import card_of, moment_text

MOST = 300
"""Cards in one queue: more than anybody answers in one sitting, and few enough to be read at once."""

Values = dict[str, str | int]
DUE = "due <= :today"
NEW = "checkpoint IS NULL"
SEEN = "checkpoint IS NOT NULL"
# An order, and the index that has it: left to itself, SQLite filters by round first and then sorts all that is left.
BY_DUE = ("INDEXED BY card_due", "due, introduction")
BY_INTRODUCTION = ("INDEXED BY card_new", "introduction")
BY_WEAKNESS = (
    "",
    "CASE last_grade WHEN 'no_hire' THEN 0 WHEN 'lean' THEN 1 ELSE 2 END, lapses DESC, due, introduction",
)


def conditions(wanted: Filter, table: str = "card", since: date | None = None) -> tuple[str, Values]:
    """Return a filter as SQL on `card` (or another table with its round, topic and question_id), and the values in it.

    `since` is for `review` alone: only those from a study day on.
    """
    values: Values = {}
    clauses = [
        _among(f"{table}.round", wanted.rounds, values),
        _among(f"{table}.topic", wanted.topics, values),
    ]
    inner = [
        _among("question.difficulty", wanted.difficulties, values),
        _among_json("companies", wanted.companies, values),
        _among_json("levels", wanted.levels, values),
        *(_containing(word, values) for word in wanted.words),
    ]
    if any(inner):
        parts = " AND ".join(clause for clause in inner if clause)
        clauses.append(f"EXISTS (SELECT 1 FROM question WHERE question.id = {table}.question_id AND {parts})")  # noqa: S608  names of columns
    if since is not None:
        clauses.append("study_day >= :since")
        values["since"] = since.isoformat()
    return " AND ".join(clause for clause in clauses if clause) or "1", values


def due_items(connection: Connection, wanted: Filter, today: date) -> list[Item]:
    """Return what is due, longest overdue first."""
    return _items(connection, wanted, DUE, BY_DUE, MOST, today)


def new_items(connection: Connection, wanted: Filter, limit: int) -> list[Item]:
    """Return the next `limit` new ones, in the order in which the bank introduces them."""
    return _items(connection, wanted, NEW, BY_INTRODUCTION, limit, date.min) if limit > 0 else []


def early_items(connection: Connection, wanted: Filter, today: date) -> list[Item]:
    """Return what was seen and is not due yet: soonest due first, but after the others what was answered today."""
    answered = "question_id IN (SELECT question_id FROM review WHERE study_day = :today AND voided_at IS NULL)"
    return _items(connection, wanted, "due > :today", ("", f"{answered}, due, introduction"), MOST, today)


def weakest_items(connection: Connection, wanted: Filter, today: date, limit: int = MOST) -> list[Item]:
    """Return what was seen, is not due and was not strong last time or has lapsed: weakest first."""
    weak = "due > :today AND (last_grade <> 'strong' OR lapses > 0)"
    return _items(connection, wanted, weak, BY_WEAKNESS, limit, today)


def other_items(connection: Connection, wanted: Filter, today: date, limit: int) -> list[Item]:
    """Return what was seen, is not due, and is not weak: soonest due first."""
    known = "due > :today AND last_grade = 'strong' AND lapses = 0"
    return _items(connection, wanted, known, BY_DUE, limit, today)


def practice_items(connection: Connection, wanted: Filter, limit: int) -> list[Item]:
    """Return the weakest of all that was seen, or new ones where nothing was."""
    seen = _items(connection, wanted, SEEN, BY_WEAKNESS, limit, date.min)
    return seen or new_items(connection, wanted, limit)


def count_by_round(connection: Connection, wanted: Filter, condition: str, today: date) -> dict[str, int]:
    """Return how many cards meet `condition` (DUE, NEW or SEEN), by round."""
    where, values = conditions(wanted)
    rows = connection.execute(
        f"SELECT round, count(*) FROM card WHERE {condition} AND {where} GROUP BY round",  # noqa: S608  no value in it
        {**values, "today": today.isoformat()},
    )
    return {row[0]: row[1] for row in rows}


def introduced(connection: Connection, today: date, plan: Plan | None = None) -> int:
    """Return how many questions a drill asked for the first time on this study day: ever, or since a plan began afresh."""
    since = "" if plan is None or plan.since is None else moment_text(plan.since)
    return int(
        connection.execute(
            """
            SELECT count(DISTINCT question_id) FROM review AS one
            WHERE study_day = :today AND mode = 'drill' AND voided_at IS NULL AND reviewed_at >= :since AND NOT EXISTS (
                SELECT 1 FROM review AS earlier WHERE earlier.question_id = one.question_id AND earlier.id < one.id
                AND earlier.voided_at IS NULL AND earlier.study_day < one.study_day AND earlier.reviewed_at >= :since)
            """,
            {"today": today.isoformat(), "since": since},
        ).fetchone()[0]
    )


def chosen_items(connection: Connection, ids: Iterable[str]) -> list[Item]:
    """Return those of these questions that are still new, in the order in which the bank introduces them."""
    rows = connection.execute(
        f"SELECT * FROM card WHERE {NEW} AND question_id IN (SELECT value FROM json_each(?)) ORDER BY introduction",  # noqa: S608
        (json.dumps(list(ids)),),
    )
    return [_item(row) for row in rows]


def named_items(connection: Connection, ids: Iterable[str]) -> list[Item]:
    """Return these questions in this order, due or not; one that has left the bank is left out."""
    rows = (connection.execute("SELECT * FROM card WHERE question_id = ?", (each,)).fetchone() for each in ids)
    return [_item(row) for row in rows if row is not None]


def next_due(connection: Connection, wanted: Filter, today: date) -> tuple[date, int] | None:
    """Return the first day after today on which something is due, and how many are; None where nothing will be."""
    where, values = conditions(wanted)
    row = connection.execute(
        f"SELECT due, count(*) FROM card INDEXED BY card_due WHERE due > :today AND {where} GROUP BY due ORDER BY due LIMIT 1",  # noqa: S608
        {**values, "today": today.isoformat()},
    ).fetchone()
    return None if row is None else (day_of(row[0]), row[1])


def _items(
    connection: Connection, wanted: Filter, condition: str, order: tuple[str, str], limit: int, today: date
) -> list[Item]:
    where, values = conditions(wanted)
    index, columns = order
    rows = connection.execute(
        f"SELECT * FROM card {index} WHERE {condition} AND {where} ORDER BY {columns} LIMIT :limit",  # noqa: S608  no value
        {**values, "today": today.isoformat(), "limit": limit},
    )
    return [_item(row) for row in rows]


def _item(row: Row) -> Item:
    return Item(row["round"], row["topic"], card_of(row))


def _bind(value: str, values: Values) -> str:
    name = f"v{len(values)}"
    values[name] = value
    return f":{name}"


def _among(column: str, wanted: tuple[str, ...], values: Values) -> str:
    return f"{column} IN ({', '.join(_bind(each, values) for each in wanted)})" if wanted else ""


def _among_json(column: str, wanted: tuple[str, ...], values: Values) -> str:
    if not wanted:
        return ""
    names = ", ".join(_bind(each.lower(), values) for each in wanted)
    return f"EXISTS (SELECT 1 FROM json_each(question.{column}) WHERE lower(value) IN ({names}))"  # noqa: S608  names of columns


def _containing(word: str, values: Values) -> str:
    bound = _bind(word.lower(), values)
    return f"(instr(lower(question.prompt), {bound}) OR instr(question.id, {bound}) OR instr(question.topic, {bound}))"
