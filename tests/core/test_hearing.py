"""Hearing: which key points an answer says, and with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.hearing import LONGEST, Compared, Heard, compared, hear
from mlprep_cli.core.questions import KeyPoint

BAGGING = KeyPoint(
    "Bagging cuts variance", say=("averages / votes", "cancels noise / smooths", "lowers variance", "deep trees")
)
BOOSTING = KeyPoint("Boosting cuts bias", say=("corrects the errors before it", "lowers bias"))
ZEROS = KeyPoint("L1 gives exact zeros", say=("exact zeros", "drops features", "sparse weights"))
COST = KeyPoint("A merge sort takes n log n", say=("O(n log n)", "n log n comparisons"))


def numbers(answer: str, *points: KeyPoint) -> list[int]:
    """Return the numbers of the points that are heard."""
    return [heard.number for heard in hear(answer, points)]


def test_a_cue_with_a_word_of_the_point_is_heard_with_its_sentence() -> None:
    answer = "Both are ensembles. Bagging lowers the variance of deep trees. That's all."
    assert hear(answer, [BAGGING, BOOSTING]) == (Heard(1, "Bagging lowers the variance of deep trees."),)


def test_a_point_in_its_own_words_is_heard() -> None:
    answer = "Squared error is bias squared plus variance plus noise."
    point = KeyPoint("Squared error is bias² plus variance plus noise", say=("decomposes / splits", "three parts"))
    assert numbers(answer, point) == [1]
    assert numbers("The error has a bias and some variance.", point) == []


def test_any_phrase_of_a_cue_says_it() -> None:
    assert numbers("It votes among many models, and that smooths their mistakes.", BAGGING) == [1]
    assert numbers("Averages of many models, whose noise cancels out.", BAGGING) == [1]


def test_other_forms_of_the_words_are_heard() -> None:
    assert numbers("It averages many trees, so cancelling noise, and the variances get lower.", BAGGING) == [1]


def test_a_formula_is_heard_as_its_words_and_words_as_the_formula() -> None:
    assert numbers("Merge sort takes O(n log n) comparisons.", COST) == [1]
    assert numbers("Merge sort takes n log n comparisons.", COST) == [1]


def test_a_point_is_heard_in_two_sentences_that_follow_each_other() -> None:
    assert numbers("Bagging averages its trees. Noise cancels, and the variance is lower.", BAGGING) == [1]


def test_a_denial_counts_less() -> None:
    said, denied = "L1 gives exact zeros.", "L1 gives no exact zeros."
    assert numbers(said, ZEROS) == [1]
    assert numbers(denied, ZEROS) == []


def test_a_point_that_denies_something_is_heard_in_a_denial() -> None:
    point = KeyPoint(
        "Dropout is not used at inference", say=("not at inference", "off / disabled", "serving / inference")
    )
    assert numbers("We don't use dropout at inference, it's off.", point) == [1]


def test_words_that_every_point_has_are_not_enough() -> None:
    points = [
        KeyPoint(f"The model learns {what}", say=(f"the model and {what}",)) for what in ("apples", "pears", "nuts")
    ]
    assert numbers("The model learns something.", *points) == []


@pytest.mark.parametrize("answer", ["", "   ", "…", "Hm. Well!"])
def test_an_answer_without_words_says_nothing(answer: str) -> None:
    assert hear(answer, [BAGGING, BOOSTING]) == ()


def test_long_words_are_shortened_at_a_blank() -> None:
    (heard,) = hear(f"Bagging lowers variance {'and so on ' * 40}", [BAGGING])
    assert len(heard.words) <= LONGEST
    assert heard.words.endswith(("and…", "so…", "on…"))


@given(st.text(max_size=300), st.lists(st.sampled_from([BAGGING, BOOSTING, ZEROS, COST]), max_size=4))
def test_any_text_is_listened_to(answer: str, points: list[KeyPoint]) -> None:
    heard = numbers(answer, *points)
    assert heard == sorted(set(heard))
    assert all(1 <= number <= len(points) for number in heard)


def test_two_answers_are_compared_by_their_key_points() -> None:
    before = "Bagging lowers the variance of deep trees. Boosting corrects the errors before it, so its bias is lower."
    points = (BAGGING, BOOSTING, COST)
    assert compared(before, {1, 3}, points) == Compared((3,), hear(before, points)[1:])
    assert compared(before, (), points) == Compared((), hear(before, points))
    assert compared("", {2}, points) == Compared((2,), ())
