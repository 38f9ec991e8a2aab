"""The cards of other programs as questions: stable ids, rounds, topics, key points, and what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.adapters.bank_writer import bank_text
from mlprep_cli.core.banks import Fingerprint, KnownNames
from mlprep_cli.core.cards import (
    IMPORTED,
    LONGEST_SIDE,
    ConvertedCards,
    Destination,
    ForeignCard,
    LeftOut,
    bank_name,
    convert,
    key_points,
)
from mlprep_cli.core.questions import Bank, Question
from mlprep_cli.core.slugs import slug

DECK = Destination("deck", {"regularization", "bias-variance"})

sides = st.text(max_size=80) | st.text("ab `*-|<>&;\n.,1#:{}[]?", max_size=200) | st.sampled_from(["{{c1::a::b}} c"])
cards = st.lists(
    st.builds(
        ForeignCard,
        st.integers(1, 99),
        sides,
        sides,
        st.lists(st.text(max_size=9), max_size=2).map(tuple),
        st.text(max_size=5),
        st.booleans(),
        st.sampled_from(["", "coding", "quickfire", "none"]),
        st.sampled_from(["", "html", "text", "markdown"]),
    ),
    max_size=6,
)


def read_back(bank: Bank) -> Bank:
    data = bank_text(bank).encode()
    return BankFile(Path("deck.yaml"), data, Fingerprint(len(data), 0, "")).bank(KnownNames(DECK.topics))


def only(front: str, back: str = "It is so.", **more: Any) -> Question:  # any field of a card
    (question,) = convert([ForeignCard(1, front, back)._replace(**more)], DECK).bank.questions
    return question


@given(cards)
def test_any_cards_make_a_bank_without_errors_that_reads_back_equal(given_cards: list[ForeignCard]) -> None:
    bank = convert(given_cards, DECK).bank
    if bank.questions:
        assert read_back(bank) == bank


@given(cards)
def test_the_same_cards_make_the_same_bank_and_repeated_ones_add_nothing(given_cards: list[ForeignCard]) -> None:
    once = convert(given_cards, DECK)
    assert convert(given_cards, DECK) == once
    assert convert([*given_cards, *given_cards], DECK).bank == once.bank


@given(cards, sides.filter(lambda text: "{{c" not in text))
def test_an_edited_answer_keeps_the_id(given_cards: list[ForeignCard], answer: str) -> None:
    named = [card._replace(line=number) for number, card in enumerate(given_cards)]
    edited = [card._replace(back=f"{answer} edited") for card in named]
    before, after = (
        {question.id for card in version for question in convert([card], DECK).bank.questions}
        for version in (named, edited)
    )
    assert before <= after


def test_the_id_comes_from_the_name_in_the_other_program_else_from_the_file_and_the_prompt() -> None:
    assert only("Why?", key="x$1", is_unique=True).id == only("Why not?", key="x$1", is_unique=True).id
    assert only("Why?", key="a-1").id == "deck-a-1"
    assert only("Why?").id.startswith("why-")
    (other,) = convert([ForeignCard(1, "Why?", "So.")], DECK._replace(name="other")).bank.questions
    assert other.id != only("Why?").id


def left_out(*given_cards: ForeignCard, destination: Destination = DECK) -> tuple[LeftOut, ...]:
    return convert(given_cards, destination).left_out


def test_empty_repeated_and_oversize_cards_are_left_out_with_the_reason() -> None:
    sound = ForeignCard(1, "Why?", "So.")
    assert left_out(sound, ForeignCard(2, " \u200b", "So.")) == (LeftOut(2, "it has no question"),)
    assert left_out(sound, ForeignCard(3, "How?", "<br>")) == (LeftOut(3, "it has no answer"),)
    assert left_out(sound, sound._replace(line=4)) == (LeftOut(4, "the same card as on line 1"),)
    assert left_out(sound, sound._replace(line=5, key="other")) == (LeftOut(5, "the same card as on line 1"),)
    assert left_out(ForeignCard(6, "x" * (LONGEST_SIDE + 1), "So.")) == (
        LeftOut(6, "a side has more than 10,000 characters"),
    )


def test_a_card_that_another_bank_has_is_left_out() -> None:
    taken = {only("Why?").id: "mine"}
    found = left_out(ForeignCard(1, "Why?", "So."), destination=DECK._replace(taken=taken))
    assert found == (LeftOut(1, "the bank mine has it"),)


@pytest.mark.parametrize(
    ("words", "round_name", "budget"),
    [(10, "quickfire", 15), (100, "screening", 120), (500, "deep-dive", 300)],
)
def test_the_round_follows_from_the_time_that_the_answer_takes(words: int, round_name: str, budget: int) -> None:
    question = only("Why?", "word " * words)
    assert (question.round, question.budget) == (round_name, budget)


def test_an_answer_that_is_too_long_for_its_round_has_a_budget_of_its_own() -> None:
    assert only("Why?", "word " * 900, round="senior").budget == 1200
    assert only("Why?", "word " * 900).round == "deep-dive"
    assert only("Why?", "word " * 900).budget > 300
    (forced,) = convert([ForeignCard(1, "Why?", "So.")], DECK._replace(round="screening")).bank.questions
    assert forced.round == "screening"


@pytest.mark.parametrize("tag", ["regularization", "Regularization", "ml::regularization", "ML::Regularization::L1"])
def test_a_tag_that_names_a_known_topic_is_the_topic(tag: str) -> None:
    assert only("Why?", tags=("other", tag)).topic == "regularization"


def test_without_a_known_tag_the_topic_is_the_given_one_and_is_defined() -> None:
    assert only("Why?", tags=("ml",)).topic == IMPORTED
    converted = convert([ForeignCard(1, "Why?", "So.")], DECK._replace(topic="biology"))
    assert [page.title for page in converted.bank.topics] == ["Biology"]
    assert convert([ForeignCard(1, "Why?", "So.")], DECK._replace(topic="bias-variance")).bank.topics == ()


def faces(front: str, back: str = "") -> list[tuple[str, str]]:
    return [
        (question.prompt, question.answer) for question in convert([ForeignCard(1, front, back)], DECK).bank.questions
    ]


def test_a_cloze_is_a_question_for_each_number() -> None:
    assert faces("{{c1::Adam::optimiser}} keeps {{c2::two}} moments.", "Since 2014.") == [
        ("[optimiser] keeps two moments.", "Adam\n\nSince 2014."),
        ("Adam keeps […] moments.", "two\n\nSince 2014."),
    ]
    assert faces("{{c1::a}} and {{c1::b}}") == [("[…] and […]", "a; b")]
    assert faces("{{c1::an {{c2::inner}} gap}}") == [("[…]", "an inner gap"), ("an […] gap", "inner")]
    assert faces("a {{c1::gap without an end", "x") == [("a {{c1::gap without an end", "x")]
    assert faces("a }} b", "x") == [("a }} b", "x")]


def points(answer: str, round_name: str = "screening") -> list[str]:
    return [key_point.point for key_point in key_points(answer, round_name)]


def test_key_points_are_the_items_of_a_list_else_sentences_else_clauses() -> None:
    assert points("Three kinds:\n\n- one of them\n- **two** of them\n- three") == [
        "one of them",
        "two of them",
        "three",
    ]
    assert points("It shrinks. It selects. It is convex.") == ["It shrinks", "It selects", "It is convex"]
    assert points("It shrinks, it selects, and it is convex.") == ["It shrinks", "it selects", "it is convex"]
    assert points("Yes") == ["Yes", "Says it in whole sentences", "Gives a reason or an example"]
    assert len(points("- item one\n" + "".join(f"- item {n}\n" for n in range(20)))) == 8
    assert len(points("- item one\n" + "".join(f"- item {n}\n" for n in range(20)), "quickfire")) == 4


def test_a_long_key_point_is_shortened_to_whole_clauses() -> None:
    long = "The gradient vanishes in a deep net, because each factor of the chain is below one and they multiply."
    assert points(f"{long} Second. Third.")[0] == "The gradient vanishes in a deep net"


def test_the_name_of_a_bank_is_that_of_its_file_in_small_letters() -> None:
    assert bank_name("Machine Learning (1)") == "machine-learning-1"
    assert slug("Überanpassung") == "uberanpassung"
    assert bank_name("карты").startswith("imported-")


def test_media_are_named_and_counted() -> None:
    converted: ConvertedCards = convert([ForeignCard(1, "Why? <img src='a.png'>", "So. [sound:b.mp3]")], DECK)
    assert converted.media == 2
    assert converted.bank.questions[0].prompt == "Why? [image: a.png]"
