"""The program on a real terminal: keys, countdown, signals, resizing, and the terminal restored at the end."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from program import Program, bank_text
from pty_driver import MLPREP, PATIENCE, Terminal, terminal

DRILL = ("drill", "--topic", "mine")
THINKING = "space reveal"
REVIEWING = "1-9 tick"


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
    screen.see(f"What is {question}?", THINKING)


def reveal(screen: Terminal) -> None:
    screen.press(" ", REVIEWING, "s Strong Hire")


def test_space_reveals_ticks_suggest_and_enter_grades(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.press("1", "1 ✓ one of alpha")
        screen.press("2", "Your ticks suggest Lean Hire: Enter")
        screen.press("3", "Your ticks suggest Strong Hire: Enter")
        screen.press("3", "Your ticks suggest Lean Hire: Enter")
        screen.press("\r", "✓ Lean Hire · ", "What is beta?")
        screen.press("q", "1 answered")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "lean")]
    assert rows(home, "SELECT key_points FROM review") == [("[1, 2]",)]
    assert rows(home, "SELECT checkpoint FROM card WHERE question_id = 'alpha'") == [("3",)]


@pytest.mark.parametrize(("key", "grade"), [("s", "strong"), ("l", "lean"), ("n", "no_hire"), ("S", "strong")])
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
        screen.see(REVIEWING)
        screen.press("?", "after the reveal")
        assert grades(home) == []
        screen.send("q")
        assert screen.ended() == 0


def test_hint_pause_skip_and_help_before_the_reveal(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.press("h", "hint one of alpha")
        screen.press("h", "hint one of alpha", "hint two of alpha")
        assert "What is alpha?" not in screen.press("p", "Paused")
        screen.press("p", "What is alpha?", "space reveal")
        screen.press("?", "skip: asked again at the end")
        screen.press("k", "skipped", "What is beta?")
        screen.press("u", "nothing graded yet")
        screen.send("q")
        assert screen.ended() == 0
    assert grades(home) == []


def test_model_answer_study_page_and_notes_are_panels_of_the_review(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.press(" ", "It is alpha.", "0 of 3 ticked")
        screen.press("12", "2 of 3 ticked")
        screen.press("\x1b", "2 ✓ two of alpha")
        assert "It is alpha." not in screen.display
        screen.press("t", "All of it.")
        screen.press("t", "2 ✓ two of alpha")
        screen.press("e", "note:")
        screen.press("naïve σ²x\x7f", "note: naïve σ²")
        screen.press("\r", "noted", "note of today: naïve σ²")
        screen.press("e", "note:")
        screen.press("nonsense", "note: nonsense")
        screen.send("\x15")
        screen.press("\x1b", REVIEWING)
        screen.press("f", "no more follow-ups")
        screen.send("s")
        shown(screen, "beta")
        screen.send("q")
        assert screen.ended() == 0
    assert rows(home, "SELECT question_id, text FROM note") == [("alpha", "naïve σ²")]


def test_undo_goes_back_to_the_review_and_says_so(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.send("s")
        shown(screen, "beta")
        screen.press("u", "taken back: Strong Hire on alpha", REVIEWING)
        assert grades(home) == []
        screen.send("l")
        shown(screen, "beta")
        screen.press("q", "1 answered")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "lean")]
    assert rows(home, "SELECT count(*) FROM review") == [(2,)]


def test_no_command_waits_for_a_key_after_its_work_is_done(home: Path) -> None:
    with terminal(*DRILL, "--count", "1", home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.press("s", "1 answered")
        assert screen.ended() == 0


def test_arrows_and_function_keys_do_nothing(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.send("\x1b[A\x1b[C\x1bOP\x1b[15~")
        screen.press("h", "hint one of alpha")
        screen.send("q")
        assert screen.ended() == 0


def test_quickfire_reveals_at_zero_and_marks_it(home: Path) -> None:
    with terminal("quickfire", "--timer", "1", "--count", "1", home=home) as screen:
        screen.see("time is up: 0:01", REVIEWING)
        screen.insist("l", "1 answered")
        assert screen.ended() == 0
    assert rows(home, "SELECT timed_out, thinking_seconds, mode FROM review") == [(1, 1.0, "quickfire")]


def test_the_countdown_counts_and_goes_over(home: Path) -> None:
    with terminal(*DRILL, "--timer", "2", home=home) as screen:
        for clock in ("0:02 ", "0:01 ", "+0:00 over", "+0:01 over"):
            screen.see(clock)
        reveal(screen)
        screen.send("q")
        assert screen.ended() == 0


def test_the_scrollback_has_a_receipt_for_each_grade_and_the_summary(home: Path) -> None:
    """Resized, suspended by the size, and drawn again: none of that leaves a trace."""
    with terminal(*DRILL, home=home) as screen:
        for number, question in enumerate(("alpha", "beta", "gamma")):
            shown(screen, question)
            for columns in (60, 100, 40, 80):
                screen.resize(24, columns)
            reveal(screen)
            screen.resize(18 + number, 60)
            screen.press(" ", f"It is {question}.")
            screen.resize(24, 80)
            screen.press("\x0c", "0 of 3 ticked")
            screen.send("l")
        screen.see("3 answered")
        assert screen.ended() == 0
        lines = [line for line in screen.scrollback.splitlines() if line.strip()]
    assert [line.split(" · ")[2] for line in lines[:3]] == ["alpha", "beta", "gamma"]
    assert all(line.startswith("✓ Lean Hire · 0:0") for line in lines[:3])
    assert lines[3].startswith("3 answered")
    assert not any("What is" in line or "1-9 tick" in line for line in lines)


# --- the terminal is restored ---


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("q", 0),
        ("\x03", 130),
        ("\x04", 0),
        ("\x1c", 131),
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGQUIT, 131),
        (signal.SIGUSR1, 138),
        (signal.SIGALRM, 142),
    ],
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
        assert screen.written.count("\x1b[?2004h") == screen.written.count("\x1b[?2004l") == 1
        assert screen.written.count("\x1b[?1049h") == screen.written.count("\x1b[?1049l") == 1
        assert screen.written.count("\x1b[?25l") > 0
        assert screen.written.rindex("\x1b[?25h") > screen.written.rindex("\x1b[?25l")
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


SHELLS = {"bash": ("bash", "--norc", "--noprofile", "-i"), "dash": ("dash", "-i")}


@pytest.fixture(params=SHELLS)
def shell(home: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """Return a terminal with an interactive shell, which is still usable after the test."""
    opened = Terminal(SHELLS[request.param], home, environment={"PS1": "READY> "})
    try:
        opened.expect("READY> ")
        yield opened
        opened.type("stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon|isig'; echo LAST\n", "3\nLAST\n")
        opened.send("exit\n")
        assert opened.ended() == 0
        assert "bug" not in opened.plain()
        asked = [mode[-1] for mode in re.findall(r"\x1b\[\?2004[hl]", opened.written)]
        assert asked.count("l") >= 1
        assert asked[-1] == "l"
    finally:
        opened.close()


def test_a_session_can_be_suspended_and_resumed(home: Path, shell: Terminal) -> None:
    shell.send(" ".join([*MLPREP, *DRILL]) + "\n")
    shown(shell)
    for _ in range(2):
        shell.type("\x1a", "READY> ")
        shell.type("stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon'; echo MODES\n", "2\nMODES\n")
        shell.expect("READY> ")
        shell.type("fg\n", "What is alpha?")
        shell.expect(THINKING)
    reveal(shell)
    shell.send("s")
    shown(shell, "beta")
    shell.type("q", "READY> ")
    assert grades(home) == [("alpha", "strong")]


def job_is(home: Path, shell: Terminal, state: str) -> None:
    """Wait until the shell finds its job in a state."""
    jobs = home.with_name("jobs")
    shell.type(f"until jobs >{jobs}; grep -q '{state}' {jobs}; do :; done; echo FO''UND\n", "FOUND\n")
    shell.expect("READY> ")


def test_a_session_waits_in_the_background_for_the_terminal(home: Path, shell: Terminal) -> None:
    shell.send(" ".join([*MLPREP, *DRILL]) + "\n")
    shown(shell)
    shell.type("\x1a", "READY> ")
    for _ in range(2):
        shell.type("bg\n", "READY> ")
        job_is(home, shell, "Stopped")
    shell.type("fg\n", "What is alpha?")
    shell.expect(THINKING)
    reveal(shell)
    shell.send("l")
    shown(shell, "beta")
    shell.type("q", "READY> ")
    assert grades(home) == [("alpha", "lean")]


def test_a_session_that_starts_in_the_background_waits_for_the_terminal(home: Path, shell: Terminal) -> None:
    shell.type(" ".join([*MLPREP, *DRILL]) + " &\n", "READY> ")
    job_is(home, shell, "Stopped")
    shell.type("fg\n", "What is alpha?")
    shell.expect(THINKING)
    reveal(shell)
    shell.send("s")
    shown(shell, "beta")
    shell.type("q", "READY> ")
    assert grades(home) == [("alpha", "strong")]


def test_a_suspended_session_can_be_ended(home: Path, shell: Terminal) -> None:
    shell.send(" ".join([*MLPREP, *DRILL]) + "\n")
    shown(shell)
    shell.type("\x1a", "READY> ")
    jobs = home.with_name("jobs")
    left = f"jobs >{jobs}; grep -qE 'Stopped|Running' {jobs}"
    shell.type(f"kill %1; kill -CONT %1; while {left}; do :; done; echo EN''DED\n", "ENDED\n")
    shell.expect("READY> ")
    assert "143" in shell.plain() + jobs.read_text()


@pytest.mark.parametrize("ending", ["QUIT", "USR1"])
def test_the_shell_gets_a_usable_terminal_and_the_exit_code_of_the_signal(
    home: Path, shell: Terminal, ending: str
) -> None:
    inner = f"{' '.join([*MLPREP, *DRILL])}; echo CODE=$?"
    shell.send(f"{inner}\n")
    shown(shell)
    os.kill(foreground_of(shell), getattr(signal, f"SIG{ending}"))
    shell.expect(f"CODE={128 + getattr(signal, f'SIG{ending}')}\n")
    shell.expect("READY> ")


def foreground_of(shell: Terminal) -> int:
    """Return the process that uses the terminal."""
    return os.tcgetpgrp(shell.descriptor)


def test_a_terminal_that_goes_away_ends_the_session_at_once(home: Path) -> None:
    screen = Terminal((*MLPREP, *DRILL), home)
    shown(screen)
    os.close(screen.descriptor)
    _, status = os.waitpid(screen.process, 0)
    assert os.waitstatus_to_exitcode(status) == 129


def test_a_terminal_that_goes_away_ends_even_a_session_that_ignores_hang_ups(home: Path) -> None:
    screen = Terminal(("sh", "-c", f"trap '' HUP; exec {' '.join([*MLPREP, *DRILL])}"), home)
    shown(screen)
    os.close(screen.descriptor)
    _, status = os.waitpid(screen.process, 0)
    assert os.waitstatus_to_exitcode(status) == 129


# --- only a deliberate key acts ---

PARAGRAPH = "sigmoid saturates\rlean towards 123\rno hire\r"
PASTED = f"\x1b[200~{PARAGRAPH}\x1b[201~"
NO_KEYS = {
    "paste": PASTED,
    "alt": "\x1bs\x1bl\x1bn\x1b1\x1be\x1b\r",
    "keypad": "\x1bOs\x1bOl\x1bOM",
    "mouse": "\x1b[Msln\x1b[M e1\x1b[<0;115;108M\x1b[<0;115;108m\x1b[32;115;108M",
    "replies": "\x1b]11;rgb:1e1e/2e2e/eeee\x1b\\\x1b]10;rgb:ffff/ffff/ffff\x07\x1bP>|XTerm(388)\x1b\\\x1b_Gs;OK\x1b\\",
    "reports": "\x1b[24;80R\x1b[?1;2c\x1b[0n\x1b[?2004;1$y\x1b[I\x1b[O\x1b[[A",
    "releases": "\x1b[115;1:3u\x1b[108;1:3u\x1b[13;1:3u",
}


@pytest.mark.parametrize("sent", NO_KEYS.values(), ids=NO_KEYS)
def test_only_keys_act_during_a_question(home: Path, sent: str) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.send(sent)
        screen.press("h", "hint one of alpha")
        reveal(screen)
        screen.send(sent)
        screen.press("2", "✓ two of alpha")
        assert "note:" not in screen.display
        screen.press("\r", "Hire · ", "What is beta?")
        screen.send("q")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "no_hire")]
    assert rows(home, "SELECT key_points FROM review") == [("[2]",)]


def test_a_paste_into_a_note_is_its_text_and_never_ends_it(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.press("e", "note:")
        screen.send("\x1b[200~forgot the bias term\rsigmoid and tanh sat\x1b[201~urate")
        screen.see("forgot the bias term sigmoid and tanh saturate")
        assert grades(home) == []
        screen.press("\r", "noted")
        screen.send("l")
        shown(screen, "beta")
        screen.send("q")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "lean")]
    assert rows(home, "SELECT text FROM note") == [("forgot the bias term sigmoid and tanh saturate",)]


def test_a_chord_in_a_note_keeps_the_note(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        reveal(screen)
        screen.press("e", "note:")
        screen.press("softmx", "softmx")
        screen.send("\x1bl\x1bOP\x1b[24;80R")
        screen.press(" max", "max")
        screen.press("\r", "noted")
        assert grades(home) == []
        screen.send("q")
        assert screen.ended() == 0
    assert rows(home, "SELECT text FROM note") == [("softmx max",)]


@pytest.mark.parametrize("sent", [PASTED, "\x1b\r", "\x1b]11;rgb:0/0/0\x07", "\x1b[M \r ", "\x1b[13;1:3u"])
def test_only_a_key_starts_the_day(home: Path, sent: str) -> None:
    with terminal(home=home) as screen:
        screen.see("Enter starts it")
        screen.send(sent)
        screen.press(" ", THINKING)
        screen.send("q")
        assert screen.ended() == 0


def test_a_signal_while_the_day_waits_for_a_key_gives_its_exit_code(home: Path) -> None:
    with terminal(home=home) as screen:
        screen.see("Enter starts it")
        screen.signal(signal.SIGTERM)
        assert screen.ended() == 143
        assert screen.modes() == screen.found


def test_resizing_draws_the_question_for_the_new_size(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.resize(24, 40)
        shown(screen)
        screen.resize(24, 80)
        shown(screen)
        reveal(screen)
        screen.resize(45, 130)
        screen.see("│ It is alpha.", "one of alpha")
        screen.resize(10, 40)
        screen.see("1 · one of alpha", "3 · three of alpha", REVIEWING)
        screen.press("1", "1 ✓ one of alpha")
        screen.send("q")
        assert screen.ended() == 0


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}, {"TERM": "dumb"}, {"ACCESSIBLE": "1"}]
)
def test_monochrome_ascii_and_dumb_terminals_work(home: Path, environment: dict[str, str]) -> None:
    is_linear = environment.get("TERM") == "dumb" or "ACCESSIBLE" in environment
    with terminal(*DRILL, home=home, environment=environment) as screen:
        screen.see("[?] keys" if is_linear else THINKING)
        screen.press(" ", "three of alpha")
        screen.see("[1-9] tick" if is_linear else REVIEWING)
        screen.press("s", "Strong Hire · ", "What is beta?")
        screen.press("q", "1 answered")
        assert screen.ended() == 0
        if "NO_COLOR" in environment:
            assert not re.search(r"\x1b\[(\d+;)*[349]\d(;\d+)*m", screen.written)
        if is_linear:
            assert "\x1b[?1049h" not in screen.written
    assert grades(home) == [("alpha", "strong")]


def test_linear_output_says_each_state_once_in_words(home: Path) -> None:
    with terminal(*DRILL, home=home, rows=60, environment={"ACCESSIBLE": "1"}) as screen:
        screen.see("What is alpha?", "[Enter] reveal")
        screen.press("t", "left of 2:00")
        screen.press("p", "paused: the clock has stopped")
        screen.press("p", "[h] hint")
        screen.press(" ", "It is alpha.", "[1-9] tick")
        screen.press("1", "1 ticked: one of alpha", "The ticks suggest Lean Hire.")
        screen.press("1", "1 unticked: one of alpha", "Nothing is ticked.")
        screen.press("e", "note: type one line")
        screen.press("forgot the bias\r", "noted: forgot the bias")
        screen.press("l", "✓ Lean Hire · ", "What is beta?")
        screen.press("u", "taken back: Lean Hire on alpha")
        screen.press("q", "Nothing was graded.")
        assert screen.ended() == 0
        text = screen.scrollback
    assert text.count("1 ticked: one of alpha") == 1
    assert text.count("noted: forgot the bias") == 1


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
        for key, then in (("", "[?] keys"), (" ", "[s] Strong Hire"), ("l", "1 answered")):
            shell.send(key)
            wait_for_text(target, then)
        shell.see("DONE")
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
            screen.press("s", "Strong Hire · ") if question != "gamma" else screen.press("s", "1 answered")
            screen.signal(signal.SIGKILL)
            screen.ended()
    assert grades(home) == [("alpha", "strong"), ("beta", "strong"), ("gamma", "strong")]
    assert Program(home).run("data", "check").returncode == 0


def test_two_simultaneous_drills_lose_nothing(home: Path) -> None:
    with terminal(*DRILL, home=home) as left, terminal(*DRILL, home=home) as right:
        for question in ("alpha", "beta", "gamma"):
            for screen in (left, right):
                shown(screen, question)
                reveal(screen)
                screen.send("s")
        for screen in (left, right):
            screen.see("3 answered")
            assert screen.ended() == 0
    assert len(grades(home)) == 6
    assert Program(home).run("data", "check").returncode == 0


# --- mock interviews, and the start of the day ---

MOCK = ("mock", "--questions", "2", "--minutes", "20", "--seed", "5")


def test_a_whole_mock_interview_with_its_debrief(home: Path) -> None:
    with terminal(*MOCK, home=home) as screen:
        screen.see("question 1 of 2", "left in all")
        screen.press("h", "nothing is revealed or graded before the debrief")
        screen.press("?", "finish the answer")
        assert "hint" not in screen.display
        screen.press("?", "left in all")
        screen.press("e", "note:")
        screen.press("the base rate\r", "noted")
        screen.press(" ", "follow-up 1 ")
        screen.press(" ", "follow-up 2 ")
        screen.press(" ", "question 2 of 2")
        assert REVIEWING not in screen.display
        screen.press("k", "note of today: the base rate", REVIEWING)
        screen.press("1", "1 ✓")
        screen.press("s", "Strong Hire · ", "2/2")
        screen.press("n", "due again today", "passed", "decision  No Hire")
        assert screen.ended() == 0
        assert screen.modes() == screen.found
        assert "Nothing is shown until the end" in screen.scrollback
        assert "Debrief · 1 of 2 answered" in screen.scrollback
    assert rows(home, "SELECT grade, mode FROM review ORDER BY id") == [("strong", "mock"), ("no_hire", "mock")]
    assert rows(home, "SELECT position, probes, passed FROM said ORDER BY position") == [(0, 2, 0), (1, 0, 1)]


def test_a_killed_mock_interview_resumes_with_every_answer(home: Path) -> None:
    with terminal(*MOCK, home=home) as screen:
        screen.see("question 1 of 2", "left in all")
        for expected in ("follow-up 1 ", "follow-up 2 ", "question 2 of 2"):
            screen.press(" ", expected)
        screen.signal(signal.SIGKILL)
        assert screen.ended() == -signal.SIGKILL
    with terminal("mock", "--resume", home=home) as screen:
        screen.see("question 2 of 2", "left in all")
        screen.press("q", "Stopped: 1 of 2 answered")
        assert screen.ended() == 0
    assert rows(home, "SELECT count(*) FROM said") == [(1,)]


def test_each_round_of_a_loop_waits_for_a_key(home: Path) -> None:
    with terminal("mock", "quick-fire", "--questions", "1", "--seed", "1", home=home) as screen:
        screen.see("question 1 of 1", "left in all")
        screen.press(" ", REVIEWING)
        screen.press("q", "1 answer to grade: mlprep mock --debrief")
        assert screen.ended() == 0
    with terminal("mock", "--loop", "--company", "Apple", "--seed", "1", home=home) as screen:
        screen.see("question 1 of", "left in all")
        screen.press("k", "2/5 ML coding", "Enter starts it")
        screen.insist("q", "Stopped: 0 of 11 answered")
        assert screen.ended() == 0


def test_the_first_run_explains_the_method_and_enter_begins(home: Path) -> None:
    with terminal(home=home) as screen:
        screen.see("Answer aloud", "Strong Hire", "mlprep plan start", "Enter starts it")
        screen.press("\r", " · new · ", THINKING)
        screen.press(" ", "First review: press the number of each point")
        screen.press("1", "Your ticks suggest")
        screen.press("q", "Nothing was graded")
        assert screen.ended() == 0
        assert screen.modes() == screen.found


def test_the_day_is_shown_after_the_first_practice(home: Path) -> None:
    assert Program(home).run(*DRILL, "--count", "1", typed="\ns\n").returncode == 0
    with terminal(home=home) as screen:
        screen.see("streak", "Enter starts it")
        screen.press("\r", " · new · ", THINKING)
        assert "First review" not in screen.press(" ", REVIEWING)
        screen.send("q")
        assert screen.ended() == 0


def test_any_other_key_leaves_without_a_session(home: Path) -> None:
    with terminal(home=home) as screen:
        screen.see("any other key exits")
        screen.send("x")
        assert screen.ended() == 0
        assert screen.modes() == screen.found
    assert rows(home, "SELECT count(*) FROM review") == [(0,)]


def test_only_a_key_starts_the_next_round_and_a_signal_gives_its_exit_code(home: Path) -> None:
    with terminal("mock", "--loop", "--company", "Apple", "--seed", "1", home=home) as screen:
        screen.expect("left in all")
        screen.type("k", "2/5 ML coding")
        screen.expect("Enter starts it")
        screen.send(f"{PASTED}\x1b\r\x1b[13;1:3u\x1b]11;rgb:0/0/0\r\x07")
        screen.signal(signal.SIGUSR1)
        assert screen.ended() == 138
        assert "Stopped: 0 of 11 answered" in screen.plain()
        assert screen.plain().count("left in all") == 1
        assert screen.modes() == screen.found


# --- settings of a session ---


def test_the_setting_linear_is_linear_output_too(home: Path) -> None:
    assert Program(home).run("config", "set", "linear", "on").stdout == "linear = on\n"
    with terminal(*DRILL, home=home) as screen:
        screen.see("What is alpha?", "[Enter] reveal")
        screen.press("q", "Nothing was graded.")
        assert screen.ended() == 0
        assert "\x1b[?1049h" not in screen.written


@pytest.mark.parametrize("linear", ["on", "off"])
def test_the_bell_rings_at_the_end_of_a_countdown_only_if_it_is_wanted(home: Path, linear: str) -> None:
    program = Program(home)
    assert program.run("config", "set", "linear", linear).returncode == 0
    for bell in ("off", "on"):
        assert program.run("config", "set", "bell", bell).returncode == 0
        with terminal("quickfire", "--timer", "1", home=home) as screen:
            screen.see("ime is up")
            screen.press("q", "Nothing was graded.")
            assert screen.ended() == 0
            assert ("\a" in screen.written) == (bell == "on")


def test_questions_are_spoken_and_silent_at_the_reveal(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "speak"
    script.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/heard\nexec sleep 60\n')
    script.chmod(0o755)
    program = Program(home)
    assert program.run("config", "set", "speak", str(script)).returncode == 0
    assert program.run("config", "set", "say", "on").returncode == 0
    os.mkfifo(tmp_path / "heard")
    # Open for writing too, the pipe has no end between one question and the next.
    with terminal(*DRILL, home=home) as screen, os.fdopen(os.open(tmp_path / "heard", os.O_RDWR)) as heard:
        shown(screen)
        assert heard.readline().strip() == "What is alpha?"
        reveal(screen)
        screen.press("s", "What is beta?")
        assert heard.readline().strip() == "What is beta?"
        screen.press("q", "1 answered")
        assert screen.ended() == 0


def test_a_voice_that_is_missing_is_one_line_and_the_question_goes_on(home: Path) -> None:
    program = Program(home)
    assert program.run("config", "set", "say", "on").returncode == 0
    assert program.run("config", "set", "speak", "/no/such/voice --fast").returncode == 0
    asked = program.run(*DRILL, typed="\ns\nq\n")
    assert asked.returncode == 0
    assert asked.stderr.count("The command /no/such/voice was not found.") == 1
    assert grades(home) == [("alpha", "strong")]


def test_an_answer_is_written_under_the_question_and_grows_to_half_the_screen(home: Path) -> None:
    with terminal(*DRILL, home=home) as screen:
        shown(screen)
        screen.press("w", "Enter done")
        screen.press("q s n 1 is text ", "› q s n 1 is text")
        screen.press(f"\x1b[200~{'long ' * 300}\rthe end\x1b[201~", "the end")
        assert "What is alpha?" in screen.display
        assert 100 < screen.display.count("long") < 300
        screen.press("\r", "your answer q s n 1 is text long")
        reveal(screen)
        screen.see("308 words")
        screen.send("l")
        shown(screen, "beta")
        screen.send("q")
        assert screen.ended() == 0
    assert grades(home) == [("alpha", "lean")]
    assert rows(home, "SELECT text FROM attempt") == [(f"q s n 1 is text {'long ' * 300} the end",)]
