"""The plan as installed: begun, moved, ended; its days, its pace, its calendar; being ready for the day."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest

from program import Document, Program, bank_text

DAY = date(2026, 3, 2)


@pytest.fixture
def mlprep(tmp_path: Path) -> Program:
    """Return the program with a bank of three more questions."""
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"))
    program = Program(tmp_path / "home")
    assert program.run("bank", "add", str(tmp_path / "mine.yaml")).returncode == 0
    return program


def ok(found: subprocess.CompletedProcess[str]) -> str:
    assert found.returncode == 0, found.stderr
    return found.stdout


def refused(found: subprocess.CompletedProcess[str], code: int = 2) -> str:
    assert found.returncode == code
    assert "Traceback" not in found.stderr
    return found.stderr


def on(program: Program, days: int) -> Program:
    return replace(program, now=program.now + timedelta(days=days))


def drill(program: Program, *grades: str) -> None:
    """Answer a question of the small bank for each grade."""
    ok(program.run("drill", "--topic", "mine", typed="".join(f"\n{grade}\n" for grade in grades) + "q\n"))


def due(program: Program) -> dict[str, str | None]:
    found = program.document("list")
    return {each["id"]: each["due"] for each in found["questions"] if each["topic"] == "mine"}


def days_of(plan: Document) -> dict[int, int]:
    return {each["checkpoint"]: (date.fromisoformat(each["day"]) - DAY).days for each in plan["checkpoints"]}


# --- beginning, moving, ending ---


def test_before_a_plan_begins_its_days_are_shown_as_they_would_be(mlprep: Program) -> None:
    shown = ok(mlprep.run("plan"))
    assert "No plan yet" in shown
    assert "mlprep plan start --interview DATE" in shown
    plan = mlprep.document("plan")
    assert plan["begun"] is False
    assert days_of(plan) == {0: 0, 3: 3, 7: 7, 14: 14, 21: 21}


def test_a_plan_with_a_date_fits_its_days_and_says_how_far_the_day_is(mlprep: Program) -> None:
    shown = ok(mlprep.run("plan", "start", "--interview", "2026-03-13", "--company", "google", "--minutes", "60"))
    assert "Interview at Google · Friday 13 March · 11 days to go" in shown
    plan = mlprep.document("plan")
    assert days_of(plan) == {0: 0, 3: 1, 7: 3, 14: 6, 21: 10}
    assert (plan["interview"], plan["days_left"], plan["companies"], plan["minutes"]) == (
        "2026-03-13", 11, ["Google"], 60,
    )  # fmt: skip
    assert len(plan["pace"]) == 11
    assert max(each["minutes"] for each in plan["pace"]) <= 60
    assert plan["left_out"]


def test_setting_moving_and_removing_the_date_replays_the_log_and_loses_nothing(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "n", "s")
    before, log = due(mlprep), mlprep.lines("history")
    assert set(before.values()) == {"2026-03-05"}
    ok(mlprep.run("plan", "start", "--interview", "2026-03-07"))
    assert set(due(mlprep).values()) <= {"2026-03-03", "2026-03-04"}
    assert "ok" in ok(mlprep.run("data", "check"))
    ok(mlprep.run("plan", "set", "--interview", "2026-04-30"))
    assert due(mlprep) == before
    ok(mlprep.run("plan", "set", "--interview", "2026-03-07"))
    ok(mlprep.run("plan", "set", "--interview", "none"))
    assert due(mlprep) == before
    ok(mlprep.run("plan", "stop"))
    assert due(mlprep) == before
    assert mlprep.lines("history") == log
    assert "ok" in ok(mlprep.run("data", "check"))


def test_grades_under_a_plan_are_scheduled_by_it(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-07"))
    drill(mlprep, "s", "s", "s")
    assert all(each is not None and "2026-03-03" <= each <= "2026-03-04" for each in due(mlprep).values())
    assert "ok" in ok(mlprep.run("data", "check"))


def test_starting_afresh_forgets_where_cards_stood_but_not_the_log(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "s")
    later = on(mlprep, 4)
    ok(later.run("plan", "start", "--fresh"))
    assert set(due(later).values()) == {None}
    assert len(later.lines("history")) == 3
    assert later.document("stats")["reviews"]["total"] == 3
    assert "ok" in ok(later.run("data", "check"))
    drill(later, "s")
    assert due(later)["alpha"] == "2026-03-09"
    assert "ok" in ok(later.run("data", "check"))


def test_after_a_fresh_start_today_counts_new_ones_as_a_drill_does(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "s")
    assert "new       12 today" in ok(mlprep.run())
    later = replace(mlprep, now=mlprep.now + timedelta(hours=1))
    ok(later.run("plan", "start", "--fresh"))
    assert "new       15 today" in ok(later.run())
    assert "1/15 " in later.run("drill", typed="q\n").stdout


def test_a_level_that_others_include_is_a_level(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--level", "l6"))
    assert mlprep.document("plan")["levels"] == ["L6"]


def test_a_plan_is_not_begun_twice(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    message = refused(mlprep.run("plan", "start", "--interview", "2026-03-22"))
    assert "a plan is running since 2026-03-02, the interview is on 2026-03-20" in message
    assert "plan set --interview" in message
    assert mlprep.document("plan")["interview"] == "2026-03-20"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("start", "--interview", "2026-02-30"), "2026-02-30 is no day of the calendar"),
        (("start", "--interview", "soon"), "soon is no day of the calendar"),
        (("start", "--interview", "2026-03-01"), "2026-03-01 is past"),
        (("start", "--company", "Goggle"), "Did you mean Google?"),
        (("start", "--minutes", "0"), "--minutes"),
        (("start", "--level", "L0"), "there is no level L0"),
        (("set", "--interview", "2026-03-20"), "no plan has begun"),
    ],
)
def test_what_cannot_be_a_plan_is_refused_with_the_fix(
    mlprep: Program, arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in refused(mlprep.run("plan", *arguments))


def test_ending_what_has_not_begun_is_told(mlprep: Program) -> None:
    assert "no plan is running" in refused(mlprep.run("plan", "stop"), 1)


def test_a_clock_set_back_is_told_and_loses_nothing(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    found = on(mlprep, -3).run("plan")
    assert found.returncode == 0
    assert "is it set back?" in found.stderr


@pytest.mark.parametrize("days", [0, 1])
def test_with_a_day_or_none_left_there_is_still_a_plan(mlprep: Program, days: int) -> None:
    ok(mlprep.run("plan", "start", "--interview", (DAY + timedelta(days=days)).isoformat()))
    assert days_of(mlprep.document("plan")) == {0: 0}
    drill(mlprep, "s")
    assert "ok" in ok(mlprep.run("data", "check"))


def test_the_day_after_the_interview_says_so(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-04"))
    assert "it was 2 days ago" in ok(on(mlprep, 4).run("plan"))


# --- doing ---


def test_activities_are_counted_from_the_log(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start"))
    first = mlprep.document("plan")["checkpoints"][0]["activities"][0]
    assert (first["done"], first["target"]) == (0, 15)
    drill(mlprep, "s", "l")
    first = mlprep.document("plan")["checkpoints"][0]["activities"][0]
    assert (first["done"], first["command"]) == (2, "mlprep drill --round screening --new 15")


def test_plan_do_runs_the_next_activity(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start"))
    found = mlprep.run("plan", "do", typed="\ns\nq\n")
    assert found.returncode == 0
    assert "mlprep drill --round screening --new 15" in found.stderr
    assert "1/15 · screening" in found.stdout
    assert [each["grade"] for each in mlprep.lines("history")] == ["strong"]


def test_the_paced_questions_of_a_day_are_what_a_drill_introduces(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-30", "--minutes", "30"))
    chosen = mlprep.document("plan")["new_today"]
    found = mlprep.run("drill", typed="\ns\n" * len(chosen) + "\n")
    assert f"1/{len(chosen)} " in found.stdout
    assert {each["question"] for each in mlprep.lines("history")} == set(chosen)
    after = mlprep.document("plan")
    assert after["new_today"] == []
    assert after["pace"][0]["new"] == 0


def test_a_question_can_be_asked_for_by_its_id(mlprep: Program) -> None:
    found = ok(mlprep.run("drill", "beta", typed="\ns\nq\n"))
    assert "1/1" in found
    assert "What is beta?" in found
    assert "Did you mean beta?" in refused(mlprep.run("drill", "betta"))


def test_minutes_choose_what_fits_into_them(mlprep: Program) -> None:
    found = ok(mlprep.run("drill", "--minutes", "10", typed="q\n"))
    count = int(found.split("1/")[1].split(" ")[0])
    assert 1 <= count <= 5


def test_study_and_drill_are_one_command(mlprep: Program) -> None:
    found = ok(mlprep.run("study", "mine", "--drill", typed="\ns\nq\n"))
    assert "All of it." in found
    assert "What is alpha?" in found


def test_the_bare_command_shows_the_days_to_go(mlprep: Program) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--company", "Meta"))
    shown = ok(mlprep.run())
    assert "18 days to go" in shown
    assert "at Meta" in shown
    assert "Initial learning, 0 of 3 done" in shown
    assert "mlprep drill --round screening" in shown


# --- the calendar ---


def test_the_days_can_be_put_in_a_calendar(mlprep: Program, tmp_path: Path) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20", "--company", "Meta"))
    target = tmp_path / "plan.ics"
    assert "calendar written" in ok(mlprep.run("plan", "--ics", str(target)))
    events = icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    titles = {each.decoded("dtstart"): str(each["summary"]) for each in events}
    assert titles[date(2026, 3, 20)] == "Interview at Meta"
    assert titles[DAY] == "mlprep: Day 0: Initial learning"
    assert len({str(each["uid"]) for each in events}) == len(events)
    assert "cannot be written" in refused(mlprep.run("plan", "--ics", str(tmp_path / "no" / "plan.ics")), 1)


# --- being ready ---


def test_readiness_is_predicted_for_the_day_beside_what_was_measured(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "n", "s")
    ok(mlprep.run("plan", "start", "--interview", "2026-03-30"))
    ready = json.loads(ok(mlprep.run("plan", "ready", "--json")))
    assert ready["day"] == "2026-03-30"
    (mine,) = (each for each in ready["topics"] if each["topic"] == "mine")
    assert (mine["questions"], mine["seen"], mine["measured"]["first_attempts"]) == (3, 3, 0)
    assert 0 < mine["predicted"] < 1
    assert 0 < ready["all"]["predicted"] < mine["predicted"] < 1
    ok(mlprep.run("plan", "set", "--interview", "2026-03-08"))
    sooner = json.loads(ok(mlprep.run("plan", "ready", "--json")))
    (near,) = (each for each in sooner["topics"] if each["topic"] == "mine")
    assert near["predicted"] > mine["predicted"]
    later = on(mlprep, 3)
    drill(later, "s", "s", "n", "l")
    ready = json.loads(ok(later.run("plan", "ready", "--json")))
    (mine,) = (each for each in ready["topics"] if each["topic"] == "mine")
    assert mine["measured"] == {"first_attempts": 3, "strong": 2, "lean": 0, "no_hire": 1}


def test_companies_tell_how_they_interview_and_how_ready_one_is(mlprep: Program) -> None:
    assert "Google" in ok(mlprep.run("companies"))
    shown = ok(mlprep.run("companies", "google"))
    for expected in ("Google", "ML system design", "weighs", "tagged", "mlprep mock --loop --company Google"):
        assert expected in shown
    found = mlprep.document("companies", "Google")["companies"]
    assert [each["company"] for each in found] == ["Google"]
    assert found[0]["questions"] > 5
    assert found[0]["process"]["onsite"][0]["minutes"] == 45
    assert "there is no company Goggle" in refused(mlprep.run("companies", "Goggle"))


def test_the_eve_shows_what_lapsed_what_was_missed_and_the_formulas(mlprep: Program, tmp_path: Path) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ne\nforgot *why*\nn\nq\n"))
    shown = ok(mlprep.run("eve"))
    assert "one of alpha" in shown
    assert "forgot *why*" in shown
    assert "Formulas" in shown
    target = tmp_path / "eve.md"
    ok(mlprep.run("eve", "--markdown", str(target)))
    text = target.read_text("utf-8")
    assert "**What is alpha?** (alpha)" in text
    assert "- alpha: forgot \\*why\\*" in text
    assert "```\n" in text


# --- mock interviews, over a pipe ---

MOCK = ("mock", "--questions", "2", "--minutes", "20", "--seed", "3")


def test_a_mock_reveals_nothing_before_its_debrief(mlprep: Program) -> None:
    found = ok(mlprep.run(*MOCK, typed="\n\n\n\n\n\ns\nl\n\n"))
    interview, _, debrief = found.partition("Debrief · 2 of 2 answered")
    assert "Key points" not in interview
    assert "Strong Hire" not in interview
    assert interview.count("follow-up 2") == 2
    assert "Key points" in debrief
    assert "decision  Strong Hire" in debrief
    (mock,) = mlprep.document("mock", "--history")["mocks"]
    assert mock["decision"] == "strong"
    assert [(each["grade"], each["follow_ups"]) for each in mock["answers"]] == [("strong", 2), ("lean", 2)]
    assert [each["mode"] for each in mlprep.lines("history")] == ["mock", "mock"]
    assert "ok" in ok(mlprep.run("data", "check"))


def test_a_mock_that_was_stopped_goes_on(mlprep: Program) -> None:
    stopped = ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    assert "Stopped: 1 of 2 answered" in stopped
    assert "mlprep mock --resume" in stopped
    went_on = ok(mlprep.run("mock", "--resume", typed="\n\n\ns\ns\n\n"))
    assert "question 2 of 2" in went_on
    assert "2 of 2 answered" in went_on
    assert mlprep.document("mock", "--history")["mocks"][0]["decision"] == "strong"


def test_a_mock_that_was_stopped_can_be_debriefed(mlprep: Program) -> None:
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    found = ok(mlprep.run("mock", "--debrief", typed="s\n\n"))
    assert "1 question not reached" in found
    assert "decision  No Hire" in found
    assert "no mock interview can go on" in refused(mlprep.run("mock", "--resume"), 1)
    assert "no mock interview waits" in refused(mlprep.run("mock", "--debrief"), 1)


def test_a_company_holds_its_whole_onsite(mlprep: Program) -> None:
    found = ok(mlprep.run("mock", "--loop", "--company", "openai", "--seed", "1", typed="q\n"))
    assert "Mock interview: OpenAI onsite" in found
    assert "1/5 Deep-learning theory · 3 questions · 45:00" in found


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("quickfier",), "Did you mean quick-fire?"),
        (("senior", "--questions", "500"), "are more than there are"),
        (("--loop",), "a loop is the onsite of one company"),
        (
            ("--loop", "--company", "Google", "--minutes", "20"),
            "a loop has the rounds, questions and minutes of its company",
        ),
        (("--loop", "--company", "Stripe"), "no bank says how Stripe interviews"),
        (("--resume", "--debrief"), "only one of"),
    ],
)
def test_a_mock_that_cannot_be_is_refused_with_the_fix(
    mlprep: Program, arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in refused(mlprep.run("mock", *arguments))


def test_a_past_mock_shows_in_the_history(mlprep: Program) -> None:
    assert "no mock interview yet" in ok(mlprep.run("mock", "--history"))
    ok(mlprep.run(*MOCK, typed="\n\n\nq\n"))
    assert "debrief open" in ok(mlprep.run("mock", "--history"))


def test_what_has_left_the_bank_is_no_longer_asked_in_a_mock(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(bank_text("delta", round_name="senior", companies="[{name: Acme}]"))
    ok(mlprep.run("bank", "add", str(tmp_path / "other.yaml")))
    ok(mlprep.run("mock", "senior", "--questions", "2", "--company", "acme", "--seed", "1", typed="\n\n\n\nq\n"))
    ok(mlprep.run("bank", "remove", "other"))
    found = mlprep.run("mock", "--debrief", typed="s\n\n")
    assert found.returncode in (0, 1)
    assert "Traceback" not in found.stderr
    assert "this is a bug" not in found.stderr
    assert "ok" in ok(mlprep.run("data", "check"))
