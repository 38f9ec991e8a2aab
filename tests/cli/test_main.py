"""The command line as a function: help, names, errors as text and as documents, and bugs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli import __version__
from mlprep_cli.cli.main import HELP
from program import bank_text, failed, ok


@pytest.mark.parametrize("name", HELP)
def test_every_command_is_imported_and_has_an_example(mlprep: InProcess, name: str) -> None:
    assert f"Example: mlprep {name}" in ok(mlprep.run(name, "--help"))


def test_the_help_lists_every_command(mlprep: InProcess) -> None:
    shown = ok(mlprep.run("--help"))
    assert all(f"  {name} " in shown for name in HELP)
    assert ok(mlprep.run("--version")) == f"mlprep {__version__}\n"


def test_the_home_folder_can_be_given_before_the_command(mlprep: InProcess, tmp_path: Path) -> None:
    path = ok(mlprep.run("--home", str(tmp_path / "other"), "data", "path")).strip()
    assert path == str(tmp_path / "other" / "mlprep.db")


def test_an_error_is_a_sentence_and_a_hint_or_a_document(mlprep: InProcess) -> None:
    message, hint = failed(mlprep.run("list", "--topic", "mime"), 2).splitlines()
    assert (message, hint) == ("mlprep: There is no topic mime.", "  Did you mean mine?")
    document = json.loads(failed(mlprep.run("list", "--topic", "mime", "--json"), 2))
    assert document["error"] == {"message": "There is no topic mime.", "hint": "Did you mean mine?"}


def test_the_errors_of_a_bank_precede_the_message(mlprep: InProcess, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(bank_text("one").replace("difficulty: easy", "difficulty: eazy"))
    lines = failed(mlprep.run("bank", "check", str(bad)), 1).splitlines()
    assert lines[0].startswith(f"{bad}:8: ")
    assert lines[1:] == [f"mlprep: {bad} has an error.", "  Fix the problems above and run the command again."]


def test_an_unknown_command_is_a_usage_error(mlprep: InProcess) -> None:
    assert mlprep.run("dril").returncode == 2


def test_damage_is_reported_as_damage(mlprep: InProcess) -> None:
    (mlprep.home / "mlprep.db").write_bytes(b"not a database at all, " * 400)
    message = failed(mlprep.run("list"), 1)
    assert "is damaged, or not a database" in message
    assert "bug" not in message


def test_a_bug_is_reported_with_the_way_to_its_traceback(mlprep: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HELP, "nowhere", "A command whose module does not have it.")
    message = failed(mlprep.run("nowhere"), 1)
    assert "This is a bug in mlprep (KeyError: 'nowhere')." in message
    assert "MLPREP_DEBUG=1 shows the traceback." in message
    with pytest.raises(KeyError):
        mlprep.run("nowhere", MLPREP_DEBUG="1")


@pytest.mark.parametrize("moment", ["garbage", "2026-13-01", "0001-01-01T00:00:00+00:00"])
def test_an_invalid_moment_is_one_clear_error(mlprep: InProcess, moment: str) -> None:
    for command in ((), ("status",), ("drill",), ("plan", "do"), ("stats",), ("data", "backup"), ("eve",)):
        message = failed(mlprep.run(*command, MLPREP_NOW=moment), 1)
        assert message.startswith("mlprep: MLPREP_NOW is not ")
        assert "bug" not in message
