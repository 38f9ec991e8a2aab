"""Colours and words of all screens. Legible on light and dark backgrounds, and without colour."""

from __future__ import annotations

from datetime import date

from mlprep_cli.core.days import short_name
from mlprep_cli.core.reviews import Checkpoint, Grade

ACCENT = "cyan"
QUIET = "dim"
STRONG = "bold"
ALARM = "red"
GOOD = "green"
GRADE_STYLES = {Grade.STRONG: "green", Grade.LEAN: "dark_orange3", Grade.NO_HIRE: "red"}
UNDEFINED = "–"
NARROW = 60
"""Terminals with fewer columns get shorter words and bars."""


def clock(seconds: float) -> str:
    """Return a duration as `m:ss`, or as `h:mm:ss` from one hour."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def day_name(day: date, today: date) -> str:
    """Return a day as today, tomorrow or `Mon 23 Nov`, with the year unless it is this year."""
    days_ahead = (day - today).days
    if days_ahead in (0, 1):
        return ("today", "tomorrow")[days_ahead]
    return date_name(day, today)


def date_name(day: date, today: date) -> str:
    """Return a day as `Mon 23 Nov`, with the year unless it is this year."""
    return short_name(day, today)


def checkpoint_name(checkpoint: Checkpoint | None) -> str:
    """Return a checkpoint's name: new, Day 3, or mastered."""
    if checkpoint is None:
        return "new"
    return "mastered" if checkpoint == "mastered" else f"Day {checkpoint}"


def percent(part: int, whole: int) -> str:
    """Return a share: 0% only for none, 100% only for all, a dash if the whole is zero."""
    if whole == 0:
        return UNDEFINED
    rounded = round(100 * part / whole)
    if 0 < part < whole:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded}%"


def chance(share: float | None) -> str:
    """Return a predicted chance in per cent, from 1% to 99%: no prediction is certain."""
    return UNDEFINED if share is None else f"{min(99, max(1, round(100 * share)))}%"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun, as in `1 question` or `2 questions`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
