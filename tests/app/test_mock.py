"""Mock interviews: held, stopped, resumed and debriefed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from in_process import InProcess
from mlprep_cli.app import mock
from mlprep_cli.app.banks import current
from mlprep_cli.errors import MlprepError, UsageError
from program import ok


def test_a_mock_is_held_and_debriefed(mlprep: InProcess, capsys: pytest.CaptureFixture[str]) -> None:
    with mlprep.context(typed="\n\n\n\n\n\ns\nl\n\n") as context:
        assert mock.hold(context, "mixed", questions=2, minutes=20, seed=3) == 0
        (held,) = current(context).mocks.all()
        assert (len(held.answers), len(held.grades), held.company) == (2, 2, None)
    assert "decision  Strong Hire" in capsys.readouterr().out


def test_a_stopped_mock_is_resumed_and_debriefed(mlprep: InProcess, capsys: pytest.CaptureFixture[str]) -> None:
    with mlprep.context(typed="\n\n\nq\n") as context:
        assert mock.hold(context, questions=2, minutes=20, seed=3) == 0
        mock.warn_of_unfinished(context)
    assert (
        "is unfinished: mlprep mock --resume continues it, and mlprep mock --discard gives it up."
        in capsys.readouterr().err
    )
    with mlprep.context(typed="\n\n\nq\n") as context:
        assert mock.resume(context) == 0
        mock.warn_of_unfinished(context)
    assert (
        "is unfinished: mlprep mock --debrief continues it, and mlprep mock --discard gives it up."
        in capsys.readouterr().err
    )
    with mlprep.context(typed="s\ns\n\n") as context:
        assert mock.debrief(context) == 0
        mock.warn_of_unfinished(context)
        with pytest.raises(MlprepError, match="No mock interview can be resumed"):
            mock.resume(context)
        with pytest.raises(MlprepError, match="No mock interview is waiting for a debrief"):
            mock.debrief(context)
    assert capsys.readouterr().err == ""


def test_a_mock_without_a_target_has_that_of_the_plan(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--company", "Google", "--level", "L6"))
    with mlprep.context(typed="k\nq\n") as context:
        assert mock.hold(context, "deep-dive", seed=1) == 0
        (held,) = current(context).mocks.all()
    assert held.company == "Google"


def test_an_impossible_mock_is_refused(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        with pytest.raises(UsageError, match="There is no preset mixd") as error:
            mock.hold(context, "mixd")
        assert error.value.hint == "Did you mean mixed?"
        with pytest.raises(UsageError, match=r"needs 500 questions, but there are only \d+ in senior\."):
            mock.hold(context, "senior", questions=500)
        with pytest.raises(UsageError, match="--loop needs exactly one company"):
            mock.hold_loop(context, mock.MockTarget(("Google", "Meta")))
        with pytest.raises(UsageError, match="No bank describes how Stripe interviews"):
            mock.hold_loop(context, mock.MockTarget(("Stripe",)))


def test_a_mock_whose_questions_are_gone_cannot_be_debriefed(mlprep: InProcess) -> None:
    with mlprep.context(typed="\n\n\nq\n") as context:
        assert mock.hold(context, questions=1, minutes=20, seed=3) == 0
        (held,) = current(context).mocks.all()
        current(context).banks.remove("mlprep", context.clock.moment())
        if held.ungraded:
            with pytest.raises(MlprepError, match="are no longer in a bank"):
                mock.debrief(context)


@pytest.mark.parametrize("position", [1, 999_999])
def test_a_mock_with_a_gap_in_its_positions_is_resumed_after_its_last_answer(mlprep: InProcess, position: int) -> None:
    with mlprep.context(typed="\n\n\nq\n") as context:
        mock.hold(context, questions=2, minutes=20, seed=3)
        with closing(sqlite3.connect(context.store.path)) as connection, connection:
            connection.execute("UPDATE said SET position = ?", (position,))
    with mlprep.context(typed="\n\n\nq\n") as context:
        assert mock.resume(context) == 0
        (held,) = current(context).mocks.all()
    assert [answer.position for answer in held.answers] == [position, position + 1]
