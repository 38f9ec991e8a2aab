"""The command line as a function: help, names, errors as text and as documents, and bugs."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from errno import ENOSPC
from io import BufferedWriter, RawIOBase, StringIO, TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from command_tree import COMMANDS, TYPED, UsedHome
from in_process import InProcess
from mlprep_cli import __version__
from mlprep_cli.cli.main import HELP
from program import bank_text, failed, ok

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


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


# --- names ---


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["show", "bias-variance"], ["bias-variance-tradeoff"]),
        (["drill", "l1-vs-l2"], ["l1-vs-l2-regularization"]),
        (["study", "bias"], ["bias-variance"]),
        (["list", "--round", "quick"], ["quickfire"]),
        (["show", "gradient"], 3),
        (["list", "--difficulty", "heard"], ["hard"]),
    ],
)
def test_the_names_that_begin_or_contain_the_word_come_before_those_that_are_like_it(
    mlprep: InProcess, words: list[str], names: list[str] | int
) -> None:
    _, hint = failed(mlprep.run(*words), 2).splitlines()
    found = hint.removeprefix("  Did you mean ").removesuffix("?").replace(" or ", ", ").split(", ")
    if isinstance(names, int):
        assert len(found) == names
        assert all(words[-1] in name for name in found)
    else:
        assert found[: len(names)] == names


def test_names_are_known_in_any_case_by_every_command(mlprep: InProcess) -> None:
    coding = mlprep.document("list", "--round", "CODING")["questions"][0]["id"]
    assert ok(mlprep.run("show", "ALPHA")) == ok(mlprep.run("show", "alpha"))
    assert ok(mlprep.run("history", "Alpha")) == ok(mlprep.run("history", "alpha"))
    assert ok(mlprep.run("show", coding, "--part", "STUB")) == ok(mlprep.run("show", coding, "--part", "stub"))
    assert ok(mlprep.run("stats", "Topics")) == ok(mlprep.run("stats", "topics"))
    assert ok(mlprep.run("study", "MINE")) == ok(mlprep.run("study", "mine"))
    assert "deep-dive" in ok(mlprep.run("mock", "Deep-Dive", typed="q\n"))
    assert "1/1 " in ok(mlprep.run("drill", "GAMMA", typed="q\n"))
    assert "Did you mean stub?" in failed(mlprep.run("show", coding, "--part", "stubb"), 2)
    assert "Did you mean deep-dive?" in failed(mlprep.run("mock", "depe-dive"), 2)
    assert "Did you mean topics?" in failed(mlprep.run("stats", "topcis"), 2)


def test_times_are_local_wherever_the_log_is_shown(mlprep: InProcess) -> None:
    there = replace(mlprep, zone="America/Los_Angeles", now=datetime(2026, 3, 3, 6, tzinfo=UTC))
    ok(there.run("drill", "alpha", typed="\ns\nq\n"))
    for command in ("history", "show"):
        assert "2026-03-02  22:00" in ok(there.run(command, "alpha"))


def test_a_name_of_several_lines_is_shown_on_one(mlprep: InProcess) -> None:
    for words in (["list", "--topic", "a\nb"], ["undo", "a\nb"], ["a\nb"], ["list", "--a\nb"]):
        message, _ = failed(mlprep.run(*words), 2).splitlines()
        assert "a b" in message


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


# --- streams ---


NEED_A_TERMINAL = {"browse": "", "mine edit": "alpha", "stories new": "", "stories edit": ""}


def unwritable(kind: str) -> IO[str]:
    """Return an output that is `full` or `closed`, or a pipe whose reader has `gone`."""
    if kind == "full":
        return Path("/dev/full").open("w", 1, "utf-8")
    if kind == "closed":
        return os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", 1, "utf-8")  # as the program opens it
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w", 1, "utf-8")


class Disk(RawIOBase):
    """A disk that has room for some bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def writable(self) -> bool:
        """Whether it can be written to; a full disk can, too."""
        return True

    def write(self, data: Buffer) -> int:
        """Take the bytes if there is room for them."""
        self.room -= len(memoryview(data))
        if self.room < 0:
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        return len(memoryview(data))


