"""`list`, `show`, `study` and `guide`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from program import Program, bank_text, failed, ok

IDS = ("alpha", "beta", "gamma")


def drill(program: Program, *keys: str) -> None:
    """Drill the topic of the small bank with these keys."""
    program.run("drill", "--topic", "mine", typed="\n".join(keys) + "\n")


def test_list_shows_the_place_of_each_question_in_the_schedule(mlprep: Program) -> None:
    drill(mlprep, " ", "s")
    shown = ok(mlprep.run("list", "--topic", "mine"))
    assert [line.split()[0] for line in shown.splitlines()[1:4]] == list(IDS)
    assert "Day 3  Thu 5 Mar" in shown
    assert "3 questions" in shown
    assert "No question matches." in ok(mlprep.run("list", "--topic", "mine", "--due"))
    assert "beta" in ok(mlprep.run("list", "WHAT", "beta"))


def test_list_json_is_the_documented_document(mlprep: Program) -> None:
    drill(mlprep, " ", "s", " ", "n", " ", "q")
    document = mlprep.later(days=5).document("list", "--topic", "mine")
    assert (document["schema"], document["today"]) == (1, "2026-03-07")
    assert document["questions"][0] == {
        "id": "alpha", "round": "screening", "topic": "mine", "difficulty": "easy", "companies": [], "checkpoint": 3,
        "due": "2026-03-05", "overdue": 2, "lapses": 0, "reviews": 1, "last_grade": "strong",
    }  # fmt: skip
    assert [
        (question["checkpoint"], question["due"], question["last_grade"]) for question in document["questions"][1:]
    ] == [(0, "2026-03-02", "no_hire"), (None, None, None)]


def test_show_has_the_whole_question_and_its_history(mlprep: Program) -> None:
    drill(mlprep, " ", "l")
    shown = ok(mlprep.run("show", "alpha"))
    for expected in (
        "What is alpha?",
        "It is alpha.",
        "one of alpha (must)",
        "neither alpha",
        "Day 3, due Thu 5 Mar",
        "Lean Hire",
    ):
        assert expected in shown


def test_the_code_of_a_question_can_be_written_to_a_file_solved_and_checked(mlprep: Program, tmp_path: Path) -> None:
    bank = tmp_path / "codes.yaml"
    code = '{stub: "def f(): ...", solution: "def f(): return 1", checks: "assert f() == 1"}'
    bank.write_text(bank_text("one-f", topic="codes", round_name="coding", code=code))
    ok(mlprep.run("bank", "add", str(bank)))
    assert ok(mlprep.run("show", "one-f", "--part", "stub")) == "def f(): ...\n"
    solved = ok(mlprep.run("show", "one-f", "--part", "solution")) + ok(mlprep.run("show", "one-f", "--part", "checks"))
    assert subprocess.run([sys.executable, "-c", solved], check=False).returncode == 0
    shown = ok(mlprep.run("show", "one-f"))
    assert "def f(): return 1" in shown
    assert "assert f() == 1" not in shown
    assert "alpha has no code" in failed(mlprep.run("show", "alpha", "--part", "stub"), 2)


def test_study_has_the_page_and_the_questions_of_a_topic(mlprep: Program) -> None:
    shown = ok(mlprep.run("study", "mine"))
    assert "All of it." in shown
    assert all(name in shown for name in IDS)


def test_study_can_continue_with_a_drill_of_the_topic(mlprep: Program) -> None:
    shown = ok(mlprep.run("study", "mine", "--drill", typed="\ns\nq\n"))
    assert "All of it." in shown
    assert "What is alpha?" in shown


def test_guide_lists_its_pages_and_shows_one(mlprep: Program) -> None:
    contents = ok(mlprep.run("guide"))
    assert "star" in contents
    assert "Situation" in ok(mlprep.run("guide", "star"))
