"""`data path`, `check` and `backup`, and the backup of the day."""

from __future__ import annotations

import gc
import shlex
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from in_process import InProcess
from log_edges import LogText, logs_at_the_edges
from program import Program, failed, ok

EVERY_SCREEN = (
    *((), ("history", "--all"), ("stats", "--json"), ("list",), ("plan", "--all"), ("plan", "ready"), ("status",)),
    *(("notes",), ("mock", "--history"), ("eve",), ("show", "one"), ("mock", "--resume"), ("mock", "--debrief")),
    *(("drill", "--early", "--count", "1"), ("undo",), ("plan", "do"), ("plan", "stop")),
)


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


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(content=logs_at_the_edges())
def test_every_command_works_in_a_home_with_a_log_at_the_edges_of_the_format(
    content: LogText, shipped: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edges")
    shutil.copytree(shipped, folder / "home")
    program = InProcess(folder / "home")
    (folder / "log.jsonl").write_text(content, "utf-8")
    if program.run("data", "import", str(folder / "log.jsonl")).returncode != 0:
        failed(program.run("data", "import", str(folder / "log.jsonl")), 1)
        assert ok(program.run("data", "check")).startswith("ok: 0 reviews")
        return
    exported = ok(program.run("data", "export"))
    for command in EVERY_SCREEN:
        done = program.run(*command, typed="\n\ns\nq\n")
        assert done.returncode in (0, 1), (command, done.stderr)
        assert "bug" not in done.stderr, (command, done.stderr)
        assert "is damaged" not in done.stderr, (command, done.stderr)
    assert ok(program.run("data", "check")).startswith("ok: ")
    ok(program.run("data", "check", "--repair"))
    assert len(ok(program.run("data", "export"))) >= len(exported)


@pytest.mark.parametrize("days", [0, 1])
def test_every_command_works_after_days_of_the_longest_answers(mlprep: InProcess, days: int) -> None:
    drill(mlprep, " ", "s", "", " ", "s")
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute("UPDATE review SET thinking_seconds = 999999999.9, reviewing_seconds = 999999999.9")
    assert mlprep.run("data", "check", "--repair").returncode == 0
    later = mlprep.later(days=days)
    for command in EVERY_SCREEN[:7]:
        ok(later.run(*command))
    assert "ok: 2 reviews" in ok(later.run("data", "check"))


def test_each_log_of_a_folder_has_its_result_and_all_of_them_their_sum(mlprep: InProcess, tmp_path: Path) -> None:
    folder = tmp_path / "synced"
    folder.mkdir()
    for number, name in enumerate(("desktop", "laptop")):
        machine = replace(mlprep, home=tmp_path / name, now=mlprep.now + timedelta(hours=number))
        shutil.copytree(mlprep.home, machine.home)
        drill(machine, " ", "s")
        ok(machine.run("data", "export", str(folder / f"{name}.jsonl")))
    shutil.copy(folder / "laptop.jsonl", folder / "laptop (conflict).jsonl")
    (folder / "half.jsonl").write_bytes((folder / "laptop.jsonl").read_bytes()[:-10])
    done = mlprep.run("data", "merge", "--from", str(folder))
    assert done.returncode == 1
    assert "half.jsonl:" in done.stderr
    assert [line for line in done.stdout.splitlines() if not line.startswith("the earlier database is kept: ")] == [
        "desktop.jsonl: 1 review and 1 session new",
        "half.jsonl: refused",
        "laptop (conflict).jsonl: 1 review and 1 session new",
        "laptop.jsonl: nothing new",
        "3 logs merged: 2 reviews and 2 sessions new; 1 log refused",
    ]
    assert len(list((mlprep.home / "backups").iterdir())) == 1


def test_one_log_has_no_sum(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("data", "export", str(tmp_path / "log.jsonl")))
    assert ok(mlprep.run("data", "merge", str(tmp_path / "log.jsonl"))) == "log.jsonl: nothing new\n"


def test_a_log_is_exported_in_utf_8_whatever_the_terminal_writes(mlprep: InProcess) -> None:
    drill(mlprep, " ", "e", "σ(z) → ½", "s")
    log = ok(mlprep.run("data", "export"))
    assert "σ(z) → ½" in log
    assert Program(mlprep.home, now=mlprep.now).run("data", "export", PYTHONIOENCODING="ascii").stdout == log


@pytest.mark.parametrize("name", ["two words", 'it\'s "here"', "$(touch owned)", "a;touch owned", "-dash"])
def test_the_command_of_a_hint_can_be_run_whatever_the_name_of_a_folder(
    mlprep: InProcess, tmp_path: Path, name: str
) -> None:
    drill(mlprep, " ", "s")
    folder = tmp_path / name
    folder.mkdir()
    empty = failed(mlprep.run("data", "merge", "--from", str(folder)), 1)
    ok(mlprep.run(*words_of(empty)))
    (log,) = folder.iterdir()
    known = failed(mlprep.run("data", "import", str(log)), 1)
    assert ok(mlprep.run(*words_of(known))) == f"{log.name}: nothing new\n"
    assert not (tmp_path / "owned").exists()


def words_of(message: str) -> list[str]:
    """Return the words of the command in a hint, as a shell reads them, without the verb after it."""
    mlprep, *words = shlex.split(
        message.splitlines()[-1].strip().replace(" merges the two.", "").replace(" writes one.", "")
    )
    assert mlprep == "mlprep"
    return words


def test_a_log_given_to_restore_is_named_as_such(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("data", "export", str(tmp_path / "log.jsonl")))
    message = failed(mlprep.run("data", "restore", "--force", str(tmp_path / "log.jsonl")), 1)
    assert "log.jsonl is a log, not a backup." in message
    assert f"mlprep data merge {tmp_path / 'log.jsonl'}" in message


@pytest.mark.parametrize("recorded", [("plan", "off", "2026-03-05"), ("suspend", "alpha")])
def test_a_home_with_any_record_is_not_empty_for_an_import(
    mlprep: InProcess, tmp_path: Path, recorded: tuple[str, ...]
) -> None:
    ok(mlprep.run("data", "export", str(tmp_path / "log.jsonl")))
    ok(mlprep.run("data", "import", str(tmp_path / "log.jsonl")))
    ok(mlprep.run(*recorded))
    assert "There is already a log in" in failed(mlprep.run("data", "import", str(tmp_path / "log.jsonl")), 1)


def test_the_name_and_the_counts_of_a_merge_are_one_line(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("plan", "off", "2026-03-05"))
    ok(mlprep.run("plan", "off", "2026-03-07"))
    ok(mlprep.run("data", "export", str(tmp_path / "two\nlines.jsonl")))
    other = InProcess(tmp_path / "other")
    shown = ok(other.run("data", "merge", "--from", str(tmp_path)))
    assert shown.startswith("two lines.jsonl: 2 ranges of days off new\n")


class Head(StringIO):
    """A pipe whose reader takes a few lines and ends."""

    def write(self, text: str) -> int:
        if self.tell() > 200:
            raise BrokenPipeError
        return super().write(text)


def test_an_export_whose_reader_ends_is_silent(mlprep: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    drill(mlprep, " ", "s", "", " ", "s")
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    messages = StringIO()
    mlprep.run_on(Head(), messages, "data", "export")
    gc.collect()
    assert ignored == []
    assert "Traceback" not in messages.getvalue()
