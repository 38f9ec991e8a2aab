"""The details of the statistics, counted by SQL."""

from __future__ import annotations

from datetime import date, timedelta
from sqlite3 import Connection

from mlprep_cli.core.questions import ROUNDS, Filter
from mlprep_cli.core.reviews import LEECH_LAPSES
from mlprep_cli.core.stats_details import Leech, Rapid, Slow, Times, Week, calendar_days, trend_mondays
from mlprep_cli.storage.cards import Values, conditions
from mlprep_cli.storage.fields import day_of, grade_of
from mlprep_cli.storage.stats import STANDING, buckets

LISTED = 12


def _where(wanted: Filter, since: date | None) -> tuple[str, Values]:
    where, values = conditions(wanted, "review", since)
    return f"{STANDING} AND {where}", values


def calendar(connection: Connection, wanted: Filter, today: date, since: date | None) -> tuple[tuple[date, int], ...]:
    """Return how many reviews each day of half a year has."""
    days = calendar_days(today)
    where, values = _where(wanted, since)
    rows = connection.execute(
        f"SELECT study_day, count(*) FROM review WHERE study_day >= :first AND study_day <= :last AND {where} GROUP BY study_day",  # noqa: S608
        {**values, "first": days[0].isoformat(), "last": today.isoformat()},
    )
    counts = {row[0]: row[1] for row in rows}
    return tuple((day, counts.get(day.isoformat(), 0)) for day in days)


def times(connection: Connection, wanted: Filter, since: date | None) -> tuple[Times, ...]:
    """Return the thinking times of each round that was practised: lower median and lower 90th percentile."""
    where, values = _where(wanted, since)
    counted = buckets(connection, wanted, since)
    found = []
    for name in ROUNDS:
        own = [each for each in counted if each.round == name]
        if count := sum(each.reviews for each in own):
            middle, high = (
                connection.execute(
                    f"""
                    SELECT thinking_seconds FROM review WHERE round = :name AND {where}
                    ORDER BY thinking_seconds LIMIT 1 OFFSET :place
                    """,  # noqa: S608  no value in it
                    {**values, "name": name, "place": place},
                ).fetchone()[0]
                for place in ((count - 1) // 2, (9 * (count - 1)) // 10)
            )
            found.append(Times(name, count, middle, high, sum(each.over_budget for each in own)))
    return tuple(found)


def weeks(connection: Connection, wanted: Filter, today: date, since: date | None) -> tuple[Week, ...]:
    """Return the last weeks that have a review."""
    where, values = _where(wanted, since)
    found = []
    for monday in trend_mondays(today):
        row = connection.execute(
            f"""
            SELECT count(*), sum(thinking_seconds) / sum(budget_seconds), sum(thinking_seconds >= budget_seconds)
            FROM review WHERE study_day >= :monday AND study_day < :next AND {where}
            """,  # noqa: S608  no value in it
            {**values, "monday": monday.isoformat(), "next": (monday + timedelta(days=7)).isoformat()},
        ).fetchone()
        if row[0]:
            found.append(Week(monday, row[0], row[1], row[2]))
    return tuple(found)


def rapid(connection: Connection, wanted: Filter, since: date | None) -> tuple[Rapid, ...]:
    """Return the last quickfire rounds, oldest first."""
    where, values = _where(wanted, since)
    rows = connection.execute(
        f"""
        SELECT session_id, min(study_day), count(*), sum(grade <> 'no_hire'), sum(thinking_seconds) FROM review
        WHERE mode = 'quickfire' AND {where} GROUP BY session_id ORDER BY session_id DESC LIMIT {LISTED}
        """,  # noqa: S608  no value in it
        values,
    ).fetchall()
    return tuple(Rapid(row[0], day_of(row[1]), *row[2:]) for row in reversed(rows))


def slow(connection: Connection, wanted: Filter) -> tuple[Slow, ...]:
    """Return the questions that were recalled last time but over budget, the slowest for their budget first."""
    where, values = conditions(wanted)
    rows = connection.execute(
        f"""
        SELECT review.question_id, grade, thinking_seconds, budget_seconds FROM card JOIN review ON review.id = (
            SELECT max(id) FROM review AS last WHERE last.question_id = card.question_id AND last.voided_at IS NULL)
        WHERE grade <> 'no_hire' AND thinking_seconds >= budget_seconds AND {where}
        ORDER BY thinking_seconds / budget_seconds DESC, review.question_id LIMIT {LISTED}
        """,  # noqa: S608  no value in it
        values,
    )
    return tuple(Slow(row[0], grade_of(row[1]), row[2], row[3]) for row in rows)


def leeches(connection: Connection, wanted: Filter) -> tuple[Leech, ...]:
    """Return the questions that keep lapsing, the worst first."""
    where, values = conditions(wanted)
    rows = connection.execute(
        f"""
        SELECT question_id, topic, lapses FROM card WHERE lapses >= {LEECH_LAPSES} AND {where}
        ORDER BY lapses DESC, question_id LIMIT {LISTED}
        """,  # noqa: S608  no value in it
        values,
    )
    return tuple(Leech(*row) for row in rows)
