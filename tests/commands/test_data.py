"""`mlprep data`: export, import, merge, backup, restore, check and repair, through the installed program."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.storage.database import FILE_NAME
from program import Program, bank_text, ok

NEXT_DAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
SAME = ("list", "stats", "history")
"""Documents that a home and its copy share to the letter."""


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the homes of the two machines, to be copied for each test."""
    folder = tmp_path_factory.mktemp("machines")
    machine = Program(folder / "laptop")
    machine.run(
        "drill",
        "bias-variance-tradeoff",
        "overfitting-prevention",
        "l1-vs-l2-regularization",
        typed="\ns\n\nl\n\ne\nforgot the σ\nn\nq\n",
    )
    machine.run("undo")
    machine.run("plan", "start", "--interview", "2026-04-20", "--company", "Google")
    machine.run("config", "set", "new_per_day", "12")
    other = Program(folder / "desktop", now=NEXT_DAY)
    other.run("drill", "--count", "2", "--round", "deep-dive", typed="\ns\n\ns\nq\n")
    return machine.home, other.home


@pytest.fixture
def laptop(practised: tuple[Path, Path], tmp_path: Path) -> Program:
    """A machine with some practice: three grades, one of them undone, a note, a plan, a setting."""
    return Program(shutil.copytree(practised[0], tmp_path / "laptop"))


@pytest.fixture
def desktop(practised: tuple[Path, Path], tmp_path: Path) -> Program:
    """Another machine, with a day of practice of its own."""
    return Program(shutil.copytree(practised[1], tmp_path / "desktop"), now=NEXT_DAY)


@pytest.fixture
def in_process(laptop: Program) -> InProcess:
    """The laptop, run in this process: for tests with many cases."""
    return InProcess(laptop.home)


def documents(machine: Program) -> list[str]:
    """Return everything that a machine shows about its cards, reviews and notes."""
    return [machine.run(name, "--json").stdout for name in SAME] + [machine.run("notes").stdout]


def database_of(machine: Program) -> sqlite3.Connection:
    return sqlite3.connect(machine.home / FILE_NAME, isolation_level=None)


# --- export and import ---


def test_an_import_has_the_same_cards_statistics_history_and_settings_and_exports_the_same_bytes(
    laptop: Program, tmp_path: Path
) -> None:
    assert laptop.run("data", "export", str(tmp_path / "log.jsonl")).returncode == 0
    copy = Program(tmp_path / "copy")
    done = copy.run("data", "import", str(tmp_path / "log.jsonl"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "log.jsonl: 3 reviews, 1 session, 1 note and 1 plan new" in done.stdout
    assert documents(copy) == documents(laptop)
    assert (copy.home / "config.toml").read_text() == (laptop.home / "config.toml").read_text()
    assert copy.run("data", "export").stdout == (tmp_path / "log.jsonl").read_text("utf-8")
    assert copy.run("data", "check").returncode == 0


def test_an_import_needs_a_home_without_a_log(laptop: Program, desktop: Program, tmp_path: Path) -> None:
    laptop.run("data", "export", str(tmp_path / "log.jsonl"))
    refused = desktop.run("data", "import", str(tmp_path / "log.jsonl"))
    assert refused.returncode == 1
    assert "There is already a log in" in refused.stderr
    assert f"mlprep data merge {tmp_path / 'log.jsonl'}" in refused.stderr


def test_an_export_replaces_a_file_only_with_force(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("precious")
    assert "already exists" in laptop.run("data", "export", str(tmp_path / "log.jsonl")).stderr
    assert (tmp_path / "log.jsonl").read_text() == "precious"
    assert laptop.run("data", "export", "--force", str(tmp_path / "log.jsonl")).returncode == 0
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob(".*part*")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "the file is cut off"),
        (lambda lines: lines[:-2] + lines[-1:], "the count in the last line is not the number of lines"),
        (lambda lines: [lines[0].replace("1}", "2}"), *lines[1:]], "it has format 2, but this mlprep reads format 1"),
        (lambda lines: ['{"kind":"dear diary"}'], "this is not a log of mlprep"),
        (lambda lines: ["not json"], "this is not JSON"),
        (lambda lines: [line.replace('"strong"', '"superb"') for line in lines], "is not one of strong, lean, no_hire"),
        (lambda lines: [line.replace('"seconds":', '"second":') for line in lines], "a review has no field 'second'"),
        (lambda lines: [line.replace('"budget":120', '"budget":1e999') for line in lines], "is not a whole number"),
        (lambda lines: [line.replace("forgot", "\\u001b]0;") for line in lines], "is not one line of visible text"),
        (
            lambda lines: [line.replace('"session","id":"', '"session","id":"x') for line in lines],
            "no earlier line defines",
        ),
        (lambda lines: [*lines[:2], *lines[-2:1:-1], lines[-1]], "is not allowed here"),
        (lambda lines: [lines[0].replace("}", ',"x":' + "[" * 100_000 + "]" * 100_000 + "}")], "not JSON"),
        (lambda lines: [lines[0].replace("}", ',"x":"' + "a" * 2_000_000 + '"}')], "longer than 1,000,000 bytes"),
    ],
)
def test_an_invalid_log_is_refused_with_its_line_and_nothing_is_imported(
    in_process: InProcess, tmp_path: Path, change: Callable[[list[str]], list[str]], said: str
) -> None:
    lines = in_process.run("data", "export").stdout.splitlines()
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in change(lines)), "utf-8")
    copy = InProcess(tmp_path / "copy")
    refused = copy.run("data", "import", str(tmp_path / "log.jsonl"))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert f"{tmp_path / 'log.jsonl'}:" in refused.stderr
    assert said in refused.stderr
    assert copy.lines("history") == []


