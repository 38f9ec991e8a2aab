"""`mock`: held, resumed, debriefed, listed; options that contradict each other are refused."""

from __future__ import annotations

from pathlib import Path

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
    warning = (
        "The mock interview of 2026-03-02 is unfinished: mlprep mock --resume continues it, "
        "and mlprep mock --discard gives it up.\n"
    )
    assert mlprep.run(*MOCK, typed="q\n").stderr == warning
    assert mlprep.run(*MOCK, typed="\n\n\nq\n").stderr == warning
    several = "2 mock interviews are unfinished. mlprep mock --history lists the mock interviews with their numbers.\n"
    assert mlprep.run(*MOCK, typed="q\n").stderr == several
    later = mlprep.later(days=1)
    assert "mock      mixed, Mon 2 Mar: 1 of 2 answered\n          mlprep mock --resume, and 1 more unfinished" in ok(
        later.run()
    )


def test_a_mock_is_chosen_by_its_number_or_id_and_can_be_discarded(mlprep: InProcess) -> None:
    ok(mlprep.run("mock", "phone-screen", "--questions", "2", "--company", "google", typed="\n\nq\n"))
    later = mlprep.later(days=1)
    assert later.run(*MOCK, typed="\n\n\nq\n").returncode == 0
    listed = ok(later.run("mock", "--history")).splitlines()
    assert [line.split()[0] for line in listed[1:]] == ["2", "1"]
    assert "mixed" in listed[1]
    assert "Mon 2 Mar  phone-screen · Google  1/2" in listed[2]
    newest, oldest = later.document("mock")["mocks"]
    assert (newest["number"], oldest["number"], oldest["discarded"]) == (2, 1, False)

    assert "There are 2 unfinished mock interviews." in failed(later.run("mock", "--discard"), 2)
    assert "There is no mock interview 7." in failed(later.run("mock", "--resume", "7"), 2)
    resumed = ok(later.run("mock", "--resume", "1", typed="q\n"))
    assert "Mock interview: phone-screen · Google" in resumed
    assert "begun Mon 2 Mar, 1 answered" in resumed
    assert "mlprep mock --resume 1" in resumed

    discarded = ok(later.run("mock", "--discard", newest["id"]))
    assert discarded == "Discarded: mixed, today, 1 of 2 answered. Its answers stay in the log.\n"
    for option, reason in (("--resume", "resumed"), ("--discard", "discarded")):
        message = failed(later.run("mock", option, "2"), 1)
        assert f"Mock interview 2 cannot be {reason}: it was discarded." in message
    assert "Mock interview 2 has nothing to grade: it was discarded." in failed(later.run("mock", "--debrief", "2"), 1)
    assert later.document("mock")["mocks"][0]["discarded"]
    assert "discarded" in ok(later.run("mock", "--history")).splitlines()[1]
    day = "mock      phone-screen · Google, Mon 2 Mar: 1 of 2 answered\n          mlprep mock --resume\n"
    assert day in ok(later.run())

    assert "Discarded: phone-screen · Google" in ok(later.run("mock", "--discard"))
    assert "No mock interview is unfinished." in failed(later.run("mock", "--discard"), 1)
    assert "No mock interview can be resumed." in failed(later.run("mock", "--resume"), 1)
    assert "No mock interview is waiting for a debrief." in failed(later.run("mock", "--debrief"), 1)
    assert "mock      " not in ok(later.run())
    assert "ok" in ok(later.run("data", "check"))


def test_a_discarded_mock_is_discarded_on_every_machine(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    first, second = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    ok(mlprep.run("data", "export", str(first)))
    ok(mlprep.run("mock", "--discard"))
    ok(mlprep.run("data", "export", str(second)))
    for order in ((first, second), (second, first), (second, second)):
        other = InProcess(tmp_path / f"{order[0].name}-{order[1].name}")
        for log in order:
            ok(other.run("data", "merge", str(log)))
        (mock,) = other.document("mock")["mocks"]
        assert mock["discarded"]
        assert len(mock["answers"]) == 1
        assert "No mock interview can be resumed" in failed(other.run("mock", "--resume"), 1)
        assert "ok" in ok(other.run("data", "check"))


def test_a_discarded_mock_is_no_activity_of_a_plan(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-30"))
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    ok(mlprep.run("mock", "--discard"))
    commands = {activity["command"] for day in mlprep.document("plan")["checkpoints"] for activity in day["activities"]}
    assert "mlprep mock --debrief" not in commands


def test_the_last_decision_is_beside_the_new_one(mlprep: InProcess) -> None:
    first = ok(mlprep.run(*MOCK, typed="\n\n\n\n\n\ns\nn\n\n"))
    assert "this one" not in first
    later = mlprep.later(days=3)
    shown = ok(later.run(*MOCK, typed="\n\n\n\n\n\ns\ns\n\n"))
    table = shown[shown.index("this one") :].splitlines()
    assert table[0].split("  ")[-1] == "Mon 2 Mar"
    rows = {line[:10].strip(): line[10:].split("  ") for line in table[1:]}
    assert [cell.strip() for cell in rows["decision"] if cell] == ["Strong Hire", "No Hire"]
    assert "2 of 2" in rows["answered"][0]
    assert list(rows)[:5] == ["mock", "decision", "grades", "answered", "time"]
    assert "better    " in shown


def test_a_loop_goes_on_to_the_next_round_only_on_request(mlprep: InProcess) -> None:
    loop = ("mock", "--loop", "--company", "amazon", "--seed", "1")
    stopped = ok(mlprep.run(*loop, typed="k\nk\nk\nq\n"))
    assert "2/5" in stopped
    assert "Stopped: 0 of 21 answered" in stopped
    resumed = ok(mlprep.run("mock", "--resume", typed="k\nq\n"))
    assert "1/5" not in resumed
    assert "Stopped: 0 of 21 answered" in resumed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--loop", "--resume"), "Use only one of --loop, --resume, --debrief, --discard and --history."),
        (("--loop", "--company", "Google", "--questions", "2"), "--loop takes no preset, --questions or --minutes"),
        (("--loop", "--company", "Google", "--minutes", "20"), "--loop takes no preset, --questions or --minutes"),
        (("full", "--loop", "--company", "Google"), "--loop takes no preset, --questions or --minutes"),
        (("--loop", "--company", "Google", "--company", "Meta"), "--loop needs exactly one company."),
        (("--resume", "--questions", "2"), "--resume accepts neither a preset nor the options of a new interview."),
        (("--debrief", "--level", "L5"), "--debrief accepts neither a preset nor the options of a new interview."),
        (("--resume", "full"), "--resume accepts neither a preset nor the options of a new interview."),
        (("--discard", "--seed", "2"), "--discard accepts neither a preset nor the options of a new interview."),
        (("--discard", "--history"), "Use only one of"),
        (("full", "--history"), "--history accepts neither a preset nor the options of a new interview."),
    ],
)
def test_contradicting_options_are_refused_with_the_reason(
    mlprep: InProcess, options: tuple[str, ...], message: str
) -> None:
    assert message in failed(mlprep.run("mock", *options), 2)
