"""The grade that ticks suggest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.questions import KeyPoint
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.attempt import suggested_grade

POINTS = [KeyPoint("a", must=True), KeyPoint("b", must=True), KeyPoint("c"), KeyPoint("d")]
ORDER = [Grade.NO_HIRE, Grade.LEAN, Grade.STRONG]


@pytest.mark.parametrize(
    ("ticked", "grade"),
    [
        ({1, 2, 3, 4}, Grade.STRONG),
        ({1, 2, 3}, Grade.STRONG),
        ({1, 3, 4}, Grade.LEAN),
        ({1, 2}, Grade.LEAN),
        ({3, 4}, Grade.LEAN),
        ({1}, Grade.NO_HIRE),
        (set(), None),
    ],
)
def test_all_musts_and_three_quarters_are_strong_and_all_musts_or_half_are_lean(
    ticked: set[int], grade: Grade | None
) -> None:
    assert suggested_grade(POINTS, ticked) is grade


def test_all_musts_are_at_least_lean_however_many_other_points_there_are() -> None:
    points = [KeyPoint("a", must=True), *(KeyPoint(str(number)) for number in range(7))]
    assert suggested_grade(points, {1}) is Grade.LEAN


def test_without_a_must_half_of_the_points_are_lean() -> None:
    points = [KeyPoint(str(number)) for number in range(4)]
    assert suggested_grade(points, {1}) is Grade.NO_HIRE
    assert suggested_grade(points, {1, 2}) is Grade.LEAN


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_one_more_tick_never_suggests_a_worse_grade(musts: list[bool], data: st.DataObject) -> None:
    points = [KeyPoint(str(number), must=must) for number, must in enumerate(musts)]
    numbers = st.sets(st.integers(1, len(points)), min_size=1)
    some = data.draw(numbers)
    more = some | data.draw(numbers)
    worse, better = suggested_grade(points, some), suggested_grade(points, more)
    assert worse is not None
    assert better is not None
    assert ORDER.index(worse) <= ORDER.index(better)
