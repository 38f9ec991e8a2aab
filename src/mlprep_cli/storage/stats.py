"""Statistics: SQL aggregates over covering indexes, never row by row in Python."""

from __future__ import annotations

import json
from datetime import date, timedelta
from sqlite3 import Connection, Row

from mlprep_cli.core.days import streaks
from mlprep_cli.core.questions import ROUNDS, KeyPoint, Query
from mlprep_cli.core.reviews import LEECH_LAPSES, Grade
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.attempt import suggested_grade
from mlprep_cli.core.stats import (
    Bucket,
    CheckpointFigures,
    Day,
    DayProgress,
    GroupFigures,
    PastAnswers,
    Progress,
    SelfGrading,
    Tally,
    merged,
    self_grading,
)
from mlprep_cli.errors import RowUnreadable
from mlprep_cli.storage.cards import DUE, NEW, CardStore
from mlprep_cli.storage.days_off import DayOffStore
from mlprep_cli.storage.fields import NUMBERS, UNREADABLE, checkpoint_of, day_of, grade_of, value_of
from mlprep_cli.storage.filters import Values, conditions, day_values
from mlprep_cli.storage.questions import key_points_of

FORECAST_DAYS = 21
GRADINGS = 20
"""The answers with ticks that self-grading is judged by: the last ones, so that it changes when you do."""
_GRADINGS_SOUGHT = 1000
GRADES = "sum(grade = 'strong') AS strong, sum(grade = 'lean') AS lean, sum(grade = 'no_hire') AS no_hire"


