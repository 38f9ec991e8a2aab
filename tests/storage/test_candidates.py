"""The candidates of a day: few for any bank, as they were in the morning, and read through indexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from sqlite3 import Connection

import pytest

from fakes import DAY, NOON, question, review
from mlprep_cli.core.allocator import allocate
from mlprep_cli.core.asked import AskedQuestion
from mlprep_cli.core.candidates import Candidate, Goal
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from review_logs import answered

LATER = DAY + timedelta(days=3)
PLAN = Plan(DAY, DAY, companies=("Google",))


def goal(store: Store, today: date = LATER) -> Goal:
    practised = store.candidates.practised(DAY, today)
    return Goal(
        today,
        today + timedelta(days=21),
        DAY,
        45,
        {"screening": 0.5, "deep-dive": 0.5},
        practised.seconds,
        practised.last_days,
    )


def candidates(store: Store, query: Query = Query(), most_new: int = 9) -> dict[str, Candidate]:  # noqa: B008  a value
    return {one.item.question_id: one for one in store.candidates.all(query, goal(store), PLAN, most_new)}


def test_seen_questions_have_their_memory_and_new_ones_a_chance(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    found = candidates(store)
    assert set(found) == {"one", "two", "three", "rapid"}
    seen, new = found["one"], found["two"]
    assert seen.memory is not None
    assert seen.card.is_due(LATER)
    assert new.is_new
    assert 0 < new.chance < 1
    assert found["one"].is_tagged
    assert not found["rapid"].is_of_company


def test_what_is_done_today_stays_as_it_was_in_the_morning(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    before = {name: one._replace(spent=None, item=one.item) for name, one in candidates(store).items()}
    day = allocate(list(candidates(store).values()), goal(store))
    later = review(Grade.NO_HIRE, LATER, moment=NOON + timedelta(days=3))
    journal.record(answered(later))
    journal.record(answered(review(Grade.LEAN, LATER, question_id="two", moment=NOON + timedelta(days=3, minutes=5))))
    after = candidates(store)
    assert after["one"].spent is not None
    assert after["two"].spent is not None
    assert {name: (one.card, one.memory, one.seconds, one.chance) for name, one in after.items()} == {
        name: (one.card, one.memory, one.seconds, one.chance) for name, one in before.items()
    }
    left = allocate(list(after.values()), goal(store))
    assert {choice.question_id for choice in left.choices} == {
        choice.question_id for choice in day.choices if choice.question_id not in ("one", "two")
    }
    assert [retry.item.question_id for retry in left.retries] == ["one"]


def test_practice_counts_until_yesterday_and_for_two_weeks(store: Store, journal: Journal) -> None:
    for days in (0, 1, 20):
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days), moment=NOON + timedelta(days=days))))
    assert store.candidates.practised(DAY, DAY).seconds == {}
    one = store.candidates.practised(DAY, DAY + timedelta(days=1))
    two = store.candidates.practised(DAY, DAY + timedelta(days=2))
    assert two.seconds["screening"] == 2 * one.seconds["screening"]
    assert two.last_days == {"screening": DAY + timedelta(days=1)}
    assert store.candidates.practised(DAY, DAY + timedelta(days=20)).seconds == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(rounds=("quickfire",)), {"rapid"}),
        (Query(topics=("optimization",)), {"two", "rapid"}),
        (Query(difficulties=("hard",)), {"three"}),
        (Query(levels=("L5+",)), {"three"}),
        (Query(companies=("Google",)), {"one", "two", "three"}),
    ],
)
def test_a_query_restricts_the_candidates(store: Store, query: Query, expected: set[str]) -> None:
    assert set(candidates(store, query)) == expected


def test_of_many_new_questions_the_first_of_each_round_and_those_of_the_target_are_candidates(
    store: Store, refill: Callable[..., object]
) -> None:
    plain = [question(f"plain-{number}", companies=()) for number in range(30)]
    refill(*plain, question("asked"), *[question(f"deep-{number}", round="deep-dive") for number in range(5)])
    found = candidates(store, most_new=3)
    assert {"plain-0", "plain-1", "plain-2", "asked"} <= set(found)
    assert "plain-3" not in found
    assert store.candidates.totals()["screening"] == (0, 31)


def test_every_statement_reads_the_new_questions_through_their_index(database: Connection, store: Store) -> None:
    plans: list[str] = []
    database.set_trace_callback(plans.append)
    candidates(store)
    database.set_trace_callback(None)
    for statement in plans:
        if "checkpoint IS NULL" in statement and "ORDER BY introduction" in statement:
            steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert any("card_introduction" in step for step in steps), steps
            assert not any("TEMP B-TREE" in step for step in steps), steps


def test_a_question_of_a_real_interview_counts_as_one_of_the_target_until_it_was_practised(
    store: Store, journal: Journal
) -> None:
    asked = AskedQuestion("q1", NOON, DAY, None, None, "What is three?", None, "three")
    before = candidates(store)["rapid"], candidates(store)["three"]
    store.asked.add(asked)
    store.asked.add(asked._replace(id="q2", question_id="rapid"))
    rapid, three = candidates(store)["rapid"], candidates(store)["three"]
    assert rapid.weight == before[0].weight * 3
    assert (rapid.is_tagged, rapid.was_asked, rapid.is_of_company) == (True, True, False)
    assert allocate([*candidates(store).values()], goal(store)).choices[0].candidate.was_asked
    journal.record(answered(review(Grade.STRONG, DAY, question_id="three", moment=NOON + timedelta(minutes=1))))
    assert not candidates(store)["three"].was_asked
    assert candidates(store)["three"].is_tagged
    assert three.was_asked
