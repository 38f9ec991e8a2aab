"""`status`."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.status import run
from program import failed, ok


def test_the_status_is_one_line_or_one_document(mlprep: InProcess, tmp_path: Path) -> None:
    assert re.fullmatch(r"4\d min · 0 due · \d+ new\n", ok(mlprep.run("status")))
    ok(mlprep.run("drill", "alpha", typed="\nn\nq\n"))
    assert re.fullmatch(r"\d+ min · 0 due · \d+ new · 1 again · streak 1\n", ok(mlprep.run("status")))
    document = mlprep.document("status")
    assert (document["due"], document["reviewed_today"], document["days_left"]) == (1, 1, None)
    assert replace(mlprep, home=tmp_path / "nowhere").document("status") == {"schema": 1, "begun": False}


def test_the_fast_path_prints_the_same_and_leaves_the_rest_to_the_command_line(
    mlprep: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    with mlprep.surroundings():
        assert run([]) == 0
        assert run(["--help"]) is None
    assert capsys.readouterr().out == ok(mlprep.run("status"))
    (mlprep.home / "mlprep.db").write_bytes(b"not a database at all, " * 400)
    with mlprep.surroundings():
        assert run([]) == 1
        assert run(["--json"]) is None
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "is damaged" in line
    assert failed(mlprep.run("status"), 1) == line
    assert '"error"' in failed(mlprep.run("status", "--json"), 1)
