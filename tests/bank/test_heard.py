"""Answers in other words, by an author who had not seen the cues: which of their key points are heard."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bank_source import BANK
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.hearing import hear

CASES = [
    case
    for path in sorted(Path(__file__).with_name("heard").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]
QUESTIONS = {question.id: question for question in BankFile.read(BANK).bank(KnownNames()).questions}


class Count(NamedTuple):
    """Key points: said and heard, heard only, said only."""

    both: int = 0
    heard: int = 0
    said: int = 0


def count(kind: str) -> Count:
    """Return the key points of all answers of a kind."""
    total = Count()
    for case in CASES:
        if case["kind"] == kind:
            points = QUESTIONS[case["question"]].key_points
            heard = {points[one.number - 1].point for one in hear(case["answer"], points)}
            said = set(case["heard"])
            total = Count(
                total.both + len(heard & said), total.heard + len(heard - said), total.said + len(said - heard)
            )
    return total


@pytest.mark.parametrize("question", sorted({case["question"] for case in CASES}))
def test_the_cases_name_the_key_points_as_they_are(question: str) -> None:
    points = {point.point for point in QUESTIONS[question].key_points}
    for case in CASES:
        if case["question"] == question:
            assert {*case["heard"], *case["not_heard"]} == points
            assert not set(case["heard"]) & set(case["not_heard"])


def test_what_is_heard_was_said() -> None:
    paraphrases = count("paraphrase")
    assert paraphrases.both / (paraphrases.both + paraphrases.heard) >= 0.9


def test_what_is_said_is_heard() -> None:
    paraphrases = count("paraphrase")
    assert paraphrases.both / (paraphrases.both + paraphrases.said) >= 0.75


def test_key_points_are_heard_in_their_own_words() -> None:
    said = heard = 0
    for question in QUESTIONS.values():
        if question.round != "behavioral":
            for number, point in enumerate(question.key_points, start=1):
                said += 1
                heard += number in [one.number for one in hear(f"{point.point}.", question.key_points)]
    assert heard / said >= 0.85


def test_most_wrong_answers_are_not_believed() -> None:
    """They have the right words: a listener without a model cannot do much better, and says so."""
    points = sum(len(case["not_heard"]) for case in CASES if case["kind"] == "wrong")
    assert count("wrong").heard / points <= 0.5
