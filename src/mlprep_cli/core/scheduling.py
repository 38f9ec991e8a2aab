"""The checkpoint plan: a review log in, a card out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce

from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Review


@dataclass(frozen=True, slots=True)
class CheckpointPlan:
    """Ask again on fixed days: each strong recall climbs one, a lean one repeats the gap, a No Hire starts over.

    Past the last day a card is mastered: it comes back after `mastered_gap` days, and each strong recall doubles the gap.
    """

    days: tuple[int, ...] = (0, 3, 7, 14, 21)
    mastered_gap: int = 14

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Return where a card can stand, in order: the days, and beyond them."""
        return (*self.days, "mastered")

    def gap(self, checkpoint: int) -> int:
        """Return the days between the checkpoint before `checkpoint` and itself."""
        return checkpoint - self.days[self.days.index(checkpoint) - 1]

    def schedule(self, card: Card, review: Review) -> Card:
        """Return the card as `review` leaves it."""
        counted = replace(card, reviews=card.reviews + 1, last_grade=review.grade)
        first = self.days[0]
        if card.checkpoint is None or card.due is None or card.checkpoint == first:
            if review.grade is Grade.NO_HIRE:
                return _placed(counted, first, review.study_day, 0)
            return self._climbed(counted, first, review.study_day)
        if review.grade is Grade.NO_HIRE:
            return _placed(replace(counted, lapses=card.lapses + 1), first, review.study_day, 0)
        if review.study_day < card.due:
            return counted
        if review.grade is Grade.STRONG:
            return self._climbed(counted, card.checkpoint, review.study_day)
        held = self.days[-1] if card.checkpoint == "mastered" else card.checkpoint
        return _placed(counted, held, review.study_day, self.gap(held))

    def _climbed(self, card: Card, checkpoint: Checkpoint, day: date) -> Card:
        if checkpoint == "mastered":
            return _placed(card, "mastered", day, card.interval * 2)
        if checkpoint == self.days[-1]:
            return _placed(card, "mastered", day, self.mastered_gap)
        following = self.days[self.days.index(checkpoint) + 1]
        return _placed(card, following, day, self.gap(following))


def replay(plan: CheckpointPlan, question_id: str, reviews: Iterable[Review]) -> Card:
    """Return the card of a question from all its reviews, oldest first."""
    return reduce(plan.schedule, reviews, Card(question_id))


def _placed(card: Card, checkpoint: Checkpoint, day: date, interval: int) -> Card:
    # A gap that doubles for ever would leave the calendar: the last day there is stands for "never again".
    due = day + timedelta(days=min(interval, (date.max - day).days))
    return replace(card, checkpoint=checkpoint, due=due, interval=(due - day).days)
