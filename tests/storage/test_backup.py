"""Backups: complete copies, of which only the newest automatic ones are kept."""

from __future__ import annotations

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from fakes import DAY, review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.backup import BEFORE, DAILY, PAGES, back_up_before
from mlprep_cli.storage.database import open_database
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_a_backup_taken_during_a_session_is_complete(store: Store, journal: Journal, tmp_path: Path) -> None:
    journal.record(answered(review(Grade.STRONG)))
    store.back_up(tmp_path / "mine.db")
    copy = sqlite3.connect(tmp_path / "mine.db")
    assert copy.execute("SELECT question_id FROM review").fetchone()[0] == "one"
    copy.close()


def test_one_backup_a_study_day_is_kept_for_a_week(store: Store, home: Path) -> None:
    for number in range(10):
        for _ in range(2):
            store.back_up_daily(DAY + timedelta(days=number))
    names = sorted(each.name for each in (home / "backups").iterdir())
    assert names == [f"daily-{DAY + timedelta(days=number)}.db" for number in range(3, 10)]


def test_sessions_that_end_together_write_one_backup_and_none_of_them_fails(store: Store, home: Path) -> None:
    together = threading.Barrier(8)

    def end(_session: int) -> list[str]:
        failures = []
        with closing(Store(home)) as own:
            for number in range(10):
                together.wait()
                try:
                    own.back_up_daily(DAY + timedelta(days=number))
                except MlprepError as error:
                    failures.append(error.message)
        return failures

    with ThreadPoolExecutor(8) as sessions:
        assert list(sessions.map(end, range(8))) == [[]] * 8
    names = sorted(path.name for path in (home / "backups").iterdir())
    assert names == [f"daily-{DAY + timedelta(days=number)}.db" for number in range(3, 10)]


def test_a_backup_never_overwrites_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("precious")
    with pytest.raises(MlprepError, match=r"mine\.db"):
        store.back_up(tmp_path / "mine.db")
    assert (tmp_path / "mine.db").read_text() == "precious"


def test_only_automatic_backups_are_thinned(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as connection, closing(Store(tmp_path)) as store:
        for number in range(15):
            store.back_up_daily(date(2026, 3, 1) + timedelta(days=number))
            back_up_before(connection, tmp_path, ("merge", "repair")[number % 2])
        (tmp_path / "backups" / "mlprep-20200101T000000Z.db").write_text("mine: never thinned")
        left = tmp_path / "backups" / ".daily-2026-03-01.db.0123abcd.part"
        left.write_text("")
        os.utime(left, (0, 0))
        back_up_before(connection, tmp_path, "merge")
    names = [each.name for each in (tmp_path / "backups").iterdir()]
    assert sum(each.startswith("daily-") for each in names) == DAILY
    assert sum(each.startswith("before-") for each in names) == BEFORE
    assert "daily-2026-03-15.db" in names
    assert "mlprep-20200101T000000Z.db" in names
    assert left.name not in names


@pytest.mark.parametrize("folder", [".", "backups"])
def test_nothing_is_removed_that_only_looks_like_a_file_of_mlprep(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    folders = [
        ".my.partners",
        ".photos.part1",
        ".mlprep.db.0123abcd.part",
        ".rebuilding-the-house",
        ".rebuilding-my_files",
    ]
    files = [".movie.part2.rar", ".movie.0123abcd.part", ".mlprep.db.part", "before-2025.db", "before-1-start.db"]
    files += ["daily-0-good.db", "daily-2025-01-01.db.gz", "before-the-exam-20250101.db"]
    for name in folders:
        (place / name).mkdir(parents=True)
        (place / name / "thesis.tex").write_text("mine")
    for name in files:
        (place / name).write_text("mine")
    (place / ".mlprep.db.89abcdef.part").symlink_to(place / files[0])
    kept = {*place.iterdir()}
    for name in (*folders, *files):
        os.utime(place / name, (0, 0))
    with closing(open_database(tmp_path)) as connection:
        for _ in range(BEFORE + 2):
            back_up_before(connection, tmp_path, "merge")
    assert kept <= {*place.iterdir()}
    assert all((place / name / "thesis.tex").read_text() == "mine" for name in folders)


def test_what_a_killed_repair_left_is_removed_an_hour_later(tmp_path: Path) -> None:
    left, own = tmp_path / ".rebuilding-abc_1234", tmp_path / ".mlprep.db.0123abcd.part-journal"
    left.mkdir()
    (left / "mlprep.db").write_text("")
    (left / "mlprep.db-wal").write_text("")
    own.write_text("")
    with closing(open_database(tmp_path)) as connection:
        back_up_before(connection, tmp_path, "merge")
        assert left.exists()
        for path in (left, own):
            os.utime(path, (0, 0))
        back_up_before(connection, tmp_path, "merge")
    assert not left.exists()
    assert not own.exists()


def test_a_backup_has_the_records_of_unknown_kinds(database: Connection, store: Store, tmp_path: Path) -> None:
    database.execute("""INSERT INTO unknown_record VALUES ('badge', '{"id":"a1"}')""")
    store.back_up(tmp_path / "mine.db")
    with closing(sqlite3.connect(tmp_path / "mine.db")) as copy:
        assert copy.execute("SELECT * FROM unknown_record").fetchall() == [("badge", '{"id":"a1"}')]


def test_others_can_write_between_the_steps_of_a_backup_which_has_the_state_at_its_start(
    database: Connection, store: Store, journal: Journal, tmp_path: Path
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("INSERT INTO unknown_record VALUES ('badge', ?)", (f'{{"text":"{"x" * 3 * PAGES * 4096}"}}',))
    steps: list[str] = []

    def write(what: str, _part: float) -> None:
        steps.append(what)
        with closing(sqlite3.connect(store.path, timeout=0, isolation_level=None)) as neighbour:
            neighbour.execute("INSERT INTO unknown_record VALUES ('step', ?)", (f"step {len(steps)}",))

    pages = database.execute("PRAGMA page_count").fetchone()[0]
    assert pages > 3 * PAGES
    store.back_up(tmp_path / "mine.db", progress=write)
    assert steps.count("copying") == -(-pages // PAGES)  # not one more: no write starts the copy again
    with closing(sqlite3.connect(tmp_path / "mine.db")) as copy:
        assert copy.execute("SELECT count(*) FROM unknown_record WHERE kind = 'step'").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM review").fetchone() == (1,)
    assert database.execute("SELECT count(*) FROM unknown_record WHERE kind = 'step'").fetchone()[0] == len(steps)


def test_a_backup_needs_its_folder(store: Store, tmp_path: Path) -> None:
    with pytest.raises(MlprepError, match="there is no folder") as refused:
        store.back_up(tmp_path / "no" / "mine.db")
    assert refused.value.hint == f"mkdir -p {tmp_path / 'no'}"
