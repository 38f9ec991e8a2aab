"""The command without arguments."""

from __future__ import annotations

import re

from in_process import InProcess
from program import ok


def test_the_day_has_its_due_and_new_questions_its_plan_and_the_next_step(mlprep: InProcess) -> None:
    shown = ok(mlprep.run())
    assert "Grade yourself." in shown
    assert "next  mlprep drill" in shown
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nn\nq\n"))
    shown = ok(mlprep.run())
    assert "Monday 2 March" in shown
    assert re.search(r"today     \d+ min · \d+ new, \d+ min · 1 again, \d+ min", shown)
    assert "next  mlprep drill" in shown
    ok(mlprep.run("plan", "start", "--interview", "2026-03-03", "--company", "Meta"))
    shown = ok(mlprep.run())
    assert "interview tomorrow  Tue 3 Mar at Meta" in shown
    assert "Initial learning, 0 of 3 done" in shown
