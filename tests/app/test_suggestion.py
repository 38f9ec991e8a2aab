"""What to do next: every screen says the same in every state of a home folder, and a suggestion runs as its command does."""

from __future__ import annotations

import re

import pytest

from in_process import InProcess
from mlprep_cli.app import suggestion
from mlprep_cli.core.questions import Query
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.errors import MlprepError, UsageError
from program import failed, ok


def following(program: InProcess) -> str | None:
    """Return the next step, after checking that every screen has the same one and that `plan do` runs it."""
    command: str | None = program.document("plan")["next"]
    shown = " ".join(ok(program.run()).split())
    plan = " ".join(ok(program.run("plan")).split())
    done = program.run("plan", "do", typed="q\n")
    if command is None:
        assert "next done for today;" in shown
        assert "next done for today;" in plan
        assert "There is nothing left to do today." in failed(done, 1)
    else:
        for screen in (shown, plan):
            assert re.search(rf"next {re.escape(command)}( [^-]|$)", screen), screen
        assert done.returncode == 0
        assert done.stderr == f"{command}\n"
    return command


def then(output: str) -> str | None:
    """Return the next step in the summary of a session."""
    match = re.search(r"^then +(mlprep .*)$", output, re.MULTILINE)
    return None if match is None else match[1]


def practised(program: InProcess, *command: str, typed: str) -> str | None:
    """Practise, and return the next step, which has to be the one in the summary too."""
    output = ok(program.run(*command, typed=typed))
    command_after = following(program)
    assert then(output) == command_after
    return command_after


def strong(count: int) -> str:
    """Return the keys that grade this many questions Strong Hire."""
    return "\ns\n" * count + "q\n"


def test_on_a_fresh_home_it_is_a_drill(mlprep: InProcess) -> None:
    assert following(mlprep) == "mlprep drill"


def test_while_anything_is_due_or_new_it_is_a_drill(mlprep: InProcess) -> None:
    assert practised(mlprep, "drill", "alpha", "beta", typed="\nn\n\ns\nq\n") == "mlprep drill"
    ok(mlprep.run("config", "set", "new_per_day", "0"))
    assert following(mlprep) == "mlprep drill"
    assert following(mlprep.later(days=3)) == "mlprep drill"


def test_if_nothing_is_due_or_new_it_is_a_quickfire_round_once_a_day(mlprep: InProcess) -> None:
    ok(mlprep.run("config", "set", "new_per_day", "0"))
    assert following(mlprep) == "mlprep quickfire"
    assert practised(mlprep, "drill", "alpha", typed=strong(1)) is None


def test_if_only_quickfire_questions_are_due_it_is_a_quickfire_round(mlprep: InProcess) -> None:
    ok(mlprep.run("config", "set", "new_per_day", "0"))
    assert practised(mlprep, "quickfire", "--count", "2", typed="\nn\n\nl\nq\n") == "mlprep quickfire"


def test_under_a_plan_it_is_the_next_open_activity_until_the_day_is_done(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start"))
    assert following(mlprep) == "mlprep drill --round screening --new 15"
    fourteen_strong_one_missed = "\ns\n" * 14 + "\nn\nq\n"
    first = practised(mlprep, "drill", "--round", "screening", "--new", "15", typed=fourteen_strong_one_missed)
    assert first == "mlprep quickfire --count 20"
    second = practised(mlprep.later(hours=1), "quickfire", "--count", "20", typed=strong(20))
    assert second is not None
    assert re.fullmatch(r"mlprep study \S+ --drill", second)
    assert practised(mlprep.later(hours=2), *second.split()[1:], typed=strong(1)) is None
    assert following(mlprep.later(days=3)) == "mlprep drill --round screening --new 0 --early --count 10"


def test_under_a_paced_plan_it_is_the_share_of_the_day(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--minutes", "30"))
    assert following(mlprep) == "mlprep drill --round screening --new 15"
    assert practised(mlprep, "drill", typed=strong(1)) == "mlprep drill --round screening --new 15"


# --- running one ---


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Suggestion("drill", Query(topics=("mine",)), limit=2), "1/2 · screening · mine"),
        (Suggestion("drill", ids=("beta",)), "What is beta?"),
        (Suggestion("drill", Query(levels=("L6",)), new=1), "1/1"),
        (Suggestion("quickfire", limit=2, timer=30), "0:30"),
        (Suggestion("quickfire", Query(topics=("regularization",)), limit=1), "1/1 · quickfire"),
        (Suggestion("mock", questions=2, minutes=20), "Mock interview: mixed"),
        (Suggestion("study", topic="mine"), "All of it."),
    ],
)
def test_a_suggestion_runs_as_its_command_does(
    mlprep: InProcess, capsys: pytest.CaptureFixture[str], step: Suggestion, expected: str
) -> None:
    with mlprep.context(typed="q\n") as context:
        assert suggestion.run(context, step) == 0
    assert expected in capsys.readouterr().out


def test_a_suggestion_that_is_out_of_date_is_an_error(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        with pytest.raises(UsageError, match="There is no topic gone"):
            suggestion.run(context, Suggestion("study", topic="gone"))
        with pytest.raises(MlprepError, match="No mock interview is waiting for a debrief"):
            suggestion.run(context, Suggestion("mock", debrief=True))
        with pytest.raises(ValueError, match="dance"):
            suggestion.run(context, Suggestion("dance"))
