"""Cards: which are due, new or weak, and how they are derived from the review log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from sqlite3 import Connection, Row
from typing import NamedTuple

from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan, replay
from mlprep_cli.core.session.modes import INTRODUCING
from mlprep_cli.storage.fields import CARD, UNREADABLE, day_of, moment_text
from mlprep_cli.storage.filters import conditions, day_values
from mlprep_cli.storage.reviews import reviews_of

MOST = 300
"""The most cards in one queue: more than anybody answers in one session, and few enough to read at once."""


class _Order(NamedTuple):
    """An order of cards and the index that has it. Without the hint, SQLite filters by round and then sorts the rest."""

    columns: str
    hint: str = ""


DUE = "due <= :today"
NEW = "checkpoint IS NULL"
SEEN = "checkpoint IS NOT NULL"
_BY_DUE = _Order("due, introduction", "INDEXED BY card_due")
_BY_INTRODUCTION = _Order("introduction", "INDEXED BY card_new")
_BY_WEAKNESS = _Order(
    "CASE last_grade WHEN 'no_hire' THEN 0 WHEN 'lean' THEN 1 ELSE 2 END, lapses DESC, due, introduction"
)
_ANSWERED_LAST = _Order("question_id IN (SELECT question_id FROM standing WHERE study_day = :today), due, introduction")


class CardStore:
    """The cards of the questions that can be asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, query: Query, today: date) -> list[Item]:
        """Return the due cards, longest overdue first."""
        return self._items(query, DUE, _BY_DUE, MOST, today)

    def new(self, query: Query, limit: int) -> list[Item]:
        """Return at most `limit` new cards, in the order of their introduction."""
        return self._items(query, NEW, _BY_INTRODUCTION, limit, date.min) if limit > 0 else []

    def early(self, query: Query, today: date) -> list[Item]:
        """Return the seen cards that are not due yet, soonest due first; cards answered today come last."""
        return self._items(query, "due > :today", _ANSWERED_LAST, MOST, today)

    def weakest(self, query: Query, today: date, limit: int = MOST) -> list[Item]:
        """Return the seen cards that are not due and were not strong last time or have lapsed, weakest first."""
        weak = "due > :today AND (last_grade <> 'strong' OR lapses > 0)"
        return self._items(query, weak, _BY_WEAKNESS, limit, today)

    def strong(self, query: Query, today: date, limit: int) -> list[Item]:
        """Return the seen cards that are neither due nor weak, soonest due first."""
        known = "due > :today AND last_grade = 'strong' AND lapses = 0"
        return self._items(query, known, _BY_DUE, limit, today)

    def practice(self, query: Query, limit: int) -> list[Item]:
        """Return the weakest of the seen cards, or new ones if none was seen."""
        seen = self._items(query, SEEN, _BY_WEAKNESS, limit, date.min)
        return seen or self.new(query, limit)

    def chosen(self, ids: Iterable[str]) -> list[Item]:
        """Return the cards of these questions that are still new, in the order of their introduction."""
        rows = self._connection.execute(
            f"SELECT * FROM card WHERE {NEW} AND question_id IN (SELECT value FROM json_each(?)) ORDER BY introduction",  # noqa: S608
            (json.dumps(list(ids)),),
        )
        return [_item(row) for row in rows]

    def named(self, ids: Iterable[str]) -> list[Item]:
        """Return the cards of these questions in this order, due or not; questions that left the bank are left out."""
        rows = (
            self._connection.execute("SELECT * FROM card WHERE question_id = ?", (question_id,)).fetchone()
            for question_id in ids
        )
        return [_item(row) for row in rows if row is not None]

    def count_by_round(self, query: Query, condition: str, today: date) -> dict[str, int]:
        """Return the number of cards that meet `condition` (DUE, NEW or SEEN), by round."""
        where, values = conditions(query)
        rows = self._connection.execute(
            f"SELECT round, count(*) FROM card WHERE {condition} AND {where} GROUP BY round",  # noqa: S608  values are bound
            day_values(values, today=today),
        )
        return {row[0]: row[1] for row in rows}

    def introduced(self, today: date, plan: Plan | None = None) -> int:
        """Return the number of questions first asked on this study day; a fresh plan ignores earlier reviews."""
        since = "" if plan is None or plan.since is None else moment_text(plan.since)
        return int(
            self._connection.execute(
                """
                SELECT count(DISTINCT question_id) FROM standing AS one
                WHERE study_day = :today AND mode IN (SELECT value FROM json_each(:introducing)) AND reviewed_at >= :since
                AND NOT EXISTS (SELECT 1 FROM standing AS earlier WHERE earlier.question_id = one.question_id
                    AND earlier.id < one.id AND earlier.study_day < one.study_day AND earlier.reviewed_at >= :since)
                """,
                {"today": today.isoformat(), "since": since, "introducing": json.dumps(INTRODUCING)},
            ).fetchone()[0]
        )

    def next_due(self, query: Query, today: date) -> tuple[date, int] | None:
        """Return the first day after today on which a card is due, and how many are; None if none will be."""
        where, values = conditions(query)
        row = self._connection.execute(
            f"""
            SELECT due, count(*) FROM card INDEXED BY card_due WHERE due > :today AND {where}
            GROUP BY due ORDER BY due LIMIT 1
            """,  # noqa: S608  values are bound
            day_values(values, today=today),
        ).fetchone()
        return None if row is None else (day_of(row[0]), row[1])

    def _items(self, query: Query, condition: str, order: _Order, limit: int, today: date) -> list[Item]:
        where, values = conditions(query)
        rows = self._connection.execute(
            f"SELECT * FROM card {order.hint} WHERE {condition} AND {where} ORDER BY {order.columns} LIMIT :limit",  # noqa: S608  values are bound
            {**day_values(values, today=today), "limit": limit},
        )
        return [_item(row) for row in rows]


