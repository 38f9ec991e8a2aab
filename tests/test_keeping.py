"""What keeps the data: logs out and in, backups back, faults found and mended. Each through the real program or file."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import NOON, review
from mlprep_cli.core.health import day_fits
from mlprep_cli.core.log_merge import joined
from mlprep_cli.core.mock import Mock, Section
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, MockAnswer, Note
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered, Retract
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage import log_records, plans
from mlprep_cli.storage.backup import BEFORE, DAILY, back_up_before, back_up_daily
from mlprep_cli.storage.database import FILE_NAME, open_database, transaction
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.journal import Journal, Sitting
from mlprep_cli.storage.log_merge import Union
from mlprep_cli.storage.rows import moment_text
from program import Program, bank_text

NEXT_DAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
SAME = ("list", "stats", "history")
"""Documents that a home and its copy must share to the letter."""


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the homes of the two machines, to be copied for each test."""
    folder = tmp_path_factory.mktemp("machines")
    machine = Program(folder / "laptop")
    machine.run("drill", "--count", "3", typed="\ns\n\nl\n\ne\nforgot the σ\nn\nq\n")
    machine.run("undo")
    machine.run("plan", "start", "--interview", "2026-04-20", "--company", "Google")
    machine.run("config", "set", "new_per_day", "12")
    other = Program(folder / "desktop", now=NEXT_DAY)
    other.run("drill", "--count", "2", "--round", "deep-dive", typed="\ns\n\ns\nq\n")
    return machine.home, other.home


@pytest.fixture
def laptop(practised: tuple[Path, Path], tmp_path: Path) -> Program:
    """A machine on which somebody has practised: three grades, one taken back, a note, a plan, a setting."""
    return Program(shutil.copytree(practised[0], tmp_path / "laptop"))


@pytest.fixture
def desktop(practised: tuple[Path, Path], tmp_path: Path) -> Program:
    """Another machine, with a day of its own."""
    return Program(shutil.copytree(practised[1], tmp_path / "desktop"), now=NEXT_DAY)


def documents(machine: Program) -> list[str]:
    """Return what a machine says of everything."""
    return [machine.run(each, "--json").stdout for each in SAME] + [machine.run("notes").stdout]


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


grades = st.sampled_from(list(Grade))
acts = st.one_of(
    st.tuples(st.just("grade"), st.sampled_from(["one", "two", "three", "rapid"]), grades),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("note"), st.sampled_from(["one", "two"]), st.text("aσ✓ \"\\'", min_size=1, max_size=8)),
    st.tuples(st.just("wait"), st.integers(1, 9), st.none()),
    st.tuples(st.just("plan"), st.none() | st.integers(1, 40), st.none()),
    st.tuples(st.just("mock"), st.none(), st.none()),
)


