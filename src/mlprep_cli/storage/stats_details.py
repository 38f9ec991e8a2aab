"""The detailed statistics: SQL aggregates, one method per part."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from sqlite3 import Connection

from mlprep_cli.core.memory import PATIENCE
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.reviews import LEECH_LAPSES
from mlprep_cli.core.session.modes import RAPID
from mlprep_cli.core.stats_details import (
    ConfidenceFigures,
    Leech,
    PointFigures,
    QuickfireRound,
    RoundTimes,
    SlowQuestion,
    Week,
    calendar_days,
    trend_mondays,
)
from mlprep_cli.core.times import DayTimes, OwnTimes, RoundDay, compared, without
from mlprep_cli.storage.fields import day_of, grade_of, value_of
from mlprep_cli.storage.filters import conditions, day_values
from mlprep_cli.storage.memories import MemoryStore
from mlprep_cli.storage.stats import GRADES, StatsStore, points_of, tally_of, ticks_of

LISTED = 12
"""The maximum number of rows in a list."""
COMPARED_DAYS = 14
"""The days whose forecast is compared with the time that they took."""
FEWEST_ANSWERS = 2
"""The answers with ticks after which the key points of a question are counted."""


class StatsDetailsStore:
    """The detailed statistics."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def calendar(self, query: Query, today: date) -> tuple[tuple[date, int], ...]:
        """Return the number of matching reviews on each day since the first of them, or of half a year."""
        where, values = conditions(query, "standing")
        begun = self._connection.execute(
            f"SELECT min(study_day) FROM standing WHERE {where}",  # noqa: S608  values are bound
            values,
        ).fetchone()[0]
        days = calendar_days(today, None if begun is None else day_of(begun))
        if not days:
            return ()
        rows = self._connection.execute(
            f"""
            SELECT study_day, count(*) FROM standing WHERE study_day >= :first AND study_day <= :last AND {where}
            GROUP BY study_day
            """,  # noqa: S608  values are bound
            day_values(values, first=days[0], last=today),
        )
        counts = {row[0]: row[1] for row in rows}
        return tuple((day, counts.get(day.isoformat(), 0)) for day in days)

    def confidence(self, query: Query) -> tuple[ConfidenceFigures, ...]:
        """Return the grades of the matching first attempts of a day by the confidence said before the reveal."""
        where, values = conditions(query, "standing")
        rows = self._connection.execute(
            f"""
            SELECT confidence, {GRADES} FROM standing WHERE confidence IS NOT NULL AND first_of_day = 1 AND {where}
            GROUP BY confidence ORDER BY confidence
            """,  # noqa: S608  values are bound
            values,
        )
        return tuple(ConfidenceFigures(value_of(row["confidence"], int), tally_of(row)) for row in rows)

    def days(self, query: Query, today: date) -> tuple[DayTimes, ...]:
        """Return the last days of practice with the forecast of the matching reviews, and the time that they took."""
        where, values = conditions(query, "standing")
        first = today - timedelta(days=COMPARED_DAYS - 1)
        rows = self._connection.execute(
            f"""
            SELECT study_day, round, ({where}) AS shown, sum(first_of_day) AS firsts,
            sum(first_of_day * min(thinking_seconds + reviewing_seconds, {PATIENCE} * budget_seconds)) AS seconds,
            sum(first_of_day * budget_seconds) AS budget, sum(NOT first_of_day) AS retries,
            sum((NOT first_of_day) * budget_seconds) AS retry_budget,
            sum(thinking_seconds + reviewing_seconds) AS whole
            FROM standing WHERE study_day >= :first AND study_day <= :last GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """,  # noqa: S608  values are bound
            day_values(values, first=first, last=today),
        )
        practice = [
            RoundDay(
                day_of(row["study_day"]),
                value_of(row["round"], str),
                bool(row["shown"]),
                OwnTimes(row["firsts"], float(row["seconds"]), float(row["budget"])),
                row["retries"],
                float(row["retry_budget"]),
                float(row["whole"]),
            )
            for row in rows
        ]
        memories = MemoryStore(self._connection)
        return compared(without(memories.times(memories.all()).own, practice), practice)

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
        """Return the last quickfire rounds, oldest first. Only the first answer to each question counts."""
        where, values = conditions(query, "standing")
        # The bound on the day lets the index of days and modes find these reviews. Beside min(id), SQLite returns the
        # other columns of the same row.
        rows = self._connection.execute(
            f"""
            SELECT session_id, min(study_day), count(*), sum(grade <> 'no_hire'), sum(thinking_seconds) FROM (
                SELECT session_id, study_day, grade, thinking_seconds, min(id) FROM standing
                WHERE study_day >= '' AND mode IN (SELECT value FROM json_each(:rapid)) AND {where}
                GROUP BY session_id, question_id)
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

    def points(self, query: Query) -> tuple[PointFigures, ...]:
        """Return the key points missed most, of the questions with two or more matching answers with ticks."""
        where, values = conditions(query, "standing")
        rows = self._connection.execute(
            f"""
            SELECT standing.question_id, key_points, count(*) FROM standing WHERE key_points <> '[]' AND {where}
            GROUP BY standing.question_id, key_points
            """,  # noqa: S608  values are bound
            values,
        )
        ticked: dict[str, Counter[int]] = defaultdict(Counter)
        answers: Counter[str] = Counter()
        for name, key_points, count in rows:
            answers[name] += count
            for number in ticks_of(key_points):
                ticked[name][number] += count
        asked = [name for name, count in answers.items() if count >= FEWEST_ANSWERS]
        questions = self._connection.execute(
            """
            SELECT id, topic, json_extract(body, '$.key_points') FROM question
            WHERE retired_at IS NULL AND id IN (SELECT value FROM json_each(?))
            """,
            (json.dumps(asked),),
        )
        points = [
            PointFigures(name, topic, number, point, must, answers[name], answers[name] - ticked[name][number])
            for name, topic, text in questions
            for number, (point, must, *_) in enumerate(points_of(text), start=1)
            if ticked[name][number] < answers[name]
        ]
        points.sort(key=lambda point: (-point.missed / point.answers, -point.missed, not point.must, point.question_id))
        return tuple(points[:LISTED])
