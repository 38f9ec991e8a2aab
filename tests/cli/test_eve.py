"""`eve`: the review sheet on the screen and in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import InProcess
from program import failed, ok


@pytest.mark.parametrize(
    ("interview", "words"),
    [("2026-03-02", "today"), ("2026-03-03", "tomorrow"), ("2026-03-12", "10 days to go")],
)
def test_the_days_to_go_are_in_the_same_words_on_every_screen(mlprep: InProcess, interview: str, words: str) -> None:
    ok(mlprep.run("plan", "start", "--interview", interview, "--company", "Google"))
    assert f"Before the interview at Google, {words}" in " ".join(ok(mlprep.run("eve")).split())
    assert f" · {words}\n" in ok(mlprep.run("plan"))
    assert f"interview {words}  " in ok(mlprep.run())
    assert f" · {words if words.endswith('to go') else f'interview {words}'}" in ok(mlprep.run("status"))


def test_the_sheet_is_written_as_markdown(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("drill", "alpha", typed="\nn\nq\n"))
    assert ok(mlprep.run("eve", "--markdown", str(tmp_path / "eve.md"))) == f"written: {tmp_path / 'eve.md'}\n"
    assert "**What is alpha?** (alpha)" in (tmp_path / "eve.md").read_text("utf-8")
    assert "cannot be written" in failed(mlprep.run("eve", "--markdown", str(tmp_path / "no" / "eve.md")), 1)
