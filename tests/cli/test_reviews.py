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
    message = failed(mlprep.run("undo"), 1)
    assert message == (
        "mlprep: There is no grade to undo.\n  mlprep history --all shows the grades that were undone.\n"
    )


def test_notes_are_newest_first(mlprep: InProcess) -> None:
    assert "No notes yet." in ok(mlprep.run("notes"))
    ok(mlprep.run("drill", "alpha", "beta", typed="\ne\nfirst\ns\n\ne\nsecond\ns\nq\n"))
    shown = ok(mlprep.run("notes"))
    assert shown.index("second") < shown.index("first")


def test_undo_takes_back_the_grade_given_last_though_the_clock_was_set_back(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    ok(mlprep.later(hours=-2).run("drill", "beta", typed="\nl\nq\n"))
    assert "Taken back: Lean Hire on beta" in ok(mlprep.run("undo"))
    assert "Taken back: Strong Hire on alpha" in ok(mlprep.run("undo"))


def test_reviews_in_the_future_are_said_until_they_are_undone(mlprep: InProcess) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    ok(mlprep.later(days=365).run("drill", "beta", "gamma", typed="\ns\n\ns\nq\n"))
    for command in ((), ("history",), ("history", "--json")):
        done = mlprep.run(*command)
        assert done.returncode == 0
        message = " ".join(done.stderr.split())
        assert "2 reviews are dated after today, 2026-03-02, the last on 2027-03-02." in message
        assert "Check the clock of this machine. mlprep undo takes back the grade that was given last." in message
    assert "on gamma" in ok(mlprep.run("undo"))
    assert "1 review is dated after today" in mlprep.run().stderr
    assert "on beta" in ok(mlprep.run("undo"))
    ok(mlprep.run("history"))
    assert ok(mlprep.run("data", "check")).startswith("ok: 3 reviews")
