"""Statistics: SQL aggregates over covering indexes, never row by row in Python."""

from __future__ import annotations

from datetime import date, timedelta
from sqlite3 import Connection, Row
from typing import TYPE_CHECKING

from mlprep_cli.core.days import streaks
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.reviews import LEECH_LAPSES
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.stats import Bucket, CheckpointFigures, Day, DayProgress, GroupFigures, Progress, Tally, merged
from mlprep_cli.storage.cards import DUE, NEW, CardStore
from mlprep_cli.storage.fields import checkpoint_of, day_of, grade_of, value_of
from mlprep_cli.storage.filters import Values, conditions, day_values

if TYPE_CHECKING:
    from mlprep_cli.core.plan import Plan, Share

FORECAST_DAYS = 21
GRADES = "sum(grade = 'strong') AS strong, sum(grade = 'lean') AS lean, sum(grade = 'no_hire') AS no_hire"


class StatsStore:
    """Statistics, as SQL aggregates over covering indexes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def day(self, today: date, new_per_day: int, plan: Plan | None = None, share: Share | None = None) -> Day:
        """Return the due and new questions of today, counted as a drill asks them.

        `share` is what the running plan chose for the day; without it, everything due and `new_per_day` new questions.
        """
        cards = CardStore(self._connection)
        due = cards.count_by_round(Query(), DUE, today)
        waiting = cards.count_by_round(Query(), NEW, today)
        new = sum(count for name, count in waiting.items() if name != "quickfire")
        left = new_per_day - cards.introduced(today, plan)
        allowed = max(0, left) if share is None else len(cards.chosen(share.new))
        done = self._connection.execute(
            f"SELECT {GRADES}, count(*) AS total FROM standing WHERE study_day = ?",  # noqa: S608  values are bound
            (today.isoformat(),),
        ).fetchone()
        current, _ = streaks(self._study_days(Query()), today)
        return Day(
            today=today,
            due=tuple((name, due[name]) for name in ROUNDS if name in due),
            new=new,
            new_today=min(new, allowed),
            reviewed_today=done["total"],
            grades_today=tally_of(done),
            streak=current,
            next_due=cards.next_due(Query(), today),
            share=None if share is None else share.due,
        )

    def day_progress(self, today: date) -> DayProgress:
        """Return the seconds practised today, and the streak."""
        seconds = self._connection.execute(
            "SELECT coalesce(sum(thinking_seconds + reviewing_seconds), 0) FROM standing WHERE study_day = ?",
            (today.isoformat(),),
        ).fetchone()[0]
        return DayProgress(seconds, streaks(self._study_days(Query()), today)[0])

    def progress(self, query: Query, today: date, plan: CheckpointPlan) -> Progress:
        """Return the progress on the questions that match, from the reviews that match."""
        card_where, card_values = conditions(query)
        cards = self._card_figures(card_where, card_values, today)
        where, values = conditions(query, "standing")
        buckets = self.buckets(query)
        current, longest = streaks(self._study_days(query), today)
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


def tally_of(row: Row) -> Tally:
    """Return the grades in a row that selects `GRADES`."""
    return Tally(row["strong"] or 0, row["lean"] or 0, row["no_hire"] or 0)
