"""Written banks: what is read from one is what was written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bank_files import COMPLETE, bank_file
from mlprep_cli.adapters.bank_file import MOST_BYTES, BankFile
from mlprep_cli.adapters.bank_writer import bank_text
from mlprep_cli.adapters.settings import shipped_bank
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.export import bank_of
from mlprep_cli.core.questions import Bank, CheckGroup, Code, FollowUp
from mlprep_cli.core.text import first_hidden_character, is_blank

GROWTH = CheckGroup("fast", grows="n", call="f", input="lambda n: (n,\n  n)\n", start=9, level=2, hidden=True)
AWKWARD = (
    *("no", "1:30", "2026-11-03", "~", "=", "<<", "key: value", "text # comment", "- item", "*alias", "{a: b}", "'"),
    *(" leading", "trailing ", "two\n\nlines", "\nleading", "kept\n\n", "  deep\nthen not", "tab\tin it", "a\n\tb"),
    *("ends in blanks \nhere", "% percent", "emoji ❤️ and 🎉\nand more", "long " * 60, "# not a comment\nx", "---\nx"),
)
texts = (
    st.one_of(
        st.sampled_from(AWKWARD),
        st.text(min_size=1, max_size=60),
        st.text("ab: -#'\"\n\t|>[]{}&*!%@`,?", min_size=1, max_size=30),
    )
    .filter(lambda text: not is_blank(text))
    .filter(lambda text: not first_hidden_character(text))
)


def read(text: str) -> Bank:
    return bank_file(text).bank(KnownNames())


@pytest.fixture(scope="module")
def shipped() -> Bank:
    return BankFile.read(shipped_bank()).bank(KnownNames())


def test_the_shipped_bank_reads_back_equal(shipped: Bank) -> None:
    exported = bank_of(shipped.questions, shipped.topics)
    text = bank_text(exported)
    assert len(text.encode()) < MOST_BYTES
    again = read(text)
    assert again == exported
    assert again.questions == shipped.questions
    assert again.topics == shipped.topics
    assert again.format == 2


@given(data=st.data())
def test_any_part_of_the_shipped_bank_reads_back_equal(shipped: Bank, data: st.DataObject) -> None:
    questions = data.draw(st.lists(st.sampled_from(shipped.questions), min_size=1, max_size=8, unique=True))
    exported = bank_of(questions, shipped.topics)
    assert read(bank_text(exported)) == exported
    assert [one._replace(see=()) for one in exported.questions] == [one._replace(see=()) for one in questions]


def test_a_question_with_every_field_reads_back_equal() -> None:
    bank = read(COMPLETE)
    again = read(bank_text(bank))
    assert (again.topics, again.questions) == (bank.topics, bank.questions)


@given(text=texts)
def test_any_text_reads_back_as_it_was(text: str) -> None:
    bank = read(COMPLETE)
    first, second = bank.questions
    code = Code("x = 1\n", "x = 2", (CheckGroup("ties", "assert x\n"), GROWTH), "import math", (text,), repair=True)
    first = first._replace(
        prompt=text,
        more=text,
        budget=1700,
        code=code,
        follow_ups=(FollowUp(text, text),),
        expects=(("Complete", text),),
        references=(text, text),
    )
    bank = bank._replace(questions=(first, second), companies=())
    assert read(bank_text(bank)) == bank


def test_the_same_bank_is_the_same_text_without_tags_or_anchors(shipped: Bank) -> None:
    exported = bank_of([*shipped.questions[:3], shipped.questions[0]._replace(id="again")], shipped.topics)
    text = bank_text(exported)
    assert text == bank_text(exported)
    assert all(event.anchor is None for event in yaml.parse(text) if isinstance(event, yaml.NodeEvent))


def test_text_of_several_lines_is_a_block() -> None:
    bank = read(COMPLETE)
    question = bank.questions[1]._replace(answer="First.\n\nThen: second.\n")
    text = bank_text(bank._replace(questions=(question,)))
    assert "answer: |\n    First.\n\n    Then: second.\n" in text


def test_a_character_that_no_text_needs_is_left_out() -> None:
    bank = read(COMPLETE)
    question = bank.questions[1]._replace(prompt="owned\x1b]0;\u202e\nhere")
    assert "owned]0;\n" in bank_text(bank._replace(questions=(question,)))
