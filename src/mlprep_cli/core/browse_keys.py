"""The keys of the browser: one table for the keyboard, the line of keys and the help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from mlprep_cli.core.browse import Browsing, Pane

EXIT_INTERRUPTED = 130
FAR = 1_000_000
"""More rows than any list has."""
ORDER = (Pane.SEARCH, Pane.LIST, Pane.PREVIEW)
"""The panes in the order of the Tab key."""
SEARCH, LIST, PREVIEW, MAP, PICKER, HELP = Pane
BOTH = (LIST, PREVIEW)

Act = Callable[[Browsing], Browsing]


class BrowseKey(NamedTuple):
    """Keys and what they do.

    Attributes:
        keys: The keys as `Key` in `core.inputs` writes them.
        name: The keys as the help writes them.
        panes: The panes in which they act.
        does: The line of the help.
        act: Returns the next state.
        label: The word beside the keys below the panes; empty if they are only in the help.
    """

    keys: tuple[str, ...]
    name: str
    panes: tuple[Pane, ...]
    does: str
    act: Act
    label: str = ""


def _to(pane: Pane) -> Act:
    return lambda state: replace(state, pane=pane)


def _next_pane(step: int) -> Act:
    return lambda state: replace(state, pane=ORDER[(ORDER.index(state.pane) + step) % len(ORDER)])


def _move(rows: int, *, pages: bool = False) -> Act:
    return lambda state: state.moved(rows * state.layout.list_size.rows if pages else rows)


def _scroll(rows: int, *, pages: bool = False) -> Act:
    return lambda state: state.scrolled(rows * max(1, state.layout.page_size.rows - 1) if pages else rows)


def _move_on_map(rows: int, columns: int) -> Act:
    return lambda state: state.moved_on_map(rows, columns)


def _move_in_names(rows: int) -> Act:
    return lambda state: state.moved_in_names(rows)


def _scroll_help(rows: int) -> Act:
    def act(state: Browsing) -> Browsing:
        last = max(0, sum(len(keys) + 2 for _, keys in help_sections()) - 1 - state.body.rows)
        return replace(state, help_scroll=max(0, min(last, state.help_scroll + rows)))

    return act


def _leave_search(state: Browsing) -> Browsing:
    return replace(state, pane=LIST) if state.field.text else state.left()


def _only_due(state: Browsing) -> Browsing:
    return replace(state, due=not state.due)


def _help(state: Browsing) -> Browsing:
    return replace(state, pane=HELP, back=state.pane, help_scroll=0)


KEYS = (
    # The search.
    BrowseKey(("up", "ctrl+p"), "↑", (SEARCH,), "the question above", _move(-1)),
    BrowseKey(("down", "ctrl+n"), "↓", (SEARCH,), "the question below", _move(1)),
    BrowseKey(("pageup",), "PgUp", (SEARCH,), "a page up", _move(-1, pages=True)),
    BrowseKey(("pagedown",), "PgDn", (SEARCH,), "a page down", _move(1, pages=True)),
    BrowseKey(("\n",), "Enter", (SEARCH,), "to the list", _to(LIST), "list"),
    BrowseKey(("escape",), "Esc", (SEARCH,), "leave, or with words in the search to the list", _leave_search, "back"),
    # The list.
    BrowseKey(("j", "down", "ctrl+n"), "j ↓", (LIST,), "the question below", _move(1)),
    BrowseKey(("k", "up", "ctrl+p"), "k ↑", (LIST,), "the question above", _move(-1)),
    BrowseKey(("pagedown", "ctrl+f"), "PgDn", (LIST,), "a page down", _move(1, pages=True)),
    BrowseKey(("pageup", "ctrl+b"), "PgUp", (LIST,), "a page up", _move(-1, pages=True)),
    BrowseKey(("g", "home"), "g Home", (LIST,), "the first question", _move(-FAR)),
    BrowseKey(("G", "end"), "G End", (LIST,), "the last question", _move(FAR)),
    # The preview.
    BrowseKey(("j", "down"), "j ↓", (PREVIEW,), "a line down", _scroll(1)),
    BrowseKey(("k", "up"), "k ↑", (PREVIEW,), "a line up", _scroll(-1)),
    BrowseKey(("pagedown", "ctrl+f"), "PgDn", (PREVIEW,), "a page down", _scroll(1, pages=True)),
    BrowseKey(("pageup", "ctrl+b"), "PgUp", (PREVIEW,), "a page up", _scroll(-1, pages=True)),
    BrowseKey(("g", "home"), "g Home", (PREVIEW,), "the beginning", _scroll(-FAR)),
    BrowseKey(("G", "end"), "G End", (PREVIEW,), "the end", _scroll(FAR)),
    # The heat map.
    BrowseKey(("j", "down"), "j ↓", (MAP,), "a topic down", _move_on_map(1, 0)),
    BrowseKey(("k", "up"), "k ↑", (MAP,), "a topic up", _move_on_map(-1, 0)),
    BrowseKey(("h", "left"), "h ←", (MAP,), "a round to the left", _move_on_map(0, -1)),
    BrowseKey(("l", "right"), "l →", (MAP,), "a round to the right", _move_on_map(0, 1)),
    BrowseKey(("pagedown",), "PgDn", (MAP,), "ten topics down", _move_on_map(10, 0)),
    BrowseKey(("pageup",), "PgUp", (MAP,), "ten topics up", _move_on_map(-10, 0)),
    BrowseKey(("g", "home"), "g Home", (MAP,), "the first topic", _move_on_map(-FAR, 0)),
    BrowseKey(("G", "end"), "G End", (MAP,), "the last topic", _move_on_map(FAR, 0)),
    BrowseKey(("\n",), "Enter", (MAP,), "list the questions of this cell", Browsing.entered, "list questions"),
    BrowseKey(("m", "escape"), "m Esc", (MAP,), "back to the questions", Browsing.closed, "back"),
    # The choice of a filter.
    BrowseKey(("up", "ctrl+p"), "↑", (PICKER,), "the name above", _move_in_names(-1)),
    BrowseKey(("down", "ctrl+n", "tab"), "↓", (PICKER,), "the name below", _move_in_names(1)),
    BrowseKey(("pageup",), "PgUp", (PICKER,), "ten names up", _move_in_names(-10)),
    BrowseKey(("pagedown",), "PgDn", (PICKER,), "ten names down", _move_in_names(10)),
    BrowseKey((" ",), "space", (PICKER,), "tick several names", Browsing.ticked, "tick"),
    BrowseKey(("\n",), "Enter", (PICKER,), "filter by the ticked names, else by this one", Browsing.picked, "filter"),
    BrowseKey(("escape",), "Esc", (PICKER,), "leave the filter as it was", Browsing.closed, "cancel"),
    # The help.
    BrowseKey(("j", "down"), "j ↓", (HELP,), "a line down", _scroll_help(1)),
    BrowseKey(("k", "up"), "k ↑", (HELP,), "a line up", _scroll_help(-1)),
    BrowseKey(("pagedown", " "), "PgDn", (HELP,), "ten lines down", _scroll_help(10), "more"),
    BrowseKey(("pageup",), "PgUp", (HELP,), "ten lines up", _scroll_help(-10)),
    BrowseKey(("?", "escape", "q", "\n"), "? Esc q", (HELP,), "close this help", Browsing.closed, "close"),
    # Several panes.
    BrowseKey(("\n",), "Enter", BOTH, "practise the selected questions, else this one", Browsing.practised, "drill"),
    BrowseKey((" ",), "space", BOTH, "select or unselect this question", Browsing.toggled, "select"),
    BrowseKey(("a",), "a", BOTH, "select or unselect all listed questions", Browsing.toggled_all, "all"),
    BrowseKey(("u",), "u", BOTH, "unselect everything", lambda state: replace(state, selected=())),
    BrowseKey(("/",), "/", (*BOTH, MAP), "search", _to(SEARCH), "search"),
    BrowseKey(("n",), "n", BOTH, "the next match in the preview", lambda state: state.to_match(1)),
    BrowseKey(("p",), "p", BOTH, "the match before", lambda state: state.to_match(-1)),
    BrowseKey(("m",), "m", BOTH, "heat map of topics and rounds", _to(MAP), "map"),
    BrowseKey(("r",), "r", BOTH, "choose rounds", lambda state: state.picking("rounds")),
    BrowseKey(("t",), "t", BOTH, "choose topics", lambda state: state.picking("topics")),
    BrowseKey(("c",), "c", (*BOTH, MAP), "choose companies", lambda state: state.picking("companies")),
    BrowseKey(("d",), "d", (*BOTH, MAP), "only due questions, or all", _only_due),
    BrowseKey(("x",), "x", (*BOTH, MAP), "clear the search and the filters", Browsing.cleared),
    BrowseKey(("tab",), "Tab", ORDER, "the next pane", _next_pane(1), "pane"),
    BrowseKey(("shift+tab",), "Shift+Tab", ORDER, "the pane before", _next_pane(-1)),
    BrowseKey(("?",), "?", (*BOTH, MAP), "all keys", _help, "keys"),
    BrowseKey(("q",), "q", (*BOTH, MAP), "leave", Browsing.left, "leave"),
    BrowseKey(("escape",), "Esc", BOTH, "leave", Browsing.left),
    BrowseKey(("ctrl+c",), "Ctrl-C", tuple(Pane), "leave at once", lambda state: state.left(EXIT_INTERRUPTED)),
)


def press(state: Browsing, key: str) -> Browsing:
    """Return the state after a key press. Letters act as their small ones too, because Caps Lock may be on."""
    for name in dict.fromkeys((key, key.lower())):
        for binding in KEYS:
            if name in binding.keys and state.pane in binding.panes:
                return binding.act(state)
    return state.typed(key)


def keys_in(pane: Pane) -> list[BrowseKey]:
    """Return the keys that act in a pane, in the order of the table."""
    return [binding for binding in KEYS if pane in binding.panes]


def help_sections() -> list[tuple[str, list[BrowseKey]]]:
    """Return the keys under headings that name the panes in which they act."""
    sections: dict[tuple[Pane, ...], list[BrowseKey]] = {}
    for binding in KEYS:
        if binding.panes != (HELP,):
            sections.setdefault(binding.panes, []).append(binding)
    return [(_heading(panes), sections[panes]) for panes in sorted(sections, key=len, reverse=True)]


def _heading(panes: tuple[Pane, ...]) -> str:
    if len(panes) == len(Pane):
        return "Everywhere"
    *first, last = (f"the {pane.value}" for pane in panes)
    return f"In {', '.join(first)} and {last}" if first else f"In {last}"
