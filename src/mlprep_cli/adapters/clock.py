"""Time and random ids, as the values that events carry."""

from __future__ import annotations

import os
import time as system
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar

from mlprep_cli.core.days import FIRST_DAY, LAST_DAY, is_in_calendar, study_day
from mlprep_cli.core.session.events import Stamp
from mlprep_cli.errors import MlprepError

NOW = "MLPREP_NOW"
"""The environment variable with an ISO 8601 time at which the clock starts, to try out days or repeat screenshots."""

_YEARS = f"the years from {FIRST_DAY.year} to {LAST_DAY.year}"
_HINT = f"Set it to a time such as 2026-03-02T12:00:00+00:00, or unset {NOW}."
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Moment = TypeVar("Moment", date, datetime)


class Clock:
    """The time in UTC and the study day in the local time zone.

    Args:
        rollover: Returns the time of day at which a study day begins. It is called only when a study day is needed,
            so that an unreadable settings file does not stop the commands that do not need it.
        start: An ISO 8601 time at which the clock starts, None for the system clock.
        system_ns: Returns the nanoseconds of the system clock since 1970.

    Raises:
        MlprepError: `start` is not such a time, or outside the years of records.
    """

    def __init__(
        self, rollover: Callable[[], time], start: str | None = None, system_ns: Callable[[], int] = system.time_ns
    ) -> None:
        self._rollover = rollover
        self._start = _moment(start) if start else None
        self._started = system.monotonic()
        self._system_ns = system_ns

    @classmethod
    def from_environment(cls, rollover: Callable[[], time]) -> Clock:
        """Return the clock that `MLPREP_NOW` asks for."""
        return cls(rollover, os.environ.get(NOW))

    def moment(self) -> datetime:
        """Return the current moment in UTC.

        Raises:
            MlprepError: It is outside the years of records.
        """
        if self._start is not None:
            return self._accepted(self._start + timedelta(seconds=system.monotonic() - self._started))
        try:
            return self._accepted(_EPOCH + timedelta(microseconds=self._system_ns() // 1000))
        except OverflowError:
            raise self._outside("a time after the year 9999") from None

    def now(self) -> Stamp:
        """Return the current moment as a stamp: monotonic seconds, UTC, the local study day and a new id.

        Raises:
            MlprepError: The moment or its study day is outside the years of records.
        """
        at = self.moment()
        day = self._accepted(study_day(at.astimezone(), self._rollover()))
        return Stamp(system.monotonic(), at, day, time_ordered_id(at))

    def _accepted(self, when: Moment) -> Moment:
        if not is_in_calendar(when):
            raise self._outside(when.isoformat()[:10])
        return when

    def _outside(self, said: str) -> MlprepError:
        if self._start is not None:
            return MlprepError(f"{NOW} leads to {said}, which is not in {_YEARS}.", _HINT)
        return MlprepError(
            f"The clock of this machine says {said}, which is not in {_YEARS}.",
            "Set the date of this machine and run the command again.",
        )

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
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MlprepError(f"{NOW} is not a date and time: {text[:60]}.", _HINT) from error
    if not is_in_calendar(moment):
        raise MlprepError(f"{NOW} is not in {_YEARS}: {text[:60]}.", _HINT)
    return moment
