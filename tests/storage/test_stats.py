"""Statistics: SQL counts what a plain count over the log counts, by the same indexes as ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, NOON, PLAN, review
from mlprep_cli.core.days import DaysOff
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade, Review
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.stats import PastAnswers, SelfGrading, Tally, lower_median, session_figures, tally
from mlprep_cli.storage.cards import CardStore
from mlprep_cli.storage.database import FILE_NAME
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.stats import GRADINGS, StatsStore
from mlprep_cli.storage.store import Store
from query_plans import query_plans
from review_logs import HISTORIES, IDS, ROUND, TOPIC, History, answered, database_with


@given(history=HISTORIES, since=st.one_of(st.none(), st.integers(0, 20)))
def test_sql_counts_what_python_counts(
    history: History, since: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    connection, standing = database_with(tmp_path_factory.mktemp("figures"), history)
    first = None if since is None else DAY + timedelta(days=since)
    today = max((each.study_day for each in standing), default=DAY)
    progress = StatsStore(connection).progress(Query(since=first), today, PLAN)
    counted = [each for each in standing if first is None or each.study_day >= first]

    assert progress.grades == tally(each.grade for each in counted)
    assert progress.seconds_total == sum(each.thinking_seconds for each in counted)
    assert progress.over_budget == len(counted) - session_figures(counted).in_budget
    assert progress.reviewed_today == sum(each.study_day == today for each in counted)
    for heading in progress.topics:
        of_topic = [each for each in counted if TOPIC[each.question_id] == heading.name]
        assert heading.grades == tally(each.grade for each in of_topic)
        assert heading.median_seconds == lower_median(each.thinking_seconds for each in of_topic)
        assert heading.questions == sum(topic == heading.name for topic in TOPIC.values())
        assert heading.seen == len({each.question_id for each in standing if TOPIC[each.question_id] == heading.name})
    for heading in progress.rounds:
        of_round = [each for each in counted if ROUND[each.question_id] == heading.name]
        assert heading.grades == tally(each.grade for each in of_round)
        assert heading.median_seconds == lower_median(each.thinking_seconds for each in of_round)

    firsts: dict[tuple[str, date], Review] = {}
    for each in standing:
        firsts.setdefault((each.question_id, each.study_day), each)
    for attempts in progress.checkpoints:
        expected = [
            each.grade
            for each in firsts.values()
            if each.checkpoint == attempts.checkpoint and (first is None or each.study_day >= first)
        ]
        assert attempts.grades == tally(expected)

    cards = [replay(PLAN, one, [each for each in standing if each.question_id == one]) for one in IDS]
    assert progress.new == sum(card.checkpoint is None for card in cards)
    assert progress.mastered == sum(card.checkpoint == "mastered" for card in cards)
    assert (progress.total, progress.new + progress.learning + progress.mastered) == (len(IDS), len(IDS))
    assert progress.due_now == sum(card.is_due(today) for card in cards)
    assert progress.overdue == sum(card.due is not None and card.due < today for card in cards)
    dues = Counter(card.due for card in cards)
    assert [day for day, _ in progress.forecast] == [today + timedelta(days=number) for number in range(1, 22)]
    assert all(count == dues[day] for day, count in progress.forecast)
    connection.close()


@given(history=HISTORIES)
def test_today_counts_what_is_due_and_new(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    connection, standing = database_with(tmp_path_factory.mktemp("today"), history)
    today = max((each.study_day for each in standing), default=DAY)
    day, cards = StatsStore(connection).day(today), CardStore(connection)
    assert day.total_due == len(cards.due(Query(), today))
    assert day.new == len(cards.new(Query(), 99))
    connection.close()


def test_a_streak_survives_days_off(store: Store, journal: Journal) -> None:
    for days in (0, 1, 4):
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days), moment=NOON + timedelta(days=days))))
    today = DAY + timedelta(days=5)
    assert store.stats.day(today).streak == 1
    store.days_off.mark(DaysOff(DAY + timedelta(days=2), DAY + timedelta(days=3)), "off", NOON)
    assert store.stats.day(today).streak == 3
    assert store.stats.progress(Query(), today, PLAN).longest_streak == 3


def test_without_reviews_every_quotient_is_undefined(store: Store) -> None:
    progress = store.stats.progress(Query(), DAY, PLAN)
    assert progress.grades == Tally()
    assert progress.seconds_total == 0.0
    assert all(each.median_seconds is None for each in (*progress.rounds, *progress.topics))
    assert (progress.streak, progress.longest_streak) == (0, 0)


def test_reviews_in_a_mode_of_a_newer_version_are_counted(database: Connection, store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.LEAN)))
    before = store.stats.progress(Query(), DAY, PLAN)
    database.execute("UPDATE review SET mode = 'sprint'")
    assert store.stats.progress(Query(), DAY, PLAN) == before
    assert store.stats.day(DAY).reviewed_today == 1
    assert (store.stats.day_progress(DAY).streak, store.reviews.count()) == (1, 1)


def test_the_last_answers_with_ticks_are_compared_with_their_grades(store: Store, journal: Journal) -> None:
    graded = [(Grade.STRONG, (1,)), (Grade.STRONG, ()), (Grade.LEAN, (1, 2, 3, 4)), (Grade.STRONG, (1, 2, 3))]
    for second, (grade, ticks) in enumerate(graded):
        given = review(grade, moment=NOON + timedelta(seconds=second))
        journal.record(answered(replace(given, key_points=ticks)))
    assert store.stats.self_grading(Query()) == SelfGrading(3, 1, 1)
    assert store.stats.self_grading(Query(topics=("optimization",))) == SelfGrading()
    for second in range(4, 4 + GRADINGS):
        given = review(Grade.NO_HIRE, moment=NOON + timedelta(seconds=second))
        journal.record(answered(replace(given, key_points=(3,))))
    assert store.stats.self_grading(Query()) == SelfGrading(GRADINGS, 0, 0)


def test_the_past_answers_to_the_questions_of_a_session(home: Path, store: Store, journal: Journal) -> None:
    earlier = [
        ("one", Grade.LEAN, 0, 130.0, (1,)),
        ("one", Grade.NO_HIRE, 3, 140.0, ()),
        ("one", Grade.STRONG, 3, 150.0, (1, 2)),
        ("two", Grade.STRONG, 0, 50.0, ()),
        ("three", Grade.NO_HIRE, 0, 50.0, (2,)),
    ]
    for second, (name, grade, days, seconds, ticks) in enumerate(earlier):
        day, moment = DAY + timedelta(days=days), NOON + timedelta(days=days, seconds=second)
        graded = review(grade, day, question_id=name, moment=moment, seconds=seconds)
        journal.record(answered(replace(graded, key_points=ticks)))
    later, begun = Journal(home / FILE_NAME, SessionStart("later", "drill", NOON)), DAY + timedelta(days=7)
    for name in ("one", "two"):
        graded = review(Grade.LEAN, begun, question_id=name)
        later.record(answered(replace(graded, session_id="later", key_points=(3,))))
    later.close()
    assert set(store.stats.past_answers("later", begun)) == {
        PastAnswers("one", 3, False, True, ((1,), (1, 2), (3,))),
        PastAnswers("two", 1, True, False, ((3,),)),
    }
    assert store.stats.past_answers("another", begun) == ()


# --- query plans ---


def test_the_past_answers_are_found_by_day_and_by_question(database: Connection, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    plans = query_plans(database, lambda: StatsStore(database).past_answers("session", DAY))
    assert [plan.steps[0] for plan in plans] == [
        "SEARCH review USING INDEX review_day (study_day>?)",
        "SEARCH review USING INDEX review_question (question_id=?)",
    ]


@pytest.mark.parametrize(
    "call",
    [
        lambda stats: stats.day(DAY),
        lambda stats: stats.day_progress(DAY),
        lambda stats: stats.progress(Query(), DAY, PLAN),
    ],
)
def test_no_statement_of_the_progress_sorts_reviews_or_reads_the_whole_table(
    database: Connection, journal: Journal, call: Callable[[StatsStore], object]
) -> None:
    for name in ("one", "two"):
        journal.record(answered(review(Grade.STRONG, question_id=name)))
    for plan in query_plans(database, lambda: call(StatsStore(database))):
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan.steps), plan
        assert not any(step.startswith(("SCAN review", "SCAN standing")) for step in plan.steps), plan


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Query(rounds=("screening",)), "review_round (round=?)"),
        (Query(topics=("optimization",)), "review_topic (topic=?)"),
    ],
)
def test_the_progress_on_a_round_or_a_topic_reads_its_reviews_alone(
    database: Connection, query: Query, index: str
) -> None:
    plans = query_plans(database, lambda: StatsStore(database).progress(query, DAY, PLAN))
    steps = [step for plan in plans for step in plan.steps if " review " in step]
    assert steps
    assert all(step == f"SEARCH review USING INDEX {index}" for step in steps)


@pytest.mark.parametrize(
    ("part", "index"),
    [
        ("SELECT thinking_seconds FROM standing WHERE topic", "review_topic (topic=?)"),
        ("SELECT thinking_seconds FROM standing WHERE round", "review_round (round=?)"),
        ("SELECT max(study_day) FROM standing", "review_day"),
        ("SELECT count(*) FROM standing WHERE study_day", "review_day (study_day=?)"),
        ("SELECT count(*) FROM card WHERE lapses >=", "card_leech (lapses>?)"),
        ("SELECT due, count(*) FROM card WHERE due >", "card_due (due>? AND due<?)"),
    ],
)
def test_each_hot_statement_of_the_progress_uses_its_index(
    database: Connection, journal: Journal, part: str, index: str
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    plans = query_plans(database, lambda: StatsStore(database).progress(Query(), DAY, PLAN))
    matches = [plan for plan in plans if part in " ".join(plan.statement.split())]
    assert matches
    for plan in matches:
        assert any(f"INDEX {index}" in step for step in plan.steps), plan
        assert not any("TEMP B-TREE" in step for step in plan.steps), plan


@pytest.mark.parametrize("query", [Query(), Query(rounds=("screening",)), Query(topics=("optimization",))])
def test_reviews_of_whole_rounds_and_topics_are_counted_from_the_tally(
    database: Connection, journal: Journal, query: Query
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    (plan,) = query_plans(database, lambda: StatsStore(database).buckets(query))
    assert all("tally" in step for step in plan.steps), plan
