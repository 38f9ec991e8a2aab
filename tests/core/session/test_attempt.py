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
def test_all_musts_and_three_quarters_are_strong_half_is_lean(ticked: set[int], grade: Grade | None) -> None:
    assert suggested_grade(POINTS, ticked) is grade


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
