"""An attempt at a question, and the grade that its ticked key points suggest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mlprep_cli.core.questions import KeyPoint, Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Checkpoint, Grade, Note


@dataclass(frozen=True, slots=True)
class Attempt:
    """The current question and the state of its answer. Times are in seconds.

    Attributes:
        note: The last note on the question.
        since: The monotonic time at which the running clock was started.
        ticked: The numbers of the ticked key points, from 1.
        probes: The number of follow-ups shown; after the reveal, a follow-up and its answer count one each.
        main: In an interview, the time of the answer itself, once its follow-ups are being asked.
    """

    item: Item
    question: Question
    note: Note | None
    budget: int
    since: float
    thinking: float = 0.0
    reviewing: float = 0.0
    timed_out: bool = False
    hints: int = 0
    ticked: frozenset[int] = frozenset()
    probes: int = 0
    main: float | None = None

    @property
    def suggestion(self) -> Grade | None:
        """The grade that the ticks suggest; None without ticks."""
        return suggested_grade(self.question.key_points, self.ticked)

    @property
    def asked_at(self) -> Checkpoint:
        """The checkpoint at which the question is asked; for a new one Day 0."""
        return 0 if self.item.card.checkpoint is None else self.item.card.checkpoint


def suggested_grade(points: Sequence[KeyPoint], ticked: Collection[int]) -> Grade | None:
    """Return the grade that the ticked key points (numbers from 1) suggest; None if none is ticked.

    All musts and three quarters of the points make a Strong Hire, half of the points a Lean Hire.
    """
    if not ticked:
        return None
    has_musts = all(number in ticked for number, point in enumerate(points, start=1) if point.must)
    if has_musts and 4 * len(ticked) >= 3 * len(points):
        return Grade.STRONG
    return Grade.LEAN if 2 * len(ticked) >= len(points) else Grade.NO_HIRE
