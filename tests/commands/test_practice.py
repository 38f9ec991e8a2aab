"""`drill` and `quickfire` over a pipe: the questions asked, their order, and the recorded reviews."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date

from in_process import InProcess
from program import Program, failed, ok


def drill(program: Program, typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Drill the topic of the small bank with these keys, one per line."""
    return program.run("drill", "--topic", "mine", *options, typed="\n".join(typed) + "\n")


def test_a_drill_over_a_pipe_asks_reveals_and_records(mlprep: Program) -> None:
    shown = ok(drill(mlprep, " s l q"))
    for expected in (
        "1/3 · screening · mine · new · 2:00",
        "What is alpha?",
        "It is alpha.",
        "one of alpha (must)",
        "why alpha",
    ):
        assert expected in shown
    assert "✓ Strong Hire" in shown
    assert "2 answered  1 Strong Hire  1 Lean Hire  0 No Hire" in shown
    assert [(line["question"], line["grade"]) for line in mlprep.lines("history")] == [
        ("alpha", "strong"),
        ("beta", "lean"),
    ]


def test_a_drill_over_a_pipe_writes_no_escape_sequence(mlprep: Program) -> None:
    assert "\x1b" not in ok(drill(mlprep, " s?"))


def test_a_quickfire_round_draws_from_its_own_round_and_ends_with_its_target(mlprep: Program) -> None:
    shown = ok(mlprep.run("quickfire", "--timer", "15", "--count", "2", typed="\nl\n\ns\n\n"))
    assert "1/2 · quickfire" in shown
    assert "0:15" in shown
    assert "within the 5:00 target" in shown
    assert {line["mode"] for line in mlprep.lines("history")} == {"quickfire"}
    assert {line["budget"] for line in mlprep.lines("history")} == {15}


def test_if_nothing_is_due_a_drill_says_when_the_next_is_and_practises_on_request(mlprep: Program) -> None:
    drill(mlprep, " s l s")
    refused = drill(mlprep, "q", "--new", "0")
    assert "Nothing is due." in refused.stdout
    assert "Next: 3 questions Thu 5 Mar." in refused.stdout
    assert "What is" not in refused.stdout
    again = drill(mlprep, "\n\ns", "--new", "0").stdout
    assert "What is beta?" in again
    assert "early: still due Thu 5 Mar" in again


def test_a_drill_asks_no_more_new_questions_than_the_day_allows(mlprep: Program) -> None:
    drill(mlprep, " s s", "--new", "2")
    assert "Nothing is due." in drill(mlprep, "q", "--new", "2").stdout
    assert "What is gamma?" in drill(mlprep, "q", "--new", "3").stdout
    assert "What is gamma?" in drill(mlprep.later(days=1), "q", "--new", "2").stdout


def test_a_filter_without_a_matching_question_is_an_error_with_advice(mlprep: Program) -> None:
    assert "No question matches." in failed(drill(mlprep, "", "--difficulty", "hard"), 1)


def test_a_note_is_shown_after_the_next_reveal(mlprep: Program) -> None:
    mlprep.run("drill", "--topic", "mine", typed="\ne\nthe second half\nl\nq\n")
    assert "the second half" in ok(mlprep.run("notes"))
    shown = mlprep.later(days=3).run("drill", "alpha", typed=" \nq\n").stdout
    assert "missed on Mon 2 Mar: the second half" in shown


def test_a_question_graded_no_hire_is_asked_again_in_the_same_session(mlprep: Program) -> None:
    shown = ok(drill(mlprep, " n s s l"))
    assert "4/4 · screening · mine · Day 0 again" in shown
    assert [line["grade"] for line in mlprep.lines("history", "alpha")] == ["no_hire", "lean"]


# --- options ---


def test_a_question_can_be_asked_by_its_id(mlprep: Program) -> None:
    shown = ok(mlprep.run("drill", "beta", typed="\ns\nq\n"))
    assert "1/1" in shown
    assert "What is beta?" in shown
    assert "Did you mean beta?" in failed(mlprep.run("drill", "betta"), 2)


def test_minutes_pick_as_many_questions_as_fit(mlprep: Program) -> None:
    shown = ok(mlprep.run("drill", "--minutes", "10", typed="q\n"))
    count = int(shown.split("1/")[1].split(" ")[0])
    assert 1 <= count <= 5


# --- three weeks ---


def test_the_schedule_asks_a_question_on_days_0_3_7_14_and_21(mlprep: Program) -> None:
    mlprep = InProcess(mlprep.home)
    for number in range(40):
        drill(mlprep.later(days=number), " s", "--new", "1" if number == 0 else "0", "--count", "1")
    begun = mlprep.now.date()
    # With time left, a drill asks early too; that changes nothing, so the last answer at each checkpoint is on its day.
    last = {
        line["checkpoint"]: (date.fromisoformat(line["study_day"]) - begun).days
        for line in mlprep.lines("history", "alpha")
    }
    assert {checkpoint: last[checkpoint] for checkpoint in (0, 3, 7, 14, 21)} == {0: 0, 3: 3, 7: 7, 14: 14, 21: 21}
    assert mlprep.document("list", "alpha")["questions"][0]["checkpoint"] == "mastered"


def test_the_night_belongs_to_the_day_before(mlprep: Program) -> None:
    late = replace(mlprep, now=mlprep.now.replace(day=3, hour=2, minute=30), zone="UTC")
    drill(late, " s")
    assert mlprep.lines("history")[0]["study_day"] == "2026-03-02"


def test_the_time_zone_decides_on_which_day_an_answer_counts(mlprep: Program) -> None:
    evening = replace(mlprep, now=mlprep.now.replace(hour=20), zone="Asia/Tokyo")
    drill(evening, " s")
    assert mlprep.lines("history")[0]["study_day"] == "2026-03-03"
    assert date.fromisoformat(mlprep.document("list", "alpha")["questions"][0]["due"]) == date(2026, 3, 6)


def test_a_written_answer_over_a_pipe_is_recorded_and_shown_again(mlprep: Program) -> None:
    typed = "w\nalpha is one of them, and why\n\nl\nw\nnever revealed\nq\n"
    shown = ok(mlprep.run("drill", "--topic", "mine", typed=typed))
    assert "your answer: type it on one line, then Enter" in shown
    assert "written: 7 words" in shown
    answers = [attempt["text"] for attempt in mlprep.document("show", "alpha")["attempts"]]
    assert answers == ["alpha is one of them, and why"]
    assert "alpha is one of them, and why" in ok(mlprep.run("show", "alpha"))
    assert mlprep.document("show", "beta")["attempts"][0]["text"] == "never revealed"
