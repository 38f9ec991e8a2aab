"""Study days: the learner's own dates, which end when they sleep and not at midnight."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

ROLLOVER = time(4)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)
"""The first and the last day of records, of plans and of due cards: room to count days, and no loop over them is long."""
MOST_DAYS_AHEAD = 400
"""The most days from today to an interview, and the most days that a plan looks ahead."""


class DaysOff(NamedTuple):
    """Days without study, from the first to the last one."""

    first: date
    last: date

    def without(self, days: DaysOff) -> tuple[DaysOff | None, DaysOff | None]:
        """Return what is left of them before and after other days."""
        before = DaysOff(self.first, days.first - timedelta(days=1)) if self.first < days.first else None
        after = DaysOff(days.last + timedelta(days=1), self.last) if days.last < self.last else None
        return before, after


def days_in(ranges: Iterable[DaysOff]) -> frozenset[date]:
    """Return every day of some ranges; of one that is longer than a plan, its beginning."""
    return frozenset(
        off.first + timedelta(days=number)
        for off in ranges
        for number in range(min((off.last - off.first).days, MOST_DAYS_AHEAD) + 1)
    )


def is_in_calendar(day: date) -> bool:
    """Return whether a day is in the years 1990 to 2200; of a moment in UTC, whether its date is."""
    return FIRST_DAY.year <= day.year <= LAST_DAY.year


def study_day(moment: datetime, rollover: time = ROLLOVER) -> date:
    """Return the study day of a moment in the learner's time zone: before `rollover` it is still yesterday.

    The wall clock decides, so a day with a daylight-saving change starts at the same hour as any other.
    """
    day = moment.date()
    return day - timedelta(days=1) if moment.time() < rollover else day


def full_name(day: date) -> str:
    """Return a day as people write it: `Friday 20 March 2026`."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_name(day: date, today: date) -> str:
    """Return a day as `Mon 23 Nov`, with the year unless it is this year."""
    name = f"{day:%a} {day.day} {day:%b}"
    return name if day.year == today.year else f"{name} {day.year}"


def latest_day(today: date) -> date:
    """Return the last day that a plan can name."""
    return min(today, LAST_DAY - timedelta(days=MOST_DAYS_AHEAD)) + timedelta(days=MOST_DAYS_AHEAD)


def streaks(days: list[date], today: date, off: Collection[date] = ()) -> tuple[int, int]:
    """Return the current and the longest run of days in `days`, which are distinct and newest first.

    Days off neither count nor end a run.

    The current run may end yesterday, because today is not over yet. Days after today, recorded by a wrong clock or before
    a journey to the west, are no part of it.
    """
    past = [day for day in days if day <= today]
    current = 0
    following = today
    for day in past:
        if day != today and not _follows(following, day, off):
            break
        current += 1
        following = day
    longest = run = 0
    previous: date | None = None
    for day in days:
        run = run + 1 if previous is not None and _follows(previous, day, off) else 1
        longest = max(longest, run)
        previous = day
    return current, longest


def _follows(later: date, earlier: date, off: Collection[date]) -> bool:
    """Return whether every day between two days is a day off."""
    between = (later - earlier).days - 1
    return between <= len(off) and all(later - timedelta(days=number) in off for number in range(1, between + 1))
