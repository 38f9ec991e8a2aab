"""Stories as records of the log: versions, removal, merge, renamed questions and repair."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection, connect

import pytest

from conftest import QUESTIONS, fill
from fakes import NOON, question
from log_lines import record
from logs_in_memory import export, log_of, memory, merged, read, take
from mlprep_cli.core.log_records import LogRecord, unknown_record
from mlprep_cli.core.stories import Story
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.store import Store
from mlprep_cli.storage.transfer import Taking
from storage.test_migrations import old_database

RANKER = Story("s1", "ranker", NOON, "The ranker", "## Result\n\n40 % faster.", ("one", "two"), ("Ownership",))


def test_the_newest_version_counts_and_the_earlier_ones_stay_in_the_log(store: Store) -> None:
    store.stories.add(RANKER)
    store.stories.add(RANKER._replace(id="s0", written_at=NOON + timedelta(days=1), title="Newer"))
    store.stories.add(RANKER._replace(id="s3", story="other", questions=("two",)))
    assert [story.title for story in store.stories.all()] == ["Newer", "The ranker"]
    assert [story.id for story in store.stories.of("one")] == ["s0"]
    assert [story.id for story in store.stories.of("two")] == ["s0", "s3"]
    assert store.stories.of("three") == ()
    assert sum(line.kind == "story" for line in store.log.records([])) == 3
    assert store.check().faults == ()


def test_a_removed_story_is_gone_with_all_its_versions_from_the_log_and_the_file(store: Store, home: Path) -> None:
    for number in range(3):
        store.stories.add(RANKER._replace(id=f"s{number}", text=f"A secret, {number} times. " * 500))
    store.stories.remove("ranker", NOON)
    assert store.stories.all() == []
    assert "secret" not in "".join(store.log.lines({}))
    assert "ranker" not in "".join(store.log.lines({})).replace('"story":"ranker"', "")
    assert store.check().faults == ()
    store.close()
    assert b"A secret" not in b"".join(file.read_bytes() for file in home.glob("mlprep.db*"))


def test_a_story_that_was_removed_on_one_machine_is_removed_on_both() -> None:
    for number in range(3):
        kept, removed = log_of([("story", number, 0)]), log_of([("story", number, 2)])
        both = merged(kept, removed)
        assert both == merged(removed, kept) == removed
        assert merged(both, kept, removed) == both


def test_stories_follow_a_renamed_question() -> None:
    log = log_of([("story", 0, 0), ("story", 4, 0)])
    with closing(memory()) as connection:
        take(connection, log)
        fill(connection, question("uno", formerly=("one",)), *QUESTIONS[1:])
        fill(connection, question("anywhere", formerly=("elsewhere",)), name="mine")
        after = [line.record["questions"] for line in read(export(connection)) if line.kind == "story"]
        assert after == [["uno"], ["anywhere"]]
        assert not take(connection, log).changed


def test_a_backup_with_stories_is_restored(store: Store, tmp_path: Path) -> None:
    store.stories.add(RANKER)
    store.back_up(tmp_path / "copy.db")
    with closing(open_database(tmp_path / "other")) as connection:
        fill(connection, *QUESTIONS)
    with closing(Store(tmp_path / "other")) as other:
        assert other.take(tmp_path / "copy.db", Taking(NOON)).new == {"story": 1}
        assert other.stories.all() == [RANKER]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("title", "", "'title' of this story is not one line of visible text"),
        ("questions", "[1]", "'questions' of this story is not a list"),
        ("value_names", "x", "'values' of this story is not a list"),
        ("written_at", "now", "'written_at' of this story is not a time"),
    ],
)
def test_a_row_that_another_program_changed_is_reported(
    store: Store, database: Connection, column: str, value: str, message: str
) -> None:
    store.stories.add(RANKER)
    database.execute(f"UPDATE story SET {column} = ?", (value,))  # noqa: S608  fixed names
    (fault,) = store.check().faults
    assert message in fault.message


def test_stories_that_came_from_a_newer_version_are_read_once_this_version_knows_them(tmp_path: Path) -> None:
    old_database(tmp_path / FILE_NAME, "attempts")
    own: LogRecord = record("story", 1, 0)
    with closing(connect(tmp_path / FILE_NAME)) as connection, connection:
        titled: LogRecord = {"id": "s2", "title": [1]}
        for kept in (own, titled, {**own, "id": "s3", "values": "x"}):
            connection.execute("INSERT INTO unknown_record VALUES (?, ?)", unknown_record("story", kept))
    with closing(Store(tmp_path)) as store:
        assert [line.record for line in store.log.records([]) if line.kind == "story"] == [own]
        assert store.check().faults == ()
