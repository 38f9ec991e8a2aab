"""Your own answers: listed, shown and removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.core.reviews import RecordedAttempt
from program import failed, ok


@pytest.fixture
def written(mlprep: InProcess) -> InProcess:
    """The program after three answers were written, one of them to beta."""
    ok(mlprep.run("drill", "alpha", "beta", typed="w\nIt is one of alpha.\n\ns\nw\nA beta.\n\nl\nq\n"))
    ok(mlprep.later(days=1).run("drill", "alpha", typed="w\nTwo of alpha, or three.\n\ns\nq\n"))
    return mlprep


def own(program: InProcess, question_id: str, text: str) -> None:
    """Keep a model answer, as the editor does."""
    with program.context() as context:
        at = context.clock.now()
        context.store.attempts.add(RecordedAttempt(at.id, question_id, None, "own", at.moment, at.day, text, None))


def test_the_list_has_a_line_for_each_question_the_newest_first(written: InProcess) -> None:
    own(written.later(days=2), "beta", "My beta.")
    head, first, second = ok(written.run("mine")).splitlines()
    assert head.split() == ["day", "form", "words", "question"]
    assert first.split() == ["2026-03-04", "own,", "typed", "2", "beta"]
    assert second.split() == ["2026-03-03", "typed", "5", "alpha"]
    document = written.document("mine")
    assert document["answers"][0] == {
        "question": "beta", "day": "2026-03-04", "forms": ["own", "typed"], "words": 2, "texts": 2
    }  # fmt: skip
    assert [each["question"] for each in document["answers"]] == ["beta", "alpha"]


def test_the_answers_to_a_question_are_shown_newest_first_with_or_without_show(written: InProcess) -> None:
    shown = ok(written.run("mine", "alpha"))
    assert shown == ok(written.run("mine", "show", "alpha")) == ok(written.run("mine", "ALPHA"))
    assert shown.index("2026-03-03 · typed · 5 words · 0:0") < shown.index("2026-03-02 · typed · 5 words")
    assert "Two of alpha, or three." in shown
    assert ok(written.run("mine", "gamma")) == "No answers to gamma yet.\n"
    assert "There is no question alpa." in failed(written.run("mine", "alpa"), 2)


def test_texts_are_removed_after_a_question_and_stay_removed_after_a_merge(written: InProcess, tmp_path: Path) -> None:
    log = str(tmp_path / "other.jsonl")
    ok(written.run("data", "export", log))
    refused = written.run("mine", "forget", "alpha", typed="\n")
    assert refused.stdout == "Remove 2 texts for good? y/N "
    assert "Nothing was removed." in failed(refused, 1)
    assert "2 texts removed; days" in ok(written.run("mine", "forget", "alpha", typed="y\n"))
    ok(written.run("data", "merge", log))
    assert [each["question"] for each in written.document("mine")["answers"]] == ["beta"]
    assert ok(written.run("mine", "forget", "alpha")) == "There is no text to remove.\n"
    assert ok(written.run("mine", "forget", "--all", "--yes")).startswith("1 text removed")
    assert "of alpha" not in ok(written.run("data", "export"))
    assert len(written.lines("history")) == 3
    ok(written.run("data", "check"))


def test_code_is_removed_only_on_request(written: InProcess) -> None:
    with written.context() as context:
        at = context.clock.now()
        context.store.attempts.add(RecordedAttempt(at.id, "alpha", None, "code", at.moment, at.day, "x = 1", None))
    assert ok(written.run("mine", "forget", "alpha", "-y")).startswith("2 texts removed")
    assert ok(written.run("mine", "forget", "alpha", "--code", "-y")).startswith("1 text removed")


@pytest.mark.parametrize("words", [(), ("alpha", "--all")])
def test_forget_takes_a_question_or_all(mlprep: InProcess, words: tuple[str, ...]) -> None:
    assert "Name a question, or use --all." in failed(mlprep.run("mine", "forget", *words), 2)


def test_the_own_model_answer_comes_before_that_of_the_bank(written: InProcess) -> None:
    own(written, "alpha", "**My** alpha.")
    shown = ok(written.run("show", "alpha"))
    assert shown.index("Your model answer") < shown.index("My alpha.") < shown.index("The bank's model answer")
    revealed = ok(written.run("drill", "alpha", typed="\nq\n"))
    assert "My alpha." not in revealed.partition("[Enter] reveal")[0]
    assert (
        revealed.index("Your model answer") < revealed.index("The bank's model answer") < revealed.index("It is alpha.")
    )
    assert "Your model answer" not in ok(written.run("show", "beta"))


def test_the_earlier_answer_is_printed_with_what_is_new_and_what_is_missing(written: InProcess) -> None:
    later = written.later(days=2)
    shown = ok(later.run("drill", "alpha", typed="w\nIt is three of alpha.\n\n13\ny\nq\n"))
    assert "[y] earlier" in shown
    assert shown.index("Your answer of Tue 3 Mar, 5 words") < shown.index("Two of alpha, or three.")
    assert "[y] earlier" not in ok(later.run("drill", "gamma", typed="\nq\n"))
    assert "no earlier answer to this question is kept" in ok(later.run("drill", "gamma", typed="\ny\nq\n"))


def test_an_answer_of_the_same_session_is_the_earlier_one_of_a_retry(mlprep: InProcess) -> None:
    shown = ok(mlprep.run("drill", "alpha", typed="w\nI forgot.\n\nn\n\ny\nq\n"))
    assert "Your answer of today, 2 words" in shown
