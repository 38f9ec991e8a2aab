"""`list`, `show`, `study` and `guide`."""

from __future__ import annotations

from pathlib import Path

from bank_files import COMPLETE
from in_process import InProcess
from program import bank_text, failed, ok


def test_questions_are_listed_by_words_filters_and_due_day(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", typed="\nn\nq\n"))
    assert "3 questions" in ok(mlprep.run("list", "--topic", "MINE"))
    assert "1 question" in ok(mlprep.run("list", "WHAT", "beta", "--round", "screening", "--difficulty", "easy"))
    assert [question["id"] for question in mlprep.document("list", "--due")["questions"]] == ["alpha"]
    assert ok(mlprep.run("list", "nowhere-at-all")) == "No question matches.\n"


def test_a_question_is_shown_with_its_history_and_notes(mlprep: InProcess) -> None:
    assert "new, not asked yet" in ok(mlprep.run("show", "alpha"))
    ok(mlprep.run("drill", "alpha", typed="\ne\nthe second half\nl\nq\n"))
    shown = ok(mlprep.run("show", "alpha"))
    for expected in ("It is alpha.", "Day 3, due Thu 5 Mar", "Lean Hire", "the second half"):
        assert expected in shown
    assert "Did you mean alpha?" in failed(mlprep.run("show", "alhpa"), 2)


def test_a_question_is_shown_with_what_follows_if_there_is_time_and_its_sources(
    mlprep: InProcess, tmp_path: Path
) -> None:
    (tmp_path / "complete.yaml").write_text(COMPLETE)
    ok(mlprep.run("bank", "add", str(tmp_path / "complete.yaml")))
    shown = ok(mlprep.run("show", "complete"))
    answer, rule, more = (
        shown.index(text) for text in ("I return one, in O(1).", "If there is time", "If there is time, I say why.")
    )
    assert answer < rule < more
    assert "source: asked by Complete, candidate report of 2026-04" in shown
    assert "as of: 2026-11" in shown
    assert "If there is time" not in ok(mlprep.run("show", "complete-too"))
    document = mlprep.document("show", "complete")
    assert (document["more"], document["as_of"]) == ("If there is time, I say **why**.", "2026-11")
    assert document["sources"] == [{"claim": "asked by Complete", "kind": "candidate report", "month": "2026-04"}]
    assert document["key_points"][0] == {"point": "Returns one", "must": True, "say": ["one", "a unit"]}
    bare = mlprep.document("show", "complete-too")
    assert (bare["more"], bare["code"], bare["as_of"], bare["sources"]) == (None, None, None, [])
    assert "it takes no --part" in failed(mlprep.run("show", "complete", "--json", "--part", "stub"), 2)


def test_the_parts_of_the_code_are_printed_alone(mlprep: InProcess, tmp_path: Path) -> None:
    code = '{stub: "def f(): ...", solution: "def f(): return 1", checks: "assert f() == 1"}'
    (tmp_path / "codes.yaml").write_text(bank_text("one-f", topic="codes", round_name="coding", code=code))
    ok(mlprep.run("bank", "add", str(tmp_path / "codes.yaml")))
    assert ok(mlprep.run("show", "one-f", "--part", "checks")) == "# checks\nassert f() == 1\n"
    message = failed(mlprep.run("show", "alpha", "--part", "stub"), 2)
    assert "alpha has no code." in message
    assert "mlprep list --round coding lists the coding questions." in message


def test_pages_are_shown(mlprep: InProcess) -> None:
    assert "All of it." in ok(mlprep.run("study", "Mine"))
    assert "What is alpha?" in ok(mlprep.run("study", "mine", "--drill", typed="q\n"))
    assert "mlprep guide PAGE" in ok(mlprep.run("guide"))
    assert "Situation" in ok(mlprep.run("guide", "STAR"))
    assert "Did you mean star?" in failed(mlprep.run("guide", "stra"), 2)
