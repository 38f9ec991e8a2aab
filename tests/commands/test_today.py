"""The command without arguments: the day at a glance."""

from __future__ import annotations

import re

from program import Program, ok


def test_today_counts_due_and_new_questions_and_names_the_next_step(mlprep: Program) -> None:
    shown = ok(mlprep.run())
    assert "Grade yourself." in shown
    assert re.search(r"today     \d+ min · \d+ new, \d+ min", shown)
    assert "next  mlprep drill" in shown
    mlprep.run("drill", "--topic", "mine", typed="\n".join(" s l n") + "\n")
    later = ok(mlprep.later(days=3).run())
    assert "Thursday 5 March" in later
    assert re.search(r"today     \d+ min · 3 due, \d+ min", later)


def test_today_shows_the_days_to_go_and_the_next_activity(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--company", "Meta"))
    shown = ok(mlprep.run())
    assert "18 days to go" in shown
    assert "at Meta" in shown
    assert "Initial learning, 0 of 3 done" in shown
    assert re.search(r"today     \d+ min · .*\d+ new", shown)
    assert "next  mlprep drill" in shown
