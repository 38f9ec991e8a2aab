"""The command without arguments."""

from __future__ import annotations

from in_process import InProcess
from program import ok


def test_the_day_has_its_due_and_new_questions_its_plan_and_the_next_step(mlprep: InProcess) -> None:
    shown = ok(mlprep.run())
    assert "Monday 2 March" in shown
    assert "due       nothing" in shown
    assert "next  mlprep drill  15 new" in shown
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nn\nq\n"))
    shown = ok(mlprep.run())
    assert "due       1  screening 1" in shown
    assert "next  mlprep drill  1 due and 13 new" in shown
    ok(mlprep.run("plan", "start", "--interview", "2026-03-03", "--company", "Meta"))
    shown = ok(mlprep.run())
    assert "interview tomorrow  Tue 3 Mar at Meta" in shown
    assert "Initial learning, 0 of 3 done" in shown
