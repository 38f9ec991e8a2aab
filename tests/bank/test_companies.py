"""The companies of the shipped bank: their loops can be drawn, and ask what such rounds ask."""

from __future__ import annotations

from random import Random

import pytest
import yaml

from bank_files import bank_file
from bank_source import COMPANIES, ORDER, question_files, styled
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.mock import CandidateQuestion, Focus, Section, draw, onsite
from mlprep_cli.core.questions import InterviewProcess
from program import bank_text

LOOPS = range(20)
LABS = ("OpenAI", "Anthropic", "Google DeepMind")


def _processes() -> dict[str, InterviewProcess]:
    topics = yaml.safe_load(ORDER.read_text("utf-8"))["topics"]
    text = bank_text("one") + COMPANIES.read_text("utf-8")
    return {process.name: process for process in bank_file(text).bank(KnownNames(topics)).companies}


def _questions() -> list[dict[str, object]]:
    return [question for path in question_files() for question in yaml.safe_load(path.read_text("utf-8"))["questions"]]


PROCESSES = _processes()
QUESTIONS = {question["id"]: question for question in _questions()}


def loops(company: str) -> list[tuple[Section, ...]]:
    """Return loops of a company, as they are drawn with its tags and without a level."""
    pool = [
        CandidateQuestion(
            str(question["id"]),
            str(question["round"]),
            str(question["topic"]),
            2 * (company in str(question.get("companies"))),
        )
        for question in QUESTIONS.values()
    ]
    drawn = [draw(onsite(PROCESSES[company]), pool, Random(seed)) for seed in LOOPS]
    assert None not in drawn
    return [loop for loop in drawn if loop is not None]


def of_round(section: Section, name: str) -> list[str]:
    return [question_id for question_id in section.questions if QUESTIONS[question_id]["round"] == name]


def test_the_source_is_in_its_one_style_and_describes_twelve_companies() -> None:
    assert styled(COMPANIES) == COMPANIES.read_text("utf-8")
    assert len(PROCESSES) == 12


@pytest.mark.parametrize("company", PROCESSES)
def test_a_description_says_what_it_rests_on(company: str) -> None:
    process = PROCESSES[company]
    assert process.as_of >= "2026-11"
    assert len(process.evidence) >= 3
    assert process.role
    assert process.ai_tools
    assert process.values_source
    assert 4 <= len(process.onsite) <= 7


@pytest.mark.parametrize("company", PROCESSES)
def test_a_round_asks_questions_on_its_topics_in_its_mix(company: str) -> None:
    for loop in loops(company):
        asked = [question_id for section in loop for question_id in section.questions]
        assert len(asked) == len(set(asked))
        for section, visit in zip(loop, PROCESSES[company].onsite, strict=True):
            assert {name: len(of_round(section, name)) for name, _ in visit.mix} == dict(visit.mix)
            preferred = Focus("", (), visit.prefer)
            for question_id in section.questions:
                topic = QUESTIONS[question_id]["topic"]
                assert not visit.topics or topic in visit.topics or preferred.prefers(question_id), (
                    visit.name,
                    question_id,
                )


@pytest.mark.parametrize("company", sorted(PROCESSES.keys() - {"Netflix"}))  # its one coding round may be on ML
def test_somebody_codes_an_algorithm(company: str) -> None:
    for loop in loops(company):
        coded = [question_id for section in loop for question_id in of_round(section, "coding")]
        assert "algorithms" in {QUESTIONS[question_id]["topic"] for question_id in coded}


def test_every_interview_of_amazon_asks_principles_each_once() -> None:
    for loop in loops("Amazon"):
        principles = [of_round(section, "behavioral") for section in loop]
        assert [len(asked) for asked in principles] == [2] * 5
        asked = [question_id for section in principles for question_id in section]
        assert all(question_id.startswith("beh-lp-") for question_id in asked)
        assert len(set(asked)) == 10


def test_a_loop_of_meta_has_a_round_with_an_assistant() -> None:
    (visit,) = [visit for visit in PROCESSES["Meta"].onsite if "AI" in visit.name]
    for loop in loops("Meta"):
        (section,) = [section for section in loop if section.name == visit.name]
        assert set(section.questions) <= set(visit.prefer)


@pytest.mark.parametrize("company", LABS)
def test_a_loop_of_a_lab_asks_about_its_mission_and_about_research_or_safety(company: str) -> None:
    for loop in loops(company):
        asked = {question_id for section in loop for question_id in section.questions}
        assert "beh-mission-and-safety-view" in asked
        subjects = {QUESTIONS[question_id]["topic"] for question_id in asked}
        assert subjects & {"llm", "post-training", "llm-inference", "distributed-training", "responsible-ai"}


@pytest.mark.parametrize("company", PROCESSES)
def test_a_preferred_question_exists_in_a_round_that_asks_it(company: str) -> None:
    for visit in PROCESSES[company].onsite:
        for name in visit.prefer:
            found = [one for one in map(str, QUESTIONS) if Focus("", (), (name,)).prefers(one)]
            assert found, name
            assert {QUESTIONS[one]["round"] for one in found} <= set(visit.rounds), (visit.name, name)
