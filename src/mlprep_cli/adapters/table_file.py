"""Tables of flashcards: the text export of Anki, CSV and TSV, and the text export of Quizlet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from mlprep_cli.core.cards import LONGEST_SIDE, ForeignCard, LeftOut, ReadCards
from mlprep_cli.errors import UsageError

COLUMNS = {
    "prompt": ("prompt", "question", "front", "term"),
    "answer": ("answer", "back", "definition"),
    "tags": ("tags", "tag"),
    "topic": ("topic",),
    "round": ("round",),
    "id": ("id", "guid"),
}
"""The columns of a table, each with the names that its heading may have."""
_COLUMN_OF = {name: column for column, names in COLUMNS.items() for name in names}
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_ANKI_HEADER = re.compile(
    r"#(separator|html|tags|deck|notetype|columns|tags column|deck column|notetype column|guid column"
    r"|if matches|match scope):(.*)",
    re.IGNORECASE,
)


class _Row(NamedTuple):
    """A row of a table: its line, from 1, and its cells."""

    line: int
    cells: list[str]


def is_anki(text: str) -> bool:
    """Return whether a text begins with a header of Anki."""
    return _ANKI_HEADER.match(text) is not None


def read_anki(text: str) -> ReadCards:
    """Return the notes of a text export of Anki, whose first lines say what its columns hold."""
    headers: dict[str, str] = {}
    lines = text.split("\n")
    while len(headers) < len(lines) and (match := _ANKI_HEADER.fullmatch(lines[len(headers)].rstrip("\r"))):
        if match[1].lower() in headers:
            break
        headers[match[1].lower()] = match[2]
    start = len(headers)
    separator = headers.get("separator", "tab").strip().lower()
    delimiter = _SEPARATORS.get(separator, headers.get("separator", "\t")[:1] or "\t")
    places = {name: _place(headers.get(f"{name} column", "")) for name in ("tags", "deck", "notetype", "guid")}
    html = {"true": "html", "false": "text"}.get(headers.get("html", "").strip().lower(), "")
    common = (*headers.get("tags", "").split(), *filter(None, [headers.get("deck", "").strip()]))
    cards: list[ForeignCard] = []
    left_out: list[LeftOut] = []
    for row in _rows("\n".join(lines[start:]), delimiter, start, left_out):
        cell = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        fields = [text for place, text in enumerate(row.cells) if place not in places.values()]
        tags = (*cell["tags"].split(), *common, *filter(None, [cell["deck"].strip()]))
        front, *others = fields or [""]
        back = ("<br><br>" if html == "html" else "\n\n").join(other for other in others if other.strip())
        cards.append(ForeignCard(row.line, front, back, tags, cell["guid"].strip(), is_unique=True, markup=html))
    return ReadCards(tuple(cards), tuple(left_out))


def read_csv(text: str, columns: Sequence[str], delimiter: str = "") -> ReadCards:
    """Return the rows of a table.

    Args:
        text: The file.
        columns: What the columns hold, if the first row does not say so.
        delimiter: The character between cells; if empty, the one that suits the first row.

    Raises:
        UsageError: The first row has no known headings, and there are no columns.
    """
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = delimiter or max(
        ",;\t", key=lambda mark: (len(_known(next(csv.reader([first], delimiter=mark), []))), first.count(mark))
    )
    left_out: list[LeftOut] = []
    rows = _rows(text, delimiter, 0, left_out)
    if not columns:
        head = next(rows, _Row(1, []))
        named = _known(head.cells)
        if not {"prompt", "answer"} <= {*named}:
            raise UsageError(
                f"The first row has no known headings ({', '.join(head.cells)[:80]}).",
                "Say what the columns hold: mlprep import --columns prompt,answer,tags FILE",
            )
        columns = [_COLUMN_OF.get(name.strip().lower(), "") for name in head.cells]
    return _cards(rows, columns, left_out)


def read_quizlet(text: str) -> ReadCards:
    """Return the cards of a text export of Quizlet: a term, a tab and a definition on each line."""
    left_out: list[LeftOut] = []
    cards = []
    for number, line in enumerate(text.split("\n"), start=1):
        term, tab, definition = line.rstrip("\r").partition("\t")
        if tab:
            cards.append(ForeignCard(number, term, definition))
        elif line.strip():
            left_out.append(LeftOut(number, "it has no tab between a term and a definition"))
    return ReadCards(tuple(cards), tuple(left_out))


def columns_named(given: str) -> tuple[str, ...]:
    """Return the columns of an option such as `prompt,answer,tags`. An empty name skips a column.

    Raises:
        UsageError: A name is unknown, or a side of the card is missing.
    """
    names = [name.strip().lower() for name in given.split(",")]
    if unknown := [name for name in names if name and name not in _COLUMN_OF]:
        raise UsageError(f"There is no column {unknown[0]}.", f"Known columns: {', '.join(COLUMNS)}.")
    columns = tuple(_COLUMN_OF.get(name, "") for name in names)
    if not {"prompt", "answer"} <= {*columns}:
        raise UsageError(f"{given} does not name a prompt and an answer.", "--columns prompt,answer,tags")
    return columns


def _known(cells: Sequence[str]) -> list[str]:
    return [_COLUMN_OF[cell.strip().lower()] for cell in cells if cell.strip().lower() in _COLUMN_OF]


def _place(column: str) -> int:
    """Return the place of a column from its number in a header, a place that no row has without one."""
    return int(column) - 1 if re.fullmatch(r" *[1-9][0-9]{0,2} *", column) else LONGEST_SIDE


def _rows(text: str, delimiter: str, start: int, left_out: list[LeftOut]) -> Iterator[_Row]:
    """Yield the rows of a table that are not empty, with their lines counted after the first `start`."""
    csv.field_size_limit(10 * LONGEST_SIDE)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            left_out.append(LeftOut(line, f"it is not a row of a table ({error}), and the rest is not read"))
            return
        if any(cell.strip() for cell in cells):
            yield _Row(line, cells)


def _cards(rows: Iterator[_Row], columns: Sequence[str], left_out: list[LeftOut]) -> ReadCards:
    cards = []
    for row in rows:
        cell = dict.fromkeys(COLUMNS, "")
        for column, text in zip(columns, row.cells, strict=False):
            if column and not cell[column]:
                cell[column] = text
        tags = (cell["topic"].strip(), *re.split(r"[,;\s]+", cell["tags"].strip()))
        known_round = cell["round"].strip().lower().replace(" ", "-")
        key, tags = cell["id"].strip(), tuple(filter(None, tags))
        cards.append(ForeignCard(row.line, cell["prompt"], cell["answer"], tags, key, round=known_round))
    return ReadCards(tuple(cards), tuple(left_out))
