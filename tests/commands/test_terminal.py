"""The program on a real terminal: keys, countdown, signals, resizing, and the terminal restored at the end."""

from __future__ import annotations

import signal
import sqlite3
import time
from pathlib import Path

import pytest

from program import Program, bank_text
from pty_driver import ESCAPES, MLPREP, PATIENCE, Terminal, terminal

DRILL = ("drill", "--topic", "mine")
THINKING = "? keys"
REVIEWING = "l Lean Hire  n No Hire"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a bank of three questions."""
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"))
    assert Program(tmp_path / "home").run("bank", "add", str(tmp_path / "mine.yaml")).returncode == 0
    return tmp_path / "home"


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(home / "mlprep.db")
    try:
        return list(connection.execute(query))
    finally:
        connection.close()


def grades(home: Path) -> list[tuple[object, ...]]:
    return rows(home, "SELECT question_id, grade FROM review WHERE voided_at IS NULL ORDER BY id")


def shown(screen: Terminal, question: str = "alpha") -> None:
    """Wait until a question and the keys below it are on the screen."""
    screen.expect(f"What is {question}?")
    screen.expect(THINKING)


def reveal(screen: Terminal) -> None:
    screen.type(" ", "Key points")
    screen.expect(REVIEWING)


def test_space_reveals_ticks_suggest_and_enter_grades(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.type("1", "✓ one of alpha")
        screen.type("2", "Enter Lean Hire")
        screen.type("3", "Enter Strong Hire")
        screen.type("3", "Enter Lean Hire")
        screen.type("\r", "✓ Lean Hire")
        shown(screen, "beta")
        screen.type("q", "1 answered")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "lean")]
    assert rows(home, "SELECT key_points FROM review") == [("[1, 2]",)]
    assert rows(home, "SELECT checkpoint FROM card WHERE question_id = 'alpha'") == [("3",)]


@pytest.mark.parametrize(("key", "grade"), [("s", "strong"), ("l", "lean"), ("n", "no_hire")])
def test_each_grade_has_its_key(home: Path, key: str, grade: str) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.send(key)
        shown(screen, "beta")
        screen.send("q")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", grade)]


def test_a_double_space_never_grades_and_keys_typed_ahead_do_nothing(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.send("  s")
        screen.expect(REVIEWING)
        screen.type("?", "all keys")
        screen.expect(REVIEWING)
        assert grades(home) == []
        screen.send("q")
        assert screen.ended() == 0


def test_hint_pause_skip_and_help_before_the_reveal(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.type("h", "hint one of alpha")
        screen.type("h", "hint two of alpha")
        screen.type("p", "paused")
        screen.type("p", "space reveal")
        screen.type("?", "skip: asked again at the end")
        screen.type("k", "skipped")
        shown(screen, "beta")
        screen.type("u", "nothing graded yet")
        screen.send("q")
        assert screen.ended() == 0
    assert grades(home) == []


def test_study_page_and_notes_after_the_reveal(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.type("t", "All of it.")
        screen.type("e", "missed:")
        screen.type("naïve σ²x\x7f", "naïve σ²")
        screen.type("\r", "noted")
        screen.type("e", "missed:")
        screen.type("nonsense", "nonsense")
        screen.type("\x15", "Enter save")
        screen.type("\x1b", REVIEWING)
        screen.type("f", "no more follow-ups")
        screen.send("s")
        shown(screen, "beta")
        screen.send("q")
        assert screen.ended() == 0
    assert rows(home, "SELECT question_id, text FROM note") == [("alpha", "naïve σ²")]


def test_undo_in_the_middle_and_in_the_closing_summary(home: Path) -> None:
    with terminal(*DRILL, "--count", "1", home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.type("s", "1 answered")
        screen.expect("u undo the last grade")
        screen.type("u", REVIEWING)
        assert grades(home) == []
        screen.type("l", "any other key exits")
        screen.send("x")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "lean")]
    assert rows(home, "SELECT count(*) FROM review") == [(2,)]


def test_arrows_and_function_keys_do_nothing(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.send("\x1b[A\x1b[C\x1bOP\x1b[15~")
        screen.type("h", "hint one of alpha")
        screen.send("q")
        assert screen.ended() == 0


def test_quickfire_reveals_at_zero_and_marks_it(home: Path) -> None:
    with terminal("quickfire", "--timer", "1", "--count", "1", home=home) as screen:
        screen.expect("time is up: 0:01")
        screen.expect(REVIEWING)
        screen.type("l", "any other key exits")
        screen.send("q")
        assert screen.ended() == 0
    assert rows(home, "SELECT timed_out, thinking_seconds, mode FROM review") == [(1, 1.0, "quickfire")]


def test_the_countdown_counts_and_goes_over(home: Path) -> None:
    with terminal(*DRILL, "--timer", "2", home=home) as screen:
        for clock in ("0:02 ", "0:01 ", "+0:00 over", "+0:01 over"):
            screen.expect(clock)
        reveal(screen)
        screen.send("q")
        assert screen.ended() == 0


# --- the terminal is restored ---


@pytest.mark.parametrize(
    ("end", "code"),
    [("q", 0), ("\x03", 130), ("\x04", 0), (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
@pytest.mark.parametrize("revealed", [False, True])
def test_the_modes_of_the_terminal_are_restored(home: Path, end: str | int, code: int, revealed: bool) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        assert screen.modes() != screen.found
        if revealed:
            reveal(screen)
        if isinstance(end, str):
            screen.send(end)
        else:
            screen.signal(end)
        assert screen.ended() == code
        assert screen.modes() == screen.found
        assert "\x1b[?" not in screen.written
        assert "Traceback" not in screen.plain()


def test_an_error_in_a_session_restores_the_terminal_and_is_shown(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        rows(home, "DROP TABLE note")
        connection = sqlite3.connect(home / "mlprep.db")
        connection.execute("DROP TABLE review")
        connection.close()
        screen.send("s")
        assert screen.ended() == 1
        assert screen.modes() == screen.found
        assert "could not be used" in screen.plain()
        assert "Traceback" not in screen.plain()


def test_a_session_can_be_suspended_with_ctrl_z_and_resumed(home: Path) -> None:
    shell = Terminal(("bash", "--norc", "--noprofile", "-i"), home, environment={"PS1": "READY> "})
    try:
        shell.expect("READY> ")
        shell.send(" ".join([*MLPREP, *DRILL]) + "\n")
        shown(shell)
        shell.type("\x1a", "Stopped")
        shell.expect("READY> ")
        shell.type("stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon'\n", "2")
        shell.send("fg\n")
        shown(shell)
        reveal(shell)
        shell.send("s")
        shown(shell, "beta")
        shell.type("q", "READY> ")
        shell.send("exit\n")
        assert shell.ended() == 0
    finally:
        shell.close()
    assert grades(home) == [("alpha", "strong")]


def test_resizing_to_forty_columns_and_back_redraws_the_question(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.resize(24, 40)
        narrow = screen.expect("╰" + "─" * 38 + "╯")
        assert "What is alpha?" in narrow
        screen.expect(THINKING)
        screen.resize(24, 80)
        screen.expect("╰" + "─" * 78 + "╯")
        screen.expect(THINKING)
        reveal(screen)
        screen.resize(24, 40)
        screen.expect("╰" + "─" * 38 + "╯")
        screen.expect("Key points")
        screen.type("1", "✓ one of alpha")
        screen.send("q")
        assert screen.ended() == 0


def test_a_checklist_taller_than_the_screen_is_printed_and_not_redrawn(home: Path) -> None:
    with terminal(*DRILL, home=home, rows=4) as screen:
        shown(screen)
        screen.type(" ", "three of alpha")
        screen.expect(REVIEWING)
        screen.type("13", "ticked 1 3")
        screen.type("\r", "✓ Lean Hire")
        shown(screen, "beta")
        screen.send("q")
        assert screen.ended() == 0


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}, {"TERM": "dumb"}])
def test_monochrome_ascii_and_dumb_terminals_work(home: Path, environment: dict[str, str]) -> None:
    with terminal(*DRILL, home=home, environment=environment) as screen:
        dumb = environment.get("TERM") == "dumb"
        screen.expect("[q] stop" if dumb else THINKING)
        screen.type(" ", "three of alpha")
        screen.expect("[?] keys" if dumb else REVIEWING)
        screen.type("s", "✓ Strong Hire")
        screen.expect("[q] stop" if dumb else THINKING)
        screen.type("q", "1 answered")
        assert screen.ended() == 0
        if "NO_COLOR" in environment:
            assert not any(code.startswith("\x1b[3") for code in ESCAPES.findall(screen.written))
        if dumb:
            assert ESCAPES.findall(screen.written) == []
    assert grades(home) == [("alpha", "strong")]


def wait_for_text(target: Path, text: str) -> None:
    """Wait until a file has a text in it."""
    deadline = time.monotonic() + PATIENCE
    while not target.exists() or text not in target.read_text():
        assert time.monotonic() < deadline, f"never saw {text!r}"


def test_keys_are_read_singly_if_only_the_output_is_redirected(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "written"
    command = " ".join([*MLPREP, *DRILL, "--count", "1"])
    shell = Terminal(("sh", "-c", f"{command} > {target}; echo DONE"), home)
    try:
        for key, led_to in (("", "[q] stop"), (" ", "[s] Strong Hire"), ("l", "[Enter] exit")):
            shell.send(key)
            wait_for_text(target, led_to)
        shell.type("x", "DONE")
        assert shell.ended() == 0
    finally:
        shell.close()
    assert "\x1b" not in target.read_text()
    assert grades(home) == [("alpha", "lean")]


# --- no grade is lost ---


def test_a_grade_that_was_shown_survives_a_kill(home: Path) -> None:
    for question in ("alpha", "beta", "gamma"):
        with terminal(*DRILL, home=home) as screen:
            shown(screen, question)
            reveal(screen)
            screen.type("s", "✓ Strong Hire")
            screen.signal(signal.SIGKILL)
            assert screen.ended() == -signal.SIGKILL
    assert grades(home) == [("alpha", "strong"), ("beta", "strong"), ("gamma", "strong")]
    assert Program(home).run("data", "check").returncode == 0


def test_two_simultaneous_drills_lose_nothing(home: Path) -> None:
    with terminal(*DRILL, home=home) as left, terminal(*DRILL, home=home) as right:
        for question in ("alpha", "beta", "gamma"):
            for screen in (left, right):
                shown(screen, question)
                reveal(screen)
                screen.type("s", "✓ Strong Hire")
        for screen in (left, right):
            screen.expect("any other key exits")
            screen.send("x")
            assert screen.ended() == 0
    assert len(grades(home)) == 6
    assert Program(home).run("data", "check").returncode == 0


# --- mock interviews, and the start of the day ---

MOCK = ("mock", "--questions", "2", "--minutes", "20", "--seed", "5")


def test_a_whole_mock_interview_with_its_debrief(home: Path) -> None:
    with terminal(*MOCK, home=home) as screen:
        screen.expect("Nothing is shown until the end")
        screen.expect("question 1 of 2")
        screen.expect("left in all")
        screen.type("h", "nothing is revealed or graded before the debrief")
        screen.type("e", "missed: ")
        screen.type("the base rate\r", "noted: ")
        screen.expect("left in all")
        for expected in ("follow-up 1 ", "follow-up 2 ", "question 2 of 2"):
            screen.type(" ", expected)
            screen.expect("left in all")
        screen.type("k", "Debrief · 2 of 2 answered")
        assert "Key points" not in screen.plain()
        screen.expect("missed on today: the base rate")
        screen.expect(REVIEWING)
        screen.type("1", "✓")
        screen.type("s", "✓ Strong Hire")
        screen.expect(REVIEWING)
        screen.type("n", "due again today")
        screen.expect("passed")
        screen.expect("decision  No Hire")
        screen.expect("any other key exits")
        screen.send("q")
        assert screen.ended() == 0
        assert screen.modes() == screen.found
    assert rows(home, "SELECT grade, mode FROM review ORDER BY id") == [("strong", "mock"), ("no_hire", "mock")]
    assert rows(home, "SELECT position, probes, passed FROM said ORDER BY position") == [(0, 2, 0), (1, 0, 1)]


def test_a_killed_mock_interview_resumes_with_every_answer(home: Path) -> None:
    with terminal(*MOCK, home=home) as screen:
        screen.expect("left in all")
        for expected in ("follow-up 1 ", "follow-up 2 ", "question 2 of 2"):
            screen.type(" ", expected)
            screen.expect("left in all")
        screen.signal(signal.SIGKILL)
        assert screen.ended() == -signal.SIGKILL
    with terminal("mock", "--resume", home=home) as screen:
        screen.expect("question 2 of 2")
        screen.expect("left in all")
        screen.type("q", "Stopped: 1 of 2 answered")
        assert screen.ended() == 0
    assert rows(home, "SELECT count(*) FROM said") == [(1,)]


def test_each_round_of_a_loop_waits_for_a_key(home: Path) -> None:
    with terminal("mock", "quick-fire", "--questions", "1", "--seed", "1", home=home) as screen:
        screen.expect("question 1 of 1")
        screen.expect("left in all")
        screen.type(" ", "Debrief")
        screen.expect(REVIEWING)
        screen.type("q", "1 answer to grade: mlprep mock --debrief")
        assert screen.ended() == 0
    with terminal("mock", "--loop", "--company", "Apple", "--seed", "1", home=home) as screen:
        screen.expect("1/5 Coding")
        screen.expect("left in all")
        screen.type("k", "2/5 ML theory")
        screen.expect("Enter starts it")
        screen.insist("q", "Stopped: 1 of 10 answered")
        assert screen.ended() == 0


def test_enter_begins_the_suggested_session(home: Path) -> None:
    with terminal(home=home) as screen:
        screen.expect("Enter starts it")
        screen.type("\r", "What is")
        screen.expect(THINKING)
        screen.type("q", "Nothing was graded")
        assert screen.ended() == 0
        assert screen.modes() == screen.found


def test_any_other_key_leaves_without_a_session(home: Path) -> None:
    with terminal(home=home) as screen:
        screen.expect("any other key exits")
        screen.send("x")
        assert screen.ended() == 0
        assert screen.modes() == screen.found
    assert rows(home, "SELECT count(*) FROM review") == [(0,)]
