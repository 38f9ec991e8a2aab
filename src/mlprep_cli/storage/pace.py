"""The cards and minutes that the pace of a plan is computed from."""

from __future__ import annotations

import json
from datetime import date
from sqlite3 import Connection

from mlprep_cli.core.pace import Candidate
from mlprep_cli.core.plan import Plan, is_of_level
from mlprep_cli.core.session.modes import UNPACED
from mlprep_cli.storage.fields import CARD, texts_of

MOST = 3000
"""The most cards to consider, soonest first: far more than there is time for before any interview."""
ENOUGH = 5
"""The number of reviews of a round from which the learner's own times are used."""
REVIEWING = 1.25
"""The time of an attempt as a multiple of its thinking time: reviewing adds about a quarter."""


class PaceStore:
    """The cards and minutes that a pace is computed from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def spent(self, today: date) -> float:
        """Return the seconds practised on a study day in the modes that count towards the plan's minutes."""
        return float(
            self._connection.execute(
                """
                SELECT coalesce(sum(thinking_seconds + reviewing_seconds), 0) FROM standing
                WHERE study_day = ? AND mode NOT IN (SELECT value FROM json_each(?))
                """,
                (today.isoformat(), json.dumps(UNPACED)),
            ).fetchone()[0]
        )

    def seen(self, plan: Plan) -> list[Candidate]:
        """Return the seen cards, soonest due first."""
        return self._candidates(plan, "card.due IS NOT NULL", "card.due, card.introduction")

    def new(self, plan: Plan) -> list[Candidate]:
        """Return the new cards, in the order of their introduction."""
        return self._candidates(plan, "card.checkpoint IS NULL", "card.introduction")

    def usual_seconds(self) -> dict[str, float]:
        """Return the seconds that an attempt usually takes, for each round with enough reviews to tell."""
        rows = self._connection.execute(
            "SELECT round, sum(reviews) AS reviews, sum(thinking_seconds) AS seconds FROM tally GROUP BY round"
        )
        return {
            row["round"]: max(1.0, row["seconds"] / row["reviews"] * REVIEWING)
            for row in rows
            if row["reviews"] >= ENOUGH
        }

    def _candidates(self, plan: Plan, condition: str, order: str) -> list[Candidate]:
        usual = self.usual_seconds()
        rows = self._connection.execute(
            f"""
            SELECT card.*, budget_seconds, companies, levels FROM card JOIN question ON question.id = card.question_id
            WHERE {condition} AND card.round <> 'quickfire' ORDER BY {order} LIMIT {MOST}
            """  # noqa: S608  values are bound
        )
        return [
            Candidate(
                CARD.value(row),
                row["round"],
                usual.get(row["round"], float(row["budget_seconds"])),
                _wanted(plan, texts_of(row["companies"]), texts_of(row["levels"])),
            )
            for row in rows
        ]


def _wanted(plan: Plan, companies: tuple[str, ...], levels: tuple[str, ...]) -> int:
    """Return the rank of a question: a target company's questions first, questions of another level last."""
    tagged = not plan.companies or not set(plan.companies).isdisjoint(companies)
    fits = not plan.levels or not levels or any(is_of_level(asked, mine) for asked in levels for mine in plan.levels)
    return (0 if tagged else 1) + (0 if fits else 2)
