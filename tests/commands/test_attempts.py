"""Your own model answer: written in your editor, and shown before that of the bank."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from program import Program, ok
from pty_driver import terminal


def editor(folder: Path, commands: str) -> dict[str, str]:
    """Return an environment whose editor runs shell commands on the file `$1`."""
    script = folder / "my editor"
    script.write_text(f"#!/bin/sh\n{commands}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return {"VISUAL": f"'{script}'", "EDITOR": ""}


def edit(program: Program, folder: Path, commands: str, *, code: int = 0) -> str:
    """Edit the own model answer of alpha, and return what the terminal shows."""
    with terminal("mine", "edit", "alpha", home=program.home, environment=editor(folder, commands)) as screen:
        assert screen.ended() == code
        return screen.scrollback.replace("\n", "")


def test_the_own_answer_starts_with_the_last_one_is_kept_shown_and_removed(mlprep: Program, tmp_path: Path) -> None:
    ok(mlprep.run("drill", "alpha", typed="w\nWhat I said.\n\ns\nq\n"))
    assert "Nothing was changed, so nothing was kept." in edit(mlprep, tmp_path, 'grep "What I said" "$1"')
    assert "The model answer was kept." in edit(mlprep, tmp_path, 'printf "And **more**.\\n" >> "$1"')
    assert "What I said.\nAnd **more**." in ok(mlprep.run("mine", "alpha"))
    assert "Nothing was changed" in edit(mlprep, tmp_path, 'grep "And" "$1"')
    with terminal("drill", "alpha", home=mlprep.home) as screen:
        screen.see("What is alpha?")
        screen.press(" ", "one of alpha")
        screen.press(" ", "Your model answer", "And more.", "The bank's model answer", "It is alpha.")
        screen.press("q", "Nothing was graded.")
    assert "The model answer was removed." in edit(mlprep, tmp_path, ': > "$1"')
    assert [each["forms"] for each in mlprep.document("mine")["answers"]] == [["typed"]]
    assert list((mlprep.home / "mine").iterdir()) == []


def test_what_an_editor_leaves_behind_when_it_fails_is_opened_next_time(mlprep: Program, tmp_path: Path) -> None:
    shown = edit(mlprep, tmp_path, 'echo half > "$1"; exit 3', code=1)
    assert "ended with exit code 3" in shown
    assert "mine/alpha.md" in shown
    shown = edit(mlprep, tmp_path, 'echo whole >> "$1"')
    assert "You go on with the draft that was not finished" in shown
    assert "half\nwhole" in ok(mlprep.run("mine", "alpha"))


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ("exit 1", "ended with exit code 1"),
        (
            "head -c 100001 /dev/zero | tr '\\0' x > \"$1\"",
            "The text has 100,001 characters; at most 100,000 are kept.",
        ),
        ("head -c 10 /dev/urandom | tr -c '\\377' '\\377' > \"$1\"", "is not UTF-8."),
        ('rm "$1"', "does not exist."),
    ],
)
def test_a_file_that_cannot_be_kept_is_said(mlprep: Program, tmp_path: Path, commands: str, message: str) -> None:
    assert message in edit(mlprep, tmp_path, commands, code=1)
    assert mlprep.document("mine")["answers"] == []


def test_an_editor_that_is_missing_leaves_no_draft(mlprep: Program) -> None:
    missing = {"VISUAL": "/no/such/editor", "EDITOR": ""}
    with terminal("mine", "edit", "alpha", home=mlprep.home, environment=missing) as screen:
        assert screen.ended() == 1
        assert "The editor /no/such/editor was not found." in screen.scrollback
    assert not (mlprep.home / "mine" / "alpha.md").exists()
