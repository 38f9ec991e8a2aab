"""`export`: its options."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from in_process import InProcess
from program import failed, ok


def test_exactly_one_format_is_named(mlprep: InProcess, tmp_path: Path) -> None:
    assert "Name a file with --csv, --markdown, --yaml or --anki." in failed(mlprep.run("export", "alpha"), 2)
    both = mlprep.run("export", "--yaml", str(tmp_path / "a"), "--csv", str(tmp_path / "b"))
    assert "--csv and --yaml exclude each other." in failed(both, 2)
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("form", ["csv", "markdown", "yaml", "anki"])
def test_the_file_and_the_number_of_questions_are_named(mlprep: InProcess, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    assert ok(mlprep.run("export", f"--{form}", str(target), "alpha")) == f"1 question written: {target}\n"
    assert target.stat().st_size > 100


@pytest.mark.parametrize(
    "filters",
    [
        ("dropout", "--round", "quickfire"),
        ("--topic", "mine"),
        ("--company", "Google", "--difficulty", "hard"),
        ("--level", "L6"),
        ("--due",),
    ],
)
def test_the_filters_are_those_of_list(mlprep: InProcess, filters: tuple[str, ...]) -> None:
    ok(mlprep.run("drill", "alpha", typed="\nn\nq\n"))
    later = mlprep.later(days=1)
    listed = [question["id"] for question in later.document("list", *filters)["questions"]]
    rows = csv.DictReader(StringIO(ok(later.run("export", "--csv", "-", *filters))))
    assert [row["id"] for row in rows] == listed != []
