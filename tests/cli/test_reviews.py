"""`history`, `notes` and `undo`."""

from __future__ import annotations

from dataclasses import replace

from in_process import InProcess
from program import failed, ok


def test_the_history_is_newest_first_on_the_screen_and_in_local_time(mlprep: InProcess) -> None:
    assert "No reviews yet." in ok(mlprep.run("history"))
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nl\nq\n"))
    shown = ok(mlprep.run("history"))
    assert shown.index("beta") < shown.index("alpha")
    assert "12:00" in shown
    assert "21:00" in ok(replace(mlprep, zone="Asia/Tokyo").run("history"))
    assert "beta" not in ok(mlprep.run("history", "alpha"))
    assert "alpha" not in ok(mlprep.run("history", "--limit", "1"))
    assert [line["question"] for line in mlprep.lines("history")] == ["alpha", "beta"]
    assert "Did you mean alpha?" in failed(mlprep.run("history", "alhpa"), 2)


def test_undone_reviews_are_shown_only_on_request(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    assert "Taken back: Strong Hire on alpha" in ok(mlprep.run("undo"))
    assert mlprep.lines("history") == []
    assert [line["question"] for line in mlprep.lines("history", "--all")] == ["alpha"]
    done = mlprep.run("undo")
    assert (done.returncode, done.stdout) == (1, "There is no grade to undo.\n")


def test_notes_are_newest_first(mlprep: InProcess) -> None:
    assert "No notes yet." in ok(mlprep.run("notes"))
    ok(mlprep.run("drill", "alpha", "beta", typed="\ne\nfirst\ns\n\ne\nsecond\ns\nq\n"))
    shown = ok(mlprep.run("notes"))
    assert shown.index("second") < shown.index("first")
