"""A written answer: typed while the clock runs, kept with its times, and compared with the key points at the reveal."""

from __future__ import annotations

import pytest

from core.session.test_machine import grades, run
from fakes import Memory, question
from mlprep_cli.core.hearing import Heard
from mlprep_cli.core.inputs import Input, Interrupted, Key, Paste, TypedLine
from mlprep_cli.core.questions import Code, KeyPoint
from mlprep_cli.core.session.events import Part
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE
from mlprep_cli.core.session.phases import Phase

POINTS = (
    KeyPoint("Bagging cuts variance", must=True, say=("lowers variance", "averages / votes")),
    KeyPoint("Boosting cuts bias", say=("lowers bias",)),
)
BAGGING = question("one")._replace(key_points=POINTS)


def typed(memory: Memory) -> list[tuple[str, str]]:
    """Return the recorded answers, each with its question."""
    return [(each.question_id, each.text) for each in memory.attempts]


def test_a_written_answer_is_kept_once_at_the_reveal_and_never_grades() -> None:
    _, memory, screen = run([*"w", *"slnq 1", "\n", *" l"], "one")
    assert typed(memory) == [("one", "slnq 1")]
    assert memory.attempts[0].form == "typed"
    assert memory.attempts[0].seconds == memory.reviews[0].thinking_seconds
    assert memory.attempts[0].groups is None
    assert grades(memory) == [("one", "lean")]
    assert screen.shown[:4] == [Part.QUESTION, Part.WRITING, Part.WRITTEN, Part.ANSWER]


@pytest.mark.parametrize(("keys", "ticked"), [("", {1}), ("1", set()), ("2", {1, 2}), ("12", {2})])
def test_heard_key_points_are_ticked_and_the_users_keys_have_the_last_word(keys: str, ticked: set[int]) -> None:
    answer = Paste("Bagging averages its trees,\nwhich lowers the variance.")
    ended, memory, _ = run(["w", answer, "\n", " ", *keys, "q"], "one", memory=Memory(BAGGING))
    assert ended.attempt is not None
    assert ended.attempt.heard == (Heard(1, "Bagging averages its trees, which lowers the variance."),)
    assert ended.attempt.ticked == ticked
    assert memory.reviews == []


def test_what_was_heard_is_in_the_review_as_ticks() -> None:
    _, memory, _ = run(
        ["w", Paste("Bagging lowers the variance, by averages."), "\n", *" l"], "one", memory=Memory(BAGGING)
    )
    assert memory.reviews[0].key_points == (1,)


def test_writing_goes_on_where_it_was_left() -> None:
    _, memory, _ = run([*"wab", "\n", *"wc", "escape", *" l"], "one")
    assert typed(memory) == [("one", "abc")]


def test_a_line_of_a_pipe_is_the_answer() -> None:
    _, memory, _ = run([TypedLine("w"), TypedLine("it is noise"), TypedLine(""), TypedLine("s")], "one")
    assert typed(memory) == [("one", "it is noise")]
    assert grades(memory) == [("one", "strong")]


def test_nothing_written_is_nothing_kept() -> None:
    ended, memory, _ = run([*"w  ", "\n", *" q"], "one")
    assert memory.attempts == []
    assert ended.attempt is not None
    assert ended.attempt.heard == ()


@pytest.mark.parametrize(
    "leaving",
    [
        [*"wab", Interrupted(2)],
        [*"wab", "\n", "q"],
        [*"wab", "\n", "p", "q"],
        [*"wab", "\n", *"k q"],
        [*"wab", "\n", *"/x", Interrupted(2)],
    ],
)
def test_an_answer_that_is_left_before_the_reveal_is_kept(leaving: list[str | Input]) -> None:
    _, memory, _ = run(leaving, "one", "two")
    assert typed(memory) == [("one", "ab")]
    assert memory.reviews == []


def test_an_answer_is_kept_when_the_grade_before_it_is_undone() -> None:
    _, memory, _ = run([*" swab", "\n", *"uq"], "one", "two")
    assert typed(memory) == [("two", "ab")]
    assert memory.reviews == []


def test_the_clock_goes_on_and_never_reveals_what_is_being_written() -> None:
    timer = QUICKFIRE._replace(timer=2)
    ended, memory, screen = run([*"wa long answer", None, *"s", "\n", None, "q"], "one", rules=timer)
    assert Part.ANSWER in screen.shown
    assert typed(memory) == [("one", "a long answers")]
    assert ended.attempt is not None
    assert (ended.attempt.timed_out, ended.attempt.thinking) == (True, 2.0)
    assert memory.reviews == []


def test_an_interview_is_answered_aloud() -> None:
    ended, memory, _ = run([Key("w"), Key("a"), "q"], "one", rules=DRILL._replace(mode="mock", interview=True))
    assert ended.phase is Phase.ENDED
    assert memory.attempts == []


def test_the_answer_to_a_coding_question_can_be_written_too() -> None:
    coding = question("one")._replace(code=Code("def f(): ...", "def f(): ...", ()))
    _, memory, _ = run([*"wab", "\n", *" l"], "one", memory=Memory(coding))
    assert typed(memory) == [("one", "ab")]
