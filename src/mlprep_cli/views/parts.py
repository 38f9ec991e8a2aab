"""Parts that several reports are made of: tables, facts, and the bar of grades."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally
from mlprep_cli.views.theme import GRADE_STYLES, QUIET, UNDEFINED

BAR_CELLS = 16
NARROW = 60
LEVELS = "▁▂▃▄▅▆▇█"


def grades_bar(grades: Tally, cells: int = BAR_CELLS) -> Text:
    """Return grades as a bar: strong, lean, no hire, each at least a cell where there is one."""
    if not grades.total:
        return Text(UNDEFINED, style=QUIET)
    bar = Text()
    sizes = _shares([grades.of(grade) for grade in Grade], cells)
    for grade, size, mark in zip(Grade, sizes, "█▓░", strict=True):
        bar.append(mark * size, style=GRADE_STYLES[grade])
    return bar


def level(value: float, most: float) -> str:
    """Return a bar of one cell, as high as a value is beside the most."""
    return LEVELS[min(len(LEVELS) - 1, int(value / most * (len(LEVELS) - 1) + 0.5))] if most else LEVELS[0]


def _shares(counts: Sequence[int], cells: int) -> list[int]:
    """Return `cells` divided in proportion, each count that is not zero getting one at least."""
    total = sum(counts)
    sizes = [max(1, round(cells * count / total)) if count else 0 for count in counts]
    sizes[sizes.index(max(sizes))] += cells - sum(sizes)
    return sizes


def fact(name: str, value: Text) -> Text:
    """Return a line that says one thing: its name, and what is so."""
    return Text.assemble((f"{name:<10}", QUIET), value)


def listing(*columns: str) -> Table:
    """Return an empty table of this house: no lines, quiet headings."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=QUIET)
    for name in columns:
        table.add_column(name, no_wrap=name not in ("question", "missed"), overflow="fold")
    return table
