"""Taking a log: an import of an export is the same, whatever was practised, and a second export has the same bytes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import NOON, question, review
from log_lines import record
from logs_in_memory import LOGS, Log, log_of, merged, take
from mlprep_cli.core.log_records import Line
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.reviews import Grade, MockAnswer, Note, Review
from mlprep_cli.core.session.events import Retract
from mlprep_cli.errors import InvalidLog
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.transfer import BATCH, MOST_AT_ONCE, Taking
from review_logs import answered

SPRINT = replace(review(Grade.STRONG), mode="sprint")
"""A review in a mode of a newer version."""

grades = st.sampled_from(list(Grade))
ACTS = st.one_of(
    st.tuples(st.just("grade"), st.sampled_from(["one", "two", "three", "rapid"]), grades),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("note"), st.sampled_from(["one", "two"]), st.text("aσ✓ \"\\'", min_size=1, max_size=8)),
    st.tuples(st.just("wait"), st.integers(1, 9), st.none()),
    st.tuples(st.just("plan"), st.none() | st.integers(1, 40), st.none()),
    st.tuples(st.just("mock"), st.none(), st.none()),
)
Acts = list[tuple[str, object, object]]


WAYS = st.sampled_from([0, MOST_AT_ONCE])
"""The most records that are added at once: none, so that the log is added to a copy of the database, or all."""


@settings(max_examples=30)
@given(acts=st.lists(ACTS, max_size=14), most=WAYS)
def test_whatever_was_practised_an_import_of_its_export_is_the_same(
    acts: Acts, most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("machines")
    with (
        closing(open_database(folder / "one")) as one,
        closing(open_database(folder / "other")) as other,
        closing(Store(folder / "one")) as first,
        closing(Store(folder / "other")) as second,
    ):
        fill(one, *QUESTIONS)
        fill(other, *QUESTIONS)
        practise(first, acts)
        log = list(first.log.lines({"new_per_day": "15"}))
        (folder / "log.jsonl").write_text("".join(f"{line}\n" for line in log), "utf-8")
        second.take(folder / "log.jsonl", Taking(NOON, most_at_once=most))
        assert list(second.log.lines({"new_per_day": "15"})) == log
        one.execute("UPDATE review SET sequence = NULL")  # which grades were given here is in no log
        for table in ("card", "review WHERE voided_at IS NULL", "tally WHERE reviews > 0", "note", "session", "said"):
            mine, theirs = ({tuple(row) for row in each.execute(f"SELECT * FROM {table}")} for each in (one, other))  # noqa: S608
            assert theirs == mine
        assert second.check().faults == ()


def practise(store: Store, acts: Acts) -> None:
    """Grade, undo, note, wait, plan and answer a mock interview, as the acts say."""
    moment = NOON
    mock = Mock("mocked", NOON.date(), "mixed", None, (Section("mixed", 900, 1, ("one", "two")),))
    journal = store.journal(SessionStart("session", "drill", NOON))
    interview = store.journal(SessionStart("mocked", "mock", NOON, mock))
    standing: list[tuple[str, str]] = []
    said = 0
    for place, (act, which, how) in enumerate(acts):
        moment += timedelta(seconds=1)
        match act:
            case "grade":
                graded = review(Grade(str(how)), moment.date(), question_id=str(which), moment=moment, seconds=12.0)
                journal.record(answered(graded))
                standing.append((graded.id, str(which)))
            case "undo" if standing:
                journal.retract(Retract(*standing.pop(), moment))
            case "note":
                journal.add_note(Note(f"note-{place:02}", str(which), "session", moment, moment.date(), str(how)))
            case "wait":
                moment += timedelta(days=int(str(which)))
            case "plan":
                away = None if which is None else moment.date() + timedelta(days=int(str(which)))
                store.plans.start(Plan(moment.date(), moment.date(), away), f"plan-{place:02}", moment)
            case "mock" if said < 2:
                interview.keep_answer(MockAnswer("mocked", said, ("one", "two")[said], 40.5, 0.0, 0, said == 1))
                said += 1
    journal.end_session(moment)
    journal.close()
    interview.close()


def home_with_attempts(home: Path, *texts: str) -> Store:
    """Return a store with the bank, a review in a mode of a newer version, and records of an unknown kind."""
    with closing(open_database(home)) as connection:
        fill(connection, *QUESTIONS)
        journal = Journal(home / FILE_NAME, SessionStart("session", "sprint", NOON))
        journal.record(answered(SPRINT))
        journal.close()
        connection.executemany("INSERT INTO unknown_record VALUES ('badge', ?)", [(text,) for text in texts])
    return Store(home)


def log_file_of(store: Store, file: Path) -> Path:
    file.write_text("".join(f"{line}\n" for line in store.log.lines({})), "utf-8")
    return file


def test_modes_and_kinds_of_a_newer_version_are_taken_once_from_logs_and_databases(tmp_path: Path) -> None:
    one = home_with_attempts(tmp_path / "one", '{"id":"a1"}', '{"id":"both"}')
    other = home_with_attempts(tmp_path / "other", '{"id":"a2"}', '{"id":"both"}')
    first = one.take(log_file_of(other, tmp_path / "other.jsonl"), Taking(NOON, keep_copy=True))
    assert first.new == {"badge": 1}
    assert first.backup is not None
    for source in (tmp_path / "other.jsonl", other.path):
        again = one.take(source, Taking(NOON, keep_copy=True))
        assert (again.new, again.changed, again.backup) == ({}, {}, None)
    assert other.take(one.path, Taking(NOON, keep_copy=False)).new == {"badge": 1}
    assert list(one.log.lines({})) == list(other.log.lines({}))
    assert [record.text for record in one.log.unknown()] == ['{"id":"a1"}', '{"id":"a2"}', '{"id":"both"}']
    assert {entry.review.mode for entry in one.reviews.entries(newest_first=True, voided=True, limit=None)} == {
        "sprint"
    }
    one.close()
    other.close()


def test_an_unknown_record_after_a_refused_line_is_not_taken(store: Store, tmp_path: Path) -> None:
    lines = ['{"kind":"mlprep log","format":1}', '{"kind":"badge","id":"a1"}', "not json"]
    (tmp_path / "log.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.raises(InvalidLog, match=r"log\.jsonl:3: "):
        store.take(tmp_path / "log.jsonl", Taking(NOON, keep_copy=False))
    assert list(store.log.unknown()) == []


# --- both ways: at once, or in a copy of the database ---


def home_with_log(folder: Path, log: Log) -> Store:
    """Return a store with the bank and a log."""
    with closing(open_database(folder)) as connection:
        fill(connection, *QUESTIONS)
        take(connection, log)
    return Store(folder)


@settings(max_examples=15)
@given(one=LOGS, other=LOGS)
def test_a_log_is_merged_in_a_copy_as_it_is_merged_at_once(
    one: Log, other: Log, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ways")
    (folder / "other.jsonl").write_text("".join(f"{line}\n" for line in other), "utf-8")
    reports = []
    for most in (0, MOST_AT_ONCE):
        with closing(home_with_log(folder / str(most), one)) as store:
            report = store.take(folder / "other.jsonl", Taking(NOON, keep_copy=True, most_at_once=most))
            reports.append(report._replace(backup=None))
            assert tuple(store.log.lines({"new_per_day": "15"})) == merged(one, other)
            assert store.check().faults == ()
            again = store.take(folder / "other.jsonl", Taking(NOON, keep_copy=True, most_at_once=most))
            assert (again.new, again.changed, again.backup) == ({}, {}, None)
            left = [path.name for path in (folder / str(most)).rglob("*") if ".part" in path.name]
            assert left == []
    assert reports[0] == reports[1]


@pytest.mark.parametrize("most", [0, MOST_AT_ONCE])
def test_a_log_of_a_question_that_was_renamed_here_is_merged_under_its_new_id(
    practised: Store, tmp_path: Path, most: int
) -> None:
    with closing(open_database(practised.home)) as connection:
        fill(connection, question("uno", formerly=("one",)), *QUESTIONS[1:])
    for numbers in ((0, 5), (0, 5, 10)):
        log = log_of([("review", number, 0) for number in numbers])
        (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in log), "utf-8")
        practised.take(tmp_path / "log.jsonl", Taking(NOON, most_at_once=most))
        assert len(reviews_of(practised, "uno")) == len(numbers)
    assert practised.check().faults == ()


def long_log(file: Path, count: int) -> Path:
    """Write a log of many reviews, in batches of 50 a day."""
    session = {"kind": "session", **record("session", 0, 0)}
    reviews = [
        {
            "kind": "review",
            **record("review", 100 + number, 0),
            "session": session["id"],
            "question": "one",
            "voided_at": None,
        }
        for number in range(count)
    ]
    frame = [{"kind": "mlprep log", "format": 1}, {"kind": "settings", "new_per_day": "15"}]
    lines = [*frame, {"kind": "question", **record("question", 0, 0)}, session, *reviews]
    lines.append({"kind": "end", "lines": len(lines) + 1})
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return file


@pytest.fixture
def practised(tmp_path: Path) -> Iterator[Store]:
    """A store with the bank and a review."""
    with closing(home_with_log(tmp_path / "home", log_of([("review", 2, 0)]))) as store:
        yield store


class Neighbour:
    """Another program that writes to the database whenever it is asked to, and never waits for a lock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.journal = store.journal(SessionStart("session", "drill", NOON))
        self.seen: list[str] = []

    def __call__(self, what: str, _part: float) -> None:
        """Grade an answer, as the progress of a merge is shown."""
        self.seen.append(what)
        with closing(sqlite3.connect(self.store.path, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        moment = NOON + timedelta(seconds=len(self.seen))
        self.journal.record(answered(review(Grade.LEAN, moment.date(), question_id="two", moment=moment)))


@pytest.mark.parametrize("most", [0, MOST_AT_ONCE])
@pytest.mark.parametrize("source", ["log.jsonl", "other/mlprep.db"])
def test_others_can_write_while_a_log_is_merged_and_nothing_of_theirs_is_lost(
    practised: Store, tmp_path: Path, most: int, source: str
) -> None:
    long_log(tmp_path / "log.jsonl", 3 * BATCH)
    with closing(home_with_log(tmp_path / "other", log_of([]))) as other:
        other.take(tmp_path / "log.jsonl", Taking(NOON))
    neighbour = Neighbour(practised)
    with closing(neighbour.journal):
        taken = practised.take(tmp_path / source, Taking(NOON, keep_copy=True, progress=neighbour, most_at_once=most))
        assert ("finishing" in neighbour.seen) == (most == 0)
        assert taken.new["review"] == 3 * BATCH
        assert taken.backup is not None
        assert {"copying", "checking the copy"} <= set(neighbour.seen)
        assert len(reviews_of(practised, "two")) == len(neighbour.seen)
        assert len(reviews_of(practised, "one")) == 3 * BATCH
        # The last grade given here is still the one to undo.
        last = practised.reviews.last()
        assert last is not None
        assert last.reviewed_at == NOON + timedelta(seconds=len(neighbour.seen))
        assert practised.check().faults == ()


def reviews_of(store: Store, name: str) -> list[Review]:
    entries = store.reviews.entries(question_id=name, newest_first=False, voided=False, limit=None)
    return [entry.review for entry in entries]


@pytest.mark.parametrize("at", ["copying", "checking the copy", "finishing"])
def test_a_grade_that_is_undone_while_a_log_is_merged_in_a_copy_stays_undone(
    practised: Store, tmp_path: Path, at: str
) -> None:
    long_log(tmp_path / "log.jsonl", 5)
    graded = reviews_of(practised, "three")[0]
    undone: list[str] = []

    def undo(what: str, _part: float) -> None:
        if what == at and not undone:
            undone.append(what)
            journal = practised.journal()
            journal.retract(Retract(graded.id, graded.question_id, NOON))
            journal.close()

    practised.take(tmp_path / "log.jsonl", Taking(NOON, keep_copy=True, progress=undo, most_at_once=0))
    assert undone
    assert reviews_of(practised, "three") == []
    assert len(reviews_of(practised, "one")) == 5
    assert practised.check().faults == ()


@pytest.mark.parametrize("most", [0, MOST_AT_ONCE])
def test_a_bank_that_is_loaded_while_a_log_is_merged_has_its_questions(
    practised: Store, tmp_path: Path, most: int
) -> None:
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in log_of([("review", 4, 0)])), "utf-8")
    loaded: list[str] = []

    def load(what: str, _part: float) -> None:
        if what == "copying" and not loaded:
            loaded.append(what)
            with closing(open_database(practised.home)) as connection:
                fill(connection, question("elsewhere", topic="optimization"), name="mine")

    report = practised.take(tmp_path / "log.jsonl", Taking(NOON, keep_copy=True, progress=load, most_at_once=most))
    assert loaded
    assert report.unknown == ()
    assert practised.reviews.card("elsewhere").reviews == 1
    assert practised.check().faults == ()


