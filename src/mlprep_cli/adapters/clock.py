"""Time and chance, made into values: the stamps that events carry."""

from __future__ import annotations

import os
import time as system
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from mlprep_cli.core.days import study_day
from mlprep_cli.core.session.events import Stamp


def stamper(rollover: time, moment: Callable[[], datetime]) -> Callable[[], Stamp]:
    """Return a function that stamps now: monotonic seconds, UTC, the study day here, and a fresh id."""

    def now() -> Stamp:
        at = moment()
        return Stamp(system.monotonic(), at, study_day(at.astimezone(), rollover), time_ordered_id(at))

    return now


def system_moment() -> Callable[[], datetime]:
    """Return what tells the time in UTC: the system's clock.

    `MLPREP_NOW`, an ISO 8601 moment, makes it start there instead, so that days can be tried out and pictures repeated.
    """
    pretended = os.environ.get("MLPREP_NOW")
    if not pretended:
        return lambda: datetime.now(UTC)
    begun, start = datetime.fromisoformat(pretended).astimezone(UTC), system.monotonic()
    return lambda: begun + timedelta(seconds=system.monotonic() - start)


def time_ordered_id(moment: datetime) -> str:
    """Return a UUID of version 7 (RFC 9562, method 3): it sorts by its moment down to the microsecond."""
    microseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
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
