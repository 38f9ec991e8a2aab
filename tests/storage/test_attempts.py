"""Attempts at questions: their texts as they were, and how their checks went."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, question
from log_lines import record
from logs_in_memory import export, log_of, memory, merged, read, take
from mlprep_cli.core.log_records import LONGEST_ATTEMPT, Line, fault_of
from mlprep_cli.core.reviews import RecordedAttempt
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.database import open_database
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.log_merge import LogMerge
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.transfer import Taking

CODE = RecordedAttempt(
    "a1", "one", None, "code", NOON, DAY, "def solve():\n\treturn 1\n", 61.5, 4, 3, ("long lists",), hidden=True
)


def test_the_attempts_at_a_question_come_newest_first(store: Store) -> None:
    for name, of in (("a1", "one"), ("a3", "one"), ("a2", "one"), ("a4", "two")):
        store.attempts.add(CODE._replace(id=name, question_id=of))
    assert [attempt.id for attempt in store.attempts.of("one")] == ["a3", "a2", "a1"]
    assert [attempt.id for attempt in store.attempts.of("one", limit=1)] == ["a3"]
    assert [*store.attempts.of("two")] == [CODE._replace(id="a4", question_id="two")]
    assert store.check().faults == ()


def test_an_attempt_of_a_session_adds_the_session(store: Store, journal: Journal, database: Connection) -> None:
    mine = CODE._replace(session_id="session", seconds=12.0, groups=None, passed=None, failed=(), hidden=False)
    journal.add_attempt(mine)
    journal.add_attempt(mine._replace(id="a2"))
    assert [attempt.session_id for attempt in store.attempts.of("one")] == ["session", "session"]
    assert [row[0] for row in database.execute("SELECT mode FROM session")] == ["drill"]
    assert store.check().faults == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1b[2J\u202e\r\n\tc\n", "ab[2J\n\tc\n"),
        ("", ""),
        ("x" * (LONGEST_ATTEMPT + 1), "x" * LONGEST_ATTEMPT),
        ("\u200b" + "x" * LONGEST_ATTEMPT, "x" * LONGEST_ATTEMPT),
    ],
)
def test_whatever_was_written_can_be_exported(text: str, kept: str, store: Store) -> None:
    store.attempts.add(CODE._replace(text=text))
    assert [attempt.text for attempt in store.attempts.of("one")] == [kept]
    (line,) = (line.record for line in store.log.records([]) if line.kind == "attempt")
    assert fault_of("attempt", line) is None
    assert line["text"] == kept


def test_a_removed_text_is_gone_from_the_log_and_its_outcome_stays(store: Store) -> None:
    store.attempts.add(CODE)
    assert store.attempts.forget(["a1", "a2"], NOON) == 1
    assert store.attempts.forget(["a1"], NOON + timedelta(days=1)) == 0
    assert [*store.attempts.of("one")] == [CODE._replace(text="", removed_at=NOON)]
    assert "solve" not in "".join(store.log.lines({}))


def test_a_text_that_was_removed_on_one_machine_is_removed_on_both() -> None:
    for number in range(3):
        kept, removed = log_of([("attempt", number, 0)]), log_of([("attempt", number, 2)])
        both = merged(kept, removed)
        assert both == merged(removed, kept) == removed
        assert merged(both, kept, removed) == both


def test_an_attempt_that_was_edited_by_hand_is_refused() -> None:
    with closing(memory()) as connection:
        log = log_of([("attempt", 1, 0)])
        take(connection, log)
        with pytest.raises(MlprepError, match="has passed null here and 4 there"):
            take(connection, tuple(line.replace('"passed":null', '"passed":4') for line in log))


def test_attempts_follow_a_renamed_question() -> None:
    log = log_of([("attempt", 0, 0), ("attempt", 4, 0)])
    with closing(memory()) as connection:
        take(connection, log)
        fill(connection, question("uno", formerly=("one",)), *QUESTIONS[1:])
        fill(connection, question("anywhere", formerly=("elsewhere",)), name="mine")
        after = [line.record["question"] for line in read(export(connection)) if line.kind == "attempt"]
        assert after == ["uno", "anywhere"]
        assert not take(connection, log).changed


def test_an_attempt_may_name_no_session_but_not_one_that_no_line_defines() -> None:
    outside, inside = record("attempt", 0, 0), record("attempt", 1, 0)
    assert (outside["session"], inside["session"]) == (None, "session-1")
    with closing(memory()) as connection:
        merge = LogMerge(connection, "2026-03-02T12:00:00.000000Z")
        merge.add([Line(1, "attempt", outside)])
        with pytest.raises(MlprepError, match="names a question or a session that no earlier line defines"):
            merge.add([Line(1, "attempt", inside)])
        with pytest.raises(MlprepError, match="names a question or a session that no earlier line defines"):
            merge.add([Line(1, "attempt", {**outside, "id": "a2", "question": "unheard-of"})])
        assert merge.new == {"attempt": 1}


def test_a_backup_with_attempts_outside_sessions_is_restored(store: Store, tmp_path: Path) -> None:
    store.attempts.add(CODE._replace(seconds=None))
    store.attempts.add(CODE._replace(id="a2", groups=None, passed=None))
    store.back_up(tmp_path / "copy.db")
    with closing(open_database(tmp_path / "other")) as connection:
        fill(connection, *QUESTIONS)
    with closing(Store(tmp_path / "other")) as other:
        assert other.take(tmp_path / "copy.db", Taking(NOON)).new == {"attempt": 2}
        assert [*other.attempts.of("one")] == [*store.attempts.of("one")]


def test_a_repair_finds_the_day_the_session_and_the_question_of_an_attempt(store: Store, database: Connection) -> None:
    store.attempts.add(CODE)
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("UPDATE attempt SET study_day = '2026-04-01', session_id = 'lost', question_id = 'lost'")
    messages = " ".join(fault.message for fault in store.check().faults)
    assert "attempt a1 of 2026-03-02T12:00:00.000000Z on 2026-04-01" in messages
    assert "The table attempt refers to a question" in messages
    assert "The table attempt refers to a session" in messages
    store.repair(lambda moment: moment.date(), NOON)
    assert store.check().faults == ()
    assert [*store.attempts.of("lost")] == [CODE._replace(session_id="lost", question_id="lost")]


def test_a_row_that_another_program_changed_is_reported(store: Store, database: Connection) -> None:
    store.attempts.add(CODE)
    database.execute("UPDATE attempt SET form = 'sung'")
    (fault,) = store.check().faults
    assert "'form' of this attempt is not one of code, typed, spoken, own" in fault.message


ANSWER = RecordedAttempt("b1", "one", None, "typed", NOON, DAY, "I said this.", None)


def test_the_newest_own_answer_that_was_not_removed_counts(store: Store) -> None:
    assert store.attempts.own("one") == ""
    for name, text in (("b1", "first"), ("b2", "second"), ("b3", "third")):
        store.attempts.add(ANSWER._replace(id=name, form="own", text=text))
    store.attempts.add(ANSWER._replace(id="b4"))
    assert store.attempts.own("one") == "third"
    store.attempts.forget(["b3"], NOON)
    assert store.attempts.own("one") == "second"
    assert store.attempts.own("two") == ""


def test_kept_answers_are_those_of_a_form_and_a_question_with_a_text(store: Store) -> None:
    for attempt in (CODE, ANSWER, ANSWER._replace(id="b2", question_id="two", form="own"), ANSWER._replace(id="b3")):
        store.attempts.add(attempt)
    store.attempts.forget(["b3"], NOON)
    assert [attempt.id for attempt in store.attempts.kept(("typed", "spoken", "own"))] == ["b2", "b1"]
    assert [attempt.id for attempt in store.attempts.kept(("code", "typed"), "one")] == ["b1", "a1"]


def test_a_removed_text_is_overwritten_in_the_file(store: Store, home: Path) -> None:
    secret = "a secret of the company " * 400
    store.attempts.add(ANSWER._replace(text=secret))
    store.attempts.forget(["b1"], NOON)
    store.close()
    assert b"a secret of the company" not in b"".join(file.read_bytes() for file in home.glob("mlprep.db*"))


def test_the_last_answer_of_practice_is_neither_code_nor_a_model_answer_nor_removed(store: Store) -> None:
    assert store.attempts.last_practised("one") is None
    spoken = ANSWER._replace(id="b2", form="spoken")
    for attempt in (ANSWER, spoken, ANSWER._replace(id="b3", form="own"), ANSWER._replace(id="b4", form="code")):
        store.attempts.add(attempt)
    store.attempts.add(ANSWER._replace(id="b5"))
    store.attempts.forget(["b5"], NOON)
    assert store.attempts.last_practised("one") == spoken
