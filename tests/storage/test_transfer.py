"""Taking a log: an import of an export is the same, whatever was practised, and a second export has the same bytes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import NOON, review
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.reviews import Grade, MockAnswer, Note
from mlprep_cli.core.session.events import Retract
from mlprep_cli.errors import InvalidLog
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store
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


@settings(max_examples=25)
@given(acts=st.lists(ACTS, max_size=14))
def test_whatever_was_practised_an_import_of_its_export_is_the_same(
    acts: Acts, tmp_path_factory: pytest.TempPathFactory
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
        second.take(folder / "log.jsonl", NOON, keep_copy=False)
        assert list(second.log.lines({"new_per_day": "15"})) == log
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
        connection.executemany("INSERT INTO unknown_record VALUES ('attempt', ?)", [(text,) for text in texts])
    return Store(home)


def log_file_of(store: Store, file: Path) -> Path:
    file.write_text("".join(f"{line}\n" for line in store.log.lines({})), "utf-8")
    return file


def test_modes_and_kinds_of_a_newer_version_are_taken_once_from_logs_and_databases(tmp_path: Path) -> None:
    one = home_with_attempts(tmp_path / "one", '{"id":"a1"}', '{"id":"both"}')
    other = home_with_attempts(tmp_path / "other", '{"id":"a2"}', '{"id":"both"}')
    first = one.take(log_file_of(other, tmp_path / "other.jsonl"), NOON, keep_copy=True)
    assert first.new == {"attempt": 1}
    assert first.backup is not None
    for source in (tmp_path / "other.jsonl", other.path):
        again = one.take(source, NOON, keep_copy=True)
        assert (again.new, again.changed, again.backup) == ({}, {}, None)
    assert other.take(one.path, NOON, keep_copy=False).new == {"attempt": 1}
    assert list(one.log.lines({})) == list(other.log.lines({}))
    assert [record.text for record in one.log.unknown()] == ['{"id":"a1"}', '{"id":"a2"}', '{"id":"both"}']
    assert {entry.review.mode for entry in one.reviews.entries(newest_first=True, voided=True, limit=None)} == {
        "sprint"
    }
    one.close()
    other.close()


def test_an_unknown_record_after_a_refused_line_is_not_taken(store: Store, tmp_path: Path) -> None:
    lines = ['{"kind":"mlprep log","format":1}', '{"kind":"attempt","id":"a1"}', "not json"]
    (tmp_path / "log.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.raises(InvalidLog, match=r"log\.jsonl:3: "):
        store.take(tmp_path / "log.jsonl", NOON, keep_copy=False)
    assert list(store.log.unknown()) == []
