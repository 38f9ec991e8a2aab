"""`mock`: held, resumed, debriefed, listed; options that contradict each other are refused."""

from __future__ import annotations

import pytest

from in_process import InProcess
from program import failed, ok

MOCK = ("mock", "--questions", "2", "--minutes", "20", "--seed", "3")


def test_a_mock_is_held_stopped_resumed_and_debriefed(mlprep: InProcess) -> None:
    assert "Stopped: 1 of 2 answered" in ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    assert "question 2 of 2" in ok(mlprep.run("mock", "--resume", typed="\n\n\nq\n"))
    assert "decision  Strong Hire" in ok(mlprep.run("mock", "--debrief", typed="s\ns\n\n"))
    (mock,) = mlprep.document("mock")["mocks"]
    assert mock["decision"] == "strong"
    assert "Strong Hire" in ok(mlprep.run("mock", "--history"))


def test_an_unfinished_mock_is_a_warning_before_the_next_one(mlprep: InProcess) -> None:
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    warning = "The mock interview of 2026-03-02 is unfinished: mlprep mock --resume continues it.\n"
    assert mlprep.run(*MOCK, typed="q\n").stderr == warning


def test_a_loop_goes_on_to_the_next_round_only_on_request(mlprep: InProcess) -> None:
    loop = ("mock", "--loop", "--company", "openai", "--seed", "1")
    stopped = ok(mlprep.run(*loop, typed="k\nk\nk\nq\n"))
    assert "2/5" in stopped
    assert "Stopped: 3 of 12 answered" in stopped
    resumed = ok(mlprep.run("mock", "--resume", typed="k\nq\n"))
    assert "1/5" not in resumed
    assert "Stopped: 4 of 12 answered" in resumed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--loop", "--resume"), "Use only one of --loop, --resume, --debrief and --history."),
        (("--loop", "--company", "Google", "--questions", "2"), "--loop takes no preset, --questions or --minutes"),
        (("--loop", "--company", "Google", "--minutes", "20"), "--loop takes no preset, --questions or --minutes"),
        (("full", "--loop", "--company", "Google"), "--loop takes no preset, --questions or --minutes"),
        (("--loop", "--company", "Google", "--company", "Meta"), "--loop needs exactly one company."),
        (("--resume", "--questions", "2"), "--resume accepts neither a preset nor the options of a new interview."),
        (("--debrief", "--level", "L5"), "--debrief accepts neither a preset nor the options of a new interview."),
        (("full", "--history"), "--history accepts neither a preset nor the options of a new interview."),
    ],
)
def test_contradicting_options_are_refused_with_the_reason(
    mlprep: InProcess, options: tuple[str, ...], message: str
) -> None:
    assert message in failed(mlprep.run("mock", *options), 2)
