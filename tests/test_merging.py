"""Two machines' logs become one: in whichever order, however often, in either direction, and nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import NOON, question
from log_lines import NAMES, at, record
from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.log_records import KINDS, LogRecord
from mlprep_cli.core.plan import Plan
from mlprep_cli.storage import log_records, plans, reviews
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.log_merge import Union
from mlprep_cli.storage.log_records import Line
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.rows import moment_text

Log = tuple[str, ...]
KEPT_FOR = {"review": ("voided_at",), "session": ("ended_at",), "plan": ("ended_at",), "note": ("text",)}


def memory() -> Connection:
    """Return a database in memory with the bank in it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    for migration in MIGRATIONS:
        for statement in migration.statements:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migration VALUES ((SELECT count(*) + 1 FROM migration), ?, '')", (migration.name,)
        )
    fill(connection, *QUESTIONS)
    return connection


def read(file: Log) -> list[Line]:
    return [
        each
        for each in log_records.read(Path("log"), (f"{line}\n".encode() for line in file))
        if each.kind != "settings"
    ]


def export(connection: Connection) -> Log:
    return tuple(log_records.written(connection, {"new_per_day": "15"}))


def take(connection: Connection, *files: Log) -> Union:
    union = Union(connection, "2026-03-02T12:00:00.000000Z")
    with transaction(connection):
        for file in files:
            union.take(read(file))
        union.derive()
    return union


def merged(*files: Log) -> Log:
    """Return the log of a machine that has taken these in, one after the other."""
    with closing(memory()) as connection:
        for file in files:
            take(connection, file)
        # What is derived agrees with the log, whatever came together in it.
        assert check_database(connection, Path("memory"), plans.schedule(connection)).faults == ()
        return export(connection)


def written(things: Sequence[tuple[str, int, int]]) -> Log:
    """Return a log of these things, with all that they name."""
    known = {
        (kind, record(kind, number, 0)["id"]): (number, said) for kind, number, said in things if kind == "session"
    }
    found: dict[str, dict[str, LogRecord]] = {kind: {} for kind in KINDS}
    for kind, number, said in things:
        for needed in ("question", "session", "mock") if kind == "said" else ("question", "session"):
            each = record(needed, number, said if needed == "question" else 0)
            if needed == "session":
                each = record(needed, *known.get((needed, each["id"]), (number, 0)))
            found[needed].setdefault(str(each.get("id", each.get("session"))), each)
        each = record(kind, number, said)
        found[kind][" ".join(str(each[key]) for key in KINDS[kind].named_by)] = each
    found["question"] |= {name: record("question", place, 0) for place, name in enumerate(NAMES) if found["mock"]}
    return merged(
        tuple(
            json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            for line in (
                {"kind": "mlprep log", "format": 1},
                *({"kind": kind, **each} for kind, all_of in found.items() for each in all_of.values()),
                {"kind": "end", "lines": 2 + sum(map(len, found.values()))},
            )
        )
    )


things = st.tuples(
    st.sampled_from(["review", "review", "review", "note", "session", "plan", "said"]),
    st.integers(0, 11),
    st.integers(0, 3),
)
logs = st.lists(things, max_size=12).map(written)


@given(logs, logs)
def test_the_direction_does_not_matter(one: Log, other: Log) -> None:
    assert merged(one, other) == merged(other, one)


@settings(max_examples=60)
@given(logs, logs, logs)
def test_the_order_does_not_matter(one: Log, two: Log, three: Log) -> None:
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(logs, logs)
def test_repetition_does_not_matter(one: Log, other: Log) -> None:
    once = merged(one, other)
    assert merged(once, one, other, one) == once
    assert merged(once) == once