def test_a_refused_log_changes_no_setting(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "cut.jsonl").write_text("".join(laptop.run("data", "export").stdout.splitlines(keepends=True)[:-1]))
    copy = Program(tmp_path / "copy")
    assert "the file is cut off" in copy.run("data", "import", str(tmp_path / "cut.jsonl")).stderr
    assert not (copy.home / "config.toml").exists()


def test_the_database_itself_is_never_overwritten_even_with_force(laptop: Program) -> None:
    for what in ("backup", "export"):
        refused = laptop.run("data", what, "--force", str(laptop.home / FILE_NAME))
        assert refused.returncode == 1
        assert "is the database itself" in refused.stderr
    assert len(laptop.lines("history")) == 2


# --- merging ---


def test_two_machines_have_the_same_reviews_after_merging_their_logs(
    laptop: Program, desktop: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "synced"
    folder.mkdir()
    for _ in range(2):
        for machine in (laptop, desktop):
            file = folder / f"{machine.home.name}.jsonl"
            assert machine.run("data", "export", "--force", str(file)).returncode == 0
            merged = machine.run("data", "merge", "--from", str(folder))
            assert (merged.returncode, merged.stderr) == (0, "")
    laptop.run("data", "merge", "--from", str(folder))
    assert documents(laptop) == documents(replaced_clock(desktop, laptop))
    assert len(laptop.lines("history")) == 4
    assert "nothing new" in laptop.run("data", "merge", str(folder / "desktop.jsonl")).stdout
    assert laptop.run("data", "check").returncode == 0


def replaced_clock(machine: Program, other: Program) -> Program:
    return Program(machine.home, now=other.now)


def test_a_database_can_be_merged_directly_and_is_not_changed(laptop: Program, desktop: Program) -> None:
    before = (laptop.home / FILE_NAME).read_bytes()
    done = desktop.run("data", "merge", str(laptop.home / FILE_NAME))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(desktop.lines("history")) == 4
    assert (laptop.home / FILE_NAME).read_bytes() == before
    kept = next((desktop.home / "backups").glob("before-merge-*.db"))
    assert str(kept) in done.stdout.replace("\n", "")


def test_an_unusable_file_in_a_folder_does_not_stop_the_others(
    laptop: Program, desktop: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "synced"
    folder.mkdir()
    laptop.run("data", "export", str(folder / "laptop.jsonl"))
    (folder / "half.jsonl").write_text((folder / "laptop.jsonl").read_text("utf-8")[:900], "utf-8")
    (folder / "link.jsonl").symlink_to("/dev/zero")
    merged = desktop.run("data", "merge", "--from", str(folder))
    assert merged.returncode == 1
    assert "half.jsonl:" in merged.stderr
    assert len(desktop.lines("history")) == 4


def test_a_folder_is_merged_after_one_backup_and_without_its_hidden_files(
    laptop: Program, desktop: Program, tmp_path: Path
) -> None:
    (tmp_path / "synced").mkdir()
    for machine in (laptop, desktop):
        machine.run("data", "export", str(tmp_path / "synced" / f"{machine.home.name}.jsonl"))
    (tmp_path / "synced" / "._laptop.jsonl").write_bytes(b"\x00\x05\x16\x07")
    third = Program(tmp_path / "third", now=NEXT_DAY)
    merged = third.run("data", "merge", "--from", str(tmp_path / "synced"))
    assert (merged.returncode, merged.stderr) == (0, "")
    (kept,) = (third.home / "backups").glob("before-merge-*.db")
    with closing(sqlite3.connect(kept)) as before:
        assert before.execute("SELECT count(*) FROM review").fetchone() == (0,)


def test_the_readable_records_of_a_damaged_database_can_be_merged_into_its_restored_backup(
    laptop: Program, tmp_path: Path
) -> None:
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    laptop = Program(laptop.home, now=NEXT_DAY)
    laptop.run("drill", "--count", "1", typed="\ns\nq\n")
    before = documents(laptop)
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE review SET grade = 'superb' WHERE id = (SELECT min(id) FROM review)")
        session = connection.execute("SELECT min(id) FROM session").fetchone()[0]
        connection.execute("INSERT INTO mock VALUES (?, '2026-03-02', 'mixed', NULL, 'x')", (session,))
        connection.execute("INSERT INTO said VALUES (?, 0, 'overfitting-prevention', 1.0, 0.0, 0, 0)", (session,))
    laptop.run("data", "restore", "--force", str(tmp_path / "mine.db"))
    (kept,) = (laptop.home / "backups").glob("before-restore-*.db")
    merged = laptop.run("data", "merge", str(kept))
    assert merged.returncode == 0
    assert "2 unreadable lines left out" in merged.stdout
    assert documents(laptop) == before


def test_merge_needs_a_log_and_says_which(laptop: Program, tmp_path: Path) -> None:
    assert laptop.run("data", "merge").returncode == 2
    assert "There is no log" in laptop.run("data", "merge", "--from", str(tmp_path)).stderr
    assert "does not exist" in laptop.run("data", "merge", str(tmp_path / "nowhere.jsonl")).stderr
    assert "does not exist" in laptop.run("data", "merge", "~nobody-here/mine.jsonl").stderr
    (tmp_path / "my logs").mkdir()
    hint = laptop.run("data", "merge", "--from", str(tmp_path / "my logs")).stderr
    assert f"mlprep data export '{tmp_path}/my logs/this-machine.jsonl'" in hint


def test_reviews_of_an_absent_bank_are_kept_and_count_again_with_the_bank(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("my-own"))
    laptop.run("bank", "add", str(tmp_path / "mine.yaml"))
    laptop.run("drill", "my-own", typed="\ns\nq\n")
    laptop.run("data", "export", str(tmp_path / "log.jsonl"))
    copy = Program(tmp_path / "copy")
    assert "1 question not in any bank here (my-own)" in " ".join(
        copy.run("data", "import", str(tmp_path / "log.jsonl")).stdout.split()
    )
    assert copy.run("show", "my-own").returncode == 0
    assert copy.run("data", "export").stdout == (tmp_path / "log.jsonl").read_text("utf-8")
    copy.run("bank", "add", str(tmp_path / "mine.yaml"))
    assert documents(copy) == documents(laptop)


# --- backups ---


def test_a_backup_can_be_restored_and_the_earlier_database_is_kept(laptop: Program, tmp_path: Path) -> None:
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    before = documents(laptop)
    laptop.run("drill", "--count", "1", typed="\ns\nq\n")
    after = documents(laptop)
    refused = laptop.run("data", "restore", str(tmp_path / "mine.db"))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert documents(laptop) == after
    done = laptop.run("data", "restore", "--force", str(tmp_path / "mine.db"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "restored: 3 reviews" in done.stdout
    assert documents(laptop) == before
    (kept,) = (laptop.home / "backups").glob("before-restore-*.db")
    laptop.run("data", "restore", "--force", str(kept))
    assert documents(laptop) == after


def test_a_backup_can_be_restored_on_another_machine(laptop: Program, tmp_path: Path) -> None:
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    copy = Program(tmp_path / "copy")
    assert copy.run("data", "restore", str(tmp_path / "mine.db")).returncode == 0
    assert documents(copy) == documents(laptop)
    assert (copy.home / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_no_file_that_a_restored_database_names_is_read(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("my-own"))
    laptop.run("bank", "add", str(tmp_path / "mine.yaml"))
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    copy = Program(tmp_path / "copy")
    done = copy.run("data", "restore", str(tmp_path / "mine.db"))
    assert "The bank mine has no file on this machine; its questions stay." in done.stderr
    (tmp_path / "mine.yaml").write_text(bank_text("my-own", "another"))
    assert copy.run("show", "another").returncode == 2
    assert copy.run("bank", "add", str(tmp_path / "mine.yaml")).returncode == 0
    assert copy.run("show", "another").returncode == 0
    # On the machine that added the file, it is followed as before.
    laptop.run("data", "restore", "--force", str(tmp_path / "mine.db"))
    assert laptop.run("show", "another").returncode == 0


@pytest.mark.parametrize("damage", ["not a database", "cut", "empty", "newer", "foreign", "link", "missing"])
def test_a_file_that_is_not_a_backup_is_refused_and_nothing_changes(
    in_process: InProcess, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "mine.db"
    in_process.run("data", "backup", str(file))
    match damage:
        case "not a database":
            file.write_text("dear diary " * 1000)
        case "cut":
            os.truncate(file, 100_000)
        case "empty":
            file.write_bytes(b"")
        case "newer":
            with closing(sqlite3.connect(file)) as later:
                later.execute("INSERT INTO migration VALUES (99, 'mood', '')")
                later.commit()
        case "foreign":
            file.unlink()
            with closing(sqlite3.connect(file)) as theirs:
                theirs.execute("CREATE TABLE theirs (x)")
        case "link":
            file.rename(tmp_path / "real.db")
            file.symlink_to(tmp_path / "real.db")
        case "missing":
            file.unlink()
    before = documents(in_process)
    refused = in_process.run("data", "restore", "--force", str(file))
    assert refused.returncode == 1
    assert str(file) in refused.stderr
    assert "bug" not in refused.stderr
    assert documents(in_process) == before


def test_a_damaged_database_is_replaced_by_a_backup_and_kept(laptop: Program, tmp_path: Path) -> None:
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    before = documents(laptop)
    (laptop.home / FILE_NAME).write_text("dear diary " * 1000)
    done = laptop.run("data", "restore", "--force", str(tmp_path / "mine.db"))
    assert (done.returncode, done.stderr) == (0, "")
    assert documents(laptop) == before
    (aside,) = laptop.home.glob("mlprep-damaged-*.db")
    assert aside.read_text().startswith("dear diary")


# --- checking and repairing ---


FAULTS = {
    "a missing index": ("DROP INDEX review_question", "The index review_question is missing"),
    "a missing trigger": ("DROP TRIGGER review_added", "The trigger review_added is missing"),
    "a card that differs": ("UPDATE card SET lapses = 7 WHERE reviews > 0", "lapses 7"),
    "a card that cannot be read": ("UPDATE card SET due = 'soon' WHERE reviews > 0", "says an unreadable value"),
    "a card that is gone": (
        "DELETE FROM card WHERE reviews > 0",
        "The card of bias-variance-tradeoff, overfitting-prevention is missing",
    ),
    "an unknown question": (
        "DELETE FROM card WHERE question_id = 'overfitting-prevention'; "
        "DELETE FROM question WHERE id = 'overfitting-prevention'",
        "refers to a question that does not exist, 1 × (overfitting-prevention)",
    ),
    "an unknown session": ("DELETE FROM session", "refers to a session that does not exist"),
    "a day that does not fit": ("UPDATE review SET study_day = '2026-04-01'", "The study day does not match the time"),
    "a wrong mark": (
        "UPDATE review SET first_of_day = 1 - first_of_day",
        "First attempts of a day are marked wrongly",
    ),
    "a wrong topic": (
        "UPDATE review SET topic = 'optimization'",
        "Reviews and their questions differ in round or topic, 3 ×",
    ),
    "a wrong round of a card": (
        "UPDATE card SET round = 'x' WHERE reviews > 0",
        "differs from its question in round or topic",
    ),
    "a wrong count": ("UPDATE tally SET reviews = reviews + 1", "The stored statistics differ from the reviews"),
    "an unreadable question": (
        "UPDATE question SET body = '{' WHERE id = 'regularization-methods' OR position = 3",
        "cannot be read",
    ),
    "an unreadable page": ("UPDATE page SET text = '{' WHERE kind = 'company'", "The page Google cannot be read"),
    "an unreadable bank": ("UPDATE bank SET path = X'00'", "The bank 0 cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_derived_data_is_found_named_and_repaired_after_a_backup(
    in_process: InProcess, fault: str
) -> None:
    before = documents(in_process)
    statement, words = FAULTS[fault]
    with closing(database_of(in_process)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.executescript(statement)
        log = list(connection.execute("SELECT id, grade, reviewed_at, voided_at FROM review ORDER BY id"))
    checked = in_process.run("data", "check")
    assert checked.returncode == 1
    assert words in " ".join(checked.stdout.split())
    repaired = in_process.run("data", "check", "--repair")
    assert repaired.returncode == 0
    assert repaired.stderr == ""
    assert words in " ".join(repaired.stdout.split())
    assert in_process.run("data", "check").returncode == 0
    with closing(database_of(in_process)) as connection:
        assert list(connection.execute("SELECT id, grade, reviewed_at, voided_at FROM review ORDER BY id")) == log
    (kept,) = (in_process.home / "backups").glob("before-repair-*.db")
    assert str(kept) in repaired.stdout.replace("\n", "")
    if fault not in ("an unknown question", "an unknown session"):  # a placeholder has another content
        assert documents(in_process) == before


def test_an_unreadable_plan_is_named(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE \"plan\" SET started_day = 'soon'")
    checked = laptop.run("data", "check")
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "'started' of this plan is not a day" in " ".join(checked.stdout.split())
    assert "mlprep data restore" in checked.stdout


def test_a_log_out_of_order_is_named_and_not_changed(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        first = connection.execute("SELECT min(id) FROM review").fetchone()[0]
        connection.execute("UPDATE review SET reviewed_at = '2026-03-02T13:00:00.000000Z' WHERE id = ?", (first,))
    for options in ((), ("--repair",)):
        checked = laptop.run("data", "check", *options)
        assert checked.returncode == 1
        assert "The log is out of order at the review" in " ".join(checked.stdout.split())
    with closing(database_of(laptop)) as connection:
        assert connection.execute("SELECT reviewed_at FROM review ORDER BY id LIMIT 1").fetchone()[0][11:13] == "13"


def test_an_unreadable_review_is_named_and_everything_else_is_repaired(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE review SET grade = 'superb' WHERE id = (SELECT min(id) FROM review)")
        connection.execute("UPDATE card SET lapses = 3 WHERE reviews > 0")
    repaired = laptop.run("data", "check", "--repair")
    assert repaired.returncode == 1
    assert "'grade' of this review is not one of strong, lean, no_hire" in " ".join(repaired.stdout.split())
    assert "lapses 3" not in laptop.run("data", "check").stdout


def test_damaged_pages_are_left_behind_and_the_log_is_rescued(laptop: Program) -> None:
    before = documents(laptop)
    path = laptop.home / FILE_NAME
    with closing(database_of(laptop)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'question'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(bytes(data))
    shutil.rmtree(laptop.home / "backups")
    checked = laptop.run("data", "check")
    assert checked.returncode == 1
    assert "damaged" in checked.stdout
    repaired = laptop.run("data", "check", "--repair")
    assert (repaired.returncode, repaired.stderr) == (0, "")
    assert documents(laptop) == before
    (aside,) = laptop.home.glob("mlprep-damaged-*.db")
    assert aside.read_bytes() == bytes(data)


def test_records_that_a_damaged_file_has_lost_come_from_the_newest_backup(laptop: Program) -> None:
    before = documents(laptop)
    laptop.run("data", "backup")
    (laptop.home / FILE_NAME).write_text("dear diary " * 1000)
    assert "damaged" in laptop.run("stats").stderr
    repaired = laptop.run("data", "check", "--repair")
    assert repaired.returncode == 0
    assert documents(laptop) == before


def test_of_many_differing_cards_a_few_are_named(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE card SET lapses = 7")
        cards = connection.execute("SELECT count(*) FROM card").fetchone()[0]
    shown = laptop.run("data", "check").stdout
    assert shown.count("lapses 7") == 10
    assert f"{cards - 10} more cards differ from their reviews" in shown


def test_a_sound_database_needs_no_repair(laptop: Program) -> None:
    done = laptop.run("data", "check", "--repair")
    assert done.returncode == 0
    assert done.stdout.startswith("ok: ")
    assert list((laptop.home / "backups").glob("before-*")) == []


def test_a_log_starts_with_its_format_and_settings_and_ends_with_its_number_of_lines(laptop: Program) -> None:
    lines = [json.loads(line) for line in laptop.run("data", "export").stdout.splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds[:2] == ["mlprep log", "settings"]
    assert kinds[-1] == "end"
    assert lines[-1]["lines"] == len(lines)


@pytest.mark.parametrize("statement", ["DELETE FROM migration", "DROP TABLE migration"])
def test_a_database_without_its_schema_version_is_rebuilt(laptop: Program, statement: str) -> None:
    before = documents(laptop)
    with closing(database_of(laptop)) as connection:
        connection.execute(statement)
    assert "its schema version is missing" in laptop.run("stats").stderr
    assert laptop.run("data", "check", "--repair").returncode == 0
    assert documents(laptop) == before


# --- records of a newer version ---

BADGES = (
    '{"kind":"badge","id":"a1","score":0.5,"text":"L = ‖w‖²"}',
    '{"kind":"badge","id":"a2","passed":[true,null],"text":"\\u001b[2J"}',
)
"""Records of a kind that this version does not know, as an export writes them."""


def newer_log(machine: Program, file: Path) -> Path:
    """Write the log of a machine as a newer version might: with a session in a mode of its own, and attempts."""
    lines = machine.run("data", "export").stdout.splitlines()[:-1]
    session = {"kind": "session", "id": "sprint-1", "mode": "sprint", "started_at": "2026-03-02T13:00:00.000000Z"}
    review = {
        "kind": "review",
        "id": "019caea2-5480-7000-8000-000000000001",
        "question": "overfitting-prevention",
        "session": "sprint-1",
        "mode": "sprint",
        "reviewed_at": "2026-03-02T13:00:00.000000Z",
        "study_day": "2026-03-02",
        "checkpoint": 0,
        "grade": "lean",
        "seconds": 12.5,
        "review_seconds": 3.0,
        "budget": 120,
        "timed_out": False,
        "key_points": [],
        "voided_at": None,
    }
    kinds = [json.loads(line)["kind"] for line in lines]
    lines.insert(kinds.index("note"), json.dumps(review))
    lines.insert(kinds.index("review"), json.dumps({**session, "ended_at": None}))
    lines.insert(
        kinds.index("review"), json.dumps(json.loads(BADGES[1]))
    )  # keys and blanks as another program has them
    lines.append(BADGES[0])
    lines.append(json.dumps({"kind": "end", "lines": len(lines) + 1}))
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def export_of(machine: Program) -> str:
    return ok(machine.run("data", "export"))


@pytest.fixture
def newer(laptop: Program, tmp_path: Path) -> Program:
    """A machine that imported the log of a newer version."""
    machine = Program(tmp_path / "newer", now=laptop.now)
    imported = ok(machine.run("data", "import", str(newer_log(laptop, tmp_path / "newer.jsonl"))))
    assert "4 reviews, 2 sessions, 1 note, 1 plan and 2 records of unknown kind new" in " ".join(imported.split())
    return machine


def test_a_mode_of_a_newer_version_is_shown_and_counted(newer: Program) -> None:
    assert ok(newer.run("data", "check")).startswith("ok: 4 reviews")
    assert "2026-03-02  13:00  overfitting-prevention  Day 0  0:12  Lean Hire" in ok(newer.run("history"))
    assert [review["mode"] for review in newer.lines("history")] == ["drill", "drill", "sprint"]
    document = newer.document("stats")
    assert document["reviews"]["total"] == 3
    assert document["reviews"]["lean"] == 2
    assert document["quickfire"] == []
    for arguments in ((), ("stats",), ("plan",), ("plan", "ready"), ("companies",), ("list",), ("eve",), ("status",)):
        ok(newer.run(*arguments))
    assert newer.run("show", "overfitting-prevention").returncode == 0


def test_an_export_has_the_modes_and_kinds_of_a_newer_version_and_its_import_the_same_bytes(
    newer: Program, tmp_path: Path
) -> None:
    exported = export_of(newer)
    assert [line for line in exported.splitlines() if '"kind":"badge"' in line] == list(BADGES)
    assert exported.count('"mode":"sprint"') == 2
    (tmp_path / "log.jsonl").write_text(exported, "utf-8")
    copy = Program(tmp_path / "copy")
    ok(copy.run("data", "import", str(tmp_path / "log.jsonl")))
    assert export_of(copy) == exported


def test_modes_and_kinds_of_a_newer_version_are_merged_once_in_both_directions(
    newer: Program, desktop: Program, tmp_path: Path
) -> None:
    (tmp_path / "desktop.jsonl").write_text(export_of(desktop), "utf-8")
    (tmp_path / "mine.jsonl").write_text(export_of(newer), "utf-8")
    first = ok(desktop.run("data", "merge", str(tmp_path / "mine.jsonl")))
    assert "and 2 records of unknown kind new" in " ".join(first.split())
    again = (
        (desktop, tmp_path / "mine.jsonl"),
        (desktop, newer.home / FILE_NAME),
        (newer, tmp_path / "desktop.jsonl"),
        (newer, desktop.home / FILE_NAME),
    )
    for machine, file in again:
        ok(machine.run("data", "merge", str(file)))
    for machine, file in again:
        assert ok(machine.run("data", "merge", str(file))) == f"{file.name}: nothing new\n"
    assert [line for line in export_of(desktop).splitlines() if '"kind":"settings"' not in line] == [
        line for line in export_of(newer).splitlines() if '"kind":"settings"' not in line
    ]
    assert export_of(desktop).count('"kind":"badge"') == 2
    for machine in (desktop, newer):
        assert machine.run("data", "check").returncode == 0


def test_a_database_brings_its_modes_and_kinds_of_a_newer_version_along(newer: Program, desktop: Program) -> None:
    merged = ok(desktop.run("data", "merge", str(newer.home / FILE_NAME)))
    assert "and 2 records of unknown kind new" in " ".join(merged.split())
    assert export_of(desktop).count('"kind":"badge"') == 2


def test_records_of_unknown_kinds_alone_are_reported_and_backed_up(laptop: Program, tmp_path: Path) -> None:
    lines = ['{"kind":"mlprep log","format":1}', *BADGES, '{"kind":"end","lines":4}']
    (tmp_path / "badges.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    merged = ok(laptop.run("data", "merge", str(tmp_path / "badges.jsonl")))
    assert merged.startswith("badges.jsonl: 2 records of unknown kind new\n")
    assert "before-merge-" in merged
    assert ok(laptop.run("data", "merge", str(tmp_path / "badges.jsonl"))) == "badges.jsonl: nothing new\n"


@pytest.mark.parametrize("damage", ["index", "page", "not a database"])
def test_a_repair_and_a_rebuilt_database_have_the_modes_and_kinds_of_a_newer_version(
    newer: Program, damage: str
) -> None:
    before, documents_before = export_of(newer), documents(newer)
    path = newer.home / FILE_NAME
    match damage:
        case "index":
            with closing(database_of(newer)) as connection:
                connection.execute("DROP INDEX review_question")
        case "page":
            with closing(database_of(newer)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'question'").fetchone()[0]
                size = connection.execute("PRAGMA page_size").fetchone()[0]
            data = bytearray(path.read_bytes())
            data[(page - 1) * size : page * size] = b"\xff" * size
            path.write_bytes(bytes(data))
        case _:
            newer.run("data", "backup")
            path.write_text("dear diary " * 1000)
    assert newer.run("data", "check").returncode == 1
    ok(newer.run("data", "check", "--repair"))
    assert newer.run("data", "check").returncode == 0
    assert export_of(newer) == before
    assert documents(newer) == documents_before
