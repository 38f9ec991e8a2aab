"""Cards: which are due, new or weak, and how they are derived from the review log."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection, Row
from typing import NamedTuple

from mlprep_cli.core.questions import Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan, replay
from mlprep_cli.storage.fields import CARD, UNREADABLE, day_of
from mlprep_cli.storage.filters import conditions, day_values
from mlprep_cli.storage.reviews import graded_day, graded_days

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
        values = CARD.columns(replay(plan, question_id, graded_days(connection, question_id)))
        assigned = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(
            f"UPDATE card SET {assigned} WHERE question_id = :question_id",  # noqa: S608  names of columns
            values,
        )
        _mark_first_attempts(connection, question_id)


def derive_all_cards(connection: Connection, plan: CheckpointPlan) -> None:
    """Derive every card from its reviews."""
    rows = connection.execute("SELECT question_id FROM card WHERE question_id IN (SELECT question_id FROM review)")
    derive_cards(connection, plan, [row[0] for row in rows])


def _mark_first_attempts(connection: Connection, question_id: str) -> None:
    """Mark the first standing review of each study day of a question."""
    connection.execute(
        """
        WITH firsts AS (SELECT min(id) FROM standing WHERE question_id = :of GROUP BY study_day)
        UPDATE review SET first_of_day = (id IN firsts) WHERE question_id = :of AND first_of_day <> (id IN firsts)
        """,
        {"of": question_id},
    )


def disagreements(
    connection: Connection, plan: CheckpointPlan | None
) -> tuple[list[tuple[str, Card | None, Card]], int]:
    """Return what differs from its derivation from the reviews, all of which are read once.

    The first part is each card that differs: question id, stored card, derived card. A stored card that cannot be read is
    None. A card whose reviews cannot be read is left out, and so is every card without a plan. The second part is the
    number of reviews that are marked wrongly as the first of their day, or wrongly not.
    """
    differing: list[tuple[str, Card | None, Card]] = []
    wrong = 0
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(
        "SELECT question_id, study_day, grade, reviewed_at, first_of_day FROM standing ORDER BY question_id, id"
    )
    for name, group in groupby(cursor, itemgetter(0)):
        reviews = [*group]
        seen: set[str] = set()
        for _, day, _, _, is_marked in reviews:
            wrong += is_marked != (day not in seen)
            seen.add(day)
        row = connection.execute("SELECT * FROM card WHERE question_id = ?", (name,)).fetchone()
        if plan is not None and row is not None:
            graded = (graded_day(day, grade, moment) for _, day, grade, moment, _ in reviews)
            with suppress(*UNREADABLE):
                differing += _difference(row, replay(plan, name, graded))
    if plan is not None:
        for row in connection.execute("SELECT * FROM card WHERE question_id NOT IN (SELECT question_id FROM standing)"):
            differing += _difference(row, Card(row["question_id"]))
    return sorted(differing, key=lambda one: str(one[0])), wrong


def _difference(row: Row, derived: Card) -> list[tuple[str, Card | None, Card]]:
    """Return a card that differs from the derived one as above; nothing if it does not."""
    try:
        stored = CARD.value(row)
    except UNREADABLE:
        stored = None
    return [] if stored == derived else [(row["question_id"], stored, derived)]
