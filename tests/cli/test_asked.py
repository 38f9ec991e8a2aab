"""The questions of a real interview: entered one by one or with options, matched, listed and removed."""

from __future__ import annotations

import pytest

from in_process import InProcess
from program import failed, ok


def test_a_question_of_the_bank_is_said_with_its_grade_and_its_day(mlprep: InProcess) -> None:
    assert "we have this one: alpha, not asked yet" in ok(mlprep.run("asked", "so what is this alpha?"))
    ok(mlprep.run("drill", "alpha", typed="\nl\nq\n"))
    ok(mlprep.run("drill", "beta", typed="\nn\nq\n"))
    assert "we have this one: alpha, graded Lean Hire, due Thu 5 Mar" in ok(mlprep.run("asked", "What is an alpha?"))
    assert "we have this one: beta, graded No Hire, due today" in ok(mlprep.run("asked", "What is a beta?"))
    late = mlprep.later(days=9)
    assert "due since Thu 5 Mar" in ok(late.run("asked", "add", "What is an alpha?"))


def test_a_suspended_question_is_said_to_be_suspended(mlprep: InProcess) -> None:
    ok(mlprep.run("suspend", "alpha"))
    assert "alpha, not asked yet, suspended" in ok(mlprep.run("asked", "What is alpha?"))
    ok(mlprep.run("data", "check"))


def test_another_question_is_kept_with_the_way_to_add_it(mlprep: InProcess) -> None:
    shown = " ".join(ok(mlprep.run("asked", "Design a parking lot", "--company", "meta", "--went", "Badly")).split())
    assert shown.startswith("kept; no question of your banks is like it.")
    assert "mlprep bank add FILE" in shown
    (entry,) = mlprep.document("asked", "list")["asked"]
    assert (entry["company"], entry["went"], entry["question"], entry["day"]) == ("Meta", "badly", None, "2026-03-02")


def test_options_may_come_before_the_text_and_any_company_is_accepted(mlprep: InProcess) -> None:
    ok(mlprep.run("asked", "--company", "My Startup", "-r", "coding", "--day=2026-02-27", "What is a gamma?"))
    (entry,) = mlprep.document("asked", "list")["asked"]
    assert (entry["company"], entry["round"], entry["day"]) == ("My Startup", "coding", "2026-02-27")
    assert entry["question"] == "gamma"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x", "--went", "baldy"), "Did you mean badly?"),
        (("x", "--round", "codin"), "Did you mean coding?"),
        (("x", "--day", "2026-03-03"), "2026-03-03 is not the day of an interview that was held."),
        (("x", "--day", "yesterday"), "yesterday is not a day."),
        (("x", "--day", "1970-01-01"), "1970-01-01 is not the day of an interview that was held."),
        ((" \u200b ",), "The question is blank."),
        (("x" * 100_001,), "The text has 100,001 characters; at most 100,000 are kept."),
        (("x", "y"), "y is one argument too many"),
        (("remov", "1"), "Did you mean remove?"),
        (("remove", "one"), "NUMBER cannot be one."),
        (("remove", "7"), "There is no question 7."),
    ],
)
def test_wrong_words_are_refused_and_keep_nothing(mlprep: InProcess, words: tuple[str, ...], message: str) -> None:
    assert message in failed(mlprep.run("asked", *words), 2)
    assert mlprep.document("asked", "list")["asked"] == []


def test_the_questions_are_asked_for_and_a_faulty_answer_is_asked_again(mlprep: InProcess) -> None:
    typed = "amazon\n2026-04-01\n2026-03-01\nWhat is alpha?\nscreen\nscreening\nbadly\nDesign a parking lot\n\n\n\n"
    done = mlprep.run("asked", typed=typed)
    assert done.returncode == 0
    assert "2026-04-01 is not the day of an interview that was held." in done.stderr
    assert "Did you mean screening?" in done.stderr
    assert "we have this one: alpha" in done.stdout
    assert "2 questions kept" in done.stdout
    second, first = mlprep.document("asked", "list")["asked"]
    assert (first["company"], first["day"], first["round"], first["went"]) == (
        "Amazon", "2026-03-01", "screening", "badly"
    )  # fmt: skip
    assert (second["company"], second["round"], second["went"]) == ("Amazon", None, None)


def test_the_end_of_the_input_ends_the_questions(mlprep: InProcess) -> None:
    assert "Nothing was entered." in failed(mlprep.run("asked", typed=""), 1)
    assert "Nothing was entered." in failed(mlprep.run("asked", typed="\n\n\n"), 1)
    done = mlprep.run("asked", typed="\n\nWhat is alpha?\n\n\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 question kept" in done.stdout


def test_entries_are_listed_and_removed_by_their_numbers(mlprep: InProcess) -> None:
    assert "Nothing yet. mlprep asked takes" in ok(mlprep.run("asked", "list"))
    ok(mlprep.run("asked", "What is alpha?", "-c", "Meta"))
    ok(mlprep.later(hours=1).run("asked", "Design a parking lot", "--went", "well"))
    head, *rows = ok(mlprep.run("asked", "list")).splitlines()
    assert head.split() == ["no", "day", "company", "went", "question"]
    assert [" ".join(row.split()) for row in rows] == [
        "2 2026-03-02 – well Design a parking lot",
        "1 2026-03-02 Meta – What is alpha? = alpha",
    ]
    assert "Nothing was removed." in failed(mlprep.run("asked", "remove", "1", typed="\n"), 1)
    assert "The question was removed." in ok(mlprep.run("asked", "remove", "1", typed="yes\n"))
    assert [entry["number"] for entry in mlprep.document("asked", "list")["asked"]] == [2]
    assert "alpha?" not in ok(mlprep.run("data", "export"))


def test_the_coach_asks_a_question_of_a_real_interview_first(mlprep: InProcess) -> None:
    ok(mlprep.run("asked", "What is a gamma?"))
    assert "gamma" in mlprep.document("plan")["day"]["questions"]
    assert "What is gamma?" in ok(mlprep.run("drill", "--topic", "mine", "--minutes", "3", typed="q\n"))
