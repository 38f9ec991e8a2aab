"""The bank that is shipped: sound, in one style, complete for what this version promises, and true where a machine can tell."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bank_style import BANK, styled
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.adapters.bank_reader import spoken_words
from mlprep_cli.core.bank_style import advice
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import Bank, words_allowed

TOPICS = [
    "bias-variance",
    "loss-functions",
    "regularization",
    "optimization",
    "evaluation-metrics",
    "feature-engineering",
    "ensembles",
    "cross-validation",
    "imbalanced-data",
    "dimensionality-reduction",
    "probabilistic-ml",
    "ml-fundamentals",
    "statistics",
    "neural-networks",
    "nlp",
    "computer-vision",
    "reinforcement-learning",
    "llm",
    "mlops",
    "responsible-ai",
    "system-design",
    "ml-coding",
    "algorithms",
    "emerging",
    "behavioral",
]
CORE = TOPICS[:11]
FEWEST = {
    "quickfire": 75, "screening": 77, "deep-dive": 71, "senior": 12, "coding": 27, "system-design": 40, "behavioral": 33,
}  # fmt: skip
PROSE_WIDTH = 130


NUMBERS_FILE = BANK.parents[1] / "tests" / "numbers.txt"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return BankFile.read(BANK).bank(KnownNames())


@pytest.fixture(scope="module")
def texts(bank: Bank) -> dict[str, str]:
    """Return all that a question or a page says, by its id; a topic's page under `topic/`."""
    questions = {
        each.id: "\n".join((each.prompt, each.answer, *each.rubric, *(point.point for point in each.key_points),
                            *(part for probe in each.follow_ups for part in probe)))
        for each in bank.questions
    }  # fmt: skip
    pages = {f"topic/{each.id}": each.text for each in bank.topics} | {
        f"guide/{each.id}": each.text for each in bank.guides
    }
    return questions | pages


def test_the_file_is_in_its_one_style() -> None:
    assert styled(yaml.safe_load(BANK.read_text("utf-8"))) == BANK.read_text("utf-8")


def test_its_lines_are_short_and_free_of_tabs() -> None:
    for line in BANK.read_text("utf-8").splitlines():
        assert len(line) <= PROSE_WIDTH or line.lstrip().startswith(("|", "- {point"))
        assert "\t" not in line


def test_all_topics_are_there_in_study_order_each_with_its_page(bank: Bank) -> None:
    assert [each.id for each in bank.topics] == TOPICS
    for page in bank.topics:
        assert 400 <= spoken_words(page.text) <= 900, page.id


def test_every_round_is_complete(bank: Bank) -> None:
    rounds = Counter(each.round for each in bank.questions)
    assert {name: rounds[name] >= fewest for name, fewest in FEWEST.items()} == dict.fromkeys(FEWEST, True)


def test_a_quickfire_round_reaches_every_topic(bank: Bank) -> None:
    rapid = Counter(each.topic for each in bank.questions if each.round == "quickfire")
    for topic in TOPICS:
        assert rapid[topic] >= (4 if topic in CORE else 2 if topic != "behavioral" else 0), topic


def test_every_coding_question_has_its_code_and_its_cost(bank: Bank) -> None:
    for each in bank.questions:
        if each.round == "coding":
            assert each.code is not None, each.id
            assert "O(" in each.answer, each.id


def test_every_question_has_what_a_learner_needs(bank: Bank) -> None:
    for each in bank.questions:
        assert len(each.follow_ups) >= 2, each.id
        assert spoken_words(each.answer) <= words_allowed(each.round, each.budget), each.id
        assert each.answer.rstrip().endswith((".", "?", "!", "`", ")", "|", '"')), each.id


def test_no_sentence_of_a_rubric_serves_two_questions(bank: Bank) -> None:
    sentences = [sentence for each in bank.questions for text in each.rubric for sentence in _sentences(text)]
    assert [sentence for sentence, count in Counter(sentences).items() if count > 1] == []


def test_no_question_sends_a_learner_to_itself(bank: Bank) -> None:
    for each in bank.questions:
        assert each.id not in each.see
        assert len(set(each.see)) == len(each.see), each.id


def test_it_reads_well(bank: Bank) -> None:
    assert list(advice(bank)) == []


NUMBERS = [
    tuple(part.strip() for part in line.split("|", 2))
    for line in NUMBERS_FILE.read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


@pytest.mark.parametrize(("name", "said", "expression"), NUMBERS, ids=lambda part: part)
def test_a_number_is_what_it_is_said_to_be(texts: dict[str, str], name: str, said: str, expression: str) -> None:
    assert re.search(rf"(?<![\d.,]){re.escape(said)}(?![\d]|[.,]\d)", texts[name]), "the text says this number"
    digits = said.replace(",", "").replace("−", "-")
    whole, _, decimals = digits.partition(".")
    places = len(decimals) if decimals else -(len(whole) - len(whole.rstrip("0")))
    value = float(eval(expression, {"math": math}))
    assert abs(value - float(digits)) <= 0.500001 * 10.0**-places


def test_the_bank_is_where_the_package_build_takes_it_from() -> None:
    assert Path("data/questions.yaml").parts == BANK.relative_to(BANK.parents[1]).parts


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.;])\s", text) if len(part.split()) > 3]
