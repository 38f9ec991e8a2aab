"""The log in the database: whatever a bank or a newer version says, its log can be written and read."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given, settings

from conftest import fill
from fakes import DAY, NOON, question, review
from log_edges import LogText, logs_at_the_edges
from logs_in_memory import export, log_of, memory, read, take
from mlprep_cli.core.reviews import Grade, Note
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.transfer import Taking
from review_logs import answered


def test_whatever_a_bank_says_about_a_question_its_log_can_be_written_and_read() -> None:
    with closing(memory()) as connection:
        prompt = f"What\tis it?\n{'Why? ' * 3000}"
        fill(connection, question("elsewhere", prompt=prompt, formerly=("An old one!",)), name="mine")
        take(connection, log_of([("review", 4, 0)]))
        (line,) = [line.record for line in read(export(connection)) if line.kind == "question"]
    assert (line["prompt"], line["formerly"]) == (prompt[:10_000], [])


def test_a_longer_note_of_an_older_version_is_exported_cut_and_merged_once(
    database: Connection, store: Store, journal: Journal, tmp_path: Path
) -> None:
    journal.add_note(Note("note", "one", "session", NOON, DAY, "the corners"))
    database.execute("UPDATE note SET text = ?", ("x" * 20_000,))
    lines = [*store.log.lines({})]
    assert any(f'"text":"{"x" * 10_000}"' in line for line in lines)
    assert store.check().faults == ()
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in lines))
    report = store.take(tmp_path / "log.jsonl", Taking(NOON))
    assert (report.new, report.changed) == ({}, {})


def test_records_of_unknown_kinds_come_last_and_sorted(database: Connection, store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    for kind, text in (("goal", "{}"), ("badge", '{"id":"b"}'), ("badge", '{"id":"a"}')):
        database.execute("INSERT INTO unknown_record VALUES (?, ?)", (kind, text))
    lines = list(store.log.lines({}))
    unknown = ['{"kind":"badge","id":"a"}', '{"kind":"badge","id":"b"}', '{"kind":"goal"}']
    assert lines[-4:-1] == unknown
    assert json.loads(lines[-1]) == {"kind": "end", "lines": len(lines)}
    records = list(store.log.records([]))
    assert [(line.kind, line.record) for line in records[-3:]] == [
        ("badge", {"id": "a"}),
        ("badge", {"id": "b"}),
        ("goal", {}),
    ]
    assert [line.number for line in records] == list(range(1, len(records) + 1))


def test_an_unreadable_record_stops_an_export_and_is_left_out_of_a_merge(
    database: Connection, store: Store, journal: Journal
) -> None:
    for name in ("one", "two"):
        journal.record(answered(review(Grade.STRONG, question_id=name)))
    database.execute("UPDATE review SET grade = 'superb' WHERE question_id = 'one'")
    unreadable: list[str] = []
    assert [line.record["question"] for line in store.log.records(unreadable) if line.kind == "review"] == ["two"]
    assert len(unreadable) == 1
    assert "'grade' of this review is not one of strong, lean, no_hire" in unreadable[0]
    with pytest.raises(MlprepError, match="'grade' of this review"):
        list(store.log.lines({}))
    assert not database.in_transaction


@settings(max_examples=60)
@given(content=logs_at_the_edges())
def test_whatever_a_reader_accepts_is_stored_sound_and_exported_the_same(content: LogText) -> None:
    """Whatever it does not accept, it refuses."""
    with closing(memory()) as one, closing(memory()) as other:
        lines = tuple(content.splitlines())
        try:
            take(one, lines)
        except MlprepError:
            return
        assert check_database(one, Path("memory"), PlanStore(one).schedule()).faults == ()
        log = export(one)
        take(other, log)
        assert export(other) == log
        assert check_database(other, Path("memory"), PlanStore(other).schedule()).faults == ()
        for again in (log, lines):
            merge = take(one, again)
            assert (merge.new, merge.changed) == ({}, {})
        assert export(one) == log
