"""`data path`, `check` and `backup`, and the backup of the day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from in_process import InProcess
from program import failed, ok


def drill(program: InProcess, *keys: str) -> None:
    """Drill the topic of the small bank with these keys."""
    ok(program.run("drill", "--topic", "mine", typed="\n".join(keys) + "\n"))


def test_the_path_is_that_of_the_database_and_the_database_is_sound(mlprep: InProcess) -> None:
    drill(mlprep, " ", "s")
    path = ok(mlprep.run("data", "path")).strip()
    assert path == str(mlprep.home / "mlprep.db")
    assert "ok: 1 review" in ok(mlprep.run("data", "check"))


def test_a_changed_card_is_found_and_repaired(mlprep: InProcess) -> None:
    drill(mlprep, " ", "s")
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute("UPDATE card SET lapses = 3 WHERE question_id = 'alpha'")
    done = mlprep.run("data", "check")
    assert done.returncode == 1
    assert "The card of alpha says checkpoint 3, due 2026-03-05, lapses 3" in " ".join(done.stdout.split())
    repaired = ok(mlprep.run("data", "check", "--repair"))
    (backup,) = (mlprep.home / "backups").glob("before-repair-*.db")
    assert f"the earlier database is kept: {backup}" in repaired
    assert "ok: 1 review" in ok(mlprep.run("data", "check"))


def test_a_session_with_a_review_writes_the_backup_of_the_day(mlprep: InProcess) -> None:
    drill(mlprep, " ", "q")
    assert not (mlprep.home / "backups").exists()
    drill(mlprep, " ", "s", "q")
    assert [path.name for path in (mlprep.home / "backups").iterdir()] == ["daily-2026-03-02.db"]


def test_a_backup_is_written_to_the_given_file_and_replaces_nothing(mlprep: InProcess, tmp_path: Path) -> None:
    drill(mlprep, " ", "s")
    target = tmp_path / "copy.db"
    assert ok(mlprep.run("data", "backup", str(target))) == f"backup written and checked: {target}\n"
    assert "already exists" in failed(mlprep.run("data", "backup", str(target)), 1)
    restored = replace(mlprep, home=tmp_path / "restored")
    restored.home.mkdir()
    target.rename(restored.home / "mlprep.db")
    assert restored.lines("history") == mlprep.lines("history")


def test_a_backup_is_restored_only_with_force_and_the_present_database_is_kept(
    mlprep: InProcess, tmp_path: Path
) -> None:
    drill(mlprep, " ", "s")
    ok(mlprep.run("data", "backup", str(tmp_path / "copy.db")))
    drill(mlprep, " ", "s")
    message = failed(mlprep.run("data", "restore", str(tmp_path / "copy.db")), 1)
    assert "--force replaces it with the backup and keeps a copy of it." in message
    shown = ok(mlprep.run("data", "restore", "--force", str(tmp_path / "copy.db")))
    assert "restored: 1 review" in shown
    (copy,) = (mlprep.home / "backups").glob("before-restore-*.db")
    assert f"the earlier database is kept: {copy}" in shown
    assert len(mlprep.lines("history")) == 1


def test_a_log_is_exported_imported_and_merged(mlprep: InProcess, tmp_path: Path) -> None:
    drill(mlprep, " ", "s", " ", "l")
    log = tmp_path / "log.jsonl"
    assert ok(mlprep.run("data", "export", str(log))) == f"log written: {log}\n"
    assert ok(mlprep.run("data", "export")) == log.read_text("utf-8")
    other = replace(mlprep, home=tmp_path / "other")
    assert "2 reviews" in ok(other.run("data", "import", str(log)))
    assert "There is already a log in" in failed(other.run("data", "import", str(log)), 1)
    assert "nothing new" in ok(other.run("data", "merge", str(log)))
    assert "nothing new" in ok(other.run("data", "merge", "--from", str(tmp_path)))


@pytest.mark.parametrize("arguments", [(), ("log.jsonl", "--from", "folder")])
def test_merge_takes_a_file_or_a_folder(mlprep: InProcess, arguments: tuple[str, ...]) -> None:
    assert "Name either a file or, with --from, a folder." in failed(mlprep.run("data", "merge", *arguments), 2)


def test_every_unusable_file_of_a_merge_is_reported(mlprep: InProcess, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("no log\n")
    message = failed(mlprep.run("data", "merge", "--from", str(tmp_path)), 1)
    assert "a.jsonl:1:" in message
    assert "b.jsonl:1:" in message
