"""`plan`: started, changed and stopped; its checkpoint days, its pace, its calendar, and the readiness for the interview."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest

from program import Document, Program, failed

DAY = date(2026, 3, 2)


def output(done: subprocess.CompletedProcess[str]) -> str:
    """Return the output of a command that succeeded, possibly with a warning."""
    assert done.returncode == 0, done.stderr
    return done.stdout


def drill(program: Program, *grades: str) -> None:
    """Answer a question of the small bank for each grade."""
    output(program.run("drill", "--topic", "mine", typed="".join(f"\n{grade}\n" for grade in grades) + "q\n"))


def due(program: Program) -> dict[str, str | None]:
    """Return the due day of each question of the small bank."""
    document = program.document("list", "--topic", "mine")
    return {question["id"]: question["due"] for question in document["questions"]}


def days_of(plan: Document) -> dict[int, int]:
    """Return each checkpoint with the days from the start of the plan to it."""
    return {
        checkpoint["checkpoint"]: (date.fromisoformat(checkpoint["day"]) - DAY).days
        for checkpoint in plan["checkpoints"]
    }


# --- start, set, stop ---


def test_without_a_plan_the_days_of_one_that_starts_today_are_shown(mlprep: Program) -> None:
    shown = output(mlprep.run("plan"))
    assert "No plan yet" in shown
    assert "mlprep plan start --interview DATE" in shown
    plan = mlprep.document("plan")
    assert plan["begun"] is False
    assert days_of(plan) == {0: 0, 3: 3, 7: 7, 14: 14, 21: 21}


def test_a_plan_with_a_date_fits_its_days_and_shows_the_days_to_go(mlprep: Program) -> None:
    shown = output(mlprep.run("plan", "start", "--interview", "2026-03-13", "--company", "google", "--minutes", "60"))
    assert "Interview at Google · Friday 13 March · 11 days to go" in shown
    plan = mlprep.document("plan")
    assert days_of(plan) == {0: 0, 3: 1, 7: 3, 14: 6, 21: 10}
    assert (plan["interview"], plan["days_left"], plan["companies"], plan["minutes"]) == (
        "2026-03-13", 11, ["Google"], 60,
    )  # fmt: skip
    days = [(DAY + timedelta(days=days)).isoformat() for days in range(12)]
    assert [day["day"] for day in plan["pace"]] == days  # the day of the interview included
    assert max(day["minutes"] for day in plan["pace"]) <= 60
    assert all(day["new"] for day in plan["pace"][:-2])
    assert [day["new"] for day in plan["pace"][-2:]] == [0, 0]  # nothing new on the eve and the day
    assert plan["left_out"]


def test_setting_moving_and_removing_the_date_replays_the_log_and_loses_nothing(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "n", "s")
    before, log = due(mlprep), mlprep.lines("history")
    assert set(before.values()) == {"2026-03-05"}
    output(mlprep.run("plan", "start", "--interview", "2026-03-07"))
    assert set(due(mlprep).values()) <= {"2026-03-03", "2026-03-04"}
    assert "ok" in output(mlprep.run("data", "check"))
    output(mlprep.run("plan", "set", "--interview", "2026-04-30"))
    assert due(mlprep) == before
    output(mlprep.run("plan", "set", "--interview", "2026-03-07"))
    output(mlprep.run("plan", "set", "--interview", "none"))
    assert due(mlprep) == before
    output(mlprep.run("plan", "stop"))
    assert due(mlprep) == before
    assert mlprep.lines("history") == log
    assert "ok" in output(mlprep.run("data", "check"))


def test_a_running_plan_schedules_new_grades(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-07"))
    drill(mlprep, "s", "s", "s")
    assert all(day is not None and "2026-03-03" <= day <= "2026-03-04" for day in due(mlprep).values())
    assert "ok" in output(mlprep.run("data", "check"))


def test_a_fresh_start_resets_the_cards_but_keeps_the_log(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "s")
    later = mlprep.later(days=4)
    output(later.run("plan", "start", "--fresh"))
    assert set(due(later).values()) == {None}
    assert len(later.lines("history")) == 3
    assert later.document("stats")["reviews"]["total"] == 3
    assert "ok" in output(later.run("data", "check"))
    drill(later, "s")
    assert due(later)["alpha"] == "2026-03-09"
    assert "ok" in output(later.run("data", "check"))


def test_after_a_fresh_start_every_question_is_new_and_a_drill_asks_the_day_that_is_shown(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "s")
    later = replace(mlprep, now=mlprep.now + timedelta(days=3))
    assert "3 due" in output(later.run("status"))
    output(later.run("plan", "start", "--fresh"))
    plan = later.document("plan")
    new = len(plan["new_today"])
    assert new > 0
    assert (plan["pace"][0]["due"], plan["pace"][0]["new"]) == (0, new)
    assert f"0 due · {new} new" in output(later.run("status"))
    assert f"· {new} new" in output(later.run())
    assert f"1/{new} " in later.run("drill", typed="q\n").stdout


def test_a_level_that_a_level_of_the_banks_includes_is_known(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-20", "--level", "l6"))
    assert mlprep.document("plan")["levels"] == ["L6"]


def test_a_second_plan_is_refused(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    message = failed(mlprep.run("plan", "start", "--interview", "2026-03-22"), 2)
    assert "A plan has been running since 2026-03-02, with the interview on 2026-03-20." in message
    assert "plan set --interview" in message
    assert mlprep.document("plan")["interview"] == "2026-03-20"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("start", "--interview", "2026-02-30"), "2026-02-30 is not a day"),
        (("start", "--interview", "soon"), "soon is not a day"),
        (("start", "--interview", "2026-03-01"), "2026-03-01 is in the past"),
        (("start", "--company", "Goggle"), "Did you mean Google?"),
        (("start", "--minutes", "0"), "--minutes"),
        (("start", "--level", "L0"), "There is no level L0"),
        (("set", "--interview", "2026-03-20"), "No plan is running"),
    ],
)
def test_an_impossible_plan_is_refused_with_the_fix(mlprep: Program, arguments: tuple[str, ...], expected: str) -> None:
    assert expected in failed(mlprep.run("plan", *arguments), 2)


def test_stopping_without_a_plan_is_an_error(mlprep: Program) -> None:
    assert "No plan is running" in failed(mlprep.run("plan", "stop"), 1)


def test_a_clock_before_the_start_of_the_plan_is_a_warning(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    done = mlprep.later(days=-3).run("plan")
    assert done.returncode == 0
    assert "Check the clock of this machine." in done.stderr


@pytest.mark.parametrize("days", [0, 1])
def test_a_plan_can_start_on_the_day_or_the_eve_of_the_interview(mlprep: Program, days: int) -> None:
    output(mlprep.run("plan", "start", "--interview", (DAY + timedelta(days=days)).isoformat()))
    assert days_of(mlprep.document("plan")) == {0: 0}
    drill(mlprep, "s")
    assert "ok" in output(mlprep.run("data", "check"))


def test_after_the_interview_the_plan_says_how_long_ago_it_was(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-04"))
    assert "it was 2 days ago" in output(mlprep.later(days=4).run("plan"))


# --- practice under a plan ---


def test_activities_are_measured_from_the_log(mlprep: Program) -> None:
    output(mlprep.run("plan", "start"))
    first = mlprep.document("plan")["checkpoints"][0]["activities"][0]
    assert (first["done"], first["target"]) == (0, 15)
    drill(mlprep, "s", "l")
    first = mlprep.document("plan")["checkpoints"][0]["activities"][0]
    assert (first["done"], first["name"], first["command"]) == (2, "screening", "mlprep plan do screening")
    done = mlprep.run("plan", "do", "screening", typed="\ns\n" * 13 + "q\n")
    assert "1/13 " in done.stdout
    plan = mlprep.document("plan")
    assert plan["checkpoints"][0]["activities"][0]["done"] == 15
    answered = [line["question"] for line in mlprep.lines("history")]
    assert len(set(answered)) == len(answered) == 15  # it asks only questions that it does not count yet


def test_plan_do_runs_what_is_left_of_the_day_and_then_the_next_activity(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--minutes", "5"))
    first, *rest = mlprep.document("plan")["new_today"]
    done = mlprep.run("plan", "do", typed="\ns\nq\n")
    assert (done.returncode, done.stderr) == (0, "mlprep drill\n")
    assert f"1/{1 + len(rest)} · " in done.stdout
    assert [(line["question"], line["grade"]) for line in mlprep.lines("history")] == [(first, "strong")]
    output(mlprep.run("plan", "do", typed="\ns\n" * len(rest)))
    assert mlprep.document("plan")["new_today"] == []
    activity = next(
        activity for activity in mlprep.document("plan")["checkpoints"][0]["activities"]
        if activity["done"] < activity["target"]
    )  # fmt: skip
    done = mlprep.run("plan", "do", typed="\ns\nq\n")
    assert (done.returncode, done.stderr) == (0, f"{activity['command']}\n")
    assert len(mlprep.lines("history")) == 2 + len(rest)


def test_a_drill_introduces_the_questions_that_the_plan_chose_for_the_day(mlprep: Program) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-30", "--minutes", "30"))
    chosen = mlprep.document("plan")["new_today"]
    done = mlprep.run("drill", typed="\ns\n" * len(chosen) + "\n")
    assert f"1/{len(chosen)} " in done.stdout
    assert {line["question"] for line in mlprep.lines("history")} == set(chosen)
    after = mlprep.document("plan")
    assert after["new_today"] == []
    assert after["pace"][0]["new"] == 0


# --- the calendar ---


def test_the_days_can_be_written_to_a_calendar_file(mlprep: Program, tmp_path: Path) -> None:
    output(mlprep.run("plan", "start", "--interview", "2026-03-20", "--company", "Meta"))
    target = tmp_path / "plan.ics"
    assert "calendar written" in output(mlprep.run("plan", "--ics", str(target)))
    events = icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    titles = {event.decoded("dtstart"): str(event["summary"]) for event in events}
    assert titles[date(2026, 3, 20)] == "Interview at Meta"
    assert titles[DAY] == "mlprep: Day 0: Initial learning"
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert "cannot be written" in failed(mlprep.run("plan", "--ics", str(tmp_path / "no" / "plan.ics")), 1)


# --- readiness ---


def ready(program: Program) -> tuple[Document, Document]:
    """Return the readiness document, and the part of it about the topic of the small bank."""
    document = json.loads(output(program.run("plan", "ready", "--json")))
    (mine,) = (topic for topic in document["topics"] if topic["topic"] == "mine")
    return document, mine


def test_readiness_has_predicted_recall_on_the_day_beside_measured_recall(mlprep: Program) -> None:
    drill(mlprep, "s", "l", "n", "s")
    output(mlprep.run("plan", "start", "--interview", "2026-03-30"))
    document, mine = ready(mlprep)
    assert document["day"] == "2026-03-30"
    assert (mine["questions"], mine["seen"], mine["measured"]["first_attempts"]) == (3, 3, 0)
    assert (mine["predicted"], document["all"]["predicted"], document["headline"]["expected"]) == (None, None, None)
    names = [row["id"] for row in mlprep.document("list", "--round", "quickfire")["questions"][:20]]
    output(mlprep.run("drill", *names, typed="\ns\n" * 20))
    document, mine = ready(mlprep)
    # The unseen ones are expected as the first answers were: all but one of them recalled.
    assert 0 < mine["predicted"] < document["all"]["predicted"] < 1
    low, high = mine["interval"]
    assert 0 <= low < mine["predicted"] < high <= 1
    assert document["headline"]["interval"][0] < document["headline"]["expected"] < document["headline"]["interval"][1]
    assert {row["round"]: row["seen"] for row in document["rounds"]}["quickfire"] == 20
    output(mlprep.run("plan", "set", "--interview", "2026-03-08"))
    _, near = ready(mlprep)
    assert near["predicted"] > mine["predicted"]
    later = mlprep.later(days=3)
    drill(later, "s", "s", "n", "l")
    _, mine = ready(later)
    assert mine["measured"] == {"first_attempts": 3, "strong": 2, "lean": 0, "no_hire": 1}
