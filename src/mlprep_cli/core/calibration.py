"""The calibration of predictions: two numbers, fitted to the learner's own first attempts of a day (Platt, 1999).

The logarithmic odds of recall are `shift + scale` times those predicted. The prior is a shift of 0 ± 1 and a scale of
1 ± 0.4, so that few attempts change little.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log
from typing import NamedTuple

from mlprep_cli.core.memory import Outcomes, odds_of

_SHIFT_DEVIATION, _SCALE_DEVIATION = 1.0, 0.4
_LEAST_SCALE = 0.1
_LOWEST, _HIGHEST = -30.0, 30.0
_STEPS = 50


class Calibration(NamedTuple):
    """How predicted odds become expected ones, with the variances and the covariance of the two numbers."""

    shift: float = 0.0
    scale: float = 1.0
    shift_variance: float = _SHIFT_DEVIATION**2
    scale_variance: float = _SCALE_DEVIATION**2
    covariance: float = 0.0

    def expected(self, chance: float) -> float:
        """Return the chance to expect of a predicted one."""
        return _chance(self.shift + self.scale * odds(chance))

    def slopes(self, expected: float) -> tuple[float, float]:
        """Return how much an expected chance changes with the shift, and with the scale."""
        steepness = expected * (1 - expected)
        return steepness, steepness * (odds(expected) - self.shift) / self.scale

    def variance(self, shift_slope: float, scale_slope: float) -> float:
        """Return the variance of a figure with these slopes."""
        return (
            shift_slope**2 * self.shift_variance
            + 2 * shift_slope * scale_slope * self.covariance
            + scale_slope**2 * self.scale_variance
        )


def odds(chance: float) -> float:
    """Return the logarithmic odds of a chance, bounded so that certainty has some too."""
    if chance >= 1:
        return _HIGHEST
    return min(max(log(chance / (1 - chance)), _LOWEST), _HIGHEST) if chance > 0 else _LOWEST


def fitted(outcomes: Iterable[Outcomes]) -> Calibration:
    """Return the most likely calibration of these attempts, by Newton's method."""
    counts: dict[int, tuple[int, int]] = {}
    for place, asked, recalled in outcomes:
        before = counts.get(place, (0, 0))
        counts[place] = (before[0] + asked, before[1] + recalled)
    shift, scale = 0.0, 1.0
    for _ in range(_STEPS):
        slope_shift, slope_scale = -shift / _SHIFT_DEVIATION**2, (1 - scale) / _SCALE_DEVIATION**2
        curve_shift, curve_scale, curve_both = 1 / _SHIFT_DEVIATION**2, 1 / _SCALE_DEVIATION**2, 0.0
        for place, (asked, recalled) in counts.items():
            predicted = odds_of(place)
            chance = _chance(shift + scale * predicted)
            missing, steepness = recalled - asked * chance, asked * chance * (1 - chance)
            slope_shift += missing
            slope_scale += missing * predicted
            curve_shift += steepness
            curve_scale += steepness * predicted**2
            curve_both += steepness * predicted
        area = curve_shift * curve_scale - curve_both**2
        # Far from the best fit the curve is flat, and a whole step would leap over it.
        change = _bounded((curve_scale * slope_shift - curve_both * slope_scale) / area, 1.0)
        stretch = _bounded((curve_shift * slope_scale - curve_both * slope_shift) / area, 0.3)
        if scale + stretch < _LEAST_SCALE:
            change, stretch = _bounded(slope_shift / curve_shift, 1.0), _LEAST_SCALE - scale
        shift, scale = shift + change, scale + stretch
        if abs(change) + abs(stretch) < 1e-9:
            break
    return Calibration(shift, scale, curve_scale / area, curve_shift / area, -curve_both / area)


def _bounded(step: float, most: float) -> float:
    return min(max(step, -most), most)


def _chance(logarithm: float) -> float:
    return 1 / (1 + exp(-min(max(logarithm, -30.0), 30.0)))
