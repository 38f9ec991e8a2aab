"""The question on the table, and what has been done with it so far."""

from __future__ import annotations

from dataclasses import dataclass

from mlprep_cli.core.questions import Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Checkpoint, Grade, Note
from mlprep_cli.core.session.grading import suggested_grade


@dataclass(frozen=True, slots=True)
class Attempt:
    """The question on the table. Times are seconds; `since` is when the clock that runs now was started.

    In an interview, `main` is what the answer itself took, once its follow-ups are being asked.
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
        """Return the grade that the ticks suggest."""
        return suggested_grade(self.question.key_points, self.ticked)

    @property
    def asked_at(self) -> Checkpoint:
        """Return the checkpoint this attempt counts for; a new question is asked at Day 0."""
        return 0 if self.item.card.checkpoint is None else self.item.card.checkpoint
