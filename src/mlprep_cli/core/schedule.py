"""The checkpoint plan: a review log in, a card out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce

from mlprep_cli.core.fitting import fitted, room_before, seen_once_more
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Review


@dataclass(frozen=True, slots=True)
class CheckpointPlan:
    """Ask again on fixed days: each strong recall climbs one, a lean one repeats the gap, a No Hire starts over.

    Past the last day a card is mastered: it comes back after `mastered_gap` days, and each strong recall doubles the gap.

    An `interview`, known since the day `dated`, changes two things. Where it comes before the last checkpoint, those left
    are fitted into the days before it; and what is mastered is seen once more in its final week. Of the log, only reviews
    from the moment `since` on count, where there is one.
    """

    days: tuple[int, ...] = (0, 3, 7, 14, 21)
    mastered_gap: int = 14
    interview: date | None = None
    dated: date = date.min
    since: datetime | None = None

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
        first, day = self.days[0], review.study_day
        if card.checkpoint is None or card.due is None or card.checkpoint == first:
            return _placed(counted, first, day, 0) if review.grade is Grade.NO_HIRE else self.recalled(counted, day)
        if review.grade is Grade.NO_HIRE:
            return _placed(replace(counted, lapses=card.lapses + 1), first, day, 0)
        if day < card.due:
            return counted
        if review.grade is Grade.STRONG:
            return self.recalled(counted, day)
        held = self.days[-1] if card.checkpoint == "mastered" else card.checkpoint
        below = self.days[self.days.index(held) - 1]
        return _placed(counted, held, day, self.following(below, day, card)[1])

    def following(self, checkpoint: int, day: date, card: Card) -> tuple[int, int]:
        """Return the checkpoint that comes after one reached on `day`, and the days to it; not for the last one."""
        left = self.days[self.days.index(checkpoint) + 1 :]
        if self.interview is not None and day < self.interview:
            spare = (self.interview - day).days - (self.days[-1] - checkpoint)
            shortened = 0 < card.interval < self.gap(checkpoint) if checkpoint else False
            room = room_before(self.interview, day, card.question_id)
            if room > 0 and (spare < 0 or (spare == 0 and shortened)):
                offset, gap = fitted([each - checkpoint for each in left], room)[0]
                return checkpoint + offset, gap
        return left[0], self.gap(left[0])

    def timeline(self, start: date) -> tuple[tuple[int, date], ...]:
        """Return the checkpoints of a question begun on `start` and always strong on time, with their days.

        With an interview there is none on its day or after it, save where the days of the plan come so far.
        """
        first = self.days[0]
        found = [(first, start)]
        # The question without a name goes on to the very eve.
        card = Card("", first, start)
        while found[-1][0] != self.days[-1]:
            checkpoint, day = found[-1]
            if self.interview is not None and 0 <= (self.interview - day).days <= 1:
                break
            following, gap = self.following(checkpoint, day, card)
            card = _placed(card, following, day, gap)
            found.append((following, day + timedelta(days=gap)))
        return tuple(found)

    def recalled(self, card: Card, day: date) -> Card:
        """Return a card that is new or due as a strong recall on `day` leaves it: one checkpoint on."""
        checkpoint = self.days[0] if card.checkpoint is None or card.due is None else card.checkpoint
        if checkpoint == "mastered" or checkpoint == self.days[-1]:
            gap = card.interval * 2 if checkpoint == "mastered" else self.mastered_gap
            mastered = _placed(card, "mastered", day, gap)
            if self.interview is None or mastered.due is None:
                return mastered
            seen = seen_once_more(self.interview, self.dated, day, mastered.due, card.question_id)
            return _placed(card, "mastered", day, (seen - day).days)
        following, gap = self.following(checkpoint, day, card)
        return _placed(card, following, day, gap)


def replay(plan: CheckpointPlan, question_id: str, reviews: Iterable[Review]) -> Card:
    """Return the card of a question from all its reviews, oldest first: those that the plan counts."""
    since = plan.since
    counted = reviews if since is None else (each for each in reviews if each.reviewed_at >= since)
    return reduce(plan.schedule, counted, Card(question_id))


def _placed(card: Card, checkpoint: Checkpoint, day: date, interval: int) -> Card:
    # A gap that doubles for ever would leave the calendar: the last day there is stands for "never again".
    due = day + timedelta(days=min(interval, (date.max - day).days))
    return replace(card, checkpoint=checkpoint, due=due, interval=(due - day).days)
