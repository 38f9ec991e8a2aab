"""Questions of real interviews as records of the log: numbers, removal, merge, renamed questions and repair."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection, connect

import pytest

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, question, review
from log_lines import record
from logs_in_memory import export, log_of, memory, merged, read, take
from mlprep_cli.core.asked import AskedQuestion
from mlprep_cli.core.log_records import Line, LogRecord, unknown_record
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.transfer import Taking
from review_logs import answered
from storage.test_migrations import old_database

ONE = AskedQuestion("q1", NOON, DAY, "Meta", "screening", "What is a secret one?", "badly", "one")


def test_numbers_stay_when_a_question_is_removed_and_another_is_entered(store: Store) -> None:
    for number in range(3):
        store.asked.add(ONE._replace(id=f"q{number}", entered_at=NOON + timedelta(hours=number)))
    store.asked.remove("q1", NOON)
    store.asked.add(ONE._replace(id="q0-later", entered_at=NOON + timedelta(hours=9), question_id=None))
    assert [(number, asked.id) for number, asked in store.asked.all()] == [(4, "q0-later"), (3, "q2"), (1, "q0")]
    assert store.check().faults == ()


def test_a_removed_question_is_gone_from_the_log_and_the_file(store: Store, home: Path) -> None:
    store.asked.add(ONE._replace(text="A secret of Meta. " * 500))
    store.asked.remove("q1", NOON)
    assert "Meta" not in "".join(store.log.lines({}))
    assert store.check().faults == ()
    store.close()
    assert b"A secret" not in b"".join(file.read_bytes() for file in home.glob("mlprep.db*"))


def test_a_question_that_was_removed_on_one_machine_is_removed_on_both() -> None:
    for number in range(3):
        kept, removed = log_of([("asked", number, 0)]), log_of([("asked", number, 2)])
        both = merged(kept, removed)
        assert both == merged(removed, kept) == merged(both, kept, removed)
        (entry,) = (line.record for line in read(both) if line.kind == "asked")
        assert (entry["text"], entry["company"], entry["question"]) == ("", None, None)


def test_entries_follow_a_renamed_question() -> None:
    log = log_of([("asked", 5, 0), ("asked", 4, 0)])
    with closing(memory()) as connection:
        take(connection, log)
        fill(connection, question("uno", formerly=("one",)), *QUESTIONS[1:])
        fill(connection, question("anywhere", formerly=("elsewhere",)), name="mine")
        after = [line.record["question"] for line in read(export(connection)) if line.kind == "asked"]
        assert sorted(map(str, after)) == ["anywhere", "uno"]
        assert not take(connection, log).changed


def test_an_entry_may_name_no_question_but_not_one_that_no_line_defines() -> None:
    with closing(memory()) as connection:
        merge = LogMerge(connection, "2026-03-02T12:00:00.000000Z")
        merge.add([Line(1, "asked", record("asked", 0, 0))])
        with pytest.raises(MlprepError, match="names a question or a session that no earlier line defines"):
            merge.add([Line(1, "asked", {**record("asked", 1, 0), "question": "unheard-of"})])


def test_a_backup_is_restored_and_a_lost_question_gets_a_placeholder(
    store: Store, database: Connection, tmp_path: Path
) -> None:
    store.asked.add(ONE)
    store.asked.add(ONE._replace(id="q2", company=None, round=None, went=None, question_id=None))
    store.back_up(tmp_path / "copy.db")
    with closing(open_database(tmp_path / "other")) as connection:
        fill(connection, *QUESTIONS)
    with closing(Store(tmp_path / "other")) as other:
        assert other.take(tmp_path / "copy.db", Taking(NOON)).new == {"asked": 2}
        assert other.asked.all() == store.asked.all()
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("UPDATE asked SET question_id = 'lost' WHERE id = 'q1'")
    assert "The table asked refers to a question" in " ".join(fault.message for fault in store.check().faults)
    store.repair(lambda moment: moment.date(), NOON)
    assert store.check().faults == ()


def test_entries_that_came_from_a_newer_version_are_read_once_this_version_knows_them(tmp_path: Path) -> None:
    old_database(tmp_path / FILE_NAME, "stories")
    own: LogRecord = {**record("asked", 1, 0), "question": "one"}
    with closing(connect(tmp_path / FILE_NAME)) as connection, connection:
        for kept in (own, {**own, "id": "s2", "day": 7}, {**own, "id": "s3", "question": "no-such"}):
            connection.execute("INSERT INTO unknown_record VALUES (?, ?)", unknown_record("asked", kept))
    with closing(Store(tmp_path)) as store:
        assert [line.record for line in store.log.records([]) if line.kind == "asked"] == [own]
        assert store.check().faults == ()


def test_a_question_waits_until_the_morning_after_it_was_practised(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG, moment=NOON - timedelta(hours=1))))
    store.asked.add(ONE)
    store.asked.add(ONE._replace(id="q2", question_id="two"))
    store.asked.add(ONE._replace(id="q3", question_id=None))
    assert store.candidates.asked(DAY) == {"one": True, "two": True}
    journal.record(answered(review(Grade.LEAN, moment=NOON + timedelta(hours=1))))
    assert store.candidates.asked(DAY) == {"one": True, "two": True}
    assert store.candidates.asked(DAY + timedelta(days=1)) == {"one": False, "two": True}
    store.asked.remove("q1", NOON)
    assert store.candidates.asked(DAY) == {"two": True}
