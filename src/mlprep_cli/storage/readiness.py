"""Predicted and measured recall, from the memories of the questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from sqlite3 import Connection
from typing import NamedTuple

from mlprep_cli.core.calibration import fitted
from mlprep_cli.core.memory import Learned, chance_after
from mlprep_cli.core.questions import Query
from mlprep_cli.core.readiness import Basis, Predicted, RoundPace
from mlprep_cli.core.stats import Tally
from mlprep_cli.storage.fields import texts_of
from mlprep_cli.storage.filters import conditions
from mlprep_cli.storage.memories import MemoryStore

MOST_REPLAYED = 50_000
"""The most reviews that are replayed for the predictions of a part of the log: it takes half a second."""


NOTHING = Tally()
_companies_of = lru_cache(maxsize=1000)(texts_of)


class State(NamedTuple):
    """What is known of each question, and the evidence that predictions come from."""

    known: Mapping[str, Learned]
    evidence: Basis


class ReadinessStore:
    """Predicted and measured recall of the questions that can be asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self, before: date | None = None) -> State:
        """Return what is known of all questions; with `before`, from the reviews before that study day."""
        memories = MemoryStore(self._connection)
        known = memories.all() if before is None else memories.before(before)
        outcomes = (one for state in known.values() for one in state.outcomes)
        return State(known, Basis(memories.first_attempts(known), fitted(outcomes)))

    def predictions(self, query: Query, day: date, state: State) -> list[Predicted]:
        """Return each matching question with its chance on a day.

        A night lies between the last attempt and the day at least: what was read minutes ago is no memory yet.
        """
        where, values = conditions(query)
        rows = self._connection.execute(
            f"""
            SELECT question.id, card.round, card.topic, companies, difficulty FROM question
            JOIN card ON card.question_id = question.id WHERE {where} ORDER BY position
            """,  # noqa: S608  values are bound
            values,
        )
        firsts, calibration = state.evidence
        new: dict[tuple[str, str], float] = {}
        predicted = []
        for row in rows:
            known = state.known.get(row["id"])
            if known is not None:
                nights = max(1, (day - known.memory.last_day).days)
                recall = calibration.expected(chance_after(known.memory.stability, nights))
            else:
                group = (row["round"], row["difficulty"])
                if group not in new:
                    new[group] = firsts.chance(*group)
                recall = new[group]
            predicted.append(
                Predicted(
                    row["id"],
                    row["round"],
                    row["topic"],
                    _companies_of(row["companies"]),
                    known is not None,
                    recall,
                    NOTHING if known is None else known.later,
                )
            )
        return predicted

    def paces(self) -> dict[str, RoundPace]:
        """Return the pace of the first attempts of a day, by round."""
        rows = self._connection.execute(
            """
            SELECT round, sum(reviews) AS reviews, sum(thinking_seconds) AS seconds, sum(budget_seconds) AS budget
            FROM tally WHERE first_of_day = 1 GROUP BY round
            """
        )
        return {
            row["round"]: RoundPace(row["seconds"] / row["reviews"], row["budget"] / row["reviews"])
            for row in rows
            if row["reviews"] > 0
        }

    def predicted_at_attempts(self, query: Query) -> float | None:
        """Return the mean recall predicted at the matching attempts that measure retention.

        Each prediction is from the whole log before its attempt; the query only chooses which attempts count. It is None if
        there is no attempt, or if the query has a first day and more reviews are behind it than are replayed.
        """
        memories = MemoryStore(self._connection)
        known = memories.all()
        where, values = conditions(query._replace(since=None))
        rows = self._connection.execute(f"SELECT question_id FROM card WHERE {where}", values)  # noqa: S608  values are bound
        names = [row[0] for row in rows if row[0] in known]
        expected = sum(known[name].expected for name in names)
        attempts = sum(known[name].later.total for name in names)
        if query.since is not None:
            if sum(known[name].reviews for name in names) > MOST_REPLAYED:
                return None
            earlier = [one for name in names if (one := memories.replayed(name, query.since)) is not None]
            expected -= sum(one.expected for one in earlier)
            attempts -= sum(one.later.total for one in earlier)
        return expected / attempts if attempts else None
