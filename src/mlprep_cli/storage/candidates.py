"""What the allocator chooses from: the cards that may be asked today, as they were when the day began."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from heapq import nsmallest
from sqlite3 import Connection, Row
from typing import NamedTuple

from mlprep_cli.core.candidates import LEAST_SHARE, OTHER_LEVEL, Candidate, Goal
from mlprep_cli.core.memory import Learned
from mlprep_cli.core.plan import Plan, fits_level, schedule_of
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan, replay
from mlprep_cli.core.session.modes import UNPACED
from mlprep_cli.core.target import TAGGED
from mlprep_cli.storage.fields import CARD, day_of, texts_of, total_of, value_of
from mlprep_cli.storage.filters import conditions, day_values
from mlprep_cli.storage.memories import MemoryStore
from mlprep_cli.storage.reviews import graded_days

MOST_DUE, MOST_FADING = 300, 600
"""The most candidates that are due and that are fading: more than any day has time for."""
WINDOW = 14
"""The days whose practice counts towards the shares of the rounds."""


class Practised(NamedTuple):
    """The practice of the last days until yesterday: the seconds of each round, and the last day of each."""

    seconds: dict[str, float]
    last_days: dict[str, date]


class CandidateStore:
    """The candidates of a day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def practised(self, since: date, today: date) -> Practised:
        """Return the practice since a day, until yesterday, but of two weeks at most."""
        first = max(since, today - timedelta(days=WINDOW))
        rows = self._connection.execute(
            """
            SELECT round, sum(thinking_seconds + reviewing_seconds) AS seconds, max(study_day) AS last FROM standing
            WHERE study_day >= ? AND study_day < ? GROUP BY round
            """,
            (first.isoformat(), today.isoformat()),
        ).fetchall()
        return Practised(
            {value_of(row["round"], str): total_of(row["seconds"]) for row in rows},
            {value_of(row["round"], str): day_of(row["last"]) for row in rows},
        )

    def all(self, query: Query, goal: Goal, plan: Plan, most_new: int) -> list[Candidate]:
        """Return the candidates that match, new ones in the order of their introduction.

        A bank of any size gives a few hundred: what is due longest, what is fading most, and the first new ones of each
        round, `most_new` at most.
        """
        today, schedule = goal.today, schedule_of(plan)
        memories = MemoryStore(self._connection)
        known = memories.before(today)
        chances, times = memories.first_attempts(known), memories.times(known)
        spent = self._spent(today)
        asked = self.asked(today)
        candidates = []
        for row in self._rows(query, today, plan, {*spent, *asked, *self._fading(query, today, known)}, most_new):
            name, round_name = row["question_id"], row["round"]
            item = Item(round_name, row["topic"], CARD.value(row))
            card = self._card_before(name, today, schedule) if name in spent else item.card
            # A plan that starts over makes every question new.
            state = None if card.checkpoint is None else known.get(name)
            companies = _texts(row["companies"])
            is_of_company = any(company in companies for company in plan.companies)
            is_asked = is_of_company or name in asked
            is_of_level = fits_level(plan.levels, _texts(row["levels"])) or name in asked
            weight = (goal.shares.get(round_name, 0.0) + LEAST_SHARE) * (TAGGED if is_asked else 1.0)
            candidates.append(
                Candidate(
                    item,
                    card,
                    None if state is None else state.memory,
                    times.seconds(round_name, row["budget_seconds"]),
                    chances.chance(round_name, row["difficulty"]) if state is None else 0.0,
                    weight if is_of_level else weight * OTHER_LEVEL,
                    is_asked and is_of_level,
                    is_of_company if plan.companies else bool(companies),
                    spent=spent.get(name),
                    is_urgent=_is_urgent(state, today),
                    was_asked=asked.get(name, False),
                )
            )
        return candidates

    def asked(self, today: date) -> dict[str, bool]:
        """Return the questions that were asked in real interviews, and whether each was not practised since, before today."""
        rows = self._connection.execute(
            """
            SELECT question_id, NOT EXISTS (
                SELECT 1 FROM standing WHERE standing.question_id = entered.question_id
                AND reviewed_at > entered_at AND study_day < :today
            ) FROM (
                SELECT question_id, max(entered_at) AS entered_at FROM asked
                WHERE question_id IS NOT NULL AND removed_at IS NULL GROUP BY question_id
            ) AS entered
            """,
            {"today": today.isoformat()},
        )
        return {value_of(row[0], str): bool(row[1]) for row in rows}

    def totals(self) -> dict[str, tuple[int, int]]:
        """Return the number of questions of each round: those seen, and all."""
        rows = self._connection.execute("SELECT round, count(checkpoint), count(*) FROM card GROUP BY round").fetchall()
        counts = {value_of(row[0], str): (value_of(row[1], int), value_of(row[2], int)) for row in rows}
        return {name: counts[name] for name in ROUNDS if name in counts}

    def _fading(self, query: Query, today: date, known: Mapping[str, Learned]) -> list[str]:
        """Return the questions that match and are forgotten soonest."""
        where, values = conditions(query)
        seen = self._connection.execute(
            f"SELECT question_id FROM card WHERE checkpoint IS NOT NULL AND {where}",  # noqa: S608  values are bound
            day_values(values, today=today),
        )
        names = [row[0] for row in seen if row[0] in known]
        return nsmallest(MOST_FADING, names, key=lambda name: known[name].memory.stability)

    def _rows(self, query: Query, today: date, plan: Plan, names: set[str], most_new: int) -> list[Row]:
        """Return the rows of the candidates: those of these names, and what is due, new, or asked by the target."""
        where, values = conditions(query)
        values = day_values(values, today=today)
        due = self._connection.execute(
            f"""
            SELECT question_id FROM card INDEXED BY card_due WHERE due <= :today AND {where}
            ORDER BY due, introduction LIMIT {MOST_DUE}
            """,  # noqa: S608  values are bound
            values,
        )
        names.update(row[0] for row in due)
        for number, name in enumerate(ROUNDS):
            new = self._connection.execute(
                f"""
                SELECT question_id FROM card INDEXED BY card_introduction
                WHERE checkpoint IS NULL AND card.round = :round{number} AND {where}
                ORDER BY introduction LIMIT {int(most_new)}
                """,  # noqa: S608  values are bound
                {**values, f"round{number}": name},
            )
            names.update(row[0] for row in new)
        if plan.companies:
            tagged = self._connection.execute(
                f"""
                SELECT card.question_id FROM question INDEXED BY question_companies
                JOIN card ON card.question_id = question.id
                WHERE companies <> '[]' AND checkpoint IS NULL AND {where}
                AND EXISTS (SELECT 1 FROM json_each(companies) WHERE value IN (SELECT value FROM json_each(:target)))
                LIMIT {MOST_DUE}
                """,  # noqa: S608  values are bound
                {**values, "target": json.dumps(plan.companies)},
            )
            names.update(row[0] for row in tagged)
        return self._connection.execute(
            f"""
            SELECT card.*, difficulty, budget_seconds, companies, levels FROM card
            JOIN question ON question.id = card.question_id
            WHERE card.question_id IN (SELECT value FROM json_each(:names)) AND {where} ORDER BY introduction
            """,  # noqa: S608  values are bound
            {**values, "names": json.dumps(sorted(names))},
        ).fetchall()

    def _spent(self, today: date) -> dict[str, float]:
        """Return the seconds practised today on each question, 0 for those in modes that no plan counts."""
        rows = self._connection.execute(
            """
            SELECT question_id, sum((mode NOT IN (SELECT value FROM json_each(?))) * (thinking_seconds + reviewing_seconds))
            FROM standing WHERE study_day = ? GROUP BY question_id
            """,
            (json.dumps(UNPACED), today.isoformat()),
        )
        return {value_of(row[0], str): total_of(row[1]) for row in rows}

    def _card_before(self, question_id: str, today: date, schedule: CheckpointPlan) -> Card:
        """Return a card as it was when the day began."""
        reviews = (day for day in graded_days(self._connection, question_id) if day.study_day < today)
        return replay(schedule, question_id, reviews)


def _is_urgent(state: Learned | None, today: date) -> bool:
    return state is not None and state.surprised and state.memory.last_day < today


_texts = lru_cache(maxsize=1000)(texts_of)
