"""An attempt at a question, and the grade that its ticked key points suggest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlprep_cli.core.questions import KeyPoint, Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import NO_TEXTS, Checkpoint, Grade, Note, OwnTexts

if TYPE_CHECKING:
    from mlprep_cli.core.coding import Run
    from mlprep_cli.core.hearing import Heard

FIRST_FOLLOW_UP = 7
"""The checkpoint from which a follow-up is asked before the grade."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The current question and the state of its answer. Times are in seconds.

    Attributes:
        note: The last note on the question.
        since: The monotonic time at which the running clock was started.
        ticked: The numbers of the ticked key points, from 1.
        probes: The number of follow-ups shown; after the reveal, a follow-up and its answer count one each.
        follow_up: The place of the follow-up that was asked with the reveal, from 0; None if none was due.
        confidence: How sure the learner is, from 1 to 3, if it was said before the reveal.
        rung: Whether the bell for the end of the budget has been rung.
        file: The path of the attempt at a coding question, once the editor has been opened.
        run: The last run of the checks on it.
        text: The answer as it was written.
        heard: The key points that were heard in it.
        own: What the learner wrote on the question before.
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
    rung: bool = False
    follow_up: int | None = None
    file: str = ""
    run: Run | None = None
    text: str = ""
    heard: tuple[Heard, ...] = ()
    confidence: int | None = None
    own: OwnTexts = NO_TEXTS

    @property
    def suggestion(self) -> Grade | None:
        """The grade that the ticks suggest; without ticks the one that the checks of a coding question suggest, if any."""
        if self.run is not None and not self.ticked:
            return self.run.suggested_grade(self.thinking, self.budget)
        return suggested_grade(self.question.key_points, self.ticked)

    @property
    def next_follow_up(self) -> int | None:
        """The place of the follow-up to ask before the grade, another one each time; None before Day 7, or without any."""
        count, checkpoint = len(self.question.follow_ups), self.asked_at
        if not count or (checkpoint != "mastered" and checkpoint < FIRST_FOLLOW_UP):
            return None
        return self.item.card.reviews % count

    @property
    def follow_ups_asked(self) -> int | None:
        """The number of follow-ups whose prompts were shown after the reveal; None if there was none."""
        asked = (self.probes + 1) // 2 - (self.follow_up or 0)
        return asked or None

    @property
    def asked_at(self) -> Checkpoint:
        """The checkpoint at which the question is asked; for a new one Day 0."""
        return 0 if self.item.card.checkpoint is None else self.item.card.checkpoint


def suggested_grade(points: Sequence[KeyPoint], ticked: Collection[int]) -> Grade | None:
    """Return the grade that the ticked key points (numbers from 1) suggest; None if none is ticked.

    All musts and three quarters of the points make a Strong Hire; all musts, or half of the points, a Lean Hire.
    """
    if not ticked:
        return None
    musts = [number for number, point in enumerate(points, start=1) if point.must]
    has_musts = bool(musts) and all(number in ticked for number in musts)
    if (has_musts or not musts) and 4 * len(ticked) >= 3 * len(points):
        return Grade.STRONG
    return Grade.LEAN if has_musts or 2 * len(ticked) >= len(points) else Grade.NO_HIRE