@given(logs, logs)
def test_every_review_and_every_note_of_both_is_there_and_undone_stays_undone(one: Log, other: Log) -> None:
    both = read(merged(one, other))
    texts = {(each.record["question"], each.record["text"]) for each in both if each.kind == "note"}
    reviews = {each.record["id"]: each.record["voided_at"] for each in both if each.kind == "review"}
    for line in (*read(one), *read(other)):
        if line.kind == "note":
            assert (line.record["question"], line.record["text"]) in texts
        if line.kind == "review":
            assert reviews[line.record["id"]] is not None or line.record["voided_at"] is None


def test_of_two_plans_the_one_begun_later_runs() -> None:
    one, other = written([("plan", 1, 0)]), written([("plan", 5, 0)])
    for order in ((one, other), (other, one)):
        with closing(memory()) as connection:
            take(connection, *order)
            running = plans.running(connection)
            assert running is not None
            assert running.started.isoformat() == record("plan", 5, 0)["started"]
            ended = connection.execute('SELECT ended_at FROM "plan" ORDER BY id').fetchall()
            assert [row[0] for row in ended] == [at(5), None]


def test_a_plan_begun_after_the_clock_was_set_back_runs_wherever_its_log_is_taken_in() -> None:
    with closing(memory()) as one, closing(memory()) as other:
        for hour in (48, 0):
            moment = NOON + timedelta(hours=hour)
            plan = Plan(moment.date(), moment.date(), moment.date() + timedelta(days=20))
            plans.start(one, plan, time_ordered_id(moment), moment_text(moment))
        take(other, export(one))
        assert plans.running(other) == plans.running(one) == plan
        assert export(other) == export(one)


def test_whatever_a_bank_can_say_of_a_question_its_log_can_be_written_and_read() -> None:
    with closing(memory()) as connection:
        prompt = f"What\tis it?\n{'Why? ' * 3000}"
        fill(connection, question("elsewhere", prompt=prompt, formerly=("An old one!",)), name="mine")
        take(connection, written([("review", 4, 0)]))
        (told,) = [each.record for each in read(export(connection)) if each.kind == "question"]
    assert (told["prompt"], told["formerly"]) == (prompt[:10_000], [])


def test_a_question_renamed_on_one_machine_is_one_question_on_both() -> None:
    with closing(memory()) as older, closing(memory()) as newer:
        take(older, written([("review", 0, 0)]))
        fill(newer, question("uno", formerly=("one",)), *QUESTIONS[1:])
        take(newer, written([("review", 5, 0)]))
        before = export(older)
        take(older, export(newer))
        take(newer, before)
        assert [each.question_id for each in reviews.reviews_of(older, "one")] == ["one", "one"]
        assert [each.question_id for each in reviews.reviews_of(newer, "uno")] == ["uno", "uno"]


def test_a_mock_interview_goes_along_with_a_question_that_is_renamed() -> None:
    drawn = written([("said", 0, 0), ("review", 0, 0)])
    with closing(memory()) as connection:
        take(connection, drawn)
        fill(connection, question("uno", formerly=("one",)), *QUESTIONS[1:])
        renamed = export(connection)
        assert not take(connection, drawn).changed
        assert export(connection) == renamed
        assert [each.record["question"] for each in read(renamed) if each.kind == "said"] == ["uno"]
    assert merged(drawn, renamed) == merged(renamed, drawn) == drawn


def test_a_question_that_waits_for_its_bank_is_renamed_with_it() -> None:
    before = written([("review", 4, 0), ("note", 4, 0)])
    with closing(memory()) as connection:
        take(connection, before)
        fill(connection, question("uno", formerly=("elsewhere",)), name="mine")
        after = export(connection)
    assert merged(before, after) == merged(after, before) == after


def test_reviews_of_a_bank_that_is_not_here_wait_for_it() -> None:
    with closing(memory()) as connection:
        union = take(connection, written([("review", 4, 0)]))
        assert union.unknown == {"elsewhere"}
        fill(connection, question("elsewhere", topic="optimization"), name="mine")
        assert reviews.card(connection, "elsewhere").reviews == 1
        assert check_database(connection, Path("memory"), plans.schedule(connection)).faults == ()
