"""The detailed statistics: SQL counts what a plain count over the log counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from sqlite3 import Connection

import pytest
from hypothesis import given, settings

from fakes import DAY, NOON, review
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade, Review
from mlprep_cli.core.stats_details import QuickfireRound, calendar_days
from mlprep_cli.core.times import Times
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.stats_details import StatsDetailsStore
from mlprep_cli.storage.store import Store
from query_plans import query_plans
from review_logs import HISTORIES, ROUND, History, answered, database_with


@settings(max_examples=40)
@given(history=HISTORIES)
def test_the_details_are_what_a_plain_count_says(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    connection, standing = database_with(tmp_path_factory.mktemp("details") / "home", history)
    details = StatsDetailsStore(connection)
    today = max((each.study_day for each in standing), default=DAY)
    counted = dict(details.calendar(Query(), today))
    days = calendar_days(today, min((each.study_day for each in standing), default=None))
    assert counted == {day: sum(each.study_day == day for each in standing) for day in days}
    for times in details.times(Query()):
        own = sorted(one.thinking_seconds for one in standing if ROUND[one.question_id] == times.round)
        assert times.reviews == len(own)
        assert times.median == own[(len(own) - 1) // 2]
        assert times.p90 == own[9 * (len(own) - 1) // 10]
        assert times.over_budget == sum(one >= 120 for one in own)
    for week in details.weeks(Query(), today):
        own_week = [one for one in standing if week.monday <= one.study_day < week.monday + timedelta(days=7)]
        assert week.reviews == len(own_week)
        share = sum(one.thinking_seconds for one in own_week) / sum(one.budget_seconds for one in own_week)
        assert week.share == pytest.approx(share)
    last: dict[str, Review] = {each.question_id: each for each in standing}
    slow = {
        name
        for name, each in last.items()
        if each.grade is not Grade.NO_HIRE and each.thinking_seconds >= each.budget_seconds
    }
    assert {each.question_id for each in details.slow(Query())} == slow
    connection.close()


def test_only_rapid_modes_have_quickfire_rounds(database: Connection, store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG, question_id="rapid")))
    database.execute("UPDATE review SET mode = 'quickfire'")
    assert [each.answered for each in store.stats_details.quickfire_rounds(Query())] == [1]
    database.execute("UPDATE review SET mode = 'sprint'")
    assert store.stats_details.quickfire_rounds(Query()) == ()


def test_a_quickfire_round_has_the_figures_of_its_first_answers(
    database: Connection, store: Store, journal: Journal
) -> None:
    graded = [("rapid", Grade.NO_HIRE, 200.0), ("one", Grade.LEAN, 90.0), ("rapid", Grade.STRONG, 40.0)]
    for second, (name, grade, seconds) in enumerate(graded):
        moment = NOON + timedelta(seconds=second)
        journal.record(answered(review(grade, question_id=name, moment=moment, seconds=seconds)))
    database.execute("UPDATE review SET mode = 'quickfire'")
    assert store.stats_details.quickfire_rounds(Query()) == (QuickfireRound("session", DAY, 2, 1, 290.0),)


def ticked(journal: Journal, name: str, second: int, *ticks: int) -> None:
    """Record a strong answer with these ticks."""
    graded = review(Grade.STRONG, question_id=name, moment=NOON + timedelta(seconds=second))
    journal.record(answered(replace(graded, key_points=ticks)))


def test_the_key_points_missed_most_are_shares_of_the_answers_with_ticks(store: Store, journal: Journal) -> None:
    for second, (name, ticks) in enumerate(
        [("one", (1, 2)), ("one", (1, 2, 3)), ("one", ()), ("one", (2, 3)), ("two", (1, 2)), ("two", (1, 3)),
         ("three", (1,))]
    ):  # fmt: skip
        ticked(journal, name, second, *ticks)
    points = store.stats_details.points(Query())
    assert [(point.question_id, point.number, point.missed, point.answers) for point in points] == [
        ("one", 4, 3, 3),
        ("two", 4, 2, 2),
        ("two", 2, 1, 2),
        ("two", 3, 1, 2),
        ("one", 1, 1, 3),
        ("one", 3, 1, 3),
    ]
    assert (points[0].point, points[0].must, points[2].must) == ("point 4 of one", False, True)
    assert {point.topic for point in store.stats_details.points(Query(topics=("optimization",)))} == {"optimization"}
    assert store.stats_details.points(Query(since=DAY + timedelta(days=1))) == ()


def test_the_index_of_days_and_modes_finds_quickfire_rounds(database: Connection) -> None:
    (plan,) = query_plans(database, lambda: StatsDetailsStore(database).quickfire_rounds(Query()))
    assert "SEARCH review USING INDEX review_day (study_day>?)" in plan.steps


def test_the_reviews_of_a_week_are_found_by_their_days(database: Connection) -> None:
    for plan in query_plans(database, lambda: StatsDetailsStore(database).weeks(Query(), DAY)):
        assert plan.steps == ("SEARCH review USING INDEX review_day (study_day>? AND study_day<?)",)


def test_an_index_has_the_thinking_times_of_a_round_in_order(database: Connection, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    plans = query_plans(database, lambda: StatsDetailsStore(database).times(Query()))
    percentiles = [plan for plan in plans if "ORDER BY thinking_seconds" in plan.statement]
    assert len(percentiles) == 2
    for plan in percentiles:
        assert plan.steps == ("SEARCH review USING INDEX review_round (round=?)",)


def test_the_last_days_are_compared_with_their_forecast(store: Store, journal: Journal) -> None:
    assert store.stats_details.days(Query(), DAY) == ()
    for days in (0, 1):
        for minutes, grade in enumerate((Grade.NO_HIRE, Grade.LEAN)):
            moment = NOON + timedelta(days=days, minutes=minutes)
            graded = replace(review(grade, moment.date(), moment=moment), thinking_seconds=90.0, reviewing_seconds=30.0)
            journal.record(answered(graded))
    first, second = store.stats_details.days(Query(), DAY + timedelta(days=1))
    assert (first.day, first.attempts, first.seconds) == (DAY, 2, 240.0)
    assert first.forecast == pytest.approx(Times({}).seconds("screening", 120) * 1.45)
    assert second.forecast < first.forecast
    assert store.stats_details.days(Query(rounds=("coding",)), DAY + timedelta(days=1)) == ()
    assert store.stats_details.days(Query(since=DAY + timedelta(days=1)), DAY + timedelta(days=1)) == (second,)
    assert store.stats_details.days(Query(), DAY + timedelta(days=30)) == ()


def test_the_confidence_is_counted_in_an_index(database: Connection) -> None:
    (plan,) = query_plans(database, lambda: StatsDetailsStore(database).confidence(Query()))
    assert any("review_confidence" in step for step in plan.steps), plan