class StatsStore:
    """Statistics, as SQL aggregates over covering indexes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def day(self, today: date) -> Day:
        """Return what is due and new, and the reviews of today."""
        cards = CardStore(self._connection)
        due = cards.count_by_round(Query(), DUE, today)
        done = self._connection.execute(
            f"SELECT {GRADES}, count(*) AS total FROM standing WHERE study_day = ?",  # noqa: S608  values are bound
            (today.isoformat(),),
        ).fetchone()
        return Day(
            today=today,
            due=tuple((name, due[name]) for name in ROUNDS if name in due),
            new=sum(cards.count_by_round(Query(), NEW, today).values()),
            reviewed_today=done["total"],
            grades_today=tally_of(done),
            streak=self._streaks(Query(), today)[0],
            next_due=cards.next_due(Query(), today),
        )

    def day_progress(self, today: date) -> DayProgress:
        """Return the seconds practised today, and the streak."""
        seconds = self._connection.execute(
            "SELECT coalesce(sum(thinking_seconds + reviewing_seconds), 0) FROM standing WHERE study_day = ?",
            (today.isoformat(),),
        ).fetchone()[0]
        return DayProgress(seconds, self._streaks(Query(), today)[0])

    def past_answers(self, session_id: str, since: date) -> tuple[PastAnswers, ...]:
        """Return the answers to each question of a session that began on a study day, in the session and before it."""
        asked = self._connection.execute(
            "SELECT question_id FROM standing WHERE study_day >= ? AND session_id = ? ORDER BY study_day",
            (since.isoformat(), session_id),
        ).fetchall()
        past = []
        # DISTINCT would read the whole index of questions.
        for name in dict.fromkeys(row[0] for row in asked):
            rows = self._connection.execute(
                """
                SELECT session_id, grade, first_of_day, over_budget, key_points FROM standing
                WHERE question_id = ? ORDER BY id
                """,
                (name,),
            ).fetchall()
            earlier = [row for row in rows if row["session_id"] != session_id]
            firsts = [grade_of(row["grade"]) for row in earlier if row["first_of_day"]]
            past.append(
                PastAnswers(
                    question_id=value_of(name, str),
                    earlier=len(earlier),
                    within_budget=any(not row["over_budget"] for row in earlier),
                    last_missed=firsts[-1:] == [Grade.NO_HIRE],
                    ticks=tuple(ticked for row in rows if (ticked := ticks_of(row["key_points"]))),
                )
            )
        return tuple(past)

    def self_grading(self, query: Query) -> SelfGrading:
        """Return how the grades of the last matching answers with ticks compare with what the ticks suggested."""
        where, values = conditions(query, "standing")
        rows = self._connection.execute(
            f"""
            SELECT grade, key_points, json_extract(body, '$.key_points') AS points FROM question
            JOIN (SELECT * FROM standing WHERE {where} ORDER BY id DESC LIMIT {_GRADINGS_SOUGHT}) AS recent
            ON question.id = recent.question_id
            WHERE key_points <> '[]' AND points <> '[]' ORDER BY recent.id DESC LIMIT {GRADINGS}
            """,  # noqa: S608  values are bound
            values,
        )
        pairs = []
        for row in rows:
            suggested = suggested_grade(points_of(row["points"]), ticks_of(row["key_points"]))
            if suggested is not None:
                pairs.append((grade_of(row["grade"]), suggested))
        return self_grading(pairs)

    def progress(self, query: Query, today: date, plan: CheckpointPlan) -> Progress:
        """Return the progress on the questions that match, from the reviews that match."""
        card_where, card_values = conditions(query)
        cards = self._card_figures(card_where, card_values, today)
        where, values = conditions(query, "standing")
        buckets = self.buckets(query)
        current, longest = self._streaks(query, today)
        reviewed_today = self._connection.execute(
            f"SELECT count(*) FROM standing WHERE study_day = :today AND {where}",  # noqa: S608  values are bound
            day_values(values, today=today),
        ).fetchone()[0]
        totals = [cards[key] for key in cards if key[0] == "round"]
        firsts = [bucket for bucket in buckets if bucket.first_of_day]
        rounds = self._headings("round", cards, buckets, (where, values))
        return Progress(
            today=today,
            total=sum(row["questions"] for row in totals),
            new=sum(row["new"] for row in totals),
            learning=sum(row["questions"] - row["new"] - row["mastered"] for row in totals),
            mastered=sum(row["mastered"] for row in totals),
            due_now=sum(row["due_now"] for row in totals),
            overdue=sum(row["overdue"] for row in totals),
            forecast=self._forecast(query, today),
            grades=merged(buckets),
            reviewed_today=reviewed_today,
            streak=current,
            longest_streak=longest,
            checkpoints=tuple(
                CheckpointFigures(place, merged(bucket for bucket in firsts if bucket.checkpoint == place))
                for place in plan.checkpoints
            ),
            rounds=tuple(sorted(rounds, key=lambda heading: ROUNDS.index(heading.name))),
            topics=tuple(self._headings("topic", cards, buckets, (where, values))),
            seconds_total=sum(bucket.seconds for bucket in buckets),
            over_budget=sum(bucket.over_budget for bucket in buckets),
            leeches=self._connection.execute(
                f"SELECT count(*) FROM card WHERE lapses >= {LEECH_LAPSES} AND {card_where}",  # noqa: S608  values are bound
                card_values,
            ).fetchone()[0],
        )

    def buckets(self, query: Query) -> list[Bucket]:
        """Return the matching reviews, counted by group; from the tally if the query filters only by round and topic."""
        if query == Query(rounds=query.rounds, topics=query.topics):
            where, values = conditions(query, "tally")
            source = f"SELECT * FROM tally WHERE reviews > 0 AND {where}"  # noqa: S608  values are bound
        else:
            where, values = conditions(query, "standing")
            source = f"""
                SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(thinking_seconds), sum(over_budget),
                sum(budget_seconds) FROM standing WHERE {where} GROUP BY 1, 2, 3, 4, 5
            """  # noqa: S608  values are bound
        return [
            Bucket(
                value_of(row[0], str),
                value_of(row[1], str),
                checkpoint_of(row[2]) or 0,
                bool(row[3]),
                grade_of(row[4]),
                value_of(row[5], int),
                value_of(row[6], float, int),
                value_of(row[7], int),
                value_of(row[8], int),
            )
            for row in self._connection.execute(source, values)
        ]

    def _card_figures(self, where: str, values: Values, today: date) -> dict[tuple[str, str], Row]:
        """Return the figures of the cards, by round and by topic."""
        figures = {}
        for column in ("round", "topic"):
            rows = self._connection.execute(
                f"""
                SELECT {column} AS name, count(*) AS questions, sum(checkpoint IS NULL) AS new,
                sum(checkpoint IS 'mastered') AS mastered,
                coalesce(sum(due <= :today), 0) AS due_now, coalesce(sum(due < :today), 0) AS overdue
                FROM card WHERE {where} GROUP BY {column}
                """,  # noqa: S608  names of columns
                day_values(values, today=today),
            )
            figures.update({(column, row["name"]): row for row in rows})
        return figures

    def _headings(
        self,
        column: str,
        cards: dict[tuple[str, str], Row],
        buckets: list[Bucket],
        condition: tuple[str, Values],
    ) -> list[GroupFigures]:
        """Return the figures of each round or topic that has questions or reviews."""
        counted: dict[str, list[Bucket]] = {name: [] for kind, name in cards if kind == column}
        for bucket in buckets:
            counted.setdefault(getattr(bucket, column), []).append(bucket)
        headings = []
        for name, own in counted.items():
            card = cards.get((column, name))
            grades = merged(own)
            headings.append(
                GroupFigures(
                    name=name,
                    questions=card["questions"] if card else 0,
                    seen=card["questions"] - card["new"] if card else 0,
                    due=card["due_now"] if card else 0,
                    grades=grades,
                    median_seconds=self._median(column, name, grades.total, condition) if own else None,
                    budget=sum(bucket.budget for bucket in own) / grades.total if own else None,
                )
            )
        return headings

    def _median(self, column: str, name: str, count: int, condition: tuple[str, Values]) -> float:
        """Return the lower median of the thinking times in seconds: an index has them in order."""
        where, values = condition
        row = self._connection.execute(
            f"""
            SELECT thinking_seconds FROM standing WHERE {column} = :name AND {where}
            ORDER BY thinking_seconds LIMIT 1 OFFSET :middle
            """,  # noqa: S608  names of columns
            {**values, "name": name, "middle": (count - 1) // 2},
        ).fetchone()
        return float(row[0])

    def _forecast(self, query: Query, today: date) -> tuple[tuple[date, int], ...]:
        """Return how many cards fall due on each of the coming days, from tomorrow on."""
        where, values = conditions(query)
        days = [today + timedelta(days=number) for number in range(1, FORECAST_DAYS + 1)]
        rows = self._connection.execute(
            f"SELECT due, count(*) FROM card WHERE due > :today AND due <= :last AND {where} GROUP BY due",  # noqa: S608
            day_values(values, today=today, last=days[-1]),
        )
        counts = {row[0]: row[1] for row in rows}
        return tuple((day, counts.get(day.isoformat(), 0)) for day in days)

    def _streaks(self, query: Query, today: date) -> tuple[int, int]:
        """Return the current and the longest streak of days with a matching review; days off do not end it."""
        return streaks(self._study_days(query), today, DayOffStore(self._connection).days())

    def _study_days(self, query: Query) -> list[date]:
        """Return the days with a matching review, newest first."""
        where, values = conditions(query, "standing")
        # Without a condition, each day is one step in an index, whatever its number of reviews.
        rows = self._connection.execute(
            """
            WITH RECURSIVE days(day) AS (
                SELECT max(study_day) FROM standing
                UNION ALL
                SELECT (SELECT max(study_day) FROM standing WHERE study_day < day) FROM days WHERE day NOT NULL
            ) SELECT day FROM days WHERE day NOT NULL
            """
            if query == Query()
            else f"SELECT DISTINCT study_day FROM standing WHERE {where} ORDER BY study_day DESC",  # noqa: S608
            values,
        )
        return [day_of(row[0]) for row in rows]


def ticks_of(text: object) -> tuple[int, ...]:
    """Return the numbers of the ticked key points in a column of `review`.

    Raises:
        RowUnreadable: It is not a JSON list of numbers.
    """
    try:
        ticks: tuple[int, ...] = NUMBERS.decode(text)
    except UNREADABLE as error:
        raise RowUnreadable(f"The ticked key points {text!r:.80} cannot be read.") from error
    return ticks


def points_of(text: object) -> tuple[KeyPoint, ...]:
    """Return the key points in the column `body` of `question`, given as its member `key_points`.

    Raises:
        RowUnreadable: They are not a JSON list of points.
    """
    try:
        return key_points_of(json.loads(value_of(text, str)))
    except UNREADABLE as error:
        raise RowUnreadable(f"The key points {text!r:.80} cannot be read.") from error


def tally_of(row: Row) -> Tally:
    """Return the grades in a row that selects `GRADES`."""
    return Tally(row["strong"] or 0, row["lean"] or 0, row["no_hire"] or 0)
