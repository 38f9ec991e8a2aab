"""The review sheet for the eve of the interview."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from in_process import InProcess
from mlprep_cli.app.eve import eve, write_sheet
from program import ok


def test_the_sheet_has_weak_questions_notes_and_the_formulas_of_their_topics(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--company", "Google"))
    ok(mlprep.run("drill", "alpha", "beta", typed="\ne\nforgot it\nn\n\ns\nq\n"))
    with mlprep.context() as context:
        sheet = eve(context)
        write_sheet(context, sheet, tmp_path / "eve.md", replace=False)
    assert (sheet.day, sheet.companies) == (date(2026, 3, 20), ("Google",))
    assert [question.id for question, _ in sheet.lapsed] == ["alpha"]
    assert [note.text for note in sheet.notes] == ["forgot it"]
    assert 0 < len(sheet.formulas) <= 8
    assert "- alpha: forgot it" in (tmp_path / "eve.md").read_text("utf-8")


def test_without_a_plan_the_sheet_has_no_day_and_no_company(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        sheet = eve(context)
    assert (sheet.day, sheet.companies, sheet.lapsed, sheet.notes) == (None, (), (), ())
