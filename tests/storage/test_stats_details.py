"""The detailed statistics: SQL counts what a plain count over the log counts."""

from __future__ import annotations

from datetime import timedelta
from sqlite3 import Connection

import pytest
from hypothesis import given, settings

from fakes import DAY, review
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade, Review
from mlprep_cli.core.stats_details import calendar_days
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
    assert counted == {day: sum(each.study_day == day for each in standing) for day in calendar_days(today)}
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
