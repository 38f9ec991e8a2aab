"""The heat map: totals, coverage, recall and shades."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.heat_map import ALL, DARKEST, LIGHTEST, HeatCell, HeatMap, shade
from mlprep_cli.core.questions import ROUNDS


@st.composite
def cells(draw: st.DrawFn) -> list[HeatCell]:
    """Return cells of different topics and rounds, some of them empty."""
    places = draw(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(ROUNDS)), unique=True))
    built = []
    for topic, round_name in places:
        questions = draw(st.integers(0, 9))
        seen = draw(st.integers(0, questions))
        built.append(
            HeatCell(topic, round_name, questions, seen, draw(st.integers(0, seen)), draw(st.integers(0, seen)))
        )
    return built


@given(cells())
def test_totals_are_the_sums_of_their_rows_and_columns(given_cells: list[HeatCell]) -> None:
    heat = HeatMap(given_cells)
    last = len(heat.rounds) - 1
    for figure in ("questions", "seen", "recalled", "due"):
        table = [[getattr(heat.at(row, column), figure) for column in range(last)] for row in range(len(heat.topics))]
        assert table[0] == [sum(row[column] for row in table[1:]) for column in range(last)]
        assert [getattr(heat.at(row, last), figure) for row in range(len(table))] == [sum(row) for row in table]
        assert getattr(heat.at(0, last), figure) == sum(getattr(cell, figure) for cell in given_cells)


@given(cells())
def test_only_topics_and_rounds_with_questions_are_shown_in_their_order(given_cells: list[HeatCell]) -> None:
    heat = HeatMap(given_cells)
    assert heat.topics == (ALL, *dict.fromkeys(cell.topic for cell in given_cells if cell.questions))
    assert heat.rounds == (*(name for name in ROUNDS if any(c.questions for c in given_cells if c.round == name)), ALL)


def test_what_is_not_known_is_none_and_not_zero() -> None:
    assert HeatCell("a", "screening").coverage is None
    assert HeatCell("a", "screening", 4).coverage == 0
    assert HeatCell("a", "screening", 4).recall is None
    assert HeatCell("a", "screening", 4, 2).recall == 0
    assert HeatCell("a", "screening", 4, 2, 1).recall == 0.5


@given(st.integers(1, 500), st.data())
def test_the_lightest_shade_is_none_and_the_darkest_is_all(questions: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, questions))
    cell = HeatCell("a", "screening", questions, seen)
    assert cell.coverage is not None
    level = shade(cell.coverage)
    assert (level == LIGHTEST) == (seen == 0)
    assert (level == DARKEST) == (seen == questions)
    assert LIGHTEST <= level <= DARKEST


def test_a_higher_coverage_never_has_a_lighter_shade() -> None:
    levels = [shade(number / 100) for number in range(101)]
    assert levels == sorted(levels)
    assert set(levels) == {0, 1, 2, 3, 4}
