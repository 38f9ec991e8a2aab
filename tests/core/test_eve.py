"""The review sheet for the eve of the interview: weak questions, notes and formulas."""

from __future__ import annotations

from fakes import DAY, NOON
from mlprep_cli.core.eve import Eve, Formula, chosen_topics, formulas, sheet, weak
from mlprep_cli.core.questions import Page
from mlprep_cli.core.reviews import Card, Grade, Note


def test_weak_cards_are_the_last_missed_then_the_often_lapsed() -> None:
    cards = [
        Card("fine", 7, DAY, 4, lapses=1, reviews=5, last_grade=Grade.STRONG),
        Card("leech", 7, DAY, 4, lapses=5, reviews=9, last_grade=Grade.STRONG),
        Card("missed", 0, DAY, 0, lapses=1, reviews=3, last_grade=Grade.NO_HIRE),
        Card("new"),
        Card("shaky", 3, DAY, 3, lapses=1, reviews=3, last_grade=Grade.LEAN),
    ]
    assert [card.question_id for card in weak(cards)] == ["missed", "leech", "shaky"]


def test_formulas_are_the_plain_blocks_of_a_page_under_their_headings() -> None:
    page = Page(
        "t", "T", "## One\n\ntext\n\n```\na = b\nc = d\n```\n\n```python\nx = 1\n```\n\n## Two\n\n```\ne = f\n```\n"
    )
    assert formulas(page) == (Formula("One", "a = b\nc = d"), Formula("Two", "e = f"))


def test_the_weakest_topics_formulas_come_first() -> None:
    assert chosen_topics(["a", "b", "c"], ["c", "gone"], ["b"]) == ("c", "b", "a")


def test_notes_are_escaped_for_markdown() -> None:
    note = Note("n", "one", "s", NOON, DAY, "# see [this](x) *now*")
    text = sheet(Eve(DAY, (), (), (note,), ()))
    assert "- one: \\# see \\[this\\](x) \\*now\\*" in text
