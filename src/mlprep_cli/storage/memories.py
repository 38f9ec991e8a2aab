"""Memories: what the reviews of each question have shown, kept in a derived table and moved on by each grade."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from math import inf
from sqlite3 import Connection, Row
from typing import Any, NamedTuple

from mlprep_cli.core.first_attempts import Counts, FirstAttempts
from mlprep_cli.core.memory import Learned, Memory, Outcomes, Studied, learned
from mlprep_cli.core.questions import KeyPoint
from mlprep_cli.core.session.attempt import suggested_grade
from mlprep_cli.core.stats import Tally
from mlprep_cli.core.times import OwnTimes, Times
from mlprep_cli.storage.database import transaction, without_waiting
from mlprep_cli.storage.fields import (
    NUMBERS,
    UNREADABLE,
    AnyRow,
    day_of,
    grade_of,
    json_text,
    seconds_of,
    unreadable,
    value_of,
)
from mlprep_cli.storage.questions import key_points_of

SAMPLE = 200
"""The most memories that a check replays."""


class MemoryStore:
    """What the reviews of each question have shown."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, ids: Collection[str] | None = None) -> dict[str, Learned]:
        """Return what is known of each question with a review; only of these questions, if any are named.

        Questions whose reviews have changed without their memory, as in a database of an older version, are replayed. The
        result is kept if the database can be written now.
        """
        connection = self._connection
        folded, reviews = connection.execute(
            "SELECT (SELECT coalesce(sum(reviews), 0) FROM memory), (SELECT coalesce(sum(reviews), 0) FROM tally)"
        ).fetchone()
        replayed = {} if folded == reviews else self._caught_up()
        query = "SELECT * FROM memory" if ids is None else _NAMED
        known: dict[str, Learned] = {}
        damaged: list[str] = []
        for row in connection.execute(query, () if ids is None else (json.dumps([*ids]),)).fetchall():
            name = row["question_id"]
            try:
                known[name] = learned_of(row)
            except UNREADABLE:
                damaged.append(name)
        replayed |= self._derived(damaged)
        for name, state in replayed.items():
            if state is None:
                known.pop(name, None)
            elif ids is None or name in ids:
                known[name] = state
        return known

    def before(self, day: date, ids: Collection[str] | None = None) -> dict[str, Learned]:
        """Return what was known before a study day, as `all` returns it."""
        known = self.all(ids)
        later = [name for name, state in known.items() if state.memory.last_day >= day]
        rows = self._connection.execute(
            "SELECT question_id, previous FROM memory WHERE question_id IN (SELECT value FROM json_each(?))",
            (json.dumps(later),),
        )
        previous = dict(rows.fetchall())
        for name in later:
            state = self._state_before(name, day, previous.get(name))
            del known[name]
            if state is not None:
                known[name] = state
        return known

    def _state_before(self, question_id: str, day: date, previous: str | None) -> Learned | None:
        """Return what was known of a question before a study day, given the stored state before its last one."""
        try:
            state = None if not previous else _learned((question_id, *json.loads(previous), ""))
        except UNREADABLE:
            previous = None
        if previous is None or (state is not None and state.memory.last_day >= day):
            return replayed_memory(self._connection, question_id, before=day)
        return state

    def _caught_up(self) -> dict[str, Learned | None]:
        """Derive the memories that are not those of the log."""
        stale = self._connection.execute(
            """
            SELECT question_id FROM (SELECT question_id, count(*) AS reviews FROM standing GROUP BY question_id) AS counted
            LEFT JOIN memory USING (question_id) WHERE memory.reviews IS NOT counted.reviews
            UNION SELECT question_id FROM memory WHERE question_id NOT IN (SELECT question_id FROM standing)
            """
        ).fetchall()
        return self._derived([name for (name,) in stale])

    def _derived(self, names: Sequence[str]) -> dict[str, Learned | None]:
        """Return the memories of these questions from their reviews, None without one, and keep them if possible."""
        replayed = {name: _replayed(self._connection, name) for name in names}
        if replayed:
            without_waiting(self._connection, lambda: _keep_all(self._connection, replayed))
        return {name: states.now for name, states in replayed.items()}

    def first_attempts(self, known: dict[str, Learned]) -> FirstAttempts:
        """Return the first answers by round and difficulty, given what is known of each question."""
        groups: dict[tuple[str, str], Counts] = {}
        rows = self._connection.execute(
            "SELECT id, round, difficulty FROM question WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([*known]),),  # the table lacks those that could not be kept
        )
        for row in rows:
            if (state := known.get(row["id"])) is not None:
                group = (row["round"], row["difficulty"])
                asked, recalled = groups.get(group, Counts())
                groups[group] = Counts(asked + 1, recalled + (state.first != "no_hire"))
        return FirstAttempts(groups)

    def replayed(self, question_id: str, before: date) -> Learned | None:
        """Return what was known of a question before a study day, None without a review before it."""
        return replayed_memory(self._connection, question_id, before)

    def times(self, known: Mapping[str, Learned]) -> Times:
        """Return the learner's times by round, given what is known of each question."""
        own: dict[str, OwnTimes] = {}
        rows = self._connection.execute(
            "SELECT id, round, budget_seconds FROM question WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([*known]),),
        )
        for row in rows:
            if (state := known.get(row["id"])) is not None:
                attempts, seconds, budget = own.get(row["round"], OwnTimes(0, 0.0, 0.0))
                own[row["round"]] = OwnTimes(
                    attempts + state.attempts,
                    seconds + state.seconds,
                    budget + state.attempts * value_of(row["budget_seconds"], int),
                )
        return Times(own)


