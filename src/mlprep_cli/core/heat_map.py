"""The heat map: topics by rounds, each cell with its coverage and recall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mlprep_cli.core.questions import ROUNDS

ALL = ""
"""The name of the row and of the column that hold the totals."""
LIGHTEST, DARKEST = 0, 4
"""The shades of a coverage of none and of all."""
GOOD, FAIR = 0.85, 0.6
"""The recall from which a cell is good, and from which it is fair."""


class HeatCell(NamedTuple):
    """The questions of one topic in one round.

    Attributes:
        topic: The topic, or `ALL`.
        round: The round, or `ALL`.
        questions: The number of questions.
        seen: The number of them that were answered at least once.
        recalled: The number of these whose last first attempt of a study day was recalled.
        due: The number of due questions.
    """

    topic: str
    round: str
    questions: int = 0
    seen: int = 0
    recalled: int = 0
    due: int = 0

    @property
    def coverage(self) -> float | None:
        """The share of the questions that were seen; None without questions."""
        return self.seen / self.questions if self.questions else None

    @property
    def recall(self) -> float | None:
        """The share of the seen questions that were recalled; None if none was seen."""
        return self.recalled / self.seen if self.seen else None


class HeatMap:
    """A table of cells. Its first row and its last column hold the totals.

    Attributes:
        topics: The names of the rows.
        rounds: The names of the columns.
    """

    def __init__(self, cells: Iterable[HeatCell]) -> None:
        self.cells = tuple(cell for cell in cells if cell.questions)
        present = {cell.round for cell in self.cells}
        self.topics = (ALL, *dict.fromkeys(cell.topic for cell in self.cells))
        self.rounds = (*(name for name in ROUNDS if name in present), ALL)
        self._totals: dict[tuple[str, str], HeatCell] = {}
        for cell in self.cells:
            for key in {(topic, round_name) for topic in (cell.topic, ALL) for round_name in (cell.round, ALL)}:
                self._totals[key] = _sum(self._totals.get(key, HeatCell(*key)), cell)

    def at(self, row: int, column: int) -> HeatCell:
        """Return the cell in a row and a column; it has no questions if the topic has none in that round."""
        key = self.topics[row], self.rounds[column]
        return self._totals.get(key, HeatCell(*key))


def shade(coverage: float) -> int:
    """Return the shade of a coverage, from LIGHTEST for none to DARKEST for all."""
    if coverage in (0, 1):
        return DARKEST if coverage else LIGHTEST
    return 1 + int(coverage * (DARKEST - 1))


def _sum(total: HeatCell, cell: HeatCell) -> HeatCell:
    return HeatCell(
        total.topic,
        total.round,
        total.questions + cell.questions,
        total.seen + cell.seen,
        total.recalled + cell.recalled,
        total.due + cell.due,
    )