@pytest.fixture(scope="module")
def used(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a home that was used, to be copied."""
    folder = tmp_path_factory.mktemp("used")
    shutil.copytree(shipped, folder / "home")
    (folder / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"), "utf-8")
    program = InProcess(folder / "home")
    ok(program.run("bank", "add", str(folder / "mine.yaml")))
    UsedHome(program, folder).prepare()
    return folder


@pytest.fixture
def home_of(used: Path, tmp_path: Path) -> Callable[[str], UsedHome]:
    """Return a function that copies the used home."""

    def copied(name: str) -> UsedHome:
        shutil.copytree(used, tmp_path / name)
        return UsedHome(InProcess(tmp_path / name / "home"), tmp_path / name)

    return copied


def test_a_command_that_needs_a_terminal_says_so(mlprep: InProcess) -> None:
    for command, argument in NEED_A_TERMINAL.items():
        message = failed(mlprep.run(*f"{command} {argument}".split()), 1)
        assert message.startswith(f"mlprep: mlprep {command} needs a terminal.")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in NEED_A_TERMINAL])
def test_a_command_whose_output_cannot_be_written_says_so_and_what_it_did(
    home_of: Callable[[str], UsedHome], command: str
) -> None:
    reasons = {"full": "No space left on device", "closed": "it is closed", "gone": "Broken pipe"}
    for kind, reason in reasons.items():
        home, messages = home_of(kind), StringIO()
        before = home.state(command)
        with unwritable(kind) as output:
            code = home.program_of(command).run_on(output, messages, *home.words(command), typed=TYPED)
        assert code == 1
        has_changed = home.state(command) != before
        if kind == "gone" and not has_changed:
            assert "mlprep: Standard output" not in messages.getvalue()
            continue
        *warnings, message, hint = messages.getvalue().splitlines()
        failure = f"Standard output cannot be written ({reason})."
        outcome = r"The .* (was|were) .*\. |Your answers are saved\. |\w+ was set to \w+\. "
        assert re.fullmatch(f"mlprep: ({outcome}){'' if has_changed else '?'}{re.escape(failure)}", message), message
        assert hint.startswith("  Free some space, or send the output ")
        assert not any("bug" in line or "Traceback" in line for line in warnings)


@pytest.mark.parametrize("command", ["drill alpha", "mock --questions 2 --seed 1", "quickfire"])
def test_answers_are_said_to_be_saved_if_the_output_fails_during_a_session(
    home_of: Callable[[str], UsedHome], command: str
) -> None:
    typed = "\ns\n\nl\n" * 4
    usual = home_of("usual").program_of(command).run(*command.split(), typed=typed)
    for room in (100, len(usual.stdout.encode()) - 50):
        home, messages = home_of(f"room for {room}"), StringIO()
        before = home.state(command)
        output = TextIOWrapper(BufferedWriter(disk := Disk(room)), "utf-8")
        assert home.program_of(command).run_on(output, messages, *command.split(), typed=typed) == 1
        assert "Standard output cannot be written (No space left on device)." in messages.getvalue()
        assert ("Your answers are saved." in messages.getvalue()) == (home.state(command) != before) == (room > 100)
        disk.room = 1000
        output.detach()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_without_input_or_messages_ends_as_usual(home_of: Callable[[str], UsedHome], command: str) -> None:
    usual, other = home_of("usual"), home_of("other")
    expected = usual.program_of(command).run(*usual.words(command))
    with unwritable("full") as messages:
        output = StringIO()
        code = other.program_of(command).run_on(output, messages, *other.words(command))
    assert code == expected.returncode in (0, 1)
    assert "bug" not in expected.stderr
