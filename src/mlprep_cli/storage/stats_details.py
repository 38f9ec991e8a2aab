"""The detailed statistics: SQL aggregates, one method per part."""

from __future__ import annotations

import json
from datetime import date, timedelta
from sqlite3 import Connection

from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.reviews import LEECH_LAPSES
from mlprep_cli.core.session.modes import RAPID
from mlprep_cli.core.stats_details import (
    Leech,
    QuickfireRound,
    RoundTimes,
    SlowQuestion,
    Week,
    calendar_days,
    trend_mondays,
)
from mlprep_cli.storage.fields import day_of, grade_of
from mlprep_cli.storage.filters import conditions, day_values
from mlprep_cli.storage.stats import StatsStore

LISTED = 12
"""The maximum number of rows in a list."""


class StatsDetailsStore:
    """The detailed statistics."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def calendar(self, query: Query, today: date) -> tuple[tuple[date, int], ...]:
        """Return the number of reviews on each day of half a year."""
        days = calendar_days(today)
        where, values = conditions(query, "standing")
        rows = self._connection.execute(
            f"""
            SELECT study_day, count(*) FROM standing WHERE study_day >= :first AND study_day <= :last AND {where}
            GROUP BY study_day
            """,  # noqa: S608  values are bound
            day_values(values, first=days[0], last=today),
        )
        counts = {row[0]: row[1] for row in rows}
        return tuple((day, counts.get(day.isoformat(), 0)) for day in days)

    def times(self, query: Query) -> tuple[RoundTimes, ...]:
        """Return the thinking times of each practised round, in seconds: lower median and lower 90th percentile."""
        where, values = conditions(query, "standing")
        buckets = StatsStore(self._connection).buckets(query)
        times = []
        for name in ROUNDS:
            own = [bucket for bucket in buckets if bucket.round == name]
            if count := sum(bucket.reviews for bucket in own):
                middle, high = (
                    self._connection.execute(
                        f"""
                        SELECT thinking_seconds FROM standing WHERE round = :name AND {where}
                        ORDER BY thinking_seconds LIMIT 1 OFFSET :place
                        """,  # noqa: S608  values are bound
                        {**values, "name": name, "place": place},
                    ).fetchone()[0]
                    for place in ((count - 1) // 2, (9 * (count - 1)) // 10)
                )
                times.append(RoundTimes(name, count, middle, high, sum(bucket.over_budget for bucket in own)))
        return tuple(times)

    def weeks(self, query: Query, today: date) -> tuple[Week, ...]:
        """Return the last weeks that have a review."""
        where, values = conditions(query, "standing")
        weeks = []
        for monday in trend_mondays(today):
            row = self._connection.execute(
                f"""
                SELECT count(*), sum(thinking_seconds) / sum(budget_seconds), sum(over_budget)
                FROM standing WHERE study_day >= :monday AND study_day < :next AND {where}
                """,  # noqa: S608  values are bound
                day_values(values, monday=monday, next=monday + timedelta(days=7)),
            ).fetchone()
            if row[0]:
                weeks.append(Week(monday, row[0], row[1], row[2]))
        return tuple(weeks)

    def quickfire_rounds(self, query: Query) -> tuple[QuickfireRound, ...]:
        """Return the last quickfire rounds, oldest first."""
        where, values = conditions(query, "standing")
        # The bound on the day lets the index of days and modes find these reviews.
        rows = self._connection.execute(
            f"""
            SELECT session_id, min(study_day), count(*), sum(grade <> 'no_hire'), sum(thinking_seconds) FROM standing
            WHERE study_day >= '' AND mode IN (SELECT value FROM json_each(:rapid)) AND {where}
            GROUP BY session_id ORDER BY session_id DESC LIMIT {LISTED}
            """,  # noqa: S608  values are bound
            {**values, "rapid": json.dumps(RAPID)},
        ).fetchall()
        return tuple(QuickfireRound(row[0], day_of(row[1]), *row[2:]) for row in reversed(rows))

    def slow(self, query: Query) -> tuple[SlowQuestion, ...]:
        """Return the questions that were recalled last time but over budget, slowest for their budget first."""
        where, values = conditions(query, "review")
        rows = self._connection.execute(
            f"""
            SELECT review.question_id, grade, thinking_seconds, budget_seconds FROM card JOIN review ON review.id = (
                SELECT max(id) FROM standing AS last WHERE last.question_id = card.question_id)
            WHERE grade <> 'no_hire' AND over_budget AND {where}
            ORDER BY thinking_seconds / budget_seconds DESC, review.question_id LIMIT {LISTED}
            """,  # noqa: S608  values are bound
            values,
        )
        return tuple(SlowQuestion(row[0], grade_of(row[1]), row[2], row[3]) for row in rows)

    def leeches(self, query: Query) -> tuple[Leech, ...]:
        """Return the questions with the most lapses, the worst first."""
        where, values = conditions(query)
        rows = self._connection.execute(
            f"""
            SELECT question_id, topic, lapses FROM card WHERE lapses >= {LEECH_LAPSES} AND {where}
            ORDER BY lapses DESC, question_id LIMIT {LISTED}
            """,  # noqa: S608  values are bound
            values,
        )
        return tuple(Leech(*row) for row in rows)
