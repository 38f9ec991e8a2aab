"""Integrity checks of a database: their faults, what a repair does about each, and the reports of both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

EARLIEST = timedelta(hours=-12, days=-1)
"""The lower bound of a study day: time zone UTC-12, with a day that starts up to 24 hours after midnight."""
LATEST = timedelta(hours=14)
"""The upper bound of a study day: time zone UTC+14, with a day that starts at midnight."""


class Remedy(Enum):
    """What a repair does about a fault: derive the cards again, write the log to a new file, or nothing."""

    DERIVE = 1
    REBUILD = 2
    NONE = 3


class Fault(NamedTuple):
    """One thing that is wrong with a database: the message, what the user can do, and what a repair does."""

    message: str
    hint: str
    remedy: Remedy = Remedy.DERIVE


class HealthReport(NamedTuple):
    """The result of a check: the numbers of cards and reviews checked, and the faults."""

    cards: int
    reviews: int
    faults: tuple[Fault, ...]

    @property
    def needs_rebuilding(self) -> bool:
        """Whether the database file itself is damaged, and not only its content."""
        return any(fault.remedy is Remedy.REBUILD for fault in self.faults)


class RepairReport(NamedTuple):
    """The result of a repair.

    Attributes:
        before: The check before the repair.
        after: The check after it.
        backup: The copy of the old database, if one was made.
        lost: The number of log records that could not be read, or conflicted with others, and are lost.
    """

    before: HealthReport
    after: HealthReport
    backup: str | None = None
    lost: int = 0


def day_fits(moment: datetime, day: date) -> bool:
    """Return whether a moment in UTC can belong to a study day, in any time zone and with any start of the day."""
    try:
        return (moment + EARLIEST).date() <= day <= (moment + LATEST).date()
    except OverflowError:
        return False
