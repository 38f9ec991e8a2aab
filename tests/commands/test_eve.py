"""`eve`: the review sheet."""

from __future__ import annotations

from pathlib import Path

from program import Program, ok


def test_the_review_sheet_has_lapses_notes_and_formulas(mlprep: Program, tmp_path: Path) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ne\nforgot *why*\nn\nq\n"))
    shown = ok(mlprep.run("eve"))
    assert "one of alpha" in shown
    assert "forgot *why*" in shown
    assert "Formulas" in shown
    target = tmp_path / "eve.md"
    ok(mlprep.run("eve", "--markdown", str(target)))
    text = target.read_text("utf-8")
    assert "**What is alpha?** (alpha)" in text
    assert "- alpha: forgot \\*why\\*" in text
    assert "```\n" in text
