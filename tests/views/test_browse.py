"""The screen of the browser: every line has the width of the terminal, and what is on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from core.test_browse import listing
from core.test_browse_keys import settled
from fakes import DAY, question, review
from mlprep_cli.core.browse import Browsing, Hit, Pane, Preview, PreviewRequest, Results, Size
from mlprep_cli.core.browse_keys import KEYS, press
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import LEECH_LAPSES, Card, Entry, Grade, Note
from mlprep_cli.core.stats import ListedQuestion
from mlprep_cli.core.text_field import TextField
from mlprep_cli.views.browse import MATCH, lines_of, page, screen
from mlprep_cli.views.theme import ACCENT, ALARM

NOTE = Note("n", "one", "session", review(Grade.LEAN).reviewed_at, DAY, "the second term")


def drawn(state: Browsing, page: list[Text] | None = None) -> list[str]:
    return [line.plain for line in screen(state, page or [], DAY)]


def with_cards(*cards: Card) -> Browsing:
    state = Browsing(Size(80, 24), pane=Pane.LIST)
    hits = tuple(Hit(ListedQuestion("screening", "nlp", "easy", (), card), "What is it?") for card in cards)
    return state.with_results(Results(state.search, hits, len(hits)))


@settings(max_examples=150)
@given(
    st.integers(1, 160),
    st.integers(1, 60),
    st.lists(st.sampled_from(sorted({key for binding in KEYS for key in binding.keys} - {"q", "ctrl+c"})), max_size=8),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
)
def test_every_screen_has_the_size_of_the_terminal(columns: int, rows: int, keys: list[str], text: str) -> None:
    field = TextField().paste(text)
    state = settled(replace(Browsing(Size(columns, rows)), field=field))
    for key in keys:
        state = settled(press(state, key))
    lines = drawn(state, [Text("家" * 100)] * 100)
    assert len(lines) == rows
    assert {cell_len(line) for line in lines} == {columns}


@pytest.mark.parametrize("pane", Pane)
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_last_line_has_the_keys_of_the_pane(pane: Pane, columns: int) -> None:
    state = settled(press(listing("a"), "r")) if pane is Pane.PICKER else replace(listing("a"), pane=pane)
    line = drawn(replace(state, size=Size(columns, 24)))[-1]
    last = {Pane.SEARCH: "Tab pane", Pane.PICKER: "Esc cancel", Pane.HELP: "close"}.get(pane, "? keys  q leave")
    assert line.rstrip().endswith(last)


def test_a_row_says_when_its_question_is_due() -> None:
    days = {0: "due", -2: "2 d late", -999: "999 d late", -1500: "4 y late", 5: "7 Mar", 400: "6 Apr 27"}
    cards = [Card("fresh"), *(Card(f"at-{days}", 3, DAY + timedelta(days=days), reviews=1) for days in days)]
    rows = drawn(with_cards(*cards))[3:10]
    assert [row.rstrip("│ ").rpartition("  ")[2].strip() for row in rows] == ["new", *days.values()]


def test_a_leech_is_red_and_the_cursor_is_visible_without_colour() -> None:
    first, second = screen(with_cards(Card("one", lapses=LEECH_LAPSES), Card("two", lapses=LEECH_LAPSES)), [], DAY)[3:5]
    assert any("reverse" in str(span.style) for span in first.spans)
    assert any(span.style == ALARM for span in second.spans)
    assert not any("reverse" in str(span.style) for span in second.spans)


def test_a_long_id_is_shortened_in_the_list_and_whole_above_the_preview() -> None:
    name = "a-name-that-is-much-too-long-for-the-list-of-questions"
    state = with_cards(Card(name))
    request = state.request
    assert isinstance(request, PreviewRequest)
    lines = drawn(state.with_page(Preview(request, 1, ())), [Text("page")])
    assert "…" in lines[3]
    assert any(name in line for line in lines)


def test_the_screen_says_what_is_missing() -> None:
    assert "Reading the questions …" in "".join(drawn(Browsing(Size(80, 24))))
    empty = with_cards()
    assert "No question matches." in "".join(drawn(replace(empty, filters=Query(rounds=()))))
    assert "Nothing is due." in "".join(drawn(replace(empty, due=True)))
    assert "d lists all questions." in "".join(drawn(replace(empty, due=True)))
    assert "Ctrl-U clears the search." in "".join(drawn(replace(empty, pane=Pane.SEARCH, field=TextField("x", 1))))


def test_filters_and_counts_are_above_the_list() -> None:
    state = replace(listing("a", "b"), filters=Query(rounds=("coding",), topics=("nlp", "llm")), due=True)
    state = replace(state.with_results(Results(state.search, state.listed, 2400)), selected=("a", "b", "c"))
    lines = drawn(state)
    assert lines[0].rstrip().endswith("2 of 2400 questions · 3 selected")
    assert lines[1].split("  ")[:4] == [" r rounds coding", "t topics 2 chosen", "c companies all", "d due on"]
    assert "Enter drill 3 selected" in lines[-1]


def test_a_long_search_shows_the_part_around_its_cursor() -> None:
    field = TextField("start " + "x" * 100 + " end", 110)
    line = drawn(replace(listing("a"), pane=Pane.SEARCH, field=field))[0]
    assert "end" in line
    assert "start" not in line


def test_a_page_has_everything_about_a_question() -> None:
    one = question("one", references=("https://example.org/page",))
    graded = Entry(review(Grade.NO_HIRE), None)
    whole = page(one, Card("one", 3, DAY, reviews=1), [graded], [NOTE], DAY)
    lines, _ = lines_of(whole, 76, ())
    text = "\n".join(line.plain for line in lines)
    for part in (
        "Day 3, due today, 1 review", "you missed  the second term", "What is one?", "one is this.", "• first",
        "point 1 of one (must)", "says why", "Because.", "Google 2023", "https://example.org/page", "History", "No Hire",
    ):  # fmt: skip
        assert part in text
    assert not any("link" in str(span.style) for line in lines for span in line.spans)


def test_matching_lines_are_numbered_and_highlighted() -> None:
    lines, matches = lines_of(Text("first\nsecond Word\nthird word word"), 40, ("word", "sec"))
    assert matches == (1, 2)
    assert [[line.plain[span.start : span.end] for span in line.spans if span.style == MATCH] for line in lines] == [
        [], ["sec", "Word"], ["word", "word"],
    ]  # fmt: skip


def test_code_and_tables_of_an_answer_keep_to_the_width() -> None:
    answer = (
        "```python\n" + "x = 1  # " + "long " * 40 + "\n```\n\n| a | b |\n| --- | --- |\n| c | " + "d " * 90 + "|\n"
    )
    lines, _ = lines_of(page(question("one", answer=answer), Card("one"), [], [], DAY), 40, ())
    assert max(cell_len(line.plain) for line in lines) <= 40


@pytest.mark.parametrize(("pane", "keys"), [(Pane.SEARCH, ""), (Pane.LIST, "rtcd"), (Pane.MAP, "cd"), (Pane.HELP, "")])
def test_the_keys_of_the_filters_have_the_accent_only_if_they_act(pane: Pane, keys: str) -> None:
    line = screen(replace(listing("a"), pane=pane), [], DAY)[1]
    accented = [line.plain[span.start : span.end] for span in line.spans if span.style == ACCENT]
    assert "".join(accented) == keys
