"""Exporting questions: which ones, in which format, to which file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.export import REQUIREMENT, export
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import MlprepError, UsageError
from program import ok

MINE = Query(topics=("mine",))


def test_the_number_of_questions_is_returned_and_only_due_ones_are_written_on_request(
    mlprep: InProcess, tmp_path: Path
) -> None:
    ok(mlprep.run("drill", "alpha", typed="\nn\nq\n"))
    with mlprep.context() as context:
        assert export(context, MINE, "csv", tmp_path / "all.csv", due=False, replace=False) == 3
    with mlprep.later(days=1).context() as context:
        assert export(context, MINE, "csv", tmp_path / "due.csv", due=True, replace=False) == 1
    assert (tmp_path / "due.csv").read_text("utf-8").splitlines()[1].startswith("alpha,")


@pytest.mark.parametrize("form", ["csv", "markdown", "yaml", "anki"])
def test_no_matching_question_is_an_error_and_writes_nothing(mlprep: InProcess, tmp_path: Path, form: str) -> None:
    with mlprep.context() as context, pytest.raises(MlprepError, match="No question matches"):
        export(context, Query(words=("nowhere",)), form, tmp_path / "out", due=False, replace=False)
    assert not (tmp_path / "out").exists()


def test_a_package_is_not_printed(mlprep: InProcess) -> None:
    with mlprep.context() as context, pytest.raises(UsageError, match="cannot be printed"):
        export(context, MINE, "anki", Path("-"), due=False, replace=False)


def test_a_package_is_the_same_until_a_bank_changes(mlprep: InProcess, tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{number}.apkg" for number in range(3))
    with mlprep.context() as context:
        export(context, MINE, "anki", one, due=False, replace=False)
    with mlprep.later(days=9).context() as context:
        export(context, MINE, "anki", two, due=False, replace=False)
    assert one.read_bytes() == two.read_bytes()
    bank = tmp_path / "mine.yaml"
    bank.write_text(bank.read_text().replace("It is alpha.", "It is the first."))
    os.utime(bank, (2_000_000_000, 2_000_000_000))
    with mlprep.context() as context:
        export(context, MINE, "anki", three, due=False, replace=False)
    assert one.read_bytes() != three.read_bytes()


def test_without_genanki_the_command_that_installs_it_is_named(
    mlprep: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "mlprep_cli.adapters.anki_file", raising=False)
    monkeypatch.setitem(sys.modules, "genanki", None)
    with mlprep.context() as context, pytest.raises(MlprepError, match="needs genanki") as caught:
        export(context, MINE, "anki", tmp_path / "mine.apkg", due=False, replace=False)
    assert "pip install 'mlprep[anki]'" in caught.value.hint
    assert not (tmp_path / "mine.apkg").exists()


def test_the_requirement_is_that_of_the_extra() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert f'anki = ["{REQUIREMENT}"]' in project
