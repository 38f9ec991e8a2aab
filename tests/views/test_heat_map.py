"""The heat map on the screen: marks and numbers that need no colour, and figures in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mlprep_cli.core.heat_map import HeatCell, HeatMap
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.views.heat_map import figures, heat_map, legend

CELLS = [
    HeatCell("nlp", "screening", 4, 4, 4),
    HeatCell("nlp", "coding", 8, 1, 0, 1),
    HeatCell("a-very-long-name-of-a-topic", "screening", 3),
]


def lines(columns: int = 76, rows: int = 19, place: tuple[int, int] = (0, 0)) -> list[str]:
    return [line.plain for line in heat_map(HeatMap(CELLS), place, columns, rows)]


def test_a_cell_shows_its_coverage_as_a_shade_and_its_recall_as_a_number() -> None:
    heading, whole, nlp, other, *_ = lines()
    assert heading.split() == ["screen", "coding", "all"]
    assert nlp.split() == ["nlp", "██100", "░░", "0", "▒▒", "80"]
    assert other.split() == ["a-very-long-name-of-a-topic", "··", "–", "··", "–"]
    assert whole.split() == ["all", "topics", "▒▒100", "░░", "0", "▒▒", "80"]


def test_the_colour_says_how_good_the_recall_is() -> None:
    drawn = heat_map(HeatMap([HeatCell("a", "coding", 20, 20, 18), HeatCell("b", "coding", 20, 20, 14),
                              HeatCell("c", "coding", 20, 20, 5), HeatCell("d", "coding", 20)]), (0, 0), 76, 19)  # fmt: skip
    styles = [{str(span.style) for span in line.spans} - {"", "bold"} for line in drawn[2:6]]
    assert styles == [{"green"}, {"dark_orange3"}, {"red"}, {"dim"}]


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (2, 1), (2, 2)])
def test_the_place_is_reversed_even_where_there_are_no_questions(place: tuple[int, int]) -> None:
    drawn = heat_map(HeatMap(CELLS), place, 76, 19)
    reversed_rows = [row for row, line in enumerate(drawn) if any("reverse" in str(span.style) for span in line.spans)]
    assert reversed_rows == [place[0] + 1]


@given(st.integers(40, 150), st.integers(5, 60), st.integers(0, 40), st.integers(0, 7))
def test_the_place_is_always_in_sight_and_every_line_fits(columns: int, rows: int, row: int, column: int) -> None:
    many = HeatMap([HeatCell(f"topic-{number}", name, 3, 1, 1) for number in range(40) for name in ROUNDS])
    drawn = heat_map(many, (row, column), columns, rows)
    assert len(drawn) == rows
    if columns >= 12 + 5 * 8:
        assert max(cell_len(line.plain) for line in drawn[:-3]) <= columns
    assert any("reverse" in str(span.style) for line in drawn for span in line.spans)


def test_figures_are_words() -> None:
    assert [line.plain for line in figures(HeatCell("nlp", "coding", 8, 2, 1, 1))] == [
        "nlp · coding",
        "2 of 8 questions seen (25%), 1 recalled last time (50%), 1 due",
    ]
    assert [line.plain for line in figures(HeatCell("", "", 1))] == [
        "all topics · all rounds",
        "0 of 1 question seen (0%), 0 due",
    ]
    assert figures(HeatCell("nlp", "senior"))[1].plain == "no questions"


@pytest.mark.parametrize("columns", [56, 76, 116])
def test_the_legend_fits(columns: int) -> None:
    assert cell_len(legend(columns).plain) <= columns
