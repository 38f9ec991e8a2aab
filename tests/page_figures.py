"""The figures of an HTML page of the statistics, to be compared with the JSON document."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Figures(HTMLParser):
    """Collects the headline figures and the tables of a page by name, and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.headline: dict[str, str] = {}
        self.tables: dict[str, list[list[str]]] = {}
        self._name = self._table = ""
        self._cell: list[str] | None = None
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        figure = attributes.get("data-figure") or ""
        if tag == "table":
            self._table = figure
            self.tables[figure] = []
        elif figure:
            self._name = figure
        elif tag == "tr" and self._table:
            self.tables[self._table].append([])
        if tag == "td":
            self._cell = []

    def handle_data(self, data: str) -> None:
        if self._name:
            self.headline[self._name] = data
            self._name = ""
        elif self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self._cell is not None:
            self.tables[self._table][-1].append("".join(self._cell))
            self._cell = None


def figures_of(text: str) -> Figures:
    """Return the figures of a page."""
    figures = Figures()
    figures.feed(text)
    return figures


def check_figures(figures: Figures, document: dict[str, Any]) -> None:
    """Compare every figure of a page with the document."""
    for name, expected in (
        ("questions.total", document["questions"]["total"]),
        ("questions.new", document["questions"]["new"]),
        ("due.now", document["due"]["now"]),
        ("reviews.total", document["reviews"]["total"]),
        ("streak.current", document["streak"]["current"]),
    ):
        assert figures.headline[name] == str(expected), name
    expected = document["headline"]["expected"]
    assert figures.headline["headline.expected"] == ("–" if expected is None else f"{round(100 * expected)}%")
    retention = document["retention"]
    assert (
        figures.headline["retention"]
        == f"{round(100 * (retention['strong'] + retention['lean']) / retention['first_attempts'])}%"
    )
    assert figures.headline["calendar"] == str(sum(day["reviews"] for day in document["calendar"]))
    for kind in ("rounds", "topics"):
        rows = {row[0]: row for row in figures.tables[kind] if row}
        for group in document[kind]:
            if group["seen"]:
                keys = ("questions", "seen", "due", "strong", "lean", "no_hire")
                assert rows[group[kind[:-1]]][1:7] == [str(group[key]) for key in keys]
    attempts = [row[:2] for row in figures.tables["checkpoints"] if row]
    reached = [row for row in document["checkpoints"] if row["first_attempts"]]
    assert attempts == [[str(row["checkpoint"]), str(row["first_attempts"])] for row in reached]
    assert [row[1:3] for row in figures.tables["quickfire"] if row] == [
        [str(row["answered"]), str(row["recalled"])] for row in document["quickfire"]
    ]
    assert len([row for row in figures.tables["companies"] if row]) == len(document["companies"])
