"""Figures counted by SQL: aggregates over covering indexes, never row by row in Python."""

from __future__ import annotations

from datetime import date, timedelta
from sqlite3 import Connection, Row
from typing import TYPE_CHECKING

from mlprep_cli.core.days import streaks
from mlprep_cli.core.questions import ROUNDS, Filter
from mlprep_cli.core.reviews import LEECH_LAPSES
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.stats import Attempts, Bucket, Day, Heading, Kept, Progress, Tally, merged
from mlprep_cli.storage.cards import DUE, NEW, Values, chosen_items, conditions, count_by_round, introduced, next_due
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import checkpoint_of, day_of, grade_of, value_of

if TYPE_CHECKING:
    from mlprep_cli.core.plan import Plan, Share

FORECAST_DAYS = 21
MOST_REPLAYED = 50_000
"""Reviews replayed for a prediction beside the statistics: half a second's worth."""
GRADES = "sum(grade = 'strong') AS strong, sum(grade = 'lean') AS lean, sum(grade = 'no_hire') AS no_hire"
STANDING = "voided_at IS NULL"


def day(
    connection: Connection,
    wanted: Filter,
    today: date,
    new_per_day: int,
    plan: Plan | None = None,
    chosen: Share | None = None,
) -> Day:
    """Return what there is to do today, by the conditions that a drill asks by.

    `chosen` is what the plan that runs chose for the day; without, all that is due, and `new_per_day`.
    """
    due = count_by_round(connection, wanted, DUE, today)
    waiting = count_by_round(connection, wanted, NEW, today)
    new = sum(count for name, count in waiting.items() if name != "quickfire")
    left = new_per_day - introduced(connection, today, plan)
    allowed = max(0, left) if chosen is None else len(chosen_items(connection, chosen.new))
    done = connection.execute(
        f"SELECT {GRADES}, count(*) AS total FROM review WHERE study_day = ? AND {STANDING}",  # noqa: S608
        (today.isoformat(),),
    ).fetchone()
    current, _ = streaks(_study_days(connection), today)
    return Day(
        today=today,
        due=tuple((name, due[name]) for name in ROUNDS if name in due),
        new=new,
        new_today=min(new, allowed),
        reviewed_today=done["total"],
        grades_today=tally_of(done),
        streak=current,
        next_due=next_due(connection, wanted, today),
        share=None if chosen is None else chosen.due,
    )


def kept(connection: Connection, today: date) -> Kept:
    """Return the day so far: what was spent on it, and the streak."""
    seconds = connection.execute(
        f"SELECT coalesce(sum(thinking_seconds + reviewing_seconds), 0) FROM review WHERE study_day = ? AND {STANDING}",  # noqa: S608
        (today.isoformat(),),
    ).fetchone()[0]
    return Kept(seconds, streaks(_study_days(connection), today)[0])


def progress(connection: Connection, wanted: Filter, today: date, since: date | None, plan: CheckpointPlan) -> Progress:
    """Return the picture of progress on the questions that a filter lets through, by their reviews since a day."""
    card_where, card_values = conditions(wanted)
    cards = _card_figures(connection, card_where, card_values, today)
    where, values = conditions(wanted, "review", since)
    found = buckets(connection, wanted, since)
    current, longest = streaks(_study_days(connection), today)
    reviewed_today = connection.execute(
        f"SELECT count(*) FROM review WHERE study_day = :today AND {STANDING} AND {where}",  # noqa: S608  no value in it
        {**values, "today": today.isoformat()},
    ).fetchone()[0]
    totals = [cards[key] for key in cards if key[0] == "round"]
    firsts = [each for each in found if each.first_of_day]
    return Progress(
        today=today,
        total=sum(row["questions"] for row in totals),
        new=sum(row["new"] for row in totals),
        learning=sum(row["questions"] - row["new"] - row["mastered"] for row in totals),
        mastered=sum(row["mastered"] for row in totals),
        due_now=sum(row["due_now"] for row in totals),
        overdue=sum(row["overdue"] for row in totals),
        forecast=_forecast(connection, wanted, today),
        grades=merged(found),
        reviewed_today=reviewed_today,
        streak=current,
        longest_streak=longest,
        checkpoints=tuple(
            Attempts(place, merged(each for each in firsts if each.checkpoint == place)) for place in plan.checkpoints
        ),
        rounds=tuple(
            sorted(
                _headings(connection, "round", cards, found, where, values),
                key=lambda each: ROUNDS.index(each.name),
            )
        ),
        topics=tuple(_headings(connection, "topic", cards, found, where, values)),
        seconds_total=sum(each.seconds for each in found),
        over_budget=sum(each.over_budget for each in found),
        leeches=connection.execute(
            f"SELECT count(*) FROM card WHERE lapses >= {LEECH_LAPSES} AND {card_where}",  # noqa: S608  no value in it
            card_values,
        ).fetchone()[0],
    )


def buckets(connection: Connection, wanted: Filter, since: date | None) -> list[Bucket]:
    """Return the reviews that a filter lets through, counted: off the kept tally where it can tell them apart."""
    where, values = conditions(wanted, "review", since)
    if since is None and wanted == Filter(rounds=wanted.rounds, topics=wanted.topics):
        where, values = conditions(wanted, "tally")
        source = f"SELECT * FROM tally WHERE reviews > 0 AND {where}"  # noqa: S608  no value in it
    else:
        source = f"""
            SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(thinking_seconds),
            sum(thinking_seconds >= budget_seconds), sum(budget_seconds)
            FROM review WHERE {STANDING} AND {where} GROUP BY 1, 2, 3, 4, 5
        """  # noqa: S608  no value in it
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
        for row in connection.execute(source, values)
    ]


