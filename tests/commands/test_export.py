"""`export`: questions for other programs."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from zipfile import is_zipfile

import pytest

from irregular_files import IRREGULAR
from program import Program, bank_text, failed, ok

FORMATS = ("csv", "markdown", "yaml", "anki")


def test_a_bank_file_is_accepted_and_used_on_another_machine(mlprep: Program, tmp_path: Path) -> None:
    target = tmp_path / "theirs.yaml"
    ok(mlprep.run("export", "--yaml", str(target), "--topic", "mine"))
    assert f"{target}: ok, 3 questions" in ok(mlprep.run("bank", "check", str(target)))
    ok(mlprep.run("bank", "remove", "mine"))
    assert "3 added" in ok(mlprep.run("bank", "add", str(target)))
    assert ok(mlprep.run("export", "--yaml", "-", "--topic", "mine")) == target.read_text("utf-8")


def test_the_whole_shipped_bank_passes_the_check(mlprep: Program, tmp_path: Path) -> None:
    target = tmp_path / "all.yaml"
    ok(mlprep.run("export", "--yaml", str(target)))
    assert mlprep.run("bank", "check", str(target)).returncode == 0


def test_standard_output_has_the_text_alone(mlprep: Program) -> None:
    rows = list(csv.DictReader(StringIO(ok(mlprep.run("export", "--csv", "-", "--topic", "mine")))))
    assert [row["id"] for row in rows] == ["alpha", "beta", "gamma"]
    assert rows[0]["answer"] == "It is alpha."
    document = ok(mlprep.run("export", "--markdown", "-", "alpha"))
    assert document.startswith("# 1 question\n\n## What is alpha?\n")
    assert document.endswith("</details>\n")
    failed(mlprep.run("export", "--anki", "-"), 2)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_replaced_only_by_force_and_is_the_same_each_time(mlprep: Program, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    ok(mlprep.run("export", f"--{form}", str(target), "alpha"))
    before = target.read_bytes()
    assert is_zipfile(target) == (form == "anki")
    assert "already exists" in failed(mlprep.run("export", f"--{form}", str(target), "beta"), 1)
    assert target.read_bytes() == before
    ok(mlprep.later(days=3).run("export", f"--{form}", str(target), "alpha", "--force"))
    assert target.read_bytes() == before


@pytest.mark.parametrize("kind", IRREGULAR)
def test_nothing_is_written_through_an_irregular_file(mlprep: Program, tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret.yaml").write_text("secret")
    IRREGULAR[kind](tmp_path / "odd.yaml")
    done = mlprep.run("export", "--csv", str(tmp_path / "odd.yaml"), "alpha", "--force")
    assert f"is {kind}, not a regular file" in failed(done, 1)
    assert (tmp_path / "secret.yaml").read_text() == "secret"


def test_a_suspended_question_is_left_out_as_in_list(mlprep: Program) -> None:
    ok(mlprep.run("suspend", "beta"))
    text = ok(mlprep.run("export", "--yaml", "-", "--topic", "mine"))
    assert "id: alpha" in text
    assert "id: beta" not in text


def test_a_question_of_a_removed_topic_still_gives_a_valid_bank(mlprep: Program, tmp_path: Path) -> None:
    lonely = bank_text("lonely").replace("topics:\n  - {id: mine, title: Mine, study: All of it.}\n", "")
    (tmp_path / "lonely.yaml").write_text(lonely)
    ok(mlprep.run("bank", "add", str(tmp_path / "lonely.yaml")))
    ok(mlprep.run("bank", "remove", "mine"))
    # Both warn that lonely.yaml has an error now.
    assert mlprep.run("export", "--yaml", str(tmp_path / "out.yaml"), "lonely").returncode == 0
    assert mlprep.run("bank", "remove", "lonely").returncode == 0
    assert "1 added" in ok(mlprep.run("bank", "add", str(tmp_path / "out.yaml")))
