"""The installed program with a small bank of the user's own beside the shipped one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from in_process import make_home
from program import Program, bank_text, ok


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the shipped bank, to be copied."""
    return make_home(tmp_path_factory.mktemp("shipped"))


@pytest.fixture
def mlprep(shipped: Path, tmp_path: Path) -> Program:
    """The program, with a bank of three questions on the topic `mine`."""
    shutil.copytree(shipped, tmp_path / "home")
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"))
    program = Program(tmp_path / "home")
    ok(program.run("bank", "add", str(tmp_path / "mine.yaml")))
    return program