_NAMED = "SELECT * FROM memory WHERE question_id IN (SELECT value FROM json_each(?))"


def learned_of(row: Row) -> Learned:
    """Return what is known of a question, from its row.

    Raises:
        RowUnreadable: A column holds an invalid value.
    """
    try:
        return _learned(tuple(row))
    except UNREADABLE as error:
        raise unreadable("memory", row, "question_id", error) from error


def _learned(row: tuple[Any, ...]) -> Learned:  # a column may hold any value
    if tuple(map(type, row)) != _KINDS:
        raise TypeError("a value of another type than its column")
    _, stability, difficulty, day, reviews, first, attempts, seconds, *grades, expected, outcomes, surprised, _ = row
    if not (0 < stability < inf and 1 <= difficulty <= 10):
        raise ValueError(stability, difficulty)
    return Learned(
        Memory(stability, difficulty, _day_of(day)),
        reviews,
        _grade_of(first),
        attempts,
        seconds,
        Tally(*grades),
        expected,
        _outcomes_of(outcomes),
        surprised == 1,
    )


_KINDS = (str, float, float, str, int, str, int, float, int, int, int, float, str, int, str)
"""The types of the columns, checked at once: there may be a row for each of many thousand questions."""


@lru_cache(maxsize=5000)
def _outcomes_of(text: str) -> tuple[Outcomes, ...]:
    outcomes = tuple(map(Outcomes._make, json.loads(text)))
    sum(map(sum, outcomes))  # anything but numbers raises TypeError
    return outcomes


_day_of, _grade_of = lru_cache(maxsize=1000)(day_of), lru_cache(maxsize=10)(grade_of)


# --- derivation, inside the transaction of the caller ---


def derive_memories(connection: Connection, question_ids: Iterable[str]) -> None:
    """Derive the memories of these questions from their reviews."""
    for question_id in question_ids:
        _keep(connection, question_id, _replayed(connection, question_id))


def move_on(connection: Connection, question_id: str, rows: Sequence[AnyRow], added: str | None) -> None:
    """Move the memory of a question on by a new review, or derive it again if the log has changed before its end.

    Args:
        connection: The connection, in a transaction.
        question_id: The question.
        rows: Its reviews that were not undone, oldest first.
        added: The id of the review that was added; None if one was undone.
    """
    states = NOTHING
    if rows and rows[-1]["id"] == added:
        stored = connection.execute("SELECT * FROM memory WHERE question_id = ?", (question_id,)).fetchone()
        if stored is not None and stored["reviews"] == len(rows) - 1:
            states, rows = _States(learned_of(stored), stored["previous"]), rows[-1:]
    _keep(connection, question_id, _folded(connection, question_id, states, rows))


