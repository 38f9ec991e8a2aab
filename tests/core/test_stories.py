"""Stories: their names, their files, and what they leave open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import NOON
from mlprep_cli.core.questions import InterviewProcess
from mlprep_cli.core.stories import Gap, Story, WrittenStory, board, named, read_story, story_file

VALUES = ("Ownership", "Are Right, A Lot", "Meta, Metamates, Me", "Bias for Action")
QUESTIONS = ("beh-conflict", "beh-failure", "beh-lp-ownership")
TEXT = "## Situation\n\nThe ranker was slow.\n\n## Result\n\n40 % faster, and we kept it."
FAULTLESS = WrittenStory("The slow ranker", TEXT, ("beh-conflict", "beh-failure"), ("Are Right, A Lot", "Ownership"))
AMAZON = InterviewProcess("Amazon", (), (), (), (), values=VALUES[:2])


def story(name: str, title: str, day: int = 0, questions: tuple[str, ...] = (), values: tuple[str, ...] = ()) -> Story:
    return Story(f"{name}-{day}", name, NOON + timedelta(days=day), title, TEXT, questions, values)


def problems(text: str) -> tuple[str, ...]:
    return read_story(text, QUESTIONS, VALUES)[1]


def test_a_file_is_read_as_it_was_written() -> None:
    assert read_story(story_file(FAULTLESS, [Gap("Amazon", VALUES, ())]), QUESTIONS, VALUES) == (FAULTLESS, ())


@given(st.lists(st.sampled_from(VALUES), unique=True), st.lists(st.sampled_from(QUESTIONS), unique=True))
def test_names_with_commas_are_read_in_any_list(values: list[str], questions: list[str]) -> None:
    written = FAULTLESS._replace(values=tuple(values), questions=tuple(questions))
    assert read_story(story_file(written, ()).upper().replace("## RESULT", "## Result"), QUESTIONS, VALUES)[0][2:] == (
        tuple(questions),
        tuple(values),
    )


@given(st.text(max_size=300))
def test_any_text_is_read_and_never_loses_a_line(text: str) -> None:
    written, faults = read_story(text, QUESTIONS, VALUES)
    assert isinstance(faults, tuple)
    if "<!--" not in text and ":" not in text:
        assert written.text == "\n".join(text.strip().splitlines()).strip()


def test_a_new_file_has_the_sections_and_the_values_and_is_no_story_yet() -> None:
    file = story_file(None, [Gap("Amazon", VALUES[:2], ())])
    assert file.startswith("title: \nvalues: \nquestions: \n")
    assert [line for line in file.splitlines() if line.startswith("##")] == [
        "## Situation", "## Task", "## Action", "## Result"
    ]  # fmt: skip
    assert "Values of Amazon: Ownership, Are Right, A Lot" in file
    assert len(problems(file)) == 3


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("title: The slow ranker", "", "The story needs a title of at most 200 characters, behind “title:”."),
        ("title: The", f"title: {'The' * 90}", "The story needs a title of at most 200 characters, behind “title:”."),
        ("## Result", "## Outcome", "The story needs a result, below “## Result”."),
        ("40 % faster, and we kept it.", "", "The story needs a result, below “## Result”."),
        ("40 %", "Much", "The story needs a number, such as 30 % or 3 weeks."),
        ("beh-conflict", "beh-conflcit", "There is no question beh-conflcit. Did you mean beh-conflict?"),
        ("Ownership", "Ownerships", "There is no value Ownerships. Did you mean Ownership?"),
        ("Ownership", "Kindness", "There is no value Kindness. mlprep companies NAME lists the values."),
    ],
)
def test_each_problem_is_a_sentence_with_its_fix(old: str, new: str, problem: str) -> None:
    assert problem in problems(story_file(FAULTLESS, ()).replace(old, new))


def test_any_value_is_accepted_if_no_bank_describes_a_company() -> None:
    written, faults = read_story(story_file(FAULTLESS, ()), QUESTIONS, ())
    assert faults == ()
    assert written.values == ("Are Right", "A Lot", "Ownership")


def test_names_are_made_of_titles_and_differ() -> None:
    stories = [story("b", "The slow ranker!", 1), story("a", "The slow ranker", 2), story("c", "…")]
    assert {name: each.story for name, each in named(stories).items()} == {
        "the-slow-ranker": "a", "the-slow-ranker-2": "b", "story": "c"
    }  # fmt: skip
    assert [*named(stories)] == ["the-slow-ranker", "the-slow-ranker-2", "story"]


def test_the_board_names_the_values_and_questions_that_no_story_covers() -> None:
    stories = [story("a", "One", questions=("beh-failure",), values=("are right, a lot",)), story("b", "Two")]
    shown = board(stories, [AMAZON, AMAZON._replace(name="Startup", values=())], QUESTIONS)
    assert shown.gaps == (Gap("Amazon", VALUES[:2], ("Ownership",)),)
    assert shown.open_questions == ("beh-conflict", "beh-lp-ownership")
    assert shown.questions == 3
