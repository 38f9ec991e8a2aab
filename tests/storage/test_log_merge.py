"""Merging logs: order, direction and repetition make no difference, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given, settings

from conftest import QUESTIONS, fill
from fakes import NOON, question
from log_lines import NAMES, at, record
from logs_in_memory import LOGS, Log, export, log_of, memory, merged, read, take
from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.log_records import Line
from mlprep_cli.core.plan import Plan
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.database import open_database
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.reviews import ReviewStore, reviews_of


@given(LOGS, LOGS)
def test_the_direction_makes_no_difference(one: Log, other: Log) -> None:
    assert merged(one, other) == merged(other, one)


@settings(max_examples=60)
@given(LOGS, LOGS, LOGS)
def test_the_order_makes_no_difference(one: Log, two: Log, three: Log) -> None:
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(LOGS, LOGS)
def test_repetition_makes_no_difference(one: Log, other: Log) -> None:
    once = merged(one, other)
    assert merged(once, one, other, one) == once
    assert merged(once) == once


@given(LOGS, LOGS)
def test_every_record_of_both_logs_is_kept_and_an_undone_review_stays_undone(one: Log, other: Log) -> None:
    both = read(merged(one, other))
    texts = {(line.record["question"], line.record["text"]) for line in both if line.kind == "note"}
    reviews = {line.record["id"]: line.record["voided_at"] for line in both if line.kind == "review"}
    unknown = [line.record for line in both if line.kind == "badge"]
    for line in (*read(one), *read(other)):
        if line.kind == "note":
            assert (line.record["question"], line.record["text"]) in texts
        if line.kind == "review":
            assert reviews[line.record["id"]] is not None or line.record["voided_at"] is None
        if line.kind == "badge":
            assert unknown.count(line.record) == 1


def test_of_two_plans_the_later_one_runs() -> None:
    one, other = log_of([("plan", 1, 0)]), log_of([("plan", 5, 0)])
    for order in ((one, other), (other, one)):
        with closing(memory()) as connection:
            take(connection, *order)
            running = PlanStore(connection).running()
            assert running is not None
            assert running.started.isoformat() == record("plan", 5, 0)["started"]
            ended = connection.execute('SELECT ended_at FROM "plan" ORDER BY id').fetchall()
            assert [row[0] for row in ended] == [at(5), None]


def test_a_plan_started_after_the_clock_was_set_back_runs_on_every_machine() -> None:
    with closing(memory()) as one, closing(memory()) as other:
        for hour in (48, 0):
            moment = NOON + timedelta(hours=hour)
            plan = Plan(moment.date(), moment.date(), moment.date() + timedelta(days=20))
            PlanStore(one).start(plan, time_ordered_id(moment), moment)
        take(other, export(one))
        assert PlanStore(other).running() == PlanStore(one).running() == plan
        assert export(other) == export(one)


def test_a_plan_that_is_merged_moves_the_cards_of_reviews_that_were_there_before() -> None:
    with closing(memory()) as here, closing(memory()) as there:
        take(here, log_of([("review", 0, 0), ("review", 1, 0)]))
        usual = [tuple(row) for row in here.execute("SELECT * FROM card ORDER BY question_id")]
        day = NOON.date()
        PlanStore(there).start(Plan(day, day, day + timedelta(days=3)), time_ordered_id(NOON), NOON)
        take(here, export(there))
        assert check_database(here, Path("memory"), PlanStore(here).schedule()).faults == ()
        assert [tuple(row) for row in here.execute("SELECT * FROM card ORDER BY question_id")] != usual


def test_a_question_renamed_on_one_machine_is_one_question_on_both() -> None:
    with closing(memory()) as older, closing(memory()) as newer:
        take(older, log_of([("review", 0, 0)]))
        fill(newer, question("uno", formerly=("one",)), *QUESTIONS[1:])
        take(newer, log_of([("review", 5, 0)]))
        before = export(older)
        take(older, export(newer))
        take(newer, before)
        assert [review.question_id for review in reviews_of(older, "one")] == ["one", "one"]
        assert [review.question_id for review in reviews_of(newer, "uno")] == ["uno", "uno"]


def test_a_mock_interview_follows_a_renamed_question() -> None:
    drawn = log_of([("said", 0, 0), ("review", 0, 0)])
    with closing(memory()) as connection:
        take(connection, drawn)
        fill(connection, question("uno", formerly=("one",)), *QUESTIONS[1:])
        renamed = export(connection)
        assert not take(connection, drawn).changed
        assert export(connection) == renamed
        assert [line.record["question"] for line in read(renamed) if line.kind == "said"] == ["uno"]
    assert merged(drawn, renamed) == merged(renamed, drawn) == drawn


def test_a_question_without_its_bank_is_renamed_when_the_bank_renames_it() -> None:
    before = log_of([("review", 4, 0), ("note", 4, 0)])
    with closing(memory()) as connection:
        take(connection, before)
        fill(connection, question("uno", formerly=("elsewhere",)), name="mine")
        after = export(connection)
    assert merged(before, after) == merged(after, before) == after


def test_reviews_of_an_absent_bank_count_again_once_it_is_loaded() -> None:
    with closing(memory()) as connection:
        merge = take(connection, log_of([("review", 4, 0)]))
        assert merge.unknown == {"elsewhere"}
        fill(connection, question("elsewhere", topic="optimization"), name="mine")
        assert ReviewStore(connection).card("elsewhere").reviews == 1
        assert check_database(connection, Path("memory"), PlanStore(connection).schedule()).faults == ()


def test_a_review_without_its_question_and_session_is_refused(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as connection:
        merge = LogMerge(connection, "2026-03-02T12:00:00.000000Z")
        with pytest.raises(MlprepError, match="no earlier line defines"):
            merge.add([Line(1, "review", record("review", 0, 0))])


def test_a_record_of_an_unknown_kind_is_new_once_and_never_changed() -> None:
    log = log_of([("badge", 1, 1), ("badge", 2, 1)])
    with closing(memory()) as connection:
        first, second = take(connection, log), take(connection, log)
        assert first.new == {"badge": 2}
        assert not second.new
        assert not second.changed
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO unknown_record SELECT * FROM unknown_record")


def log_of_reviews(count: int) -> list[Line]:
    """Return many reviews of one session, with their questions."""
    questions = [Line(number, "question", record("question", number, 0)) for number in range(4)]
    session = Line(4, "session", record("session", 0, 0))
    reviews = [
        Line(
            number,
            "review",
            {**record("review", number, 0), "session": session.record["id"], "question": NAMES[number % 4]},
        )
        for number in range(count)
    ]
    return [*questions, session, *reviews]


def statements_of(connection: Connection, work: Callable[[], object]) -> int:
    """Return the number of statements that some work runs, with those of triggers."""
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    work()
    connection.set_trace_callback(None)
    return len(seen)


def test_a_new_review_costs_one_statement_and_those_of_its_trigger_and_a_known_one_none() -> None:
    with closing(memory()) as connection:
        few, many = log_of_reviews(200), log_of_reviews(1200)
        merge = LogMerge(connection, "2026-03-02T12:00:00.000000Z")
        merge.add(few)
        assert statements_of(connection, lambda: merge.add(many)) <= 3 * 1000 + 10
        merge.derive()
        known = statements_of(connection, lambda: merge.pending(few))
        assert merge.pending(many) == []
        assert statements_of(connection, lambda: merge.pending(many)) == known < 10
        assert statements_of(connection, merge.derive) <= 6 * len(QUESTIONS) + 1


def test_what_adding_changes_is_pending_and_nothing_else() -> None:
    with closing(memory()) as connection:
        lines = log_of_reviews(6)
        merge = LogMerge(connection, "2026-03-02T12:00:00.000000Z")
        # The bank here has these questions.
        assert merge.pending(lines) == lines[4:]
        merge.add(lines[:8])
        assert merge.pending(lines) == lines[8:]
        assert merge.new == {"session": 1, "review": 3}
