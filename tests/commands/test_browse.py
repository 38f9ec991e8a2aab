"""`mlprep browse` on a terminal, as it is installed."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from bank_source import BANK
from mlprep_cli.app.browse import installation
from program import Program
from pty_driver import MLPREP, Terminal, terminal

QUESTIONS = f"{BANK.read_text('utf-8').count(chr(10) + '    round: ') + 3} questions"
"""The questions of the shipped bank and of the small one."""
WITHOUT_TEXTUAL = "import sys; sys.modules['textual'] = None; from mlprep_cli.__main__ import main; main()"


@pytest.fixture
def home(mlprep: Program) -> Path:
    return mlprep.home


def test_a_question_is_found_and_practised(home: Path) -> None:
    with terminal("browse", home=home) as screen:
        screen.expect(QUESTIONS)
        screen.type("dropout", "13 questions")
        screen.type("\r", "drill")
        screen.type(" j ", "2 selected")
        screen.type("\r", "1/2 · ")
        screen.insist("q", "graded")
        assert screen.ended() == 0
        assert screen.modes() == screen.found


@pytest.mark.parametrize(("keys", "code"), [("\x1b", 0), ("\rq", 0), ("\x03", 130)])
def test_leaving_restores_the_terminal(home: Path, keys: str, code: int) -> None:
    with terminal("browse", home=home) as screen:
        screen.expect(QUESTIONS)
        screen.send(keys)
        assert screen.ended() == code
        assert screen.modes() == screen.found
        assert "\x1b[?1049l" in screen.written
        assert "\x1b[?25h" in screen.written


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGALRM, signal.SIGUSR1])
def test_a_signal_restores_the_terminal(home: Path, number: signal.Signals) -> None:
    with terminal("browse", home=home) as screen:
        screen.expect(QUESTIONS)
        screen.signal(number)
        assert screen.ended() == 128 + number
        assert screen.modes() == screen.found
        assert "\x1b[?1049l" in screen.written


def test_it_continues_after_it_was_suspended(home: Path) -> None:
    shell = Terminal(("bash", "--norc", "--noprofile", "-i"), home, environment={"PS1": "READY> ", "HISTFILE": ""})
    try:
        shell.expect("READY> ")
        shell.type(f"{' '.join(MLPREP)} browse\n", QUESTIONS)
        shell.type("\x1a", "READY> ")
        shell.type("stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon'; echo MODES\n", "2\nMODES\n")
        shell.type("fg\n", QUESTIONS)
        shell.type("dropout", "13 questions")
        shell.type("\x03", "READY> ")
    finally:
        shell.close()


def test_without_colour_nothing_is_coloured(home: Path) -> None:
    with terminal("browse", "dropout", home=home, environment={"NO_COLOR": "1"}) as screen:
        screen.expect("13 questions")
        screen.type("m", "seen")
        screen.send("q")
        assert screen.ended() == 0
        colours = {code for code in screen.written.split("\x1b[") if code.startswith(("31", "32", "33", "36", "38;"))}
        assert colours == set()


def test_without_textual_it_names_the_command_that_installs_it(home: Path) -> None:
    screen = Terminal((sys.executable, "-c", WITHOUT_TEXTUAL, "browse"), home)
    try:
        assert screen.ended() == 1
    finally:
        screen.close()
    assert screen.plain().replace("\n", "") == (
        f"mlprep: mlprep browse needs Textual, which is not installed.  {installation()}"
    )


def test_the_document_needs_no_textual(home: Path) -> None:
    screen = Terminal((sys.executable, "-c", WITHOUT_TEXTUAL, "browse", "--json", "dropout"), home)
    try:
        assert screen.ended() == 0
    finally:
        screen.close()
    assert '"heat_map"' in screen.plain()
