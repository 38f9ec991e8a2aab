"""Bars made of characters: grades as a bar, and a value as a bar of one cell."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally
from mlprep_cli.views.theme import GRADE_STYLES, QUIET, UNDEFINED

BAR_CELLS = 16
LEVELS = "▁▂▃▄▅▆▇█"


def grades_bar(grades: Tally, cells: int = BAR_CELLS) -> Text:
    """Return grades as a bar: strong, lean, no hire. A grade that occurs gets at least one cell."""
    if not grades.total:
        return Text(UNDEFINED, style=QUIET)
    bar = Text()
    sizes = _shares([grades.of(grade) for grade in Grade], cells)
    for grade, size, mark in zip(Grade, sizes, "█▓░", strict=True):
        bar.append(mark * size, style=GRADE_STYLES[grade])
    return bar


def level(value: float, highest: float) -> str:
    """Return a bar of one cell whose height is the value's share of the highest."""
    return LEVELS[min(len(LEVELS) - 1, int(value / highest * (len(LEVELS) - 1) + 0.5))] if highest else LEVELS[0]


def _shares(counts: Sequence[int], cells: int) -> list[int]:
    """Return `cells` divided in proportion to the counts. A count above zero gets at least one cell."""
    total = sum(counts)
    sizes = [max(1, round(cells * count / total)) if count else 0 for count in counts]
    sizes[sizes.index(max(sizes))] += cells - sum(sizes)
    return sizes