@pytest.mark.parametrize("most", [0, MOST_AT_ONCE])
def test_a_log_whose_settings_are_refused_changes_nothing(practised: Store, tmp_path: Path, most: int) -> None:
    long_log(tmp_path / "log.jsonl", 5)
    before = list(practised.log.lines({}))

    def refuse(line: Line) -> None:
        raise InvalidLog(tmp_path / "log.jsonl", line.number, "there is no such number")

    with pytest.raises(InvalidLog, match=r"log\.jsonl:2: there is no such number"):
        practised.take(tmp_path / "log.jsonl", Taking(NOON, keep_copy=True, settings=refuse, most_at_once=most))
    assert list(practised.log.lines({})) == before
    assert [path.name for path in (practised.home / "backups").iterdir()] == []


@pytest.mark.parametrize("most", [0, MOST_AT_ONCE])
def test_a_merge_that_is_killed_at_any_step_has_merged_all_or_nothing(
    practised: Store, tmp_path: Path, most: int
) -> None:
    log = long_log(tmp_path / "log.jsonl", 50)
    before = list(practised.log.lines({}))
    steps: list[str] = []
    for step in range(100):
        # The last step is the first moment with the lock, after pages were copied.
        killed = f"""
            import os
            from datetime import datetime, UTC
            from pathlib import Path
            from mlprep_cli.storage.store import Store
            from mlprep_cli.storage.transfer import BATCH, MOST_AT_ONCE, Taking
            steps = []
            def die(what, part):
                steps.append(what)
                if len(steps) > {step}:
                    os._exit(9)
            def lock(line):
                die("settings", 1.0)
            taking = Taking(datetime(2026, 3, 2, tzinfo=UTC), keep_copy=True, settings=lock, progress=die, most_at_once={most})
            Store(Path({str(practised.home)!r})).take(Path({str(log)!r}), taking)
        """
        done = subprocess.run([sys.executable, "-c", dedent(killed)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        assert (done.returncode, done.stderr) == (9, "")
        steps.append("killed")
        assert list(practised.log.lines({})) == before
        assert practised.check().faults == ()
    assert len(steps) >= 4
    assert len(list(practised.log.lines({}))) > len(before) + 50
    assert practised.check().faults == ()


def test_a_long_log_is_merged_at_once_if_no_second_connection_can_be_opened(practised: Store, tmp_path: Path) -> None:
    """On a file system without shared memory the database is locked for one program."""
    connection = practised._connection
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("DELETE FROM memory WHERE question_id = ''")
    with closing(sqlite3.connect(practised.path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
        other.execute("SELECT * FROM review")
    taken = practised.take(long_log(tmp_path / "log.jsonl", 20), Taking(NOON, keep_copy=True, most_at_once=0))
    assert taken.new["review"] == 20
    assert taken.backup is not None
    assert practised.check().faults == ()
