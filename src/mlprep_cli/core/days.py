"""Study days: the learner's own dates, which end when they sleep and not at midnight."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

ROLLOVER = time(4)


def study_day(moment: datetime, rollover: time = ROLLOVER) -> date:
    """Return the study day of a moment in the learner's time zone: before `rollover` it is still yesterday.

    The wall clock decides, so a day with a daylight-saving change starts at the same hour as any other.
    """
    day = moment.date()
    return day - timedelta(days=1) if moment.time() < rollover else day


def streaks(days: list[date], today: date) -> tuple[int, int]:
    """Return the current and the longest run of consecutive days in `days`, which are distinct and newest first.

    The current run may end yesterday, because today is not over yet.
    """
    longest = current = run = 0
    previous: date | None = None
    for day in days:
        run = run + 1 if previous is not None and previous - day == timedelta(days=1) else 1
        longest = max(longest, run)
        if days[0] >= today - timedelta(days=1) and run == (days[0] - day).days + 1:
            current = run
        previous = day
    return current, longest
