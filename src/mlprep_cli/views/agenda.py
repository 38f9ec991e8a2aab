"""The line of a day: its minutes, and what they hold."""

from __future__ import annotations

from mlprep_cli.core.allocator import DayList

_NAMES = {"system-design": "design", "senior": "staff case"}


def day_line(day: DayList) -> str:
    """Return what a day holds: `60 min · 9 due, 21 min · 8 new, 16 min · 1 coding, 23 min`."""
    parts = [f"{part.questions} {_NAMES.get(part.name, part.name)}, {minutes(part.seconds)}" for part in day.parts]
    return " · ".join([minutes(day.seconds), *parts])


def minutes(seconds: float) -> str:
    """Return a duration in minutes: `21 min`."""
    return f"{max(1, round(seconds / 60)) if seconds else 0} min"
