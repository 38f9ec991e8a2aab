"""Browsing as a value: its requests, how panes are laid out, and what keys and answers do to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.browse import (
    MOST_TYPED,
    WIDE,
    Browsing,
    Hit,
    MapRequest,
    NamesRequest,
    Pane,
    Preview,
    PreviewRequest,
    Results,
    Search,
    Size,
    one_line,
    spans,
    toggled,
)
from mlprep_cli.core.browse_keys import press
from mlprep_cli.core.heat_map import HeatCell, HeatMap
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.stats import ListedQuestion
from mlprep_cli.core.text_field import TextField

SMALL = Size(80, 24)
HEAT = HeatMap([HeatCell("nlp", "screening", 3, 1, 1), HeatCell("nlp", "coding", 1), HeatCell("llm", "screening", 2)])


def hit(name: str) -> Hit:
    return Hit(ListedQuestion("screening", "nlp", "easy", (), Card(name)), f"What is {name}?")


def listing(*names: str, pane: Pane = Pane.LIST, text: str = "", size: Size = SMALL) -> Browsing:
    """Return a state with these questions, all of them read."""
    state = Browsing(size, field=TextField(text, len(text)), pane=pane)
    return answered(state.with_results(Results(state.search, tuple(map(hit, names)), len(names))))


def answered(state: Browsing) -> Browsing:
    """Return a state in which the preview is read, with a hundred lines of which two have the words."""
    request = state.request
    if not isinstance(request, PreviewRequest):
        return state
    return state.with_page(Preview(request, 100, (40, 60) if request.words else ()))


def typed(state: Browsing, *keys: str) -> Browsing:
    for key in keys:
        state = press(state, key)
    return state


# --- requests ---


def test_the_newest_search_is_requested_first_then_the_page_of_the_question_under_the_cursor() -> None:
    state = Browsing(SMALL)
    assert state.request == Search()
    state = state.with_results(Results(Search(), (hit("a"), hit("b")), 2))
    assert state.request == PreviewRequest("a", 76, ())
    state = state.with_page(Preview(PreviewRequest("a", 76, ()), 9, ()))
    assert state.request is None
    assert press(state, "down").request == PreviewRequest("b", 76, ())
    assert typed(state, "g", "r").request == Search(Query(words=("gr",)))


def test_an_answer_that_is_out_of_date_is_asked_for_again() -> None:
    state = typed(Browsing(SMALL), "a")
    late = typed(state, "b").with_results(Results(state.search, (hit("a"),), 1))
    assert late.request == Search(Query(words=("ab",)))


def test_no_key_acts_on_the_questions_of_an_earlier_search() -> None:
    state = typed(listing("a", "b", pane=Pane.SEARCH), "x", "\n")
    assert [shown.id for shown in state.listed] == ["a", "b"]
    assert typed(state, "\n", " ", "a", "j", "\n") == state
    assert typed(state.with_results(Results(state.search, (hit("c"),), 1)), "\n").ending == (("c",), 0)


def test_blanks_around_words_are_no_new_search() -> None:
    state = listing("a", pane=Pane.SEARCH, text="x")
    assert press(state, " ").request is None


def test_the_map_is_requested_for_every_round_and_topic_only_while_it_is_shown() -> None:
    state = replace(listing("a"), filters=Query(rounds=("coding",), companies=("Acme",)))
    state = answered(state.with_results(Results(state.search, (hit("a"),), 1)))
    wanted = Search(Query(companies=("Acme",)))
    assert press(state, "m").request == MapRequest(wanted)
    shown = press(state, "m").with_map(wanted, HEAT)
    assert shown.request is None
    assert state.request is None


def test_the_names_of_a_filter_are_requested_without_that_filter() -> None:
    state = replace(listing("a"), filters=Query(rounds=("coding",), topics=("nlp",)))
    state = state.with_results(Results(state.search, (hit("a"),), 1))
    assert press(state, "r").request == NamesRequest("rounds", Search(Query(topics=("nlp",))))


# --- layout ---


@given(st.integers(1, 300), st.integers(1, 100), st.sampled_from(Pane))
def test_panes_fit_the_terminal_from_the_smallest_usable_size_on(columns: int, rows: int, pane: Pane) -> None:
    layout = replace(Browsing(Size(columns, rows)), pane=pane).layout
    assert layout.is_wide == (columns >= WIDE)
    assert min(*layout.list_size, *layout.page_size) >= 1
    if columns >= 60 and rows >= 18:
        frames = 3 + layout.list_size.rows + (2 if layout.is_wide else layout.page_size.rows + 4)
        assert frames == rows
        widths = layout.list_size.columns + (layout.page_size.columns + 8 if layout.is_wide else 4)
        assert widths == columns


def test_on_a_small_terminal_the_preview_grows_while_it_is_in_use() -> None:
    state = listing("a")
    assert press(state, "tab").layout.page_size.rows > state.layout.page_size.rows
    assert press(state, "tab").layout.list_size.rows == 3


# --- the list and the preview ---


def test_the_cursor_stays_in_the_list() -> None:
    state = listing("a", "b", "c")
    assert typed(state, "k").cursor == 0
    assert typed(state, "j", "down", "j", "j").cursor == 2
    assert typed(state, "G", "g").cursor == 0
    assert typed(state, "pagedown").cursor == 2
    assert typed(listing(), "j", " ", "a", "\n", "n", "pagedown").cursor == 0


def test_a_page_starts_at_its_first_match_if_that_is_out_of_sight() -> None:
    state = listing("a", text="word")
    assert 0 < state.scroll <= 40 < state.scroll + state.layout.page_size.rows
    assert typed(state, "n", "n").scroll == 60
    assert typed(state, "n", "n", "n").scroll == 60
    assert typed(state, "n", "n", "p").scroll == 40


def test_a_page_keeps_its_place_at_another_width() -> None:
    state = typed(listing("a", text="word"), "tab", "G")
    wider = state.resized(Size(90, 24))
    page = Preview(PreviewRequest("a", 86, ("word",)), 100, (40, 60))
    assert wider.with_page(page).scroll == state.scroll == state.last_scroll


def test_the_preview_is_not_scrolled_beyond_its_end() -> None:
    state = press(listing("a"), "tab")
    assert typed(state, "k", "pageup").scroll == 0
    assert typed(state, "G", "j", "pagedown").scroll == 100 - state.layout.page_size.rows
    assert state.resized(Size(80, 300)).scroll == 0


# --- selection ---


def test_space_selects_and_moves_on_and_enter_practises_in_the_order_of_selection() -> None:
    state = typed(listing("a", "b", "c"), "j", " ", "g", " ")
    assert state.selected == ("b", "a")
    assert press(state, "\n").ending == (("b", "a"), 0)
    assert press(typed(state, "g", " "), "\n").ending == (("b",), 0)
    assert press(typed(state, "u"), "\n").ending == (("b",), 0)


def test_without_a_selection_enter_practises_the_question_under_the_cursor_and_nothing_without_one() -> None:
    assert typed(listing("a", "b"), "j", "\n").ending == (("b",), 0)
    assert typed(listing(), "\n").ending is None


def test_all_listed_questions_are_selected_beside_those_of_earlier_searches() -> None:
    state = typed(listing("a", "b", "c"), " ")
    other = state.with_results(Results(state.search, (hit("c"), hit("d")), 2))
    assert press(other, "a").selected == ("a", "c", "d")
    assert typed(other, "a", "a").selected == ("a",)


@given(st.lists(st.sampled_from("abcde"), unique=True), st.lists(st.sampled_from("abcde"), unique=True))
def test_selecting_twice_changes_nothing_else(before: list[str], ids: list[str]) -> None:
    once = toggled(tuple(before), tuple(ids))
    assert set(ids) <= set(once) or not set(ids) & set(once)
    assert set(once) - set(ids) == set(before) - set(ids)
    assert set(toggled(once, tuple(ids))) in ({*before} - {*ids}, {*before} | {*ids})


# --- the map ---


def shown_map() -> Browsing:
    state = press(listing("a"), "m")
    return state.with_map(state.map_search, HEAT)


def test_the_place_stays_on_the_map() -> None:
    assert typed(shown_map(), "k", "h").place == (0, 0)
    assert typed(shown_map(), "G", "l", "l", "l", "right").place == (2, 2)
    smaller = HeatMap([HeatCell("llm", "coding", 1)])
    assert typed(shown_map(), "G", "l", "l").with_map(Search(), smaller).place == (1, 1)


@pytest.mark.parametrize(
    ("keys", "rounds", "topics"),
    [
        ("jl", ("coding",), ("nlp",)),
        ("j", ("screening",), ("nlp",)),
        ("l", ("coding",), None),
        ("jll", None, ("nlp",)),
        ("ll", None, None),
    ],
)
def test_enter_on_a_cell_lists_its_questions(
    keys: str, rounds: tuple[str, ...] | None, topics: tuple[str, ...] | None
) -> None:
    heat = HeatMap([HeatCell("nlp", "screening", 3), HeatCell("nlp", "coding", 1)])
    state = press(listing("a"), "m")
    # The columns are in the order of the rounds: screening, coding, all.
    entered = typed(state.with_map(state.map_search, heat), *keys, "\n")
    assert (entered.pane, entered.filters.rounds, entered.filters.topics) == (Pane.LIST, rounds, topics)


def test_a_cell_without_questions_lists_nothing() -> None:
    assert typed(shown_map(), "j", "j", "l", "\n").pane is Pane.MAP


# --- filters ---


def picker() -> Browsing:
    state = press(listing("a"), "t")
    request = state.request
    assert isinstance(request, NamesRequest)
    return state.with_names(request, (("nlp", 4), ("llm", 2), ("mlops", 1)))


def test_enter_filters_by_the_name_under_the_cursor() -> None:
    state = typed(picker(), "down", "down", "\n")
    assert (state.filters.topics, state.pane, state.picker) == (("llm",), Pane.LIST, None)


def test_letters_narrow_the_names() -> None:
    assert typed(picker(), "m", "l", "o", "\n").filters.topics == ("mlops",)
    assert typed(picker(), "x", "\n").filters.topics is None
    assert typed(picker(), "L", "L", "backspace", "\n").filters.topics == ("nlp",)


def test_space_ticks_several_names_and_all_unticks_them() -> None:
    state = typed(picker(), "down", " ", " ", "\n")
    assert state.filters.topics == ("nlp", "llm")
    again = press(state, "t")
    request = again.request
    assert isinstance(request, Search)
    named = again.with_results(Results(again.search)).with_names(NamesRequest("topics", Search()), (("nlp", 4),))
    assert typed(named, " ", "\n").filters.topics is None
    assert typed(named, "down", " ", "\n").filters.topics == ("llm",)
    assert typed(named, "escape").filters.topics == ("nlp", "llm")
    assert typed(named, "down", "\n").filters.topics == ("nlp",)


def test_names_that_arrive_after_another_filter_was_opened_are_dropped() -> None:
    state = press(listing("a"), "t")
    assert state.with_names(NamesRequest("rounds", Search()), (("coding", 1),)) == state


def test_due_questions_and_clearing() -> None:
    state = typed(picker(), "down", "\n", "d")
    assert state.search == Search(Query(topics=("nlp",)), due=True)
    assert press(state, "d").due is False
    assert press(replace(state, field=TextField("word", 4)), "x").search == Search()


# --- text ---


def test_a_paste_is_text_in_a_text_field_and_nothing_anywhere_else() -> None:
    assert listing("a", pane=Pane.SEARCH).pasted("a\nb\x1b[2J").words == ("a", "b[2J")
    assert listing("a").pasted("q") == listing("a")
    opened = picker().pasted("llm").picker
    assert opened is not None
    assert opened.listed == (("llm", 2),)


def test_a_search_has_a_longest_length() -> None:
    state = listing("a", pane=Pane.SEARCH).pasted("x" * MOST_TYPED)
    assert len(press(state, "y").field.text) == MOST_TYPED
    assert state.pasted("y").words == state.words


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_spans_are_where_the_words_are(text: str, words: list[str]) -> None:
    places = spans(text, tuple(words))
    lowered = {word.lower() for word in words}
    assert all(text[start:end].lower() in lowered for start, end in places)
    assert sorted(places) == places
    assert bool(places) >= any(word in text for word in words)


def test_a_text_becomes_one_line_without_control_characters() -> None:
    assert one_line(" a\n\tb\x1b[31m\x9b ") == "a b[31m"
