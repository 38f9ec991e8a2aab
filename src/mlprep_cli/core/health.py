"""What can be wrong with a database, and whether it can be mended from the rest of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

EARLIEST = timedelta(hours=-12, days=-1)
"""The westernmost zone, with a study day that ends when the next one does."""
LATEST = timedelta(hours=14)
"""The easternmost zone."""


class Remedy(Enum):
    """What repair can do about a fault: derive again, write the log on sound pages, or nothing."""

    DERIVE = 1
    REBUILD = 2
    NONE = 3


class Fault(NamedTuple):
    """One thing that is wrong, what to do about it, and what repair does."""

    what: str
    hint: str
    remedy: Remedy = Remedy.DERIVE


class Checked(NamedTuple):
    """What was looked at in a database, and each thing that is wrong with it."""

    cards: int
    reviews: int
    faults: tuple[Fault, ...]

    @property
    def needs_rebuilding(self) -> bool:
        """Return whether the file itself is damaged, and not only what it holds."""
        return any(each.remedy is Remedy.REBUILD for each in self.faults)


class Mended(NamedTuple):
    """What was wrong before a repair and is after it, where the database from before is, and how many lines were lost."""

    before: Checked
    after: Checked
    kept: str | None = None
    lost: int = 0


def day_fits(moment: datetime, day: date) -> bool:
    """Return whether a moment in UTC can belong to a study day, in any zone and wherever the day begins."""
    try:
        return (moment + EARLIEST).date() <= day <= (moment + LATEST).date()
    except OverflowError:
        return False
