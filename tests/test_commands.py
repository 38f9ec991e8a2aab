"""The commands, as installed: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mlprep_cli.cli import COMMANDS
from mlprep_cli.cli.options import complete_difficulty, complete_round
from program import Program, bank_text

IDS = ("alpha", "beta", "gamma")


@pytest.fixture
def mlprep(tmp_path: Path) -> Program:
    """Return the program with a small bank of its own beside the shipped one."""
    (tmp_path / "mine.yaml").write_text(bank_text(*IDS))
    program = Program(tmp_path / "home")
    assert program.run("bank", "add", str(tmp_path / "mine.yaml")).returncode == 0
    return program


def drill(program: Program, typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    return program.run("drill", "--topic", "mine", *options, typed="\n".join(typed) + "\n")


def ok(found: subprocess.CompletedProcess[str]) -> str:
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return found.stdout


def failed(found: subprocess.CompletedProcess[str], code: int) -> str:
    assert found.returncode == code
    assert "Traceback" not in found.stderr
    return found.stderr


# --- practice over a pipe ---


def test_a_drill_over_a_pipe_asks_shows_and_records(mlprep: Program) -> None:
    found = ok(drill(mlprep, " s l q"))
    for expected in (
        "1/3 · screening · mine · new · 2:00",
        "What is alpha?",
        "It is alpha.",
        "one of alpha (must)",
        "why alpha",
    ):
        assert expected in found
    assert "✓ Strong Hire" in found
    assert "2 answered  1 Strong Hire  1 Lean Hire  0 No Hire" in found
    assert [(each["question"], each["grade"]) for each in mlprep.lines("history")] == [
        ("alpha", "strong"),
        ("beta", "lean"),
    ]


def test_a_drill_over_a_pipe_writes_no_escape_sequence(mlprep: Program) -> None:
    assert "\x1b" not in ok(drill(mlprep, " s?"))


def test_a_quickfire_round_draws_on_its_own_round_and_ends_with_its_target(mlprep: Program) -> None:
    found = ok(mlprep.run("quickfire", "--timer", "15", "--count", "2", typed="\nl\n\ns\n\n"))
    assert "1/2 · quickfire" in found
    assert "0:15" in found
    assert "inside the 5:00 target" in found
    assert {each["mode"] for each in mlprep.lines("history")} == {"quickfire"}
    assert {each["budget"] for each in mlprep.lines("history")} == {15}


def test_nothing_due_says_when_the_next_is_and_practises_on_request(mlprep: Program) -> None:
    drill(mlprep, " s l s")
    found = drill(mlprep, "q", "--new", "0")
    assert "Nothing is due." in found.stdout
    assert "Next: 3 questions Thu 5 Mar." in found.stdout
    assert "What is" not in found.stdout
    again = drill(mlprep, "\n\ns", "--new", "0").stdout
    assert "What is beta?" in again
    assert "early: still due Thu 5 Mar" in again


def test_no_more_new_questions_than_the_day_allows(mlprep: Program) -> None:
    drill(mlprep, " s s", "--new", "2")
    assert "Nothing is due." in drill(mlprep, "q", "--new", "2").stdout
    assert "What is gamma?" in drill(mlprep, "q", "--new", "3").stdout
    tomorrow = replace(mlprep, now=mlprep.now + timedelta(days=1))
    assert "What is gamma?" in drill(tomorrow, "q", "--new", "2").stdout


def test_a_filter_that_lets_nothing_through_is_an_error_with_advice(mlprep: Program) -> None:
    assert "no question matches" in failed(drill(mlprep, "", "--difficulty", "hard"), 1)


def test_a_note_is_shown_after_the_next_reveal(mlprep: Program) -> None:
    mlprep.run("drill", "--topic", "mine", typed="\ne\nthe second half\nl\nq\n")
    assert "the second half" in ok(mlprep.run("notes"))
    later = replace(mlprep, now=mlprep.now + timedelta(days=3))
    assert "missed on Mon 2 Mar: the second half" in drill(later, " ").stdout


def test_undo_takes_back_the_last_grade_of_whichever_session(mlprep: Program) -> None:
    drill(mlprep, " s n q")
    assert "took back No Hire for beta" in ok(mlprep.run("undo"))
    assert "took back Strong Hire for alpha" in ok(mlprep.run("undo"))
    assert mlprep.run("undo").returncode == 1
    assert mlprep.lines("history") == []
    assert [bool(each.get("voided_at")) for each in mlprep.lines("history", "--all")] == [True, True]


def test_a_question_missed_is_asked_again_in_the_same_session(mlprep: Program) -> None:
    found = ok(drill(mlprep, " n s s l"))
    assert "4/4 · screening · mine · Day 0 again" in found
    assert [each["grade"] for each in mlprep.lines("history", "alpha")] == ["no_hire", "lean"]


# --- looking ---


def test_today_counts_what_is_due_and_new_and_names_the_next_step(mlprep: Program) -> None:
    found = ok(mlprep.run())
    assert "Monday 2 March" in found
    assert "mlprep drill  15 new" in found
    drill(mlprep, " s l n")
    later = ok(replace(mlprep, now=mlprep.now + timedelta(days=3)).run())
    assert "due       3  screening 3" in later


def test_list_shows_where_each_question_stands(mlprep: Program) -> None:
    drill(mlprep, " s")
    found = ok(mlprep.run("list", "--topic", "mine"))
    assert [line.split()[0] for line in found.splitlines()[1:4]] == list(IDS)
    assert "Day 3  Thu 5 Mar" in found
    assert "3 questions" in found
    assert "no question matches" in ok(mlprep.run("list", "--topic", "mine", "--due"))
    assert "beta" in ok(mlprep.run("list", "WHAT", "beta"))


def test_list_json_is_the_document_of_the_contract(mlprep: Program) -> None:
    drill(mlprep, " s n q")
    found = replace(mlprep, now=mlprep.now + timedelta(days=5)).document("list", "--topic", "mine")
    assert (found["schema"], found["today"]) == (1, "2026-03-07")
    assert found["questions"][0] == {
        "id": "alpha", "round": "screening", "topic": "mine", "difficulty": "easy", "companies": [], "checkpoint": 3,
        "due": "2026-03-05", "overdue": 2, "lapses": 0, "reviews": 1, "last_grade": "strong",
    }  # fmt: skip
    assert [(each["checkpoint"], each["due"], each["last_grade"]) for each in found["questions"][1:]] == [
        (0, "2026-03-02", "no_hire"), (None, None, None),
    ]  # fmt: skip


def test_history_json_is_one_object_a_line_oldest_first(mlprep: Program) -> None:
    drill(mlprep, [*" 12", "\n", *" l"])  # type: ignore[arg-type]  # a list of lines is typed as one is
    first, second = mlprep.lines("history")
    assert set(first) == {
        "schema", "id", "question", "session", "mode", "reviewed_at", "study_day", "checkpoint", "grade", "seconds",
        "review_seconds", "budget", "timed_out", "key_points",
    }  # fmt: skip
    assert (first["question"], first["grade"], first["key_points"], first["checkpoint"]) == ("alpha", "lean", [1, 2], 0)
    assert first["id"] < second["id"]
    assert first["reviewed_at"].startswith("2026-03-02T12:00:0")
    assert first["reviewed_at"].endswith("Z")
    assert (first["study_day"], first["budget"], first["timed_out"]) == ("2026-03-02", 120, False)


def test_stats_json_is_the_document_of_the_contract(mlprep: Program) -> None:
    drill(mlprep, " s l n")
    found = mlprep.document("stats", "--topic", "mine")
    assert found["questions"] == {"total": 3, "new": 0, "learning": 3, "mastered": 0}
    assert (found["due"]["now"], found["due"]["overdue"], len(found["due"]["forecast"])) == (1, 0, 21)
    assert {"day": "2026-03-05", "count": 2} in found["due"]["forecast"]
    assert found["reviews"] == {"total": 3, "today": 3, "strong": 1, "lean": 1, "no_hire": 1}
    assert found["streak"] == {"current": 1, "longest": 1}
    assert found["checkpoints"][0] == {"checkpoint": 0, "first_attempts": 3, "strong": 1, "lean": 1, "no_hire": 1}
    assert [each["checkpoint"] for each in found["checkpoints"]] == [0, 3, 7, 14, 21, "mastered"]
    (topic,) = found["topics"]
    assert {"topic", "questions", "seen", "strong", "lean", "no_hire", "median_seconds", "budget"} <= set(topic)
    assert (topic["topic"], topic["questions"], topic["seen"]) == ("mine", 3, 3)
    assert found["rounds"][0]["round"] == "screening"
    assert set(found["time"]) == {"seconds_total", "over_budget_share"}


def test_stats_of_nothing_has_nothing_undefined_but_null(mlprep: Program) -> None:
    found = mlprep.document("stats", "--topic", "mine")
    assert found["time"] == {"seconds_total": 0.0, "over_budget_share": None}
    assert found["topics"][0]["median_seconds"] is None
    assert "–" in ok(mlprep.run("stats"))


def test_stats_show_rounds_topics_checkpoints_and_what_falls_due(mlprep: Program) -> None:
    drill(mlprep, " s l n")
    found = ok(mlprep.run("stats"))
    for expected in ("reviews   3  3 today", "screening", "weakest   mine", "Day 0", "21 days", "predicted recall"):
        assert expected in found
    assert len(found.splitlines()) <= 23
    assert "Thu 5 Mar" in ok(mlprep.run("stats", "forecast"))
    assert "mine" in ok(mlprep.run("stats", "topics"))
    assert "nothing falls due" in ok(mlprep.run("stats", "--topic", "bias-variance"))
    assert "reviews   0" in ok(mlprep.run("stats", "--since", "2026-03-03"))


def test_show_has_the_whole_question_and_its_history(mlprep: Program) -> None:
    drill(mlprep, " l")
    found = ok(mlprep.run("show", "alpha"))
    for expected in (
        "What is alpha?",
        "It is alpha.",
        "one of alpha (must)",
        "neither alpha",
        "Day 3, due Thu 5 Mar",
        "Lean Hire",
    ):
        assert expected in found


def test_the_code_of_a_question_can_be_put_in_a_file_solved_and_checked(mlprep: Program, tmp_path: Path) -> None:
    bank = tmp_path / "codes.yaml"
    code = '{stub: "def f(): ...", solution: "def f(): return 1", checks: "assert f() == 1"}'
    bank.write_text(bank_text("one-f", topic="codes", round_name="coding", code=code))
    ok(mlprep.run("bank", "add", str(bank)))
    assert ok(mlprep.run("show", "one-f", "--part", "stub")) == "def f(): ...\n"
    solved = ok(mlprep.run("show", "one-f", "--part", "solution")) + ok(mlprep.run("show", "one-f", "--part", "checks"))
    assert subprocess.run([sys.executable, "-c", solved], check=False).returncode == 0
    shown = ok(mlprep.run("show", "one-f"))
    assert "def f(): return 1" in shown
    assert "assert f() == 1" not in shown
    assert "alpha has no code" in failed(mlprep.run("show", "alpha", "--part", "stub"), 2)


def test_study_has_the_page_and_the_questions(mlprep: Program) -> None:
    found = ok(mlprep.run("study", "mine"))
    assert "All of it." in found
    assert all(each in found for each in IDS)


def test_guide_lists_its_pages_and_shows_one(mlprep: Program) -> None:
    listed = ok(mlprep.run("guide"))
    assert "star" in listed
    assert "Situation" in ok(mlprep.run("guide", "star"))


# --- the user's own banks ---


def test_a_sound_bank_is_ok(mlprep: Program, tmp_path: Path) -> None:
    assert "ok, 3 questions" in ok(mlprep.run("bank", "check", str(tmp_path / "mine.yaml")))


def test_advice_on_a_bank_has_its_line_and_fails_only_where_it_is_asked_to(mlprep: Program, tmp_path: Path) -> None:
    bank = tmp_path / "plain.yaml"
    bank.write_text(bank_text("one", topic="plain"))
    found = ok(mlprep.run("bank", "check", str(bank)))
    assert f"{bank}:5: one: it has 0 follow-ups; add" in found
    assert f"{bank}: ok, 1 question, 1 to improve" in found
    assert mlprep.run("bank", "check", "--strict", str(bank)).returncode == 1


def test_the_shipped_bank_is_sound(mlprep: Program) -> None:
    shipped = Path(__file__).parents[1] / "data" / "questions.yaml"
    assert "ok" in ok(mlprep.run("bank", "check", str(shipped)))


def test_each_problem_of_a_bank_has_its_line_and_its_fix(mlprep: Program, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        bank_text("one", "two").replace("difficulty: easy", "difficulty: eazy", 1).replace("id: two", "id: one")
    )
    found = failed(mlprep.run("bank", "check", str(bad)), 1)
    assert f"{bad}:8: there is no difficulty eazy; did you mean easy?" in found
    assert f"{bad}:16: the id one is used twice" in found


def test_an_id_that_clashes_names_both_files(mlprep: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(bank_text("alpha", topic="others"))
    for verb in ("check", "add"):
        found = failed(mlprep.run("bank", verb, str(other)), 1)
        assert str(other) in found
        assert str(tmp_path / "mine.yaml") in found


def test_an_edited_bank_is_taken_up_by_itself_and_says_what_changed(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "beta", "delta"))
    found = mlprep.run("list", "--topic", "mine")
    assert found.stderr.strip() == "bank mine: 1 added (delta); 1 retired (gamma)"
    assert "delta" in found.stdout
    assert mlprep.run("list").stderr == ""


def test_a_broken_bank_never_replaces_a_good_one(mlprep: Program, tmp_path: Path) -> None:
    good = (tmp_path / "mine.yaml").read_text()
    (tmp_path / "mine.yaml").write_text(good.replace("questions:", "questions: ["))
    for _ in range(2):
        found = mlprep.run("list", "--topic", "mine")
        assert all(each in found.stdout for each in IDS)
        assert "mlprep bank check" in found.stderr
    (tmp_path / "mine.yaml").write_text(good)
    assert mlprep.run("list").stderr == ""


def test_a_bank_that_went_away_is_asked_as_it_was(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").unlink()
    found = mlprep.run("list", "--topic", "mine")
    assert "alpha" in found.stdout
    assert "cannot be read" in found.stderr


def test_a_bank_of_ones_own_can_be_removed_and_the_shipped_one_cannot(mlprep: Program) -> None:
    assert "mine" in ok(mlprep.run("bank", "list"))
    assert "3 retired" in ok(mlprep.run("bank", "remove", "mine"))
    assert "mine" not in ok(mlprep.run("bank", "list"))
    assert "The shipped bank cannot be removed" in failed(mlprep.run("bank", "remove", "mlprep"), 2)
    assert "no bank mine" in failed(mlprep.run("bank", "remove", "mine"), 2)


# --- data and settings ---


def test_the_data_are_where_they_are_said_to_be_and_sound(mlprep: Program) -> None:
    drill(mlprep, " s")
    path = ok(mlprep.run("data", "path")).strip()
    assert path == str(mlprep.home / "mlprep.db")
    assert "ok: 1 review" in ok(mlprep.run("data", "check"))


def test_data_check_finds_a_card_that_was_tampered_with(mlprep: Program) -> None:
    drill(mlprep, " s")
    with sqlite3.connect(mlprep.home / "mlprep.db") as connection:
        connection.execute("UPDATE card SET lapses = 3 WHERE question_id = 'alpha'")
    connection.close()
    found = mlprep.run("data", "check")
    assert found.returncode == 1
    assert "the card of alpha" in found.stdout


def test_a_session_that_kept_something_leaves_the_days_backup(mlprep: Program) -> None:
    drill(mlprep, " q")
    assert not (mlprep.home / "backups").exists()
    drill(mlprep, " sq")
    assert [each.name for each in (mlprep.home / "backups").iterdir()] == ["daily-2026-03-02.db"]


def test_a_backup_is_written_where_it_is_wanted_and_never_over_anything(mlprep: Program, tmp_path: Path) -> None:
    drill(mlprep, " s")
    target = tmp_path / "copy.db"
    assert str(target) in ok(mlprep.run("data", "backup", str(target))).replace("\n", "")
    assert "already exists" in failed(mlprep.run("data", "backup", str(target)), 1)
    restored = replace(mlprep, home=tmp_path / "restored")
    restored.home.mkdir()
    target.rename(restored.home / "mlprep.db")
    assert restored.lines("history") == mlprep.lines("history")


def test_settings_are_shown_set_and_kept(mlprep: Program) -> None:
    assert "new_per_day" in ok(mlprep.run("config"))
    assert ok(mlprep.run("config", "set", "new_per_day", "2")).strip() == "new_per_day = 2"
    assert "2 today" in ok(mlprep.run())
    assert ok(mlprep.run("config", "set", "day_starts_at", "06:30")).strip() == "day_starts_at = 06:30"
    assert (mlprep.home / "config.toml").read_text() == 'new_per_day = 2\nday_starts_at = "06:30"\n'
    early = replace(mlprep, now=mlprep.now.replace(hour=6))
    assert "Sunday 1 March" in ok(early.run())


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("new_per_dya", "2", "Did you mean new_per_day?"),
        ("new_per_day", "many", "whole number"),
        ("day_starts_at", "25:00", "as 04:00"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(mlprep: Program, key: str, value: str, message: str) -> None:
    assert message in failed(mlprep.run("config", "set", key, value), 2)


def test_a_broken_settings_file_is_one_clear_message(mlprep: Program) -> None:
    (mlprep.home / "config.toml").write_text("new_per_day = = 2\n")
    assert "config.toml is not valid TOML" in failed(mlprep.run(), 1)


# --- conventions ---


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("drill", "--round", "screning"), "Did you mean screening?"),
        (("drill", "--topic", "mime"), "Did you mean mine?"),
        (("list", "--difficulty", "hrd"), "Did you mean hard?"),
        (("show", "alhpa"), "Did you mean alpha?"),
        (("study", "regularisation"), "Did you mean regularization?"),
        (("guide", "stra"), "Did you mean star?"),
    ],
)
def test_a_mistyped_name_gets_the_nearest_right_one(mlprep: Program, arguments: tuple[str, ...], hint: str) -> None:
    assert hint in failed(mlprep.run(*arguments), 2)


def test_a_mistyped_command_or_option_is_wrong_usage(mlprep: Program) -> None:
    assert mlprep.run("dril").returncode == 2
    assert mlprep.run("drill", "--coutn", "3").returncode == 2
    assert mlprep.run("drill", "--count", "0").returncode == 2


def test_an_error_under_json_is_a_document_on_standard_error(mlprep: Program) -> None:
    found = mlprep.run("list", "--topic", "mime", "--json")
    assert (found.returncode, found.stdout) == (2, "")
    assert json.loads(found.stderr) == {
        "schema": 1,
        "error": {"message": "there is no topic mime.", "hint": "Did you mean mine?"},
    }


def test_names_are_taken_whatever_their_case(mlprep: Program) -> None:
    assert "alpha" in ok(mlprep.run("list", "--topic", "MINE", "--round", "Screening"))


@pytest.mark.parametrize("command", [*COMMANDS, "bank check", "bank add", "bank remove", "bank list"])
def test_every_command_has_help_with_an_example(mlprep: Program, command: str) -> None:
    assert f"Example: mlprep {command}" in ok(mlprep.run(*command.split(), "--help"))


@pytest.mark.parametrize(
    "command",
    [
        "data path",
        "data check",
        "data backup",
        "data restore",
        "data export",
        "data import",
        "data merge",
        "config set",
    ],
)
def test_every_command_of_the_data_has_help_with_an_example(mlprep: Program, command: str) -> None:
    found = ok(mlprep.run(*command.split(), "--help"))
    assert "Example: " in found
    assert f"mlprep {command}" in found


def test_the_help_of_all_commands_is_what_each_says_of_itself(mlprep: Program) -> None:
    shown = ok(mlprep.run("--help"))
    for name, (_, text) in COMMANDS.items():
        assert f"  {name} " in shown
        own = " ".join(ok(mlprep.run(name, "--help")).split())
        assert text.rstrip(".") in own


def test_the_version_is_the_packages(mlprep: Program) -> None:
    from mlprep_cli import __version__

    for option in ("--version", "-V"):
        assert ok(mlprep.run(option)) == f"mlprep {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mlprep study mi", "mine"),
        ("mlprep drill --topic mi", "mine"),
        ("mlprep show alp", "alpha"),
        ("mlprep drill --round scr", "screening"),
    ],
)
def test_the_shell_completes_names(mlprep: Program, typed: str, expected: str) -> None:
    found = mlprep.run(_MLPREP_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
    assert found.stdout.split() == [expected]


def test_rounds_and_difficulties_are_completed_without_a_database() -> None:
    assert complete_round("se") == ["senior"]
    assert complete_difficulty("") == ["easy", "medium", "hard"]


@pytest.mark.parametrize(
    "environment",
    [
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"COLUMNS": "40"},
        {"TERM": "xterm-256color", "FORCE_COLOR": "1"},
    ],
)
def test_every_environment_is_survived(mlprep: Program, environment: dict[str, str]) -> None:
    for arguments, typed in (
        (("drill", "--topic", "mine"), "\nl\nq\n"),
        (("stats",), ""),
        ((), ""),
        (("study", "mine"), ""),
    ):
        found = mlprep.run(*arguments, typed=typed, **environment)
        assert (found.returncode, found.stderr) == (0, "")


def test_forty_columns_are_enough(mlprep: Program) -> None:
    drill(mlprep, " s l n")
    for arguments in (("stats",), ("list", "--topic", "mine"), ("show", "alpha"), ("history",), ()):
        found = mlprep.run(*arguments, COLUMNS="40")
        assert max(len(line.rstrip()) for line in found.stdout.splitlines()) <= 40


def test_a_damaged_database_is_one_clear_message_and_is_left_alone(mlprep: Program) -> None:
    path = mlprep.home / "mlprep.db"
    path.write_bytes(b"not a database at all, " * 400)
    for arguments in ((), ("drill",), ("list", "--json"), ("data", "check"), ("undo",)):
        found = mlprep.run(*arguments)
        assert found.returncode == 1
        assert "damaged, or not a database" in found.stderr
        assert "Traceback" not in found.stderr
    assert path.read_bytes() == b"not a database at all, " * 400


@pytest.mark.parametrize(
    ("statement", "arguments", "named"),
    [
        ("UPDATE review SET grade = 'maybe'", ("history",), "cannot be read ('maybe' is no grade)"),
        ("UPDATE review SET study_day = 'soon'", ("status",), "'soon' is no day"),
        ("UPDATE question SET body = '[]'", ("show", "alpha"), "the question alpha cannot be read"),
        ("UPDATE tally SET round = 'tea'", ("stats",), "the statistics kept beside the reviews differ"),
    ],
)
def test_what_fails_on_a_damaged_row_is_named_as_damage_and_not_as_a_bug(
    mlprep: Program, statement: str, arguments: tuple[str, ...], named: str
) -> None:
    drill(mlprep, " s s q")
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute(statement)
    said = failed(mlprep.run(*arguments), 1)
    assert f"{mlprep.home / 'mlprep.db'} is damaged: " in said
    assert named in said
    assert "mlprep data check" in said
    assert "bug" not in said


def test_an_unexpected_failure_says_that_it_is_a_bug_and_how_to_see_it(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "yaml.py").write_text("raise RuntimeError('broken library')")
    broken = {"PYTHONPATH": str(tmp_path / "broken")}
    command = ("bank", "check", str(tmp_path / "mine.yaml"))
    assert "this is a bug in mlprep" in failed(mlprep.run(*command, **broken), 1)
    assert "Traceback" in mlprep.run(*command, MLPREP_DEBUG="1", **broken).stderr


def test_a_moment_that_is_not_one_is_a_clear_error_and_not_a_bug(mlprep: Program) -> None:
    for command in ((), ("status",), ("data", "backup")):
        message = failed(mlprep.run(*command, MLPREP_NOW="not a moment"), 1)
        assert "MLPREP_NOW is not a moment: not a moment." in message
        assert "bug" not in message


# --- three weeks ---


def test_the_plan_brings_a_question_back_on_days_0_3_7_14_and_21(mlprep: Program) -> None:
    for number in range(40):
        day = replace(mlprep, now=mlprep.now + timedelta(days=number))
        drill(day, " s", "--new", "1" if number == 0 else "0", "--count", "1")
    days = [date.fromisoformat(each["study_day"]) for each in mlprep.lines("history", "alpha")]
    assert [(day - days[0]).days for day in days] == [0, 3, 7, 14, 21, 35]
    assert mlprep.document("list", "alpha")["questions"][0]["checkpoint"] == "mastered"


def test_the_night_belongs_to_the_day_before(mlprep: Program) -> None:
    late = replace(mlprep, now=mlprep.now.replace(day=3, hour=2, minute=30), zone="UTC")
    drill(late, " s")
    assert mlprep.lines("history")[0]["study_day"] == "2026-03-02"


def test_the_zone_decides_on_which_day_an_answer_counts(mlprep: Program) -> None:
    evening = replace(mlprep, now=mlprep.now.replace(hour=20), zone="Asia/Tokyo")
    drill(evening, " s")
    assert mlprep.lines("history")[0]["study_day"] == "2026-03-03"
    assert date.fromisoformat(mlprep.document("list", "alpha")["questions"][0]["due"]) == date(2026, 3, 6)
