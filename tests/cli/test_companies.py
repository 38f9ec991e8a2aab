"""`companies`."""

from __future__ import annotations

from in_process import InProcess
from program import failed, ok


def test_one_company_all_companies_and_their_document(mlprep: InProcess) -> None:
    assert "mlprep companies NAME" in ok(mlprep.run("companies"))
    assert "mlprep mock --loop --company Google" in ok(mlprep.run("companies", "GOOGLE"))
    (google,) = mlprep.document("companies", "google")["companies"]
    assert (google["company"], google["seen"]) == ("Google", 0)
    assert "Did you mean Google?" in failed(mlprep.run("companies", "Goggle"), 2)