def replayed_memory(connection: Connection, question_id: str, before: date | None = None) -> Learned | None:
    """Return what the reviews of a question have shown, all of them or those before a study day; None without one.

    Raises:
        RowUnreadable: A review cannot be read.
    """
    return _replayed(connection, question_id, before).now


class _States(NamedTuple):
    """What is known of a question now, and the columns of what was known before its last study day."""

    now: Learned | None
    previous: str


NOTHING = _States(None, "")


def _replayed(connection: Connection, question_id: str, before: date | None = None) -> _States:
    rows = connection.execute(
        """
        SELECT study_day, grade, key_points, thinking_seconds, reviewing_seconds, budget_seconds, confidence,
        checkpoint FROM standing WHERE question_id = ? AND study_day < ? ORDER BY id
        """,
        (question_id, "~" if before is None else before.isoformat()),
    ).fetchall()
    return _folded(connection, question_id, NOTHING, rows)


def _folded(connection: Connection, question_id: str, states: _States, rows: Sequence[AnyRow]) -> _States:
    """Return the states after these reviews."""
    points = _points(connection, question_id) if any(row["key_points"] != "[]" for row in rows) else ()
    now, previous = states
    earlier: Learned | None = None
    moved = False
    for row in rows:
        after = learned(now, _studied(row, points))
        if now is None or after.memory is not now.memory:
            earlier, moved = now, True
        now = after
    if moved:
        previous = "" if earlier is None else json_text(_values(earlier))
    return _States(now, previous)


def _studied(row: AnyRow, points: tuple[KeyPoint, ...]) -> Studied:
    ticks = () if row["key_points"] == "[]" else NUMBERS.decode(row["key_points"])
    evidence = suggested_grade(points, ticks) if points else None
    grade = _grade_of(row["grade"])
    return Studied(
        _day_of(row["study_day"]),
        grade,
        grade if evidence is None else evidence,
        seconds_of(row["thinking_seconds"]) + seconds_of(row["reviewing_seconds"]),
        value_of(row["budget_seconds"], int),
        row["confidence"],
        row["checkpoint"] != "0",
    )


def _points(connection: Connection, question_id: str) -> tuple[KeyPoint, ...]:
    row = connection.execute("SELECT body FROM question WHERE id = ?", (question_id,)).fetchone()
    return () if row is None else key_points_of(json.loads(value_of(row["body"], str))["key_points"])


def _keep_all(connection: Connection, replayed: Mapping[str, _States]) -> None:
    with transaction(connection):
        for name, states in replayed.items():
            _keep(connection, name, states)


def _keep(connection: Connection, question_id: str, states: _States) -> None:
    if states.now is None:
        connection.execute("DELETE FROM memory WHERE question_id = ?", (question_id,))
    else:
        connection.execute(_REPLACE, (question_id, *_values(states.now), states.previous))


def _values(state: Learned) -> tuple[str | float, ...]:
    """Return the columns of a state, without the question and the state before it."""
    memory, later = state.memory, state.later
    return (
        memory.stability,
        memory.difficulty,
        memory.last_day.isoformat(),
        state.reviews,
        state.first.value,
        state.attempts,
        state.seconds,
        later.strong,
        later.lean,
        later.no_hire,
        state.expected,
        json_text(state.outcomes),
        int(state.surprised),
    )


_REPLACE = f"INSERT OR REPLACE INTO memory VALUES ({', '.join('?' * len(_KINDS))})"  # noqa: S608  only question marks


def differing_memories(connection: Connection) -> list[str]:
    """Return the questions of a sample whose stored memory is not that of their reviews, or cannot be read."""
    count = connection.execute("SELECT count(*) FROM memory").fetchone()[0]
    rows = connection.execute("SELECT * FROM memory ORDER BY question_id")
    return [
        str(row["question_id"]) for row in islice(rows, 0, None, max(1, count // SAMPLE)) if _differs(connection, row)
    ]


def _differs(connection: Connection, row: Row) -> bool:
    try:
        return (learned_of(row), row["previous"]) != _replayed(connection, row["question_id"])
    except UNREADABLE:
        return True
