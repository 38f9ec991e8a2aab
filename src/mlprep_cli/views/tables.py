"""Tables as plain rows of text: no table shortens a name, a number or a path.

On a terminal a table uses the whole width. If a row does not fit, columns are dropped in the order of their `rank`; if that
is not enough, the row continues on further, indented lines. Prose wraps between words. A path that does not fit beside the
other columns gets a line of its own, which is never broken. In a file or a pipe there is one record per line, whatever
the width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from mlprep_cli.core.fallbacks import encodable
from mlprep_cli.core.text import plain
from mlprep_cli.views.theme import QUIET

BATCH = 1000
"""Rows measured together when the number of rows is not known: long logs are printed while they are read."""
INDENT = 2
NARROWEST_PROSE = 20
"""The minimum width of prose beside other columns; with less room it moves to lines of its own."""

Cell = str | Text
Row = Sequence[Cell]


class Column(NamedTuple):
    """A column of a table. Only the last one may hold prose or paths.

    Attributes:
        rank: The order in which columns are dropped on a narrow terminal, 1 first; columns of rank 0 stay.
        holds: Words stay on one line, prose wraps between words, and paths are never broken.
    """

    title: str
    rank: int = 0
    holds: Literal["words", "prose", "paths"] = "words"


class _Layout(NamedTuple):
    """Where each column is drawn.

    Attributes:
        lines: The columns of each line of a row.
        widths: The width of each column in cells.
        prose_width: The width in cells of prose beside the others; 0 if the last column has lines of its own.
    """

    lines: tuple[tuple[int, ...], ...]
    widths: tuple[int, ...]
    prose_width: int


class Table:
    """A table without borders, with dim titles.

    Args:
        columns: Titles, or `Column` values.
        rows: A cell for each column. Rows of an iterator are printed in batches.
        titles: Whether the titles are shown.
        gap: Blanks between two columns.
    """

    def __init__(
        self, columns: Sequence[str | Column], rows: Iterable[Row], *, titles: bool = True, gap: int = 2
    ) -> None:
        self._columns = tuple(Column(column) if isinstance(column, str) else column for column in columns)
        self._rows = rows
        self._titles = titles
        self._gap = gap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        quiet = console.get_style(QUIET)
        titles = [Text(column.title, style=QUIET) for column in self._columns]
        widths = [cell_len(column.title) if self._titles else 0 for column in self._columns]
        pending = self._titles
        for rows in self._batches():
            batch = rows if options.encoding.startswith("utf") else _encodable_rows(rows, options.encoding)
            widths = [
                max(width, *(_width(row[place]) for row in batch)) if batch else width
                for place, width in enumerate(widths)
            ]
            if options.is_terminal:
                layout = self._layout(widths, batch, console.width, options.max_width)
                if pending:
                    yield from self._drawn(titles, layout, console, options)
                for row in batch:
                    yield from self._drawn(row, layout, console, options)
            else:
                if pending:
                    yield Segment(self._record(titles, widths), quiet)
                    yield Segment.line()
                for row in batch:
                    yield Segment(self._record(row, widths))
                    yield Segment.line()
            pending = False

    def _batches(self) -> Iterator[Sequence[Row]]:
        if isinstance(self._rows, Sequence):
            yield self._rows
            return
        rows = iter(self._rows)
        while batch := list(islice(rows, BATCH)):
            yield batch

    def _record(self, row: Row, widths: Sequence[int]) -> str:
        """Return a row as one line, whatever its length."""
        parts = []
        for cell, width in zip(row, widths, strict=True):
            text = _one_line(cell if isinstance(cell, str) else cell.plain)
            parts.append(text + " " * (width - cell_len(text) + self._gap))
        return "".join(parts).rstrip(" ")

    # --- on a terminal ---

    def _layout(self, widths: Sequence[int], rows: Sequence[Row], width: int, measure: int) -> _Layout:
        places = list(range(len(self._columns)))
        last = self._columns[-1]
        long = places.pop() if last.holds != "words" else None
        while self._total(places, widths) > width:
            giving_way = [place for place in places if self._columns[place].rank]
            if not giving_way:
                break
            places.remove(min(giving_way, key=lambda place: self._columns[place].rank))
        lines = self._packed(places, widths, width)
        if long is None:
            return _Layout(lines, tuple(widths), 0)
        used = self._total(places, widths) + self._gap
        room = (width if last.holds == "paths" else measure) - used
        beside = len(lines) == 1 and widths[long] <= room
        if last.holds == "prose" and len(lines) == 1 and not beside and room >= NARROWEST_PROSE:
            beside = max((_longest_word(row[long]) for row in rows), default=0) <= room
        if beside:
            return _Layout(((*places, long),), tuple(widths), room)
        return _Layout((*lines, (long,)), tuple(widths), 0)

    def _total(self, places: Sequence[int], widths: Sequence[int]) -> int:
        return sum(widths[place] for place in places) + self._gap * (len(places) - 1)

    def _packed(self, places: Sequence[int], widths: Sequence[int], width: int) -> tuple[tuple[int, ...], ...]:
        """Return the columns of each line: as many as fit, and at least one."""
        lines: list[list[int]] = [[]]
        for place in places:
            indent = INDENT if len(lines) > 1 else 0
            if lines[-1] and indent + self._total([*lines[-1], place], widths) > width:
                lines.append([])
            lines[-1].append(place)
        return tuple(tuple(line) for line in lines)

    def _drawn(self, row: Row, layout: _Layout, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for number, places in enumerate(layout.lines):
            indent = INDENT if number else 0
            holds = self._columns[places[-1]].holds
            if holds == "prose":
                room = layout.prose_width or options.max_width - indent
                yield from self._with_prose(row, layout, places, indent, room, console)
                continue
            if indent:
                yield Segment(" " * indent)
            yield from self._padded(row, layout, places[:-1], console)
            yield from _segments(row[places[-1]], console)
            yield Segment.line()

    def _padded(self, row: Row, layout: _Layout, places: Sequence[int], console: Console) -> Iterator[Segment]:
        for place in places:
            yield from _segments(row[place], console)
            yield Segment(" " * (layout.widths[place] - _width(row[place]) + self._gap))

    def _with_prose(
        self, row: Row, layout: _Layout, places: Sequence[int], indent: int, room: int, console: Console
    ) -> Iterator[Segment]:
        if indent and not _width(row[places[-1]]):
            return
        hanging = indent + sum(layout.widths[place] + self._gap for place in places[:-1])
        for number, line in enumerate(_wrapped(row[places[-1]], room)):
            if number:
                yield Segment(" " * hanging)
            else:
                yield Segment(" " * indent)
                yield from self._padded(row, layout, places[:-1], console)
            yield from _segments(line, console)
            yield Segment.line()


def _encodable_rows(rows: Sequence[Row], encoding: str) -> Sequence[Row]:
    """Return rows as a stream of this encoding shows them: a fallback may be wider than its character."""
    return [[_encodable(cell, encoding) for cell in row] for row in rows]


def _encodable(cell: Cell, encoding: str) -> Cell:
    if isinstance(cell, str):
        return encodable(cell, encoding)
    places = sorted({0, len(cell), *(edge for span in cell.spans for edge in (span.start, span.end))})
    written = Text(style=cell.style)
    for part in cell.divide(places):
        written.append(encodable(part.plain, encoding), part.spans[0].style if part.spans else None)
    return written


def _one_line(text: str) -> str:
    return text if text.isprintable() else " ".join(plain(text).split())


def _width(cell: Cell) -> int:
    return cell_len(_one_line(cell if isinstance(cell, str) else cell.plain))


def _segments(cell: Cell, console: Console) -> Iterable[Segment]:
    if isinstance(cell, str):
        return (Segment(_one_line(cell)),)
    if cell.spans:
        return cell.render(console)
    style: Style | None = console.get_style(cell.style) if cell.style else None
    return (Segment(_one_line(cell.plain), style),)


def _words(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"\S+", text)


def _longest_word(cell: Cell) -> int:
    text = cell if isinstance(cell, str) else cell.plain
    return max((cell_len(word[0]) for word in _words(text)), default=0)


def _wrapped(cell: Cell, width: int) -> Iterable[Text]:
    """Return prose in lines of at most `width` cells. A word that is longer has a line of its own."""
    text = Text(_one_line(cell)) if isinstance(cell, str) else cell
    begins = 0
    offsets = []
    for word in _words(text.plain):
        if word.start() > begins and cell_len(text.plain[begins : word.end()]) > width:
            begins = word.start()
            offsets.append(begins)
    for line in text.divide(offsets):
        line.rstrip()
        yield line


def fact(name: str, value: Text) -> Text:
    """Return a line that states one fact: its name, then its value."""
    return Text.assemble((f"{name:<10}", QUIET), value)


def peeked(rows: Iterable[Row]) -> Iterator[Row] | None:
    """Return the rows of an iterable, or None if there are none."""
    iterator = iter(rows)
    first = next(iterator, None)
    return None if first is None else chain((first,), iterator)
