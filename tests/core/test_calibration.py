"""The calibration of predictions by the learner's own answers."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.calibration import Calibration, fitted, odds
from mlprep_cli.core.memory import Outcomes, odds_of

BINS = st.integers(-4, 10)


@st.composite
def outcomes(draw: st.DrawFn) -> list[Outcomes]:
    rows = draw(st.lists(st.tuples(BINS, st.integers(1, 60), st.floats(0, 1)), max_size=12))
    return [Outcomes(place, asked, round(asked * share)) for place, asked, share in rows]


def likelihood(rows: list[Outcomes], shift: float, scale: float) -> float:
    total = -(shift**2) / 2 - ((scale - 1) / 0.4) ** 2 / 2
    for place, asked, recalled in rows:
        chance = 1 / (1 + exp(-(shift + scale * odds_of(place))))
        total += recalled * log(chance) + (asked - recalled) * log(1 - chance)
    return total


def test_without_answers_predictions_stay_as_they_are() -> None:
    assert fitted([]) == Calibration()
    assert fitted([]).expected(0.73) == pytest.approx(0.73)


@given(rows=outcomes(), by=st.tuples(st.floats(-0.3, 0.3), st.floats(-0.2, 0.2)))
def test_the_fit_is_the_most_likely_one(rows: list[Outcomes], by: tuple[float, float]) -> None:
    best = fitted(rows)
    if best.scale + by[1] > 0.1:
        other = likelihood(rows, best.shift + by[0], best.scale + by[1])
        assert likelihood(rows, best.shift, best.scale) >= other - 1e-6


@given(rows=outcomes())
def test_a_higher_prediction_is_never_expected_less_and_no_chance_is_certain(rows: list[Outcomes]) -> None:
    calibration = fitted(rows)
    expected = [calibration.expected(chance) for chance in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert expected == sorted(expected)
    assert all(0 < chance < 1 for chance in expected)


def test_a_learner_who_recalls_less_than_predicted_is_expected_to_go_on_like_that() -> None:
    rows = [Outcomes(4, 400, 240), Outcomes(6, 400, 300)]
    calibration = fitted(rows)
    for place, asked, recalled in rows:
        predicted = 1 / (1 + exp(-odds_of(place)))
        assert calibration.expected(predicted) == pytest.approx(recalled / asked, abs=0.03)


def test_more_answers_leave_less_doubt() -> None:
    few, many = (fitted([Outcomes(2, asked, asked // 2), Outcomes(6, asked, asked // 2)]) for asked in (10, 1000))
    assert Calibration().variance(0.2, 0.2) > few.variance(0.2, 0.2) > many.variance(0.2, 0.2) > 0


@given(rows=outcomes(), chance=st.floats(0.01, 0.99))
def test_the_slopes_are_those_of_the_expected_chance(rows: list[Outcomes], chance: float) -> None:
    calibration = fitted(rows)
    expected, step = calibration.expected(chance), 1e-6
    slopes = calibration.slopes(expected)
    moved = (
        calibration._replace(shift=calibration.shift + step).expected(chance),
        calibration._replace(scale=calibration.scale + step).expected(chance),
    )
    for slope, other in zip(slopes, moved, strict=True):
        assert slope == pytest.approx((other - expected) / step, abs=1e-3)


def test_odds_are_bounded() -> None:
    assert odds(0.0) < odds(1e-9) < odds(0.5) == 0 < odds(0.9999999) < odds(1.0)
