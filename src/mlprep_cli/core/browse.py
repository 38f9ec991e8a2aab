"""Browsing: a full-screen search as an immutable value.

A key press, a paste or a new size gives the next value. What has to be read from the database is derived from the value:
`task` is the next request, and only the newest search is ever asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal, NamedTuple

from mlprep_cli.core.heat_map import HeatMap
from mlprep_cli.core.questions import Query
from mlprep_cli.core.stats import ListedQuestion
from mlprep_cli.core.text import plain
from mlprep_cli.core.text_field import TextField

MOST_LISTED = 1000
"""The most questions in the list."""
MOST_TYPED = 200
"""The most characters of the search."""
WIDE = 100
"""Terminals with this many columns show the list and the preview side by side."""
OTHER_ROWS = 3
"""The rows of the search, the filters and the keys."""
FRAME_ROWS, FRAME_COLUMNS = 2, 4
"""The rows of a frame, and its columns with a blank on each side."""
FEWEST_ROWS = 3
"""The rows of the list while the preview is in use on a small terminal."""


class Pane(Enum):
    """The part of the screen that takes the keys."""

    SEARCH = "search"
    LIST = "list"
    PREVIEW = "preview"
    MAP = "heat map"
    PICKER = "choice of a filter"
    HELP = "help"


Filter = Literal["rounds", "topics", "companies"]
"""The filters that can be chosen on the screen: fields of a query."""
NO_TEXT, EVERYTHING = TextField(), Query()


class Size(NamedTuple):
    """The size of the terminal."""

    columns: int
    rows: int


class Layout(NamedTuple):
    """The sizes of the two panes without their frames.

    Attributes:
        is_wide: Whether they are side by side.
    """

    is_wide: bool
    list_size: Size
    page_size: Size


class Search(NamedTuple):
    """A query, and whether the questions have to be due."""

    query: Query = Query()
    due: bool = False


class Hit(NamedTuple):
    """A question in the list, and its prompt."""

    question: ListedQuestion
    prompt: str

    @property
    def id(self) -> str:
        """The id of the question."""
        return self.question.card.question_id


class Results(NamedTuple):
    """The first questions that match a search, and the number of all that match."""

    search: Search
    hits: tuple[Hit, ...] = ()
    total: int = 0


class PreviewRequest(NamedTuple):
    """A question to be shown in full, at a width in columns, with words to be highlighted."""

    question_id: str
    width: int
    words: tuple[str, ...]


class MapRequest(NamedTuple):
    """A heat map of the questions that match a search."""

    search: Search


class NamesRequest(NamedTuple):
    """The rounds, topics or companies of the questions that match a search, each with its number of questions."""

    what: Filter
    search: Search


Request = Search | PreviewRequest | MapRequest | NamesRequest


class Preview(NamedTuple):
    """A question shown in full: its number of lines, and those with a highlighted word."""

    request: PreviewRequest
    lines: int
    matches: tuple[int, ...]


class Picker(NamedTuple):
    """The choice of a filter.

    Attributes:
        what: `rounds`, `topics` or `companies`.
        names: The names, each with its number of questions; None until they are read.
        field: The letters that narrow the names.
        cursor: The place in the list of names, 0 for all of them.
        chosen: The ticked names.
        touched: Whether a name was ticked or unticked.
    """

    what: Filter
    names: tuple[tuple[str, int], ...] | None = None
    field: TextField = TextField()
    cursor: int = 0
    chosen: tuple[str, ...] = ()
    touched: bool = False

    @property
    def listed(self) -> tuple[tuple[str, int], ...]:
        """The names that contain the typed letters."""
        typed = self.field.text.lower()
        return tuple(entry for entry in self.names or () if typed in entry[0].lower())


class Ending(NamedTuple):
    """The end: the questions to practise, or the exit code."""

    ids: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True, slots=True)
class Browsing:
    """The state of the screen.

    Attributes:
        size: The size of the terminal.
        field: The typed search.
        filters: The filters, without words.
        due: Whether only due questions are listed.
        pane: The pane that takes the keys.
        results: The listed questions; None until the first search has ended.
        cursor: The place in the list.
        selected: The ids of the selected questions, in the order of their selection.
        page: The question that is shown in full.
        scroll: The first line of it that is shown.
        heat: The heat map and its search.
        place: The row and the column in the heat map.
        picker: The choice of a filter, while it is open.
        back: The pane from which the help was opened.
        help_scroll: The first line of the help that is shown.
        ending: The end, if it has come.
    """

    size: Size
    field: TextField = NO_TEXT
    filters: Query = EVERYTHING
    due: bool = False
    pane: Pane = Pane.SEARCH
    results: Results | None = None
    cursor: int = 0
    selected: tuple[str, ...] = ()
    page: Preview | None = None
    scroll: int = 0
    heat: tuple[Search, HeatMap] | None = None
    place: tuple[int, int] = (0, 0)
    picker: Picker | None = None
    back: Pane = Pane.LIST
    help_scroll: int = 0
    ending: Ending | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The typed words."""
        return tuple(self.field.text.split())

    @property
    def search(self) -> Search:
        """The query of the words and the filters."""
        return Search(self.filters._replace(words=self.words), self.due)

    @property
    def listed(self) -> tuple[Hit, ...]:
        """The questions in the list, perhaps those of an earlier search."""
        return () if self.results is None else self.results.hits

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The questions that keys act on: none while another search is being run, so that no key acts on a wrong one."""
        return self.listed if self.results is not None and self.results.search == self.search else ()

    @property
    def hit(self) -> Hit | None:
        """The question under the cursor."""
        return self.hits[self.cursor] if self.hits else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The questions that Enter practises: those selected, else the one under the cursor."""
        return self.selected or ((self.hit.id,) if self.hit is not None else ())

    @property
    def layout(self) -> Layout:
        """The sizes of the two panes."""
        columns, rows = self.size
        body = max(2 * FRAME_ROWS + 2, rows - OTHER_ROWS)
        if columns >= WIDE:
            left = min(56, columns * 2 // 5)
            return Layout(
                is_wide=True,
                list_size=Size(left - FRAME_COLUMNS, body - FRAME_ROWS),
                page_size=Size(columns - left - FRAME_COLUMNS, body - FRAME_ROWS),
            )
        width = max(1, columns - FRAME_COLUMNS)
        inner = body - 2 * FRAME_ROWS
        above = min(FEWEST_ROWS, inner - 1) if self.pane is Pane.PREVIEW else max(1, inner * 9 // 20)
        return Layout(is_wide=False, list_size=Size(width, above), page_size=Size(width, inner - above))

    @property
    def body(self) -> Size:
        """The size of a frame that fills the screen, without the frame."""
        return Size(max(1, self.size.columns - FRAME_COLUMNS), max(1, self.size.rows - OTHER_ROWS - FRAME_ROWS))

    @property
    def last_scroll(self) -> int:
        """The furthest that the preview can be scrolled."""
        return max(0, (0 if self.page is None else self.page.lines) - self.layout.page_size.rows)

    @property
    def request(self) -> Request | None:
        """The next request to the database, None if everything on the screen is there."""
        if self.results is None or self.results.search != self.search:
            return self.search
        if self.picker is not None and self.picker.names is None:
            return NamesRequest(self.picker.what, Search(filtered(self.search.query, self.picker.what, None), self.due))
        if self.pane is Pane.MAP and (self.heat is None or self.heat[0] != self.map_search):
            return MapRequest(self.map_search)
        if self.hit is None:
            return None
        wanted = PreviewRequest(self.hit.id, self.layout.page_size.columns, self.words)
        return wanted if self.page is None or self.page.request != wanted else None

    @property
    def map_search(self) -> Search:
        """The search of the heat map: it has every round and every topic."""
        return Search(self.search.query._replace(rounds=None, topics=None), self.due)

    # --- what the database answers ---

    def with_results(self, results: Results) -> Browsing:
        """Return the state with the questions that match a search."""
        return replace(self, results=results, cursor=0)

    def with_page(self, page: Preview) -> Browsing:
        """Return the state with a question in full, scrolled to its first match if that is not in sight."""
        rows = self.layout.page_size.rows
        shown = replace(self, page=page)
        before = None if self.page is None else self.page.request
        if before is not None and before._replace(width=page.request.width) == page.request:
            return replace(shown, scroll=min(self.scroll, shown.last_scroll))
        first = page.matches[0] if page.matches else 0
        return replace(shown, scroll=0 if first < rows else min(shown.last_scroll, first - rows // 3))

    def with_map(self, search: Search, heat: HeatMap) -> Browsing:
        """Return the state with a heat map."""
        row, column = self.place
        place = min(row, len(heat.topics) - 1), min(column, len(heat.rounds) - 1)
        return replace(self, heat=(search, heat), place=place)

    def with_names(self, request: NamesRequest, names: tuple[tuple[str, int], ...]) -> Browsing:
        """Return the state with the names of a filter."""
        if self.picker is None or self.picker.what != request.what:
            return self
        return replace(self, picker=self.picker._replace(names=names))

    # --- what the user does ---

    def resized(self, size: Size) -> Browsing:
        """Return the state at another size."""
        shown = replace(self, size=size)
        return replace(shown, scroll=min(self.scroll, shown.last_scroll))

    def pasted(self, text: str) -> Browsing:
        """Return the state after a paste, which is text in a text field and nothing anywhere else."""
        if self.picker is not None:
            return self._picking(self.picker.field.paste(text))
        return replace(self, field=_short(self.field.paste(text), self.field)) if self.pane is Pane.SEARCH else self

    def typed(self, key: str) -> Browsing:
        """Return the state after a key that edits a text field."""
        if self.picker is not None:
            return self._picking(self.picker.field.press(key))
        return replace(self, field=_short(self.field.press(key), self.field)) if self.pane is Pane.SEARCH else self

    def moved(self, rows: int) -> Browsing:
        """Return the state with the cursor moved in the list."""
        return replace(self, cursor=_within(self.cursor + rows, len(self.hits)))

    def scrolled(self, rows: int) -> Browsing:
        """Return the state with the preview scrolled."""
        return replace(self, scroll=min(self.last_scroll, max(0, self.scroll + rows)))

    def to_match(self, direction: int) -> Browsing:
        """Return the state with the preview scrolled to the next match, or with -1 to the one before."""
        matches = () if self.page is None else self.page.matches
        if direction > 0:
            ahead = [line for line in matches if line > self.scroll]
        else:
            ahead = [line for line in reversed(matches) if line < self.scroll]
        return replace(self, scroll=min(self.last_scroll, ahead[0])) if ahead else self

    def toggled(self) -> Browsing:
        """Return the state with the question under the cursor selected or not, and the cursor on the next one."""
        if self.hit is None:
            return self
        return replace(self, selected=toggled(self.selected, (self.hit.id,))).moved(1)

    def toggled_all(self) -> Browsing:
        """Return the state with all listed questions selected, or with none of them if all were."""
        return replace(self, selected=toggled(self.selected, tuple(hit.id for hit in self.hits)))

    def moved_on_map(self, rows: int, columns: int) -> Browsing:
        """Return the state with the place in the heat map moved."""
        if self.heat is None:
            return self
        _, heat = self.heat
        row, column = self.place
        return replace(self, place=(_within(row + rows, len(heat.topics)), _within(column + columns, len(heat.rounds))))

    def entered(self) -> Browsing:
        """Return the state with the questions of the cell in the heat map listed."""
        if self.heat is None or not (cell := self.heat[1].at(*self.place)).questions:
            return self
        filters = self.filters._replace(
            rounds=(cell.round,) if cell.round else None, topics=(cell.topic,) if cell.topic else None
        )
        return replace(self, filters=filters, pane=Pane.LIST)

    def picking(self, what: Filter) -> Browsing:
        """Return the state with the choice of a filter open."""
        return replace(
            self, picker=Picker(what, chosen=names_in(self.filters, what) or ()), back=self.pane, pane=Pane.PICKER
        )

    def moved_in_names(self, rows: int) -> Browsing:
        """Return the state with the cursor moved in the names of a filter."""
        if self.picker is None:
            return self
        cursor = _within(self.picker.cursor + rows, len(self.picker.listed) + 1)
        return replace(self, picker=self.picker._replace(cursor=cursor))

    def ticked(self) -> Browsing:
        """Return the state with the name under the cursor ticked or not; `all` unticks every name."""
        picker = self.picker
        if picker is None:
            return self
        names = () if picker.cursor == 0 else toggled(picker.chosen, (picker.listed[picker.cursor - 1][0],))
        return replace(self, picker=picker._replace(chosen=names, touched=True)).moved_in_names(1)

    def picked(self) -> Browsing:
        """Return the state with the ticked names as the filter; if none was ticked, with the one under the cursor."""
        picker = self.picker
        if picker is None:
            return self
        at_cursor = (picker.listed[picker.cursor - 1][0],) if picker.cursor else ()
        names = picker.chosen if picker.touched else at_cursor
        return replace(self, filters=filtered(self.filters, picker.what, names or None)).closed()

    def closed(self) -> Browsing:
        """Return the state with the choice of a filter, the map or the help closed."""
        pane = self.back if self.pane in (Pane.PICKER, Pane.HELP) else Pane.LIST
        return replace(self, picker=None, pane=pane)

    def cleared(self) -> Browsing:
        """Return the state without words and filters."""
        return replace(self, field=NO_TEXT, filters=EVERYTHING, due=False)

    def practised(self) -> Browsing:
        """Return the state that ends with the practice of the chosen questions."""
        return replace(self, ending=Ending(self.chosen)) if self.chosen else self

    def left(self, code: int = 0) -> Browsing:
        """Return the state that ends without practice."""
        return replace(self, ending=Ending(code=code))

    def _picking(self, field: TextField) -> Browsing:
        """Return the state with other letters in the choice of a filter: the cursor is on the first name with them."""
        picker = self.picker
        if picker is None or field == picker.field:
            return self
        narrowed = picker._replace(field=_short(field, picker.field))
        return replace(self, picker=narrowed._replace(cursor=1 if narrowed.field.text and narrowed.listed else 0))


def names_in(query: Query, what: Filter) -> tuple[str, ...] | None:
    """Return the names of a filter in a query, None if it does not restrict."""
    return {"rounds": query.rounds, "topics": query.topics, "companies": query.companies}[what]


def filtered(query: Query, what: Filter, names: tuple[str, ...] | None) -> Query:
    """Return a query with other names in a filter."""
    match what:
        case "rounds":
            return query._replace(rounds=names)
        case "topics":
            return query._replace(topics=names)
        case "companies":
            return query._replace(companies=names)


def toggled(selected: tuple[str, ...], ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return a selection with all of these in it, or with none of them if all were."""
    if set(ids) <= set(selected):
        return tuple(name for name in selected if name not in set(ids))
    return tuple(dict.fromkeys((*selected, *ids)))


def one_line(text: str) -> str:
    """Return a text as one line without control characters."""
    return " ".join(plain(text).split())


def spans(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where one of these words occurs in a text, whatever the case of its ASCII letters."""
    if not words:
        return []
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE | re.ASCII)]


def _within(place: int, count: int) -> int:
    return max(0, min(place, count - 1))


def _short(field: TextField, before: TextField) -> TextField:
    return field if len(field.text) <= MOST_TYPED else before