@settings(max_examples=25)
@given(done=st.lists(acts, max_size=14))
def test_whatever_was_done_an_import_of_the_export_is_the_same(
    done: list[tuple[str, object, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("machines")
    with closing(open_database(folder / "one")) as one, closing(open_database(folder / "other")) as other:
        fill(one, *QUESTIONS)
        fill(other, *QUESTIONS)
        _act(one, folder / "one", done)
        log = list(log_records.written(one, {"new_per_day": "15"}))
        (folder / "log.jsonl").write_text("".join(f"{each}\n" for each in log), "utf-8")
        union = Union(other, "2026-03-02T12:00:00.000000Z")
        with transaction(other), log_records.lines_in(folder / "log.jsonl") as data:
            union.take(each for each in log_records.read(folder / "log.jsonl", data) if each.kind != "settings")
            union.derive()
        assert list(log_records.written(other, {"new_per_day": "15"})) == log
        for table in ("card", "review WHERE voided_at IS NULL", "tally WHERE reviews > 0", "note", "session", "said"):
            first, second = ({tuple(row) for row in each.execute(f"SELECT * FROM {table}")} for each in (one, other))  # noqa: S608
            assert second == first
        assert check_database(other, folder, plans.schedule(other)).faults == ()


def _act(connection: sqlite3.Connection, home: Path, done: list[tuple[str, object, object]]) -> None:
    moment = NOON
    mock = Mock("mocked", NOON.date(), "mixed", None, (Section("mixed", 900, 1, ("one", "two")),))
    journal = Journal(home / FILE_NAME, Sitting("session", "drill", NOON))
    interview = Journal(home / FILE_NAME, Sitting("mocked", "mock", NOON, mock))
    standing: list[tuple[str, str]] = []
    said = 0
    for place, (what, which, how) in enumerate(done):
        moment += timedelta(seconds=1)
        match what:
            case "grade":
                kept = review(Grade(str(how)), moment.date(), question_id=str(which), moment=moment, seconds=12.0)
                card = Card(str(which))
                asked = next(each for each in QUESTIONS if each.id == which)
                attempt = Attempt(Item(asked.id, asked.topic, card), asked, None, 120, since=0)
                journal.record(Answered(kept, card, card, attempt))
                standing.append((kept.id, str(which)))
            case "undo" if standing:
                journal.retract(Retract(*standing.pop(), moment))
            case "note":
                journal.jot(Note(f"note-{place:02}", str(which), "session", moment, moment.date(), str(how)))
            case "wait":
                moment += timedelta(days=int(str(which)))
            case "plan":
                away = None if which is None else moment.date() + timedelta(days=int(str(which)))
                plans.start(
                    connection, Plan(moment.date(), moment.date(), away), f"plan-{place:02}", moment_text(moment)
                )
            case "mock" if said < 2:
                interview.keep(MockAnswer("mocked", said, ("one", "two")[said], 40.5, 0.0, 0, said == 1))
                said += 1
    journal.end_session(moment)
    journal.close()
    interview.close()


def test_an_import_wants_a_home_without_a_log(laptop: Program, desktop: Program, tmp_path: Path) -> None:
    laptop.run("data", "export", str(tmp_path / "log.jsonl"))
    refused = desktop.run("data", "import", str(tmp_path / "log.jsonl"))
    assert refused.returncode == 1
    assert "there is a log in" in refused.stderr
    assert f"mlprep data merge {tmp_path / 'log.jsonl'}" in refused.stderr


def test_an_export_replaces_a_file_only_where_it_is_told_to(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("precious")
    assert "already exists" in laptop.run("data", "export", str(tmp_path / "log.jsonl")).stderr
    assert (tmp_path / "log.jsonl").read_text() == "precious"
    assert laptop.run("data", "export", "--force", str(tmp_path / "log.jsonl")).returncode == 0
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob(".*part*")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "it ends in the middle"),
        (lambda lines: lines[:-2] + lines[-1:], "counts other lines than there are"),
        (lambda lines: [lines[0].replace("1}", "2}"), *lines[1:]], "it was written in the format 2"),
        (lambda lines: ['{"kind":"dear diary"}'], "this is no log of mlprep"),
        (lambda lines: ["not json"], "this is no JSON"),
        (lambda lines: [line.replace('"strong"', '"superb"') for line in lines], "is not one of strong, lean, no_hire"),
        (lambda lines: [line.replace('"seconds":', '"second":') for line in lines], "a review has no 'second'"),
        (lambda lines: [line.replace('"budget":120', '"budget":1e999') for line in lines], "is not a whole number"),
        (lambda lines: [line.replace("forgot", "\\u001b]0;") for line in lines], "is not text of one line"),
        (lambda lines: [line for line in lines if '"kind":"session"' not in line], "no line before it has"),
        (lambda lines: [*lines[:2], *lines[-2:1:-1], lines[-1]], "cannot stand here"),
        (lambda lines: [lines[0].replace("}", ',"x":' + "[" * 100_000 + "]" * 100_000 + "}")], "no JSON"),
        (lambda lines: [lines[0].replace("}", ',"x":"' + "a" * 2_000_000 + '"}')], "longer than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_sound_log_is_refused_with_its_line_and_nothing_is_taken(
    laptop: Program, tmp_path: Path, change: Callable[[list[str]], list[str]], said: str
) -> None:
    lines = laptop.run("data", "export").stdout.splitlines()
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in change(lines)), "utf-8")
    copy = Program(tmp_path / "copy")
    refused = copy.run("data", "import", str(tmp_path / "log.jsonl"))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert f"{tmp_path / 'log.jsonl'}:" in refused.stderr
    assert said in refused.stderr
    assert copy.lines("history") == []


def test_a_log_that_is_refused_sets_nothing(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "cut.jsonl").write_text("".join(laptop.run("data", "export").stdout.splitlines(keepends=True)[:-1]))
    copy = Program(tmp_path / "copy")
    assert "it ends in the middle" in copy.run("data", "import", str(tmp_path / "cut.jsonl")).stderr
    assert not (copy.home / "config.toml").exists()


def test_nothing_is_written_over_the_database_itself_even_by_force(laptop: Program) -> None:
    for what in ("backup", "export"):
        refused = laptop.run("data", what, "--force", str(laptop.home / FILE_NAME))
        assert refused.returncode == 1
        assert "is the database itself" in refused.stderr
    assert len(laptop.lines("history")) == 2


# --- merging ---


def test_two_machines_become_one_by_their_logs(laptop: Program, desktop: Program, tmp_path: Path) -> None:
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


def test_a_database_can_be_merged_as_it_is(laptop: Program, desktop: Program) -> None:
    before = (laptop.home / FILE_NAME).read_bytes()
    done = desktop.run("data", "merge", str(laptop.home / FILE_NAME))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(desktop.lines("history")) == 4
    assert (laptop.home / FILE_NAME).read_bytes() == before
    kept = next((desktop.home / "backups").glob("before-merge-*.db"))
    assert str(kept) in done.stdout.replace("\n", "")


def test_one_file_that_cannot_be_used_does_not_keep_the_others_out(
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


def test_a_folder_is_taken_in_after_one_backup_and_without_what_is_hidden_in_it(
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


def test_what_can_be_read_of_a_damaged_database_is_merged_into_its_restored_backup(
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
    assert "2 lines of it cannot be read and stayed out" in merged.stdout
    assert documents(laptop) == before


def test_merge_says_what_it_wants(laptop: Program, tmp_path: Path) -> None:
    assert laptop.run("data", "merge").returncode == 2
    assert "there is no log" in laptop.run("data", "merge", "--from", str(tmp_path)).stderr
    assert "does not exist" in laptop.run("data", "merge", str(tmp_path / "nowhere.jsonl")).stderr
    assert "does not exist" in laptop.run("data", "merge", "~nobody-here/mine.jsonl").stderr
    (tmp_path / "my logs").mkdir()
    hint = laptop.run("data", "merge", "--from", str(tmp_path / "my logs")).stderr
    assert f"mlprep data export '{tmp_path}/my logs/this-machine.jsonl'" in hint


def test_reviews_of_a_bank_of_ones_own_wait_for_it(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("my-own"))
    laptop.run("bank", "add", str(tmp_path / "mine.yaml"))
    laptop.run("drill", "my-own", typed="\ns\nq\n")
    laptop.run("data", "export", str(tmp_path / "log.jsonl"))
    copy = Program(tmp_path / "copy")
    assert "1 question of a bank that is not here (my-own)" in " ".join(
        copy.run("data", "import", str(tmp_path / "log.jsonl")).stdout.split()
    )
    assert copy.run("show", "my-own").returncode == 0
    assert copy.run("data", "export").stdout == (tmp_path / "log.jsonl").read_text("utf-8")
    copy.run("bank", "add", str(tmp_path / "mine.yaml"))
    assert documents(copy) == documents(laptop)


# --- backups ---


def test_a_backup_can_be_restored_and_what_was_there_is_kept(laptop: Program, tmp_path: Path) -> None:
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


def test_a_backup_moves_to_another_machine_without_a_word(laptop: Program, tmp_path: Path) -> None:
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    copy = Program(tmp_path / "copy")
    assert copy.run("data", "restore", str(tmp_path / "mine.db")).returncode == 0
    assert documents(copy) == documents(laptop)
    assert (copy.home / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_restored_database_names_no_file_that_is_read(laptop: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("my-own"))
    laptop.run("bank", "add", str(tmp_path / "mine.yaml"))
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    copy = Program(tmp_path / "copy")
    done = copy.run("data", "restore", str(tmp_path / "mine.db"))
    assert "the bank mine is asked as it was" in done.stderr
    (tmp_path / "mine.yaml").write_text(bank_text("my-own", "another"))
    assert copy.run("show", "another").returncode == 2
    assert copy.run("bank", "add", str(tmp_path / "mine.yaml")).returncode == 0
    assert copy.run("show", "another").returncode == 0
    # On the machine that added the file, it is followed as before.
    laptop.run("data", "restore", "--force", str(tmp_path / "mine.db"))
    assert laptop.run("show", "another").returncode == 0


@pytest.mark.parametrize("damage", ["not a database", "cut", "empty", "newer", "foreign", "link", "missing"])
def test_what_is_no_backup_is_refused_and_nothing_changes(laptop: Program, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "mine.db"
    laptop.run("data", "backup", str(file))
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
    before = documents(laptop)
    refused = laptop.run("data", "restore", "--force", str(file))
    assert refused.returncode == 1
    assert str(file) in refused.stderr
    assert "bug" not in refused.stderr
    assert documents(laptop) == before


def test_a_damaged_database_gives_way_to_a_backup_and_is_kept(laptop: Program, tmp_path: Path) -> None:
    laptop.run("data", "backup", str(tmp_path / "mine.db"))
    before = documents(laptop)
    (laptop.home / FILE_NAME).write_text("dear diary " * 1000)
    done = laptop.run("data", "restore", "--force", str(tmp_path / "mine.db"))
    assert (done.returncode, done.stderr) == (0, "")
    assert documents(laptop) == before
    (aside,) = laptop.home.glob("mlprep-damaged-*.db")
    assert aside.read_text().startswith("dear diary")


def test_backups_are_thinned(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as connection:
        for number in range(15):
            back_up_daily(connection, tmp_path, date(2026, 3, 1) + timedelta(days=number))
            back_up_before(connection, tmp_path, ("merge", "repair")[number % 2])
        (tmp_path / "backups" / "mlprep-20200101T000000Z.db").write_text("mine: never thinned")
        left = tmp_path / "backups" / ".daily-2026-03-01.db.1.part"
        left.write_text("")
        os.utime(left, (0, 0))
        back_up_before(connection, tmp_path, "merge")
    names = [each.name for each in (tmp_path / "backups").iterdir()]
    assert sum(each.startswith("daily-") for each in names) == DAILY
    assert sum(each.startswith("before-") for each in names) == BEFORE
    assert "daily-2026-03-15.db" in names
    assert "mlprep-20200101T000000Z.db" in names
    assert left.name not in names


# --- checking and mending ---


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14), st.integers(0, 23))
def test_a_study_day_fits_its_moment_in_every_zone_and_not_two_days_off(
    moment: datetime, zone: int, begins: int
) -> None:
    local = moment + timedelta(hours=zone)
    day = local.date() - timedelta(days=1) if local.hour < begins else local.date()
    assert day_fits(moment.replace(tzinfo=UTC), day)
    assert not day_fits(moment.replace(tzinfo=UTC), moment.date() + timedelta(days=2))
    assert not day_fits(moment.replace(tzinfo=UTC), moment.date() - timedelta(days=3))


FAULTS = {
    "a missing index": ("DROP INDEX review_question", "the index review_question is missing"),
    "a missing trigger": ("DROP TRIGGER review_added", "the trigger review_added is missing"),
    "a card that differs": ("UPDATE card SET lapses = 7 WHERE reviews > 0", "lapses 7"),
    "a card that cannot be read": ("UPDATE card SET due = 'soon' WHERE reviews > 0", "says what cannot be read"),
    "a card that is gone": ("DELETE FROM card WHERE reviews > 0", "there is no card of"),
    "an unknown question": (
        "DELETE FROM card WHERE question_id = 'overfitting-prevention'; "
        "DELETE FROM question WHERE id = 'overfitting-prevention'",
        "names a question that is not there, 1 × (overfitting-prevention)",
    ),
    "an unknown session": ("DELETE FROM session", "names a session that is not there"),
    "a day that does not fit": ("UPDATE review SET study_day = '2026-04-01'", "the study day does not fit the moment"),
    "a wrong mark": ("UPDATE review SET first_of_day = 1 - first_of_day", "wrongly marked as first of their day"),
    "a wrong topic": (
        "UPDATE review SET topic = 'optimization'",
        "the topic of reviews differs from their question's, 3 ×",
    ),
    "a wrong round of a card": ("UPDATE card SET round = 'x' WHERE reviews > 0", "has another topic"),
    "a wrong count": ("UPDATE tally SET reviews = reviews + 1", "the statistics kept beside the reviews differ"),
    "an unreadable question": (
        "UPDATE question SET body = '{' WHERE id = 'regularization-methods' OR position = 3",
        "cannot be read",
    ),
    "an unreadable page": ("UPDATE page SET text = '{' WHERE kind = 'company'", "the page Google cannot be read"),
    "an unreadable bank": ("UPDATE bank SET path = X'00'", "the bank 0 cannot be read"),
    "an unreadable pace": ("REPLACE INTO pace VALUES ('2026-03-02', 'x', 1)", "last worked out cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_can_be_derived_again_is_found_named_and_mended_after_a_backup(laptop: Program, fault: str) -> None:
    before = documents(laptop)
    statement, words = FAULTS[fault]
    with closing(database_of(laptop)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.executescript(statement)
        log = list(connection.execute("SELECT id, grade, reviewed_at, voided_at FROM review ORDER BY id"))
    found = laptop.run("data", "check")
    assert found.returncode == 1
    assert words in " ".join(found.stdout.split())
    mended = laptop.run("data", "check", "--repair")
    assert mended.returncode == 0
    assert mended.stderr == (
        "bank mlprep: 1 changed (l1-vs-l2-regularization)\n" if fault == "an unreadable question" else ""
    )
    assert words in " ".join(mended.stdout.split())
    assert laptop.run("data", "check").returncode == 0
    with closing(database_of(laptop)) as connection:
        assert list(connection.execute("SELECT id, grade, reviewed_at, voided_at FROM review ORDER BY id")) == log
    (kept,) = (laptop.home / "backups").glob("before-repair-*.db")
    assert str(kept) in mended.stdout.replace("\n", "")
    if fault not in ("an unknown question", "an unknown session"):  # what nobody knows any more stays unknown
        assert documents(laptop) == before


def test_a_plan_that_cannot_be_read_is_named(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE \"plan\" SET started_day = 'soon'")
    found = laptop.run("data", "check")
    assert (found.returncode, found.stderr) == (1, "")
    assert "'started' of this plan is not a day" in " ".join(found.stdout.split())
    assert "mlprep data restore" in found.stdout


def test_a_log_out_of_order_is_named_and_left_alone(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        first = connection.execute("SELECT min(id) FROM review").fetchone()[0]
        connection.execute("UPDATE review SET reviewed_at = '2026-03-02T13:00:00.000000Z' WHERE id = ?", (first,))
    for options in ((), ("--repair",)):
        found = laptop.run("data", "check", *options)
        assert found.returncode == 1
        assert "the log is out of order at the review" in " ".join(found.stdout.split())
    with closing(database_of(laptop)) as connection:
        assert connection.execute("SELECT reviewed_at FROM review ORDER BY id LIMIT 1").fetchone()[0][11:13] == "13"


def test_a_line_of_the_log_that_cannot_be_read_is_named_and_keeps_nothing_else_back(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE review SET grade = 'superb' WHERE id = (SELECT min(id) FROM review)")
        connection.execute("UPDATE card SET lapses = 3 WHERE reviews > 0")
    mended = laptop.run("data", "check", "--repair")
    assert mended.returncode == 1
    assert "'grade' of this review is not one of strong, lean, no_hire" in " ".join(mended.stdout.split())
    assert "lapses 3" not in laptop.run("data", "check").stdout


def test_damaged_pages_are_left_behind_and_the_log_is_saved(laptop: Program) -> None:
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
    found = laptop.run("data", "check")
    assert found.returncode == 1
    assert "damaged" in found.stdout
    mended = laptop.run("data", "check", "--repair")
    assert (mended.returncode, mended.stderr) == (0, "")
    assert documents(laptop) == before
    (aside,) = laptop.home.glob("mlprep-damaged-*.db")
    assert aside.read_bytes() == bytes(data)


def test_what_the_damaged_file_cannot_tell_comes_from_the_newest_backup(laptop: Program) -> None:
    before = documents(laptop)
    laptop.run("data", "backup")
    (laptop.home / FILE_NAME).write_text("dear diary " * 1000)
    assert "damaged" in laptop.run("stats").stderr
    mended = laptop.run("data", "check", "--repair")
    assert mended.returncode == 0
    assert documents(laptop) == before


def test_of_many_cards_that_differ_a_few_are_named(laptop: Program) -> None:
    with closing(database_of(laptop)) as connection:
        connection.execute("UPDATE card SET lapses = 7")
        cards = connection.execute("SELECT count(*) FROM card").fetchone()[0]
    found = laptop.run("data", "check").stdout
    assert found.count("lapses 7") == 10
    assert f"{cards - 10} more cards differ from their reviews" in found


def test_a_sound_database_needs_no_repair(laptop: Program) -> None:
    done = laptop.run("data", "check", "--repair")
    assert done.returncode == 0
    assert done.stdout.startswith("ok: ")
    assert list((laptop.home / "backups").glob("before-*")) == []


def test_an_import_goes_on_where_a_log_says_what_another_bank_knows(laptop: Program, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in laptop.run("data", "export").stdout.splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds[:2] == ["mlprep log", "settings"]
    assert kinds[-1] == "end"
    assert lines[-1]["lines"] == len(lines)
    with pytest.raises(MlprepError, match="no line before it has"):
        _take_alone(tmp_path, [line for line in lines if line["kind"] == "review"])


def _take_alone(folder: Path, lines: list[dict[str, object]]) -> None:
    with closing(open_database(folder / "alone")) as connection:
        union = Union(connection, "2026-03-02T12:00:00.000000Z")
        for number, line in enumerate(lines):
            union.add(log_records.Line(number, str(line.pop("kind")), line))  # type: ignore[arg-type]  # JSON as it was read


@pytest.mark.parametrize("statement", ["DELETE FROM migration", "DROP TABLE migration"])
def test_a_database_that_does_not_say_its_version_is_written_anew(laptop: Program, statement: str) -> None:
    before = documents(laptop)
    with closing(database_of(laptop)) as connection:
        connection.execute(statement)
    assert "it does not say of which version it is" in laptop.run("stats").stderr
    assert laptop.run("data", "check", "--repair").returncode == 0
    assert documents(laptop) == before


def test_a_study_day_that_was_mended_on_one_machine_is_taken_from_there() -> None:
    sound = {
        "id": "one",
        "reviewed_at": "2026-03-02T12:00:00.000000Z",
        "study_day": "2026-03-02",
        "voided_at": None,
    }
    strange = {**sound, "study_day": "2026-04-01"}
    assert joined("review", dict(sound), dict(strange)) == joined("review", dict(strange), dict(sound)) == sound
