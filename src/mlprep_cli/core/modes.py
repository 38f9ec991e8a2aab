"""Drill and quickfire: the rules of one session machine, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """How a session runs.

    `timer` is the budget in seconds, where it is not the question's own; `reveals_at_zero` ends the thinking when the budget
    is spent; `target_seconds` is what the whole round should take.
    """

    mode: str
    timer: int | None = None
    reveals_at_zero: bool = False
    target_seconds: int | None = None


DRILL = Rules("drill")
QUICKFIRE = Rules("quickfire", reveals_at_zero=True, target_seconds=300)
