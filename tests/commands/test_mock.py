"""`mock` over a pipe: the interview, its debrief, stopping and resuming, the onsite of a company."""

from __future__ import annotations

from pathlib import Path

import pytest

from program import Program, bank_text, failed, ok

MOCK = ("mock", "--questions", "2", "--minutes", "20", "--seed", "3")


def test_a_mock_reveals_nothing_before_its_debrief(mlprep: Program) -> None:
    shown = ok(mlprep.run(*MOCK, typed="\n\n\n\n\n\ns\nl\n\n"))
    interview, _, debrief = shown.partition("Debrief · 2 of 2 answered")
    assert "Key points" not in interview
    assert "Strong Hire" not in interview
    assert interview.count("follow-up 2") == 2
    assert "Key points" in debrief
    assert "decision  Strong Hire" in debrief
    (mock,) = mlprep.document("mock", "--history")["mocks"]
    assert mock["decision"] == "strong"
    assert [(answer["grade"], answer["follow_ups"]) for answer in mock["answers"]] == [("strong", 2), ("lean", 2)]
    assert [line["mode"] for line in mlprep.lines("history")] == ["mock", "mock"]
    assert "ok" in ok(mlprep.run("data", "check"))


def test_a_stopped_mock_can_be_resumed(mlprep: Program) -> None:
    stopped = ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    assert "Stopped: 1 of 2 answered" in stopped
    assert "mlprep mock --resume" in stopped
    resumed = ok(mlprep.run("mock", "--resume", typed="\n\n\ns\ns\n\n"))
    assert "question 2 of 2" in resumed
    assert "2 of 2 answered" in resumed
    assert mlprep.document("mock", "--history")["mocks"][0]["decision"] == "strong"


def test_a_stopped_mock_can_be_debriefed(mlprep: Program) -> None:
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    shown = ok(mlprep.run("mock", "--debrief", typed="s\n\n"))
    assert "1 question not reached" in shown
    assert "decision  No Hire" in shown
    assert "No mock interview can be resumed" in failed(mlprep.run("mock", "--resume"), 1)
    assert "No mock interview is waiting for a debrief" in failed(mlprep.run("mock", "--debrief"), 1)


def test_an_answer_is_kept_if_the_mock_is_stopped_at_its_follow_up(mlprep: Program) -> None:
    stopped = ok(mlprep.run(*MOCK, typed="\nq\n"))
    assert "Stopped: 1 of 2 answered" in stopped
    (mock,) = mlprep.document("mock", "--history")["mocks"]
    assert len(mock["answers"]) == 1


def test_a_passed_question_is_not_answered_and_can_only_be_graded_no_hire(mlprep: Program) -> None:
    shown = ok(mlprep.run(*MOCK, typed="k\n\n\n\ns\nl\nn\ns\n\n"))
    assert "Debrief · 1 of 2 answered" in shown
    assert "you passed this question: Enter or n grades it No Hire" in shown
    assert [line["grade"] for line in mlprep.lines("history")] == ["no_hire", "strong"]


def test_a_loop_is_the_whole_onsite_of_a_company(mlprep: Program) -> None:
    shown = ok(mlprep.run("mock", "--loop", "--company", "openai", "--seed", "1", typed="q\n"))
    assert "Mock interview: OpenAI onsite" in shown
    assert "1/5 Practical coding · 1 question · 1:00:00" in shown


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("quickfier",), "Did you mean quick-fire?"),
        (("senior", "--questions", "500"), "needs 500 questions, but there are only"),
        (("--loop",), "--loop needs exactly one company"),
        (
            ("--loop", "--company", "Google", "--minutes", "20"),
            "--loop takes no preset, --questions or --minutes: the company's onsite sets them.",
        ),
        (("--loop", "--company", "Stripe"), "No bank describes how Stripe interviews"),
        (("--resume", "--debrief"), "Use only one of"),
        (("--resume", "senior"), "--resume accepts neither a preset nor the options"),
        (("--debrief", "--seed", "1"), "--debrief accepts neither a preset nor the options"),
        (("--history", "--company", "Google"), "--history accepts neither a preset nor the options"),
    ],
)
def test_an_impossible_mock_is_refused_with_the_fix(mlprep: Program, arguments: tuple[str, ...], expected: str) -> None:
    assert expected in failed(mlprep.run("mock", *arguments), 2)


def test_the_history_lists_past_mocks(mlprep: Program) -> None:
    assert "No mock interview yet" in ok(mlprep.run("mock", "--history"))
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    assert "debrief open" in ok(mlprep.run("mock", "--history"))


def test_a_question_that_left_its_bank_is_no_longer_asked_in_a_mock(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(bank_text("delta", round_name="senior", companies="[{name: Acme}]"))
    ok(mlprep.run("bank", "add", str(tmp_path / "other.yaml")))
    ok(mlprep.run("mock", "senior", "--questions", "2", "--company", "acme", "--seed", "1", typed="\n\n\n\nq\n"))
    ok(mlprep.run("bank", "remove", "other"))
    done = mlprep.run("mock", "--debrief", typed="s\n\n")
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert "is a bug" not in done.stderr
    assert "ok" in ok(mlprep.run("data", "check"))
