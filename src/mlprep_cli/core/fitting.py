"""Fitting a schedule into the days before an interview: pure functions of the days left and of the question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zlib import crc32

FINAL_WEEK = 7
"""The days before the interview in which every mastered question is seen once more."""
_SHARES = 4 * FINAL_WEEK


def fitted(offsets: Sequence[int], room: int) -> tuple[tuple[int, int], ...]:
    """Return which of the days ahead are kept, and when each comes, for `room` days that are left (1 or more).

    `offsets` are days from now, increasing. They are shrunk in proportion so that the last comes on day `room`, each at
    least a day after the one before; where there are fewer days than offsets, the last ones are kept, a day each.
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
    """Return a number in [0, 1) that is the question's own and always the same: what spreads questions over days."""
    return crc32(question_id.encode()) % _SHARES / _SHARES


def room_before(interview: date, day: date, question_id: str) -> int:
    """Return the days that a question has left after `day`: up to the eve, or a little less, so that not all end there."""
    room = (interview - day).days - 1
    return room - int(share_of(question_id) * (1 + min(FINAL_WEEK - 1, max(0, room) * 2 // 3)))


def seen_once_more(interview: date, since: date, day: date, due: date, question_id: str) -> date:
    """Return when a question mastered on `day`, due on `due`, is to be seen so that it is seen in the final week.

    A day before the final week stands: the question comes again after it. A later one is cut to a day of that week which
    is the question's own; one reviewed within the week has been seen, and waits until the interview is over. `since` is
    the day from which the date is known.
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
