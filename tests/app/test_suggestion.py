"""What to do next: every screen says the same in every state of a home folder, and a suggestion runs as its command does."""

from __future__ import annotations

import re

import pytest

from in_process import InProcess
from mlprep_cli.app import suggestion
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
    assert mlprep.document("plan")["next"] == "mlprep drill"
    assert "next mlprep drill" in " ".join(ok(mlprep.run("plan")).split())


def test_what_is_left_of_the_day_is_a_drill_until_it_is_done(mlprep: InProcess) -> None:
    assert practised(mlprep, "drill", typed="\nn\n\ns\nq\n") == "mlprep drill"
    assert practised(mlprep.later(hours=1), "drill", typed=strong(60)) is None
    assert following(mlprep.later(days=1)) == "mlprep drill"


def test_under_a_plan_an_activity_follows_the_day(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--minutes", "5"))
    assert following(mlprep) == "mlprep drill"
    assert practised(mlprep, "drill", typed=strong(9)) == "mlprep plan do screening"
    later = mlprep.later(hours=1)
    assert practised(later, "plan", "do", "screening", typed=strong(15)) == "mlprep quickfire --count 20"
    assert practised(mlprep.later(hours=2), "quickfire", "--count", "20", typed=strong(20)) is None


def test_on_a_day_off_there_is_nothing_to_do(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    ok(mlprep.run("plan", "off", "2026-03-02..03"))
    assert following(mlprep) is None
    assert "a day off" in ok(mlprep.run())
    assert following(mlprep.later(days=2)) == "mlprep drill"


def test_the_eve_retrieves_before_it_shows_and_the_day_warms_up(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-05", "--minutes", "20"))
    ok(mlprep.run("drill", typed=strong(9)))
    eve = mlprep.later(days=2)
    assert following(eve) == "mlprep eve --drill"
    shown = ok(eve.run("eve", "--drill", typed=strong(20)))
    assert shown.index("answered") < shown.index("Before the interview")
    assert following(eve) == "mlprep eve"
    the_day = mlprep.later(days=3)
    minutes = the_day.document("plan")["day"]["minutes"]
    assert 0 < minutes <= 15
    assert following(the_day) == "mlprep drill"


# --- running one ---


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Suggestion("drill"), "1/"),
        (Suggestion("quickfire", limit=2, timer=30), "0:30"),
        (Suggestion("mock", questions=2, minutes=20), "Mock interview: mixed"),
        (Suggestion("eve"), "Before the interview"),
        (Suggestion("plan", activity="deep-dives"), "1/2 · deep-dive"),
    ],
)
def test_a_suggestion_runs_as_its_command_does(
    mlprep: InProcess, capsys: pytest.CaptureFixture[str], step: Suggestion, expected: str
) -> None:
    ok(mlprep.run("plan", "start"))
    with mlprep.context(typed="q\n") as context:
        assert suggestion.run(context, step) == 0
    assert expected in capsys.readouterr().out


def test_a_suggestion_that_is_out_of_date_is_an_error(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        with pytest.raises(UsageError, match="No plan is running"):
            suggestion.run(context, Suggestion("plan", activity="screening"))
        with pytest.raises(MlprepError, match="No mock interview is waiting for a debrief"):
            suggestion.run(context, Suggestion("mock", debrief=True))
        with pytest.raises(ValueError, match="dance"):
            suggestion.run(context, Suggestion("dance"))


def test_an_activity_is_named_by_the_plan(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start"))
    assert "There is no activity screenin." in failed(mlprep.run("plan", "do", "screenin"), 2)
    later = mlprep.later(days=3)
    ok(later.run("plan", "do", "deep-dives", typed=strong(2)))
    done = later.later(hours=1).run("plan", "do", "deep-dives")
    assert "The activity deep-dives is complete." in failed(done, 1)


# --- every activity is finished by its command ---

QUESTION_KEYS = "\ns\n" * 30 + "q\n"


@pytest.mark.parametrize("checkpoint", [0, 3, 7, 14, 21])
def test_every_activity_of_questions_is_finished_by_running_what_it_shows(mlprep: InProcess, checkpoint: int) -> None:
    ok(mlprep.run("plan", "start", "--company", "Google"))
    # Some are missed, and some seen, before the day comes.
    ok(mlprep.run("drill", "--round", "screening", "--count", "12", typed="\nn\n" + "\ns\n" * 9 + "q\n"))
    program = mlprep.later(days=checkpoint, hours=1)
    names = {
        activity["name"]: activity
        for day in program.document("plan")["checkpoints"]
        if day["checkpoint"] == checkpoint
        for activity in day["activities"]
    }
    assert names
    for name in names:
        for number in range(8):
            activity = next(
                activity
                for day in program.document("plan")["checkpoints"]
                for activity in day["activities"]
                if activity["name"] == name
            )
            if activity["done"] >= activity["target"] or activity["command"].startswith("mlprep mock"):
                break
            done = program.later(minutes=10 * number).run(*activity["command"].split()[1:], typed=QUESTION_KEYS)
            assert done.returncode == 0, (activity, done.stderr)
        else:
            raise AssertionError(activity)
