"""Figures: what SQL counts is what a plain count over the log says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, review
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade, Review
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.events import Retract
from mlprep_cli.core.stats import Tally, lower_median, session_figures, tally
from mlprep_cli.storage import cards, stats
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, Sitting
from test_store import answered

IDS = [each.id for each in QUESTIONS]
TOPIC = {each.id: each.topic for each in QUESTIONS}
ROUND = {each.id: each.round for each in QUESTIONS}
LOGS = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(Grade), st.integers(0, 9), st.integers(1, 200), st.booleans()),
    max_size=25,
)


def written(home: Path, log: list[tuple[str, Grade, int, int, bool]]) -> tuple[Connection, list[Review]]:
    """Return a database with a log, and the reviews that stand: each so many days later, some taken back."""
    connection = open_database(home)
    fill(connection, *QUESTIONS)
    journal = Journal(home / FILE_NAME, Sitting("session", "drill", NOON))
    day = DAY
    standing: list[Review] = []
    for number, (question_id, grade, later, seconds, undone) in enumerate(log):
        day += timedelta(days=later // 3)
        moment = NOON + timedelta(days=(day - DAY).days, seconds=number)
        kept = review(grade, day, question_id=question_id, moment=moment, seconds=float(seconds))
        card = replay(PLAN, question_id, [each for each in standing if each.question_id == question_id])
        kept = replace(kept, checkpoint=card.checkpoint or 0)
        journal.record(answered(kept))
        if undone:
            journal.retract(Retract(kept.id, kept.question_id, moment))
        else:
            standing.append(kept)
    journal.close()
    return connection, standing


@given(log=LOGS, since=st.one_of(st.none(), st.integers(0, 20)))
def test_sql_counts_what_python_counts(
    log: list[tuple[str, Grade, int, int, bool]], since: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    connection, standing = written(tmp_path_factory.mktemp("figures"), log)
    first = None if since is None else DAY + timedelta(days=since)
    today = max((each.study_day for each in standing), default=DAY)
    found = stats.progress(connection, Query(), today, first, PLAN)
    counted = [each for each in standing if first is None or each.study_day >= first]

    assert found.grades == tally(each.grade for each in counted)
    assert found.seconds_total == sum(each.thinking_seconds for each in counted)
    assert found.over_budget == len(counted) - session_figures(counted).in_budget
    assert found.reviewed_today == sum(each.study_day == today for each in counted)
    for heading in found.topics:
        of_topic = [each for each in counted if TOPIC[each.question_id] == heading.name]
        assert heading.grades == tally(each.grade for each in of_topic)
        assert heading.median_seconds == lower_median(each.thinking_seconds for each in of_topic)
        assert heading.questions == sum(topic == heading.name for topic in TOPIC.values())
        assert heading.seen == len({each.question_id for each in standing if TOPIC[each.question_id] == heading.name})
    for heading in found.rounds:
        of_round = [each for each in counted if ROUND[each.question_id] == heading.name]
        assert heading.grades == tally(each.grade for each in of_round)
        assert heading.median_seconds == lower_median(each.thinking_seconds for each in of_round)

    firsts: dict[tuple[str, date], Review] = {}
    for each in standing:
        firsts.setdefault((each.question_id, each.study_day), each)
    for attempts in found.checkpoints:
        expected = [
            each.grade
            for each in firsts.values()
            if each.checkpoint == attempts.checkpoint and (first is None or each.study_day >= first)
        ]
        assert attempts.grades == tally(expected)

    cards = [replay(PLAN, one, [each for each in standing if each.question_id == one]) for one in IDS]
    assert found.new == sum(card.checkpoint is None for card in cards)
    assert found.mastered == sum(card.checkpoint == "mastered" for card in cards)
    assert (found.total, found.new + found.learning + found.mastered) == (len(IDS), len(IDS))
    assert found.due_now == sum(card.is_due(today) for card in cards)
    assert found.overdue == sum(card.due is not None and card.due < today for card in cards)
    dues = Counter(card.due for card in cards)
    assert [day for day, _ in found.forecast] == [today + timedelta(days=number) for number in range(1, 22)]
    assert all(count == dues[day] for day, count in found.forecast)
    connection.close()


@given(log=LOGS)
def test_today_counts_by_what_a_drill_asks(
    log: list[tuple[str, Grade, int, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    connection, standing = written(tmp_path_factory.mktemp("today"), log)
    today = max((each.study_day for each in standing), default=DAY)
    day = stats.day(connection, Query(), today, 15)
    drilled = Query(rounds=("screening", "deep-dive"))
    assert day.due_drill == len(cards.due_items(connection, drilled, today))
    assert day.due_quickfire == len(cards.due_items(connection, Query(rounds=("quickfire",)), today))
    assert day.new == len(cards.new_items(connection, drilled, 99))
    begun_today = {
        each.question_id
        for each in standing
        if each.study_day == today
        and not any(one.question_id == each.question_id and one.study_day < today for one in standing)
    }
    assert cards.introduced(connection, today) == len(begun_today)
    connection.close()


def test_with_nothing_practised_there_is_nothing_to_divide(database: Connection) -> None:
    found = stats.progress(database, Query(), DAY, None, PLAN)
    assert found.grades == Tally()
    assert found.seconds_total == 0.0
    assert all(each.median_seconds is None for each in (*found.rounds, *found.topics))
    assert (found.streak, found.longest_streak) == (0, 0)


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        (Query(rounds=("screening",)), 2),
        (Query(topics=("optimization",)), 2),
        (Query(companies=("google",)), 3),
        (Query(difficulties=("hard",)), 1),
        (Query(levels=("l5+",)), 1),
        (Query(words=("what", "TWO")), 1),
        (Query(rounds=("screening", "quickfire"), topics=("optimization",)), 2),
        (Query(companies=("meta",)), 0),
    ],
)
def test_a_filter_lets_through_what_it_names(database: Connection, wanted: Query, total: int) -> None:
    assert stats.progress(database, wanted, DAY, None, PLAN).total == total