def _item(row: Row) -> Item:
    return Item(row["round"], row["topic"], CARD.value(row))


# --- derivation, inside the transaction of the caller ---


def derive_cards(connection: Connection, plan: CheckpointPlan, question_ids: Iterable[str]) -> None:
    """Derive the cards of these questions from their reviews."""
    for question_id in question_ids:
        values = CARD.columns(replay(plan, question_id, reviews_of(connection, question_id)))
        assigned = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(
            f"UPDATE card SET {assigned} WHERE question_id = :question_id",  # noqa: S608  names of columns
            values,
        )
        _mark_first_attempts(connection, question_id)


def derive_all_cards(connection: Connection, plan: CheckpointPlan) -> None:
    """Derive every card from its reviews, and delete the stored pace of the plan."""
    rows = connection.execute("SELECT question_id FROM card WHERE question_id IN (SELECT question_id FROM review)")
    derive_cards(connection, plan, [row[0] for row in rows])
    connection.execute("DELETE FROM pace")


def _mark_first_attempts(connection: Connection, question_id: str) -> None:
    """Mark the first standing review of each study day of a question."""
    connection.execute(
        """
        WITH firsts AS (SELECT min(id) FROM standing WHERE question_id = :of GROUP BY study_day)
        UPDATE review SET first_of_day = (id IN firsts) WHERE question_id = :of AND first_of_day <> (id IN firsts)
        """,
        {"of": question_id},
    )


def disagreements(connection: Connection, plan: CheckpointPlan) -> list[tuple[str, Card | None, Card]]:
    """Return each card that differs from the replay of its reviews: question id, stored card, derived card.

    A stored card that cannot be read is None. A card whose reviews cannot be read is left out.
    """
    differing: list[tuple[str, Card | None, Card]] = []
    for row in connection.execute("SELECT * FROM card ORDER BY question_id"):
        name = row["question_id"]
        try:
            derived = replay(plan, name, reviews_of(connection, name))
        except UNREADABLE:
            continue
        stored: Card | None
        try:
            stored = CARD.value(row)
        except UNREADABLE:
            stored = None
        if derived != stored:
            differing.append((name, stored, derived))
    return differing
