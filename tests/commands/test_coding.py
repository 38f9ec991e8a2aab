"""The coding room: attempts in the user's editor, the checks, and the grade that they suggest."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from program import Program, bank_text, failed, ok
from pty_driver import terminal

CODE = """\
    code:
      stub: |
        def twice(number: int) -> int:
            raise NotImplementedError
      solution: |
        def twice(number: int) -> int:
            return 2 * number
      checks:
        - name: small numbers
          code: |
            assert twice(1) == 2
        - name: negative numbers
          hidden: true
          code: |
            assert twice(-1) == -2
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a bank of one coding question and one without code."""
    text = bank_text("alpha", "beta").replace("format: 1", "format: 2")
    head, tail = text.split("  - id: beta", 1)
    head = head.replace("round: screening", "round: coding").rstrip() + "\n" + CODE
    (tmp_path / "mine.yaml").write_text(f"{head}\n  - id: beta{tail}")
    ok(Program(tmp_path / "home").run("bank", "add", str(tmp_path / "mine.yaml")))
    return tmp_path / "home"


def editor(folder: Path, solution: str) -> dict[str, str]:
    """Return an environment whose editor replaces the body of the stub."""
    script = folder / "my editor"
    script.write_text(f'#!/bin/sh\nsed -i "s/raise NotImplementedError/{solution}/" "$2"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return {"VISUAL": f"'{script}' --wait", "EDITOR": "/no/such/editor"}


def test_a_solution_is_written_checked_revealed_and_graded(home: Path, tmp_path: Path) -> None:
    with terminal("code", "alpha", home=home, environment=editor(tmp_path, "return 2 * abs(number)")) as screen:
        screen.see("What is alpha?", "alpha/attempt-001.py", "c code · r run")
        screen.press("r", "✓ small numbers", "1 of 1 groups pass")
        screen.press("\x1b", "def twice")
        screen.press(" ", "1 of 2 groups pass · ✗ negative numbers")
        screen.press("c", "wanted    -2", "came      2", "From your attempt to the solution")
        screen.press("\r", "1 answered")
        assert screen.ended() == 0
    assert (home / "code" / "alpha" / "attempt-001.py").read_text().endswith("return 2 * abs(number)\n")
    assert '"grade": "lean"' in Program(home).run("history", "--json").stdout


def test_no_attempt_is_overwritten(home: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        with terminal("code", "alpha", home=home, environment=editor(tmp_path, f"return {number}")) as screen:
            screen.see(f"alpha/attempt-00{number}.py")
            screen.press("q", "Nothing was graded.")
            assert screen.ended() == 0
    folder = home / "code" / "alpha"
    assert [path.read_text().split()[-1] for path in sorted(folder.iterdir())] == ["1", "2"]
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_an_editor_that_is_missing_is_said_and_the_question_goes_on(home: Path) -> None:
    with terminal("code", "alpha", home=home, environment={"VISUAL": "", "EDITOR": "/no/such/editor -x"}) as screen:
        screen.see("What is alpha?", "The editor /no/such/editor -x was not found.")
        screen.press("q", "Nothing was graded.")
        assert screen.ended() == 0


def test_the_checks_run_from_a_script(home: Path) -> None:
    program = Program(home)
    output = program.run("code", "alpha", "--run")
    assert output.returncode == 1
    assert "✗ small numbers" in output.stdout
    assert "NotImplementedError" in output.stdout
    path = home / "code" / "alpha" / "attempt-001.py"
    path.write_text("def twice(number):\n    return 2 * number\n")
    tomorrow = program.later(days=1)
    assert "1 of 1 groups pass · 1 hidden group at the reveal" in ok(tomorrow.run("code", "alpha", "--run"))
    last, first = program.document("show", "alpha")["attempts"]
    assert (first["session"], first["seconds"], first["passed"], first["failed"]) == (None, None, 0, ["small numbers"])
    assert (last["text"], last["groups"], last["passed"], last["hidden"]) == (path.read_text(), 1, 1, False)
    shown = program.run("show", "alpha").stdout.splitlines()
    table = shown[next(place for place, line in enumerate(shown) if "first failing group" in line) :]
    assert [line.split() for line in table] == [
        ["day", "groups", "took", "first", "failing", "group"],
        ["2026-03-03", "1", "of", "1", "–", "–"],
        ["2026-03-02", "0", "of", "1", "–", "small", "numbers"],
    ]


def test_saves_are_watched(home: Path) -> None:
    ok_text = "def twice(number):\n    return number + number\n"
    Program(home).run("code", "alpha", "--run")
    with terminal("code", "alpha", "--watch", home=home) as screen:
        screen.expect("0 of 1 groups pass")
        (home / "code" / "alpha" / "attempt-001.py").write_text(ok_text)
        screen.expect("1 of 1 groups pass")
        screen.send("\x03")
        assert screen.ended() == 130


def test_questions_without_code_are_refused(home: Path) -> None:
    program = Program(home)
    assert "beta has no code." in failed(program.run("code", "beta"), 2)
    assert "--run and --watch need a question." in failed(program.run("code", "--run"), 2)


def test_a_missing_numpy_is_a_sentence_with_the_command_that_installs_it(home: Path, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    bank = tmp_path / "mine.yaml"
    bank.write_text(bank.read_text().replace("        def twice", "        import numpy as np\n        def twice"))
    program = Program(home)
    ok(program.run("config", "set", "code.python", str(python)))
    assert "has changed" in program.run("bank", "list").stderr
    message = failed(program.run("code", "alpha"), 1)
    assert message == f"mlprep: alpha needs NumPy, which {python} does not have.\n  {python} -m pip install numpy\n"
