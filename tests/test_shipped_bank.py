"""The bank that is shipped: sound, in one style, complete for what this version promises, and true where a machine can tell."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bank_style import BANK, styled
from mlprep_cli.adapters.bank import Known, read_bank, spoken_words
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
PROSE_WIDTH = 130
CODE_WIDTH = 76
ELSEWHERE = re.compile(r"\\[a-z]+\{|\$[^0-9\s]|<(b|i|sub|sup|br|p|div)\b")


@pytest.fixture(scope="module")
def bank() -> Bank:
    return read_bank(BANK, BANK.read_bytes(), Known())


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


def test_the_quickfire_and_screening_sets_are_complete(bank: Bank) -> None:
    rounds = Counter(each.round for each in bank.questions)
    assert rounds["quickfire"] >= 20
    assert rounds["screening"] >= 15


def test_every_question_has_what_a_learner_needs(bank: Bank) -> None:
    for each in bank.questions:
        assert len(each.follow_ups) >= 2, each.id
        assert spoken_words(each.answer) <= words_allowed(each.round, each.budget), each.id
        assert each.answer.rstrip().endswith((".", "?", "!", "`", ")", "|")), each.id


def test_no_sentence_of_a_rubric_serves_two_questions(bank: Bank) -> None:
    sentences = [text for each in bank.questions for text in each.rubric]
    assert len(sentences) == len(set(sentences))


def test_nothing_is_written_in_latex_or_html(bank: Bank) -> None:
    for each in bank.questions:
        texts = (each.prompt, each.answer, *each.rubric, *(part for probe in each.follow_ups for part in probe))
        assert not any(ELSEWHERE.search(text) for text in texts), each.id
    for page in (*bank.topics, *bank.guides):
        assert not ELSEWHERE.search(page.text), page.id


def test_code_and_tables_fit_a_terminal(bank: Bank) -> None:
    pages = [(each.id, each.text) for each in (*bank.topics, *bank.guides)]
    for name, text in (*pages, *((each.id, each.answer) for each in bank.questions)):
        for block in re.findall(r"^```.*?^```", text, re.DOTALL | re.MULTILINE):
            assert max(len(line) for line in block.splitlines()) <= CODE_WIDTH, name
        for line in text.splitlines():
            assert not line.startswith("|") or line.count("|") <= 5, name


@pytest.mark.parametrize(
    ("expression", "value", "digits"),
    [
        (-math.log(0.4), 0.92, 2),
        (-math.log(0.01), 4.6, 1),
        (0.5 + 0.5 / 100, 0.505, 3),
        (0.9 * 100 / (0.9 * 100 + 0.05 * 9900), 0.15, 2),
        (1 - math.exp(-1), 0.63, 2),
        (5 / 3.5, 1.43, 2),
        ((2 * 1 + 20 * 0.1) / (2 + 20), 0.18, 2),
        (0.4 / 2, 0.2, 1),
        (3 - 0.5, 2.5, 1),
    ],
)
def test_numbers_of_the_study_pages_are_what_they_are_said_to_be(expression: float, value: float, digits: int) -> None:
    assert round(expression, digits) == value


def test_the_bank_is_where_the_package_build_takes_it_from() -> None:
    assert Path("data/questions.yaml").parts == BANK.relative_to(BANK.parents[1]).parts
