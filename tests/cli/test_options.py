"""The completion of values, and the rule for files that are written."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from command_tree import COMMANDS
from in_process import InProcess
from irregular_files import IRREGULAR
from mlprep_cli.cli.mock import complete_preset
from mlprep_cli.cli.options import complete_difficulty, complete_round
from mlprep_cli.cli.stats import complete_part
from program import failed, ok


def completed(program: InProcess, words: str) -> list[str]:
    """Return the completions of the last word of a command line."""
    done = program.run(_MLPREP_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mlprep drill --topic mi", ["mine"]),
        ("mlprep drill --company Micro", ["Microsoft"]),
        ("mlprep drill --level L4", ["L4", "L4+"]),
        ("mlprep show alp", ["alpha"]),
        ("mlprep guide sta", ["star"]),
        ("mlprep bank remove mi", ["mine"]),
        ("mlprep mock sen", ["senior"]),
    ],
)
def test_names_of_the_banks_are_completed(mlprep: InProcess, words: str, expected: list[str]) -> None:
    assert completed(mlprep, words) == expected


def test_fixed_values_are_completed_without_a_database() -> None:
    assert complete_round("se") == ["senior"]
    assert complete_difficulty("") == ["easy", "medium", "hard"]
    assert complete_part("top") == ["topics"]
    assert complete_preset("phone") == ["phone-screen"]


def test_an_unusable_database_completes_nothing_and_says_nothing(mlprep: InProcess, tmp_path: Path) -> None:
    (mlprep.home / "mlprep.db").write_bytes(b"not a database at all, " * 400)
    assert completed(mlprep, "mlprep show alp") == []
    assert ok(mlprep.run("--help"))


# --- files to write: one rule for every FILE ---

READ = {
    "bank add FILE",
    "bank check FILE",
    "data import FILE",
    "import FILE",
    "data merge FILE",
    "data merge --from",
    "data restore FILE",
}
"""Every file or folder that a command reads."""


PATHS = {
    f"{command} {declared.parameter.opts[0] if declared.is_option else declared.label}".strip()
    for command, parameters in COMMANDS.items()
    for declared in parameters
    if declared.kind is Path and declared.name != "home"
}
WRITTEN = sorted(PATHS - READ)


def writing(program: InProcess, what: str, file: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command that writes this file."""
    words = what.replace(" FILE", "").split()
    return program.run(*words, file, *more)


@pytest.fixture
def planned(mlprep: InProcess) -> InProcess:
    """The program with a plan, so that there are days to write."""
    ok(mlprep.run("plan", "start", "--interview", "2026-04-02"))
    return mlprep


def test_every_path_of_the_command_line_is_either_read_or_written() -> None:
    assert READ <= PATHS
    assert {"data backup FILE", "data export FILE", "stats --html", "plan --ics", "eve --markdown"} <= {*WRITTEN}


@pytest.mark.parametrize("what", WRITTEN)
def test_a_file_is_written_once_and_replaced_only_with_force(planned: InProcess, tmp_path: Path, what: str) -> None:
    out = tmp_path / "out put"
    out.mkdir()
    target = out / "it's $(touch owned).x"
    assert writing(planned, what, str(target)).returncode == 0
    written = target.read_bytes()
    assert written
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.write_text("precious")
    refused = failed(writing(planned, what, str(target)), 1)
    assert f"{target} already exists." in refused
    assert "use --force" in refused
    assert target.read_text() == "precious"
    assert writing(planned, what, str(target), "--force").returncode == 0
    assert target.read_bytes()[:10] == written[:10]
    assert [path.name for path in out.iterdir()] == [target.name]


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("what", WRITTEN)
@pytest.mark.parametrize("kind", IRREGULAR)
def test_nothing_is_written_through_an_irregular_file_even_with_force(
    planned: InProcess, tmp_path: Path, what: str, kind: str, force: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "secret.yaml").write_text("kept")
    IRREGULAR[kind](out / "odd")
    before = os.lstat(out / "odd")
    refused = failed(writing(planned, what, str(out / "odd"), *force), 1)
    assert f"{out / 'odd'} is {kind}, not a regular file." in refused
    after = os.lstat(out / "odd")
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert (out / "secret.yaml").read_text() == "kept"
    assert len(list(out.iterdir())) == 2


@pytest.mark.parametrize("what", WRITTEN)
def test_a_device_the_database_and_a_missing_folder_are_refused_with_a_hint_that_can_be_run(
    planned: InProcess, tmp_path: Path, what: str
) -> None:
    assert "/dev/null is a device" in failed(writing(planned, what, "/dev/null", "--force"), 1)
    missing = tmp_path / "no $(touch owned) folder" / "x"
    message = failed(writing(planned, what, str(missing)), 1)
    assert f"{missing} cannot be written (there is no folder {missing.parent})." in message
    hint = message.splitlines()[-1].strip()
    assert hint == f"mkdir -p {shlex.quote(str(missing.parent))}"
    subprocess.run(hint, shell=True, check=True, cwd=tmp_path)
    assert writing(planned, what, str(missing)).returncode == 0
    assert not (tmp_path / "owned").exists()
    database = planned.home / "mlprep.db"
    assert "is the database itself" in failed(writing(planned, what, str(database), "--force"), 1)
    ok(planned.run("data", "check"))


@pytest.mark.parametrize("what", WRITTEN)
def test_a_tilde_is_the_home_folder_and_a_hyphen_is_no_file(planned: InProcess, tmp_path: Path, what: str) -> None:
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        done = writing(planned, what, "-")
        assert not (tmp_path / "-").exists()
        if what == "data export FILE":
            assert done.stdout == ok(planned.run("data", "export"))
        elif what == "export --anki":
            assert "An Anki package cannot be printed on standard output." in failed(done, 2)
        elif what.startswith("export --"):
            assert "What is alpha?" in ok(done)
        else:
            assert "- is not the name of a file." in failed(done, 1)
        words = what.replace(" FILE", "").split()
        assert planned.run(*words, "~/written", HOME=str(tmp_path)).returncode == 0
        assert (tmp_path / "written").is_file()
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("words", "option"), [("stats", "--html"), ("plan", "--ics"), ("eve", "--markdown")], ids=lambda value: value
)
def test_force_alone_is_refused(mlprep: InProcess, words: str, option: str) -> None:
    assert f"--force is only for {option}." in failed(mlprep.run(words, "--force"), 2)


@pytest.mark.parametrize("name", ["config.toml", "mlprep.db", "mlprep.db-wal", "mlprep.db-shm", "mlprep.db-journal"])
@pytest.mark.parametrize("what", WRITTEN)
def test_nothing_is_written_over_a_file_of_the_home_folder_even_before_it_exists(
    planned: InProcess, what: str, name: str
) -> None:
    present = (planned.home / name).exists()
    for path in (planned.home / name, planned.home / "." / "backups" / ".." / name):
        (planned.home / "backups").mkdir(exist_ok=True)
        assert "Name another file." in failed(writing(planned, what, str(path), "--force"), 1)
    assert (planned.home / name).exists() == present


@pytest.mark.parametrize("what", sorted(PATHS - {"data merge --from"}))
def test_a_file_with_a_slash_at_its_end_is_refused(mlprep: InProcess, tmp_path: Path, what: str) -> None:
    assert f"{tmp_path}/new/ is the name of a folder." in failed(writing(mlprep, what, f"{tmp_path}/new/"), 2)
    assert not (tmp_path / "new").exists()
