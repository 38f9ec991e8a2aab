"""The keys of the browser: what each does in each pane, and that the help is the table of the keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.test_browse import HEAT, SMALL, answered, hit, listing
from mlprep_cli.core.browse import (
    Browsing,
    Ending,
    MapRequest,
    NamesRequest,
    Pane,
    PreviewRequest,
    Results,
    Search,
    Size,
)
from mlprep_cli.core.browse_keys import EXIT_INTERRUPTED, KEYS, help_sections, keys_in, press

ALL_KEYS = sorted(
    {key for binding in KEYS for key in binding.keys} | {"Q", "J", "z", "backspace", "alt+l", "f1", "ctrl+w"}
)


def settled(state: Browsing) -> Browsing:
    """Answer every request of a state."""
    while (request := state.request) is not None:
        match request:
            case Search():
                state = state.with_results(Results(request, tuple(map(hit, "abc")), 3))
            case PreviewRequest():
                state = answered(state)
            case MapRequest(search):
                state = state.with_map(search, HEAT)
            case NamesRequest():
                state = state.with_names(request, (("coding", 3), ("llm", 1)))
    return state


@given(st.lists(st.sampled_from(ALL_KEYS), max_size=25), st.integers(60, 130), st.integers(18, 50))
def test_any_keys_leave_the_browser_in_order(keys: list[str], columns: int, rows: int) -> None:
    state = settled(Browsing(Size(columns, rows)))
    for key in keys:
        state = settled(press(state, key))
        if state.ending is not None:
            break
        assert state.hit is not None
        assert 0 <= state.scroll <= state.last_scroll
        assert len(set(state.selected)) == len(state.selected)
        assert (state.pane is Pane.PICKER) == (state.picker is not None)
        assert state.help_scroll >= 0
        if state.picker is not None:
            assert 0 <= state.picker.cursor <= len(state.picker.listed)


@pytest.mark.parametrize("pane", [Pane.LIST, Pane.PREVIEW, Pane.MAP])
def test_q_leaves(pane: Pane) -> None:
    assert press(replace(listing("a"), pane=pane), "q").ending == Ending()


def test_escape_goes_one_step_back_and_leaves_from_the_list() -> None:
    state = listing("a")
    for key in ("m", "?", "r"):
        assert press(press(state, key), "escape").pane is Pane.LIST
    assert press(press(press(state, "m"), "c"), "escape").pane is Pane.MAP
    assert press(press(press(state, "tab"), "?"), "escape").pane is Pane.PREVIEW
    assert press(state, "escape").ending == Ending()
    searching = listing("a", pane=Pane.SEARCH, text="word")
    assert press(searching, "escape").pane is Pane.LIST
    assert press(listing("a", pane=Pane.SEARCH), "escape").ending == Ending()


@pytest.mark.parametrize("pane", Pane)
def test_ctrl_c_leaves_from_everywhere_with_its_exit_code(pane: Pane) -> None:
    assert press(replace(listing("a"), pane=pane), "ctrl+c").ending == Ending(code=EXIT_INTERRUPTED)


def test_tab_goes_round_the_panes() -> None:
    state = listing("a", pane=Pane.SEARCH)
    panes = []
    for _ in range(3):
        state = press(state, "tab")
        panes.append(state.pane)
    assert panes == [Pane.LIST, Pane.PREVIEW, Pane.SEARCH]
    assert press(state, "shift+tab").pane is Pane.PREVIEW


def test_letters_are_text_in_the_search_and_arrows_move_in_the_list() -> None:
    state = listing("a", "b", pane=Pane.SEARCH)
    for key in "qam j?/":
        state = press(state, key)
    assert (state.field.text, state.ending) == ("qam j?/", None)
    assert press(listing("a", "b", pane=Pane.SEARCH), "down").cursor == 1
    assert press(state, "\n").pane is Pane.LIST


def test_letters_work_with_caps_lock_and_g_has_two_meanings() -> None:
    state = listing("a", "b", "c")
    assert press(state, "J").cursor == 1
    assert press(state, "Q").ending == Ending()
    assert press(state, "G").cursor == 2


def test_a_key_without_a_meaning_does_nothing() -> None:
    state = listing("a", "b")
    for key in ("z", "alt+l", "f1", "left", "ctrl+x"):
        assert press(state, key) == state


def test_no_key_has_two_meanings_in_a_pane() -> None:
    for pane in Pane:
        keys = [key for binding in keys_in(pane) for key in binding.keys]
        assert len(keys) == len(set(keys)), pane


def test_the_help_has_every_key_and_its_end_can_be_scrolled_to() -> None:
    listed = [binding for _, bindings in help_sections() for binding in bindings]
    assert {binding for binding in KEYS if binding.panes != (Pane.HELP,)} == set(listed)
    assert [title for title, _ in help_sections()][:2] == ["Everywhere", "In the list, the preview and the heat map"]
    state = press(replace(listing("a"), size=SMALL), "?")
    for _ in range(200):
        state = press(state, "j")
    lines = sum(len(bindings) + 2 for _, bindings in help_sections()) - 1
    assert state.help_scroll == lines - state.body.rows
    assert press(state, "k").help_scroll == state.help_scroll - 1
