"""`history`, `notes` and `undo`."""

from __future__ import annotations

from program import Program, ok


def drill(program: Program, *keys: str) -> None:
    """Drill the topic of the small bank with these keys."""
    program.run("drill", "--topic", "mine", typed="\n".join(keys) + "\n")


def test_history_json_is_one_object_per_line_oldest_first(mlprep: Program) -> None:
    drill(mlprep, " ", "1", "2", "\n", " ", "l")
    first, second = mlprep.lines("history")
    assert set(first) == {
        "schema", "id", "question", "session", "mode", "reviewed_at", "study_day", "checkpoint", "grade", "seconds",
        "review_seconds", "budget", "timed_out", "key_points",
    }  # fmt: skip
    assert (first["question"], first["grade"], first["key_points"], first["checkpoint"]) == ("alpha", "lean", [1, 2], 0)
    assert first["id"] < second["id"]
    assert first["reviewed_at"].startswith("2026-03-02T12:00:0")
    assert first["reviewed_at"].endswith("Z")
    assert (first["study_day"], first["budget"], first["timed_out"]) == ("2026-03-02", 120, False)


def test_undo_takes_back_the_last_grade_of_any_session(mlprep: Program) -> None:
    drill(mlprep, " ", "s", " ", "n", " ", "q")
    assert "Taken back: No Hire on beta" in ok(mlprep.run("undo"))
    assert "Taken back: Strong Hire on alpha" in ok(mlprep.run("undo"))
    assert mlprep.run("undo").returncode == 1
    assert mlprep.lines("history") == []
    assert [bool(line.get("voided_at")) for line in mlprep.lines("history", "--all")] == [True, True]
