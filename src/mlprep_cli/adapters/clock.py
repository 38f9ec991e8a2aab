"""Time and random ids, as the values that events carry."""

from __future__ import annotations

import os
import time as system
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from mlprep_cli.core.days import study_day
from mlprep_cli.core.session.events import Stamp
from mlprep_cli.errors import MlprepError

NOW = "MLPREP_NOW"
"""The environment variable with an ISO 8601 time at which the clock starts, to try out days or repeat screenshots."""

_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """The time in UTC and the study day in the local time zone.

    Args:
        rollover: Returns the time of day at which a study day begins. It is called only when a study day is needed,
            so that an unreadable settings file does not stop the commands that do not need it.
        start: An ISO 8601 time at which the clock starts, None for the system clock.

    Raises:
        MlprepError: `start` is not such a time, or outside the years in which mlprep can count days.
    """

    def __init__(self, rollover: Callable[[], time], start: str | None = None) -> None:
        self._rollover = rollover
        self._start = _moment(start) if start else None
        self._started = system.monotonic()

    @classmethod
    def from_environment(cls, rollover: Callable[[], time]) -> Clock:
        """Return the clock that `MLPREP_NOW` asks for."""
        return cls(rollover, os.environ.get(NOW))

    def moment(self) -> datetime:
        """Return the current moment in UTC."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=system.monotonic() - self._started)

    def now(self) -> Stamp:
        """Return the current moment as a stamp: monotonic seconds, UTC, the local study day and a new id."""
        at = self.moment()
        return Stamp(system.monotonic(), at, study_day(at.astimezone(), self._rollover()), time_ordered_id(at))

    @cached_property
    def today(self) -> date:
        """The study day on which the program was started."""
        return self.now().day


def time_ordered_id(moment: datetime) -> str:
    """Return a UUID of version 7 (RFC 9562, method 3): it sorts by its moment down to the microsecond."""
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    milliseconds, fraction = divmod(microseconds, 1000)
    value = (
        (milliseconds << 80)
        | (0x7 << 76)
        | ((fraction * 4096 // 1000) << 64)
        | (0b10 << 62)
        | int.from_bytes(os.urandom(8)) >> 2
    )
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _moment(text: str) -> datetime:
    hint = f"Set it to a time such as 2026-03-02T12:00:00+00:00, or unset {NOW}."
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MlprepError(f"{NOW} is not a date and time: {text[:60]}.", hint) from error
    if not _EARLIEST <= moment < _LATEST:
        raise MlprepError(f"{NOW} is not in the years from {_EARLIEST.year} to {_LATEST.year - 1}: {text[:60]}.", hint)
    return moment