def _card_figures(connection: Connection, where: str, values: Values, today: date) -> dict[tuple[str, str], Row]:
    """Return what the cards say, by round and by topic."""
    found = {}
    for column in ("round", "topic"):
        rows = connection.execute(
            f"""
            SELECT {column} AS name, count(*) AS questions, sum(checkpoint IS NULL) AS new,
            sum(checkpoint IS 'mastered') AS mastered,
            coalesce(sum(due <= :today), 0) AS due_now, coalesce(sum(due < :today), 0) AS overdue
            FROM card WHERE {where} GROUP BY {column}
            """,  # noqa: S608  names of columns
            {**values, "today": today.isoformat()},
        )
        found.update({(column, row["name"]): row for row in rows})
    return found


def _headings(
    connection: Connection,
    column: str,
    cards: dict[tuple[str, str], Row],
    buckets: list[Bucket],
    where: str,
    values: Values,
) -> list[Heading]:
    """Return the figures of each round or topic that has questions or reviews."""
    counted: dict[str, list[Bucket]] = {name: [] for kind, name in cards if kind == column}
    for each in buckets:
        counted.setdefault(getattr(each, column), []).append(each)
    headings = []
    for name, own in counted.items():
        card = cards.get((column, name))
        grades = merged(own)
        headings.append(
            Heading(
                name=name,
                questions=card["questions"] if card else 0,
                seen=card["questions"] - card["new"] if card else 0,
                due=card["due_now"] if card else 0,
                grades=grades,
                median_seconds=_median(connection, column, name, grades.total, where, values) if own else None,
                budget=sum(each.budget for each in own) / grades.total if own else None,
            )
        )
    return headings


def _median(connection: Connection, column: str, name: str, count: int, where: str, values: Values) -> float:
    """Return the lower median of the thinking times: an index gives them in order, so only a step along it is needed."""
    row = connection.execute(
        f"""
        SELECT thinking_seconds FROM review WHERE {column} = :name AND {STANDING} AND {where}
        ORDER BY thinking_seconds LIMIT 1 OFFSET :middle
        """,  # noqa: S608  names of columns
        {**values, "name": name, "middle": (count - 1) // 2},
    ).fetchone()
    return float(row[0])


def _forecast(connection: Connection, wanted: Filter, today: date) -> tuple[tuple[date, int], ...]:
    """Return how many cards fall due on each of the coming days, from tomorrow on."""
    where, values = conditions(wanted)
    days = [today + timedelta(days=number) for number in range(1, FORECAST_DAYS + 1)]
    rows = connection.execute(
        f"SELECT due, count(*) FROM card WHERE due > :today AND due <= :last AND {where} GROUP BY due",  # noqa: S608
        {**values, "today": today.isoformat(), "last": days[-1].isoformat()},
    )
    counts = {row[0]: row[1] for row in rows}
    return tuple((each, counts.get(each.isoformat(), 0)) for each in days)


def _study_days(connection: Connection) -> list[date]:
    """Return the days with a review, newest first: each found by one step down the index."""
    rows = connection.execute(
        """
        WITH RECURSIVE days(day) AS (
            SELECT max(study_day) FROM review WHERE voided_at IS NULL
            UNION ALL
            SELECT (SELECT max(study_day) FROM review WHERE voided_at IS NULL AND study_day < day) FROM days WHERE day NOT NULL
        ) SELECT day FROM days WHERE day NOT NULL
        """
    )
    return [day_of(row[0]) for row in rows]


def tally_of(row: Row) -> Tally:
    """Return the grades of a row that has `GRADES`."""
    return Tally(row["strong"] or 0, row["lean"] or 0, row["no_hire"] or 0)


def count(connection: Connection) -> int:
    """Return how many reviews stand."""
    return int(connection.execute("SELECT coalesce(sum(reviews), 0) FROM tally").fetchone()[0])


def ready_key(connection: Connection, day: date) -> str:
    """Return what a readiness hangs on: the day, the log as far as it goes, and the questions there are."""
    last, reviews, questions = connection.execute(
        f"""
        SELECT (SELECT id FROM review WHERE {STANDING} ORDER BY id DESC LIMIT 1), (SELECT sum(reviews) FROM tally),
        (SELECT count(*) FROM card)
        """  # noqa: S608  a fixed condition
    ).fetchone()
    return f"{day.isoformat()} {last} {reviews} {questions}"


def known_ready(connection: Connection, day: date) -> float | None:
    """Return the readiness for a day, if it was worked out since anything changed."""
    row = connection.execute("SELECT recall FROM ready WHERE key = ?", (ready_key(connection, day),)).fetchone()
    return None if row is None else float(row[0])


def keep_ready(connection: Connection, day: date, recall: float) -> None:
    """Keep a readiness, in place of the one before."""
    with transaction(connection):
        connection.execute("DELETE FROM ready")
        connection.execute("INSERT INTO ready VALUES (?, ?)", (ready_key(connection, day), recall))
