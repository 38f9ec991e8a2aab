"""Speaking aloud, with a script in place of the system's voice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlprep_cli.adapters.voice import SPEAKERS, Voice
from mlprep_cli.errors import MlprepError


def script(folder: Path, name: str, body: str) -> Path:
    """Return an executable script."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def spoken_by(fifo: Path) -> str:
    """Return what the script writes to the pipe; waits until it does."""
    return fifo.read_text()


@pytest.mark.parametrize("text", ["What is bias?", "-v is an option of other programs", "a 'quote' and $(a command)"])
def test_a_text_is_spoken_whole_and_as_it_is(tmp_path: Path, text: str) -> None:
    os.mkfifo(tmp_path / "heard")
    voice = Voice(str(script(tmp_path, "speak", f'printf %s "$1" > {tmp_path}/heard')))
    voice.speak(text)
    assert spoken_by(tmp_path / "heard").strip() == text
    voice.stop()


def test_a_new_text_stops_the_one_before(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "heard")
    voice = Voice(str(script(tmp_path, "speak", f'printf "%s" "$1" > {tmp_path}/heard; exec cat {tmp_path}/heard')))
    voice.speak("one")
    assert spoken_by(tmp_path / "heard").strip() == "one"
    voice.speak("two")
    assert spoken_by(tmp_path / "heard").strip() == "two"
    voice.stop()


def test_the_first_speaker_that_is_installed_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "heard")
    script(tmp_path, SPEAKERS[1], f'printf "%s" "$1" > {tmp_path}/heard')
    monkeypatch.setenv("PATH", f"{tmp_path}")
    voice = Voice()
    voice.speak("hello")
    assert spoken_by(tmp_path / "heard").strip() == "hello"
    voice.stop()


@pytest.mark.parametrize("command", ["", "no-such-command --fast"])
def test_a_missing_command_is_named_with_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MlprepError) as raised:
        Voice(command)
    assert "mlprep config set speak" in raised.value.hint
