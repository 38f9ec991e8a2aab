"""The shipped bank: valid, in one style, complete for this version, and with correct numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from bank_source import BANK, SOURCES, built, question_files, styled
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
    "probability",
    "experimentation",
    "neural-networks",
    "nlp",
    "computer-vision",
    "reinforcement-learning",
    "recsys",
    "llm",
    "llm-inference",
    "post-training",
    "rag-agents",
    "vector-search",
    "distributed-training",
    "mlops",
    "responsible-ai",
    "system-design",
    "ml-coding",
    "algorithms",
    "sql",
    "emerging",
    "behavioral",
]
CORE = TOPICS[:11]
FAST = [
    *("llm", "llm-inference", "post-training", "rag-agents", "vector-search", "distributed-training", "emerging"),
    *("mlops", "recsys"),
]
"""The topics whose state of the art changes within two years."""
FEWEST = {
    "quickfire": 107, "screening": 123, "deep-dive": 107, "senior": 24, "coding": 73, "system-design": 64, "behavioral": 55,
}  # fmt: skip
PROSE_WIDTH = 130


NUMBERS_FILES = sorted(Path(__file__).with_name("numbers").glob("*.txt"))
"""The numbers of each topic: question id (or topic/…, guide/…) | the number as its text writes it | an expression.

The value of the expression must round to the number at the precision of the number.
"""


@pytest.fixture(scope="module")
def bank() -> Bank:
    return BankFile.read(BANK).bank(KnownNames())


@pytest.fixture(scope="module")
def texts(bank: Bank) -> dict[str, str]:
    """Return the whole text of each question and page by its id; a topic's page is under `topic/`."""
    questions = {
        question.id: "\n".join((question.prompt, question.answer, question.more, *question.rubric,
                                *(point.point for point in question.key_points),
                                *(part for follow_up in question.follow_ups for part in follow_up)))
        for question in bank.questions
    }  # fmt: skip
    pages = {f"topic/{page.id}": page.text for page in bank.topics} | {
        f"guide/{page.id}": page.text for page in bank.guides
    }
    return questions | pages


def test_the_file_is_built_from_its_sources() -> None:
    assert built() == BANK.read_text("utf-8")


@pytest.mark.parametrize("path", question_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_source_is_in_its_one_style_and_place(path: Path) -> None:
    assert styled(path) == path.read_text("utf-8")
    for question in yaml.safe_load(path.read_text("utf-8"))["questions"]:
        assert (question["round"], question["topic"]) == (path.parent.name, path.stem)


def test_every_source_is_built() -> None:
    assert set(SOURCES.glob("*/*.yaml")) == set(question_files())


def test_its_lines_are_short_and_free_of_tabs() -> None:
    for line in BANK.read_text("utf-8").splitlines():
        assert len(line) <= PROSE_WIDTH or line.lstrip().startswith(
            ("|", "- {point", "references:", "- {name", "- {claim", "see:")
        )
        assert "\t" not in line


def test_topics_are_complete_and_in_study_order_with_a_page_each(bank: Bank) -> None:
    topics = [topic.id for topic in bank.topics]
    assert topics == TOPICS
    for page in bank.topics:
        assert 400 <= spoken_words(page.text) <= 900, page.id


def test_every_round_is_complete(bank: Bank) -> None:
    rounds = Counter(question.round for question in bank.questions)
    assert {name: rounds[name] >= fewest for name, fewest in FEWEST.items()} == dict.fromkeys(FEWEST, True)


def test_a_quickfire_round_reaches_every_topic(bank: Bank) -> None:
    rapid = Counter(question.topic for question in bank.questions if question.round == "quickfire")
    for topic in (topic.id for topic in bank.topics):
        assert rapid[topic] >= (4 if topic in CORE else 2 if topic not in ("behavioral", "sql") else 0), topic


def test_every_coding_question_has_its_code_and_its_cost(bank: Bank) -> None:
    for question in bank.questions:
        if question.round == "coding":
            assert question.code is not None, question.id
            assert "O(" in question.answer, question.id


@pytest.mark.parametrize("topic", FAST)
def test_a_fast_topic_has_a_reference_from_the_last_two_years(bank: Bank, topic: str) -> None:
    now = max(int(question.as_of[:4]) for question in bank.questions if question.as_of)
    references = [text for question in bank.questions if question.topic == topic for text in question.references]
    assert max(int(year) for text in references for year in re.findall(r"\b(?:19|20)\d\d\b", text)) > now - 2


def test_every_question_has_follow_ups_and_an_answer_that_fits_its_budget(bank: Bank) -> None:
    for question in bank.questions:
        assert len(question.follow_ups) >= 2, question.id
        assert spoken_words(question.answer) <= words_allowed(question.round, question.budget), question.id
        assert question.answer.rstrip().rstrip("*").endswith((".", "?", "!", "`", ")", "|", '"', "”")), question.id


def test_no_two_questions_share_a_sentence_of_a_rubric(bank: Bank) -> None:
    sentences = [sentence for question in bank.questions for text in question.rubric for sentence in _sentences(text)]
    assert [sentence for sentence, count in Counter(sentences).items() if count > 1] == []


def test_no_question_refers_to_itself_or_twice_to_another(bank: Bank) -> None:
    for question in bank.questions:
        assert question.id not in question.see
        assert len(set(question.see)) == len(question.see), question.id


def test_there_is_no_advice_on_it(bank: Bank) -> None:
    assert list(advice(bank, date.today())) == []


NUMBERS = [
    tuple(part.strip() for part in line.split("|", 2))
    for path in NUMBERS_FILES
    for line in path.read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


@pytest.mark.parametrize(("name", "number", "expression"), NUMBERS, ids=lambda part: part)
def test_a_number_in_a_text_is_correct(texts: dict[str, str], name: str, number: str, expression: str) -> None:
    assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", texts[name]), "the text contains the number"
    digits = number.replace(",", "").replace("−", "-")
    whole, _, decimals = digits.partition(".")
    places = len(decimals) if decimals else -(len(whole) - len(whole.rstrip("0")))
    value = float(eval(expression, {"math": math}))
    assert abs(value - float(digits)) <= 0.500001 * 10.0**-places


def test_the_package_build_includes_the_bank() -> None:
    assert Path("data/questions.yaml").parts == BANK.relative_to(BANK.parents[1]).parts


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.;])\s", text) if len(part.split()) > 3]
