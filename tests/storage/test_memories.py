"""Memories: always what a replay of the log says, in whatever way the log has changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, question, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.questions import KeyPoint
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.events import Retract
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.health import check_store
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.memories import SAMPLE, MemoryStore, differing_memories, replayed_memory
from mlprep_cli.storage.store import Store
from review_logs import answered

NAMES = ("one", "two", "three")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(Grade),
        st.integers(-2, 9),
        st.sampled_from(((), (1,), (1, 2))),
        st.sampled_from((None, 1, 3)),
        st.booleans(),
    ),
    max_size=20,
)


def stored(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute("SELECT * FROM memory ORDER BY question_id")]


def replayed(connection: Connection) -> dict[str, object]:
    states = {name: replayed_memory(connection, name) for name in NAMES}
    return {name: state for name, state in states.items() if state is not None}


@given(steps=STEPS)
def test_after_every_grade_and_undo_the_memories_are_those_of_the_log(
    steps: list[tuple[str, Grade, int, tuple[int, ...], int | None, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("store")
    with closing(open_database(home)) as connection:
        fill(connection, *QUESTIONS)
        journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
        moment = NOON
        for name, grade, days, ticks, confidence, undone in steps:
            moment += timedelta(days=days, minutes=1)
            graded = replace(
                review(grade, moment.date(), moment=moment, question_id=name), key_points=ticks, confidence=confidence
            )
            journal.record(answered(graded))
            if undone:
                journal.retract(Retract(graded.id, name, moment))
            before = stored(connection)
            assert MemoryStore(connection).all() == replayed(connection)
            assert stored(connection) == before
        assert differing_memories(connection) == []
        journal.close()


def test_a_grade_moves_the_memory_on_without_reading_the_log_of_the_question(
    database: Connection, journal: Journal
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("UPDATE memory SET stability = 5.5")
    journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=3))))
    moved = database.execute("SELECT stability FROM memory").fetchone()[0]
    assert differing_memories(database) == ["one"]
    journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=1))))  # not at the end of the log
    assert differing_memories(database) == []
    assert database.execute("SELECT stability FROM memory").fetchone()[0] != moved


def test_memories_that_are_missing_are_derived_when_they_are_read(
    database: Connection, store: Store, journal: Journal
) -> None:
    for name in NAMES:
        journal.record(answered(review(Grade.STRONG, question_id=name)))
    expected, rows = store.memories.all(), stored(database)
    database.execute("DELETE FROM memory WHERE question_id <> 'one'")
    journal.record(answered(review(Grade.LEAN, DAY + timedelta(days=1))))
    assert store.memories.all() == {**expected, "one": replayed_memory(database, "one")}
    assert stored(database)[1:] == rows[1:] or len(stored(database)) == len(NAMES)


def test_a_database_that_is_locked_is_read_all_the_same(
    tmp_path: Path, database: Connection, store: Store, journal: Journal
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    expected = store.memories.all()
    database.execute("DELETE FROM memory")
    database.execute("BEGIN IMMEDIATE")
    try:
        assert store.memories.all() == expected
    finally:
        database.execute("ROLLBACK")
    assert stored(database) == []


def test_a_row_that_cannot_be_read_is_derived_again_and_found_by_the_check(
    database: Connection, store: Store, journal: Journal
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    expected = store.memories.all()
    for column, value in (("stability", "much"), ("last_day", "soon"), ("outcomes", "["), ("difficulty", 99)):
        database.execute(f"UPDATE memory SET {column} = ?", (value,))  # noqa: S608  fixed names
        assert [fault.message for fault in check_store(database, store.path).faults] == [
            "The memory of one differs from its reviews."
        ]
        assert store.memories.all() == expected
        assert differing_memories(database) == []


def test_the_ticks_are_the_evidence_and_follow_the_key_points_of_the_bank(
    store: Store, journal: Journal, refill: Callable[..., BankChanges]
) -> None:
    ticked = replace(review(Grade.STRONG), key_points=(1,))
    journal.record(answered(ticked))
    points = tuple(KeyPoint(f"point {number}", must=number > 1) for number in range(1, 6))
    refill(question("one")._replace(key_points=points), *QUESTIONS[1:])
    assert store.memories.all()["one"].first is Grade.NO_HIRE
    refill(question("one")._replace(key_points=points[:1]), *QUESTIONS[1:])
    assert store.memories.all()["one"].first is Grade.STRONG


def test_a_question_without_reviews_has_no_memory(database: Connection, store: Store, journal: Journal) -> None:
    graded = review(Grade.STRONG)
    journal.record(answered(graded))
    journal.retract(Retract(graded.id, "one", NOON))
    assert store.memories.all() == {}
    assert stored(database) == []


def test_before_a_day_only_earlier_reviews_count(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    before = store.memories.all()
    journal.record(answered(review(Grade.LEAN, DAY + timedelta(days=2))))
    journal.record(answered(review(Grade.LEAN, DAY + timedelta(days=2), question_id="two")))
    assert store.memories.before(DAY + timedelta(days=2)) == before
    assert store.memories.before(DAY + timedelta(days=3)) == store.memories.all()


def test_the_state_before_the_last_day_is_read_without_the_log(
    database: Connection, store: Store, journal: Journal
) -> None:
    for days in (0, 2, 5):
        journal.record(answered(review(Grade.LEAN, DAY + timedelta(days=days))))
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days))))
    read: list[str] = []
    database.set_trace_callback(read.append)
    before = MemoryStore(database).before(DAY + timedelta(days=5))
    assert not any("study_day" in statement for statement in read)
    assert before == {"one": replayed_memory(database, "one", before=DAY + timedelta(days=5))}
    assert MemoryStore(database).before(DAY + timedelta(days=1)) == {
        "one": replayed_memory(database, "one", before=DAY + timedelta(days=1))
    }


def test_times_and_first_answers_are_summed_by_round(store: Store, journal: Journal) -> None:
    graded = replace(review(Grade.NO_HIRE), thinking_seconds=100.0, reviewing_seconds=20.0)
    journal.record(answered(graded))
    journal.record(
        answered(replace(review(Grade.STRONG, question_id="two"), thinking_seconds=60.0, reviewing_seconds=0.0))
    )
    own = store.memories.times(store.memories.all()).own["screening"]
    assert (own.attempts, own.seconds, own.budget) == (2, 180.0, 240.0)
    firsts = store.memories.first_attempts(store.memories.all())
    assert firsts.of("screening") == (2, 1)


def test_the_check_replays_a_sample(database: Connection, journal: Journal) -> None:
    assert SAMPLE >= 100
    journal.record(answered(review(Grade.STRONG)))
    assert differing_memories(database) == []
    database.execute("UPDATE memory SET seconds = seconds + 1")
    assert differing_memories(database) == ["one"]
