"""Cards in Markdown and Org: every style, its lines, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.adapters.markdown_file import has_cards, read_markdown, read_org

Pairs = list[tuple[int, str, str]]

STYLES: dict[str, tuple[str, Pairs]] = {
    "labels": (
        "Q: Why?\nA: So.\n\nAnd so.\n---\n**Q:** How?\n**A:** Thus.\n\nC: The [mean] of [x](http://a.example)\n",
        [(1, "Why?", "So.\n\nAnd so."), (6, "How?", "Thus."), (9, "The {{c1::mean}} of [x](http://a.example)", "")],
    ),
    "details": (
        "# Notes\n<details>\n<summary><b>Why?</b></summary>\n\nSo.\n\n</details>\n",
        [(2, "Why?", "So.\n")],
    ),
    "inline": (
        "Why? :: So.\n- How? ::: Thus.\n\nstd::vector\n",
        [(1, "Why?", "So."), (2, "How?", "Thus."), (2, "Thus.", "How?")],
    ),
    "blocks": ("#flashcards/ml\n\nWhy?\n?\nSo.\nAnd so.\n\nText.\n", [(3, "Why?", "So.\nAnd so.")]),
    "numbers": (
        "1. **Why?**\n\n   So.\n\n2. How?\n   - thus\n   - and thus\n",
        [(1, "Why?", "So.\n"), (5, "How?", "- thus\n- and thus")],
    ),
    "table": ("| Term | Meaning |\n| --- | --- |\n| bias | `a \\| b` |\n", [(3, "bias", "`a | b`")]),
    "headings": (
        "---\ntitle: x\n---\n# Notes\n\n## L1\n\n### Why?\n\nSo.\n\n```python\n# x :: y\n```\n"
        "\n## L2\n\n### Why?\nThus.\n<!-- a\n-->\n",
        [(8, "L1: Why?", "So.\n\n```python\n# x :: y\n```"), (18, "L2: Why?", "Thus.")],
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_recognised_and_read(name: str) -> None:
    text, expected = STYLES[name]
    assert has_cards(text)
    found = [(card.line, card.front, card.back) for card in read_markdown(text).cards]
    assert [(line, front.strip(), back.strip()) for line, front, back in found] == [
        (line, front, back.strip()) for line, front, back in expected
    ]


def test_a_card_without_a_side_is_named_with_its_line() -> None:
    left_out = read_markdown("Q: Why?\nA: So.\n---\nA: no question\n---\nC: no gap\n").left_out
    assert [(item.line, item.reason) for item in left_out] == [
        (4, "it has no question"),
        (6, "it has no gap in [brackets]"),
    ]


def test_tags_of_obsidian_are_tags() -> None:
    (card,) = read_markdown("#flashcards #ml/loss\n\nWhy? :: So.\n").cards
    assert card.tags == ("flashcards", "ml::loss")


ORG = """\
* Loss :drill:ml:
:PROPERTIES:
:ID: ab-12
:END:
Why is =log= used?
** Answer
It is *convex*.
#+begin_src python
f(x)
#+end_src
* Not a card
* TODO Bias :fc:
SCHEDULED: <2026-01-01 Thu>
An error.
"""


def test_headings_of_org_with_the_tag_of_a_card_are_cards() -> None:
    first, second = read_org(ORG).cards
    assert (first.line, first.front, first.key, first.tags) == (1, "Loss\n\nWhy is `log` used?", "ab-12", ("ml",))
    assert first.back == "It is **convex**.\n```python\nf(x)\n```"
    assert (second.line, second.front, second.back) == (12, "Bias", "An error.")


@given(st.text() | st.text("QA:?#-| \n`1.<>*ab", max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    lines = text.count("\n") + 1
    for read in (read_markdown(text), read_org(text)):
        assert all(1 <= card.line <= lines for card in read.cards)
        assert all(1 <= item.line <= lines for item in read.left_out)
