"""The checkpoint plan: from the reviews of a question to its card, fitted into the days before an interview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from zlib import crc32

from mlprep_cli.core.days import LAST_DAY
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, GradedDay, Review

FINAL_WEEK = 7
"""The days before the interview in which every mastered question is asked once more."""
_SHARES = 4 * FINAL_WEEK


@dataclass(frozen=True, slots=True)
class CheckpointPlan:
    """Questions come back on fixed days: Strong Hire moves on, Lean Hire repeats the gap, No Hire starts over.

    After the last day a card is mastered: it comes back after `mastered_gap` days, and each Strong Hire doubles the gap.

    An interview changes two things. If it comes before the last checkpoint, the checkpoints left are fitted into the days
    before it. A mastered card comes back once more in the final week.

    Attributes:
        days: The checkpoints, in days from the first review.
        mastered_gap: The first gap of a mastered card, in days.
        interview: The day of the interview.
        dated: The study day on which the interview date was set.
        since: The moment from which reviews count; None if all do.
    """

    days: tuple[int, ...] = (0, 3, 7, 14, 21)
    mastered_gap: int = 14
    interview: date | None = None
    dated: date = date.min
    since: datetime | None = None

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The checkpoints that a card can have, in order: the days, then `mastered`."""
        return (*self.days, "mastered")

    def gap(self, checkpoint: int) -> int:
        """Return the days from the checkpoint before this one to this one."""
        return checkpoint - self.days[self.days.index(checkpoint) - 1]

    def schedule(self, card: Card, review: Review | GradedDay) -> Card:
        """Return a card after a review."""
        counted = Card(
            card.question_id, card.checkpoint, card.due, card.interval, card.lapses, card.reviews + 1, review.grade
        )
        first, day = self.days[0], review.study_day
        if card.checkpoint is None or card.due is None or card.checkpoint == first:
            return _placed(counted, first, day, 0) if review.grade is Grade.NO_HIRE else self.recalled(counted, day)
        if review.grade is Grade.NO_HIRE:
            return _placed(replace(counted, lapses=card.lapses + 1), first, day, 0)
        if day < card.due:
            return counted
        if review.grade is Grade.STRONG:
            return self.recalled(counted, day)
        current = self.days[-1] if card.checkpoint == "mastered" else card.checkpoint
        below = self.days[self.days.index(current) - 1]
        return _placed(counted, current, day, self.following(below, day, card)[1])

    def following(self, checkpoint: int, day: date, card: Card) -> tuple[int, int]:
        """Return the checkpoint after one reached on `day`, and the days to it. The last checkpoint has none."""
        left = self.days[self.days.index(checkpoint) + 1 :]
        if self.interview is not None and day < self.interview:
            spare = (self.interview - day).days - (self.days[-1] - checkpoint)
            shortened = 0 < card.interval < self.gap(checkpoint) if checkpoint else False
            room = room_before(self.interview, day, card.question_id)
            if room > 0 and (spare < 0 or (spare == 0 and shortened)):
                offset, gap = fitted([later - checkpoint for later in left], room)[0]
                return checkpoint + offset, gap
        return left[0], self.gap(left[0])

    def timeline(self, start: date) -> tuple[tuple[int, date], ...]:
        """Return the checkpoints of a question begun on `start` and always graded Strong Hire on time.

        Before an interview, they end on its eve.
        """
        first = self.days[0]
        timeline = [(first, start)]
        # A question with an empty id has the share 0: it goes on to the eve itself.
        card = Card("", first, start)
        while timeline[-1][0] != self.days[-1]:
            checkpoint, day = timeline[-1]
            if self.interview is not None and 0 <= (self.interview - day).days <= 1:
                break
            following, gap = self.following(checkpoint, day, card)
            card = _placed(card, following, day, gap)
            timeline.append((following, day + timedelta(days=gap)))
        return tuple(timeline)

    def recalled(self, card: Card, day: date) -> Card:
        """Return a new or due card after a strong recall on `day`: one checkpoint on."""
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


def replay(plan: CheckpointPlan, question_id: str, reviews: Iterable[Review | GradedDay]) -> Card:
    """Return the card of a question from its reviews, oldest first; reviews that the plan does not count are left out."""
    since = plan.since
    counted = reviews if since is None else (review for review in reviews if review.reviewed_at >= since)
    return reduce(plan.schedule, counted, Card(question_id))


def fitted(offsets: Sequence[int], room: int) -> tuple[tuple[int, int], ...]:
    """Return the offsets that fit into `room` days (1 or more), each with its new day.

    The offsets are days from now, increasing. They shrink in proportion, so that the last one comes on day `room` and each
    at least a day after the one before. With fewer days than offsets, only the last offsets are kept, a day each.
    """
    count = len(offsets)
    if room < count:
        return tuple(zip(offsets[count - room :], range(1, room + 1), strict=True))
    span = offsets[-1]
    days: list[int] = []
    for place, offset in enumerate(offsets):
        nearest = (2 * offset * room + span - 1) // (2 * span)
        earliest = days[-1] + 1 if days else 1
        days.append(min(max(nearest, earliest), room - (count - 1 - place)))
    return tuple(zip(offsets, days, strict=True))


def share_of(question_id: str) -> float:
    """Return a number in [0, 1) that is fixed for a question, and spreads questions over days."""
    return crc32(question_id.encode()) % _SHARES / _SHARES


def room_before(interview: date, day: date, question_id: str) -> int:
    """Return the days left to a question after `day`: up to the eve or a little less, so that not all end on the eve."""
    room = (interview - day).days - 1
    return room - int(share_of(question_id) * (1 + min(FINAL_WEEK - 1, max(0, room) * 2 // 3)))


def seen_once_more(interview: date, since: date, day: date, due: date, question_id: str) -> date:
    """Return the due day of a question mastered on `day`, moved so that the question is asked in the final week.

    A due day before the final week stays: the question comes back after it. A later one moves to a day of the final week
    that is the question's own. A question reviewed within the week waits until the interview is over.

    Args:
        interview: The day of the interview.
        since: The day on which the interview date was set.
        day: The day of the review that mastered the question.
        due: The due day without an interview.
        question_id: The id of the question.
    """
    first = interview - timedelta(days=FINAL_WEEK)
    if first <= day < interview:
        return max(due, interview)
    if due < first or day >= interview:
        return due
    opens = max(first, since)
    last = min(due, interview - timedelta(days=1))
    days = (last - opens).days + 1
    return opens + timedelta(days=int(share_of(question_id) * days)) if days > 0 else due


def _placed(card: Card, checkpoint: Checkpoint, day: date, interval: int) -> Card:
    # A gap that keeps doubling would leave the calendar: its last day means never again.
    due = day + timedelta(days=min(interval, (LAST_DAY - day).days))
    return Card(card.question_id, checkpoint, due, (due - day).days, card.lapses, card.reviews, card.last_grade)
