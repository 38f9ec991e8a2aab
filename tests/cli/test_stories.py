"""Stories on the command line: the board, one story, and its removal."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.core.stories import Story
from program import bank_text, failed, ok

FAILURE = "beh-failure"


@pytest.fixture
def told(mlprep: InProcess, tmp_path: Path) -> InProcess:
    """The program with a story for a question of the bank, and one for a question of one's own, about Amazon."""
    (tmp_path / "own.yaml").write_text(bank_text("beh-mine", topic="own", round_name="behavioral"))
    ok(mlprep.run("bank", "add", str(tmp_path / "own.yaml")))
    ok(mlprep.run("plan", "start", "--company", "Amazon"))
    with mlprep.context() as context:
        for title, questions, values in (
            ("The slow ranker", ("beh-mine",), ("Ownership", "Are Right, A Lot")),
            ("My first week", (), ()),
        ):
            at = context.clock.now()
            text = f"## Result\n\n{title}: 40 % faster."
            context.store.stories.add(Story(at.id, at.id, at.moment, title, text, questions, values))
    return mlprep


def test_the_board_shows_what_the_stories_cover_and_what_they_do_not(told: InProcess) -> None:
    shown = ok(told.run("stories"))
    assert "the-slow-ranker  Ownership · Are Right, A Lot · beh-mine" in shown
    assert "my-first-week    –" in shown
    sentences = " ".join(shown.split())
    assert "no story shows 14 of 16 values: Customer Obsession, Invent and Simplify" in sentences
    assert "55 of 56 behavioral questions have no story" in sentences
    document = told.document("stories")
    assert [story["name"] for story in document["stories"]] == ["my-first-week", "the-slow-ranker"]
    (gap,) = document["companies"]
    assert (gap["company"], len(gap["values"]), len(gap["uncovered"])) == ("Amazon", 16, 14)
    assert "beh-mine" not in document["open_questions"]


def test_without_stories_the_board_says_how_to_write_one(mlprep: InProcess) -> None:
    assert "No stories yet. mlprep stories new writes one in your editor." in ok(mlprep.run("stories"))


def test_a_story_is_shown_by_its_name(told: InProcess) -> None:
    shown = ok(told.run("stories", "show", "the-slow-ranker"))
    assert "The slow ranker: 40 % faster." in shown
    assert "Ownership, Are Right, A Lot" in shown
    assert "Did you mean the-slow-ranker?" in failed(told.run("stories", "show", "slow-ranker"), 2)


def test_a_story_is_removed_after_a_question(told: InProcess) -> None:
    assert "Nothing was removed." in failed(told.run("stories", "remove", "my-first-week", typed="n\n"), 1)
    assert "The story was removed." in ok(told.run("stories", "remove", "my-first-week", typed="y\n"))
    assert [story["name"] for story in told.document("stories")["stories"]] == ["the-slow-ranker"]
    assert "first week" not in ok(told.run("data", "export"))
    assert "There is no story my-first-week." in failed(told.run("stories", "remove", "my-first-week", "-y"), 2)


def test_the_story_of_a_behavioral_question_comes_before_the_example_of_the_bank(told: InProcess) -> None:
    revealed = ok(told.run("drill", "beh-mine", typed="\nq\n"))
    assert "The slow ranker" not in revealed.partition("[Enter] reveal")[0]
    assert revealed.index("Your story: The slow ranker") < revealed.index("The bank's model answer")
    assert "Your story: The slow ranker" in ok(told.run("show", "beh-mine"))


def test_the_debrief_of_a_mock_interview_says_which_values_no_story_shows(told: InProcess) -> None:
    held = ok(told.run("mock", "quick-fire", "--questions", "1", "--seed", "1", typed="\n\ns\nq\n"))
    assert "stories   no story shows 14 of 16 values: Customer Obsession" in held
