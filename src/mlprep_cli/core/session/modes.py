"""Drill, quickfire, mock and its debrief: the rules of one session machine, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """How a session runs.

    `timer` is the budget in seconds, where it is not the question's own; `reveals_at_zero` ends the thinking when the budget
    is spent; `target_seconds` is what the whole round should take.

    In an `interview` nothing is revealed: answers are kept, each followed by so many `levels` of follow-ups, until
    `limit_seconds` are spent. A `debrief` shows those answers' questions revealed, and grades them.
    """

    mode: str
    timer: int | None = None
    reveals_at_zero: bool = False
    target_seconds: int | None = None
    interview: bool = False
    levels: int = 0
    limit_seconds: int | None = None
    debrief: bool = False


QUICKFIRE_SECONDS = 300
"""What a whole quickfire round should take."""

DRILL = Rules("drill")
MOCK = Rules("mock", interview=True)
DEBRIEF = Rules("mock", debrief=True)
QUICKFIRE = Rules("quickfire", reveals_at_zero=True, target_seconds=QUICKFIRE_SECONDS)
