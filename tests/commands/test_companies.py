"""`companies`."""

from __future__ import annotations

from program import Program, failed, ok


def test_companies_shows_how_each_interviews_and_the_readiness_for_it(mlprep: Program) -> None:
    assert "Google" in ok(mlprep.run("companies"))
    shown = ok(mlprep.run("companies", "google"))
    for expected in ("Google", "ML system design", "weighs", "tagged", "mlprep mock --loop --company Google"):
        assert expected in shown
    companies = mlprep.document("companies", "Google")["companies"]
    assert [company["company"] for company in companies] == ["Google"]
    assert companies[0]["questions"] > 5
    assert companies[0]["process"]["onsite"][0]["minutes"] == 45
    assert "There is no company Goggle" in failed(mlprep.run("companies", "Goggle"), 2)
