"""What columns hold, read back: SQLite takes any value in any column, and anybody can write to the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import wraps
from sqlite3 import Row
from typing import Any, TypeVar

from mlprep_cli.core.reviews import Checkpoint, Grade
from mlprep_cli.errors import Unreadable

AnyRow = Row | Mapping[str, Any]  # a row holds whatever its column does
Read = TypeVar("Read")
When = TypeVar("When", date, datetime)

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError, Unreadable)
"""What reading a row fails with where something else than mlprep wrote it."""
LONGEST = 80
"""Characters of a value that are quoted."""


def row_of(table: str, key: str = "id") -> Callable[[Callable[[AnyRow], Read]], Callable[[AnyRow], Read]]:
    """Make what reads a row of a table name the table and the row where it cannot be read."""

    def named(read: Callable[[AnyRow], Read]) -> Callable[[AnyRow], Read]:
        @wraps(read)
        def reading(row: AnyRow) -> Read:
            try:
                return read(row)
            except UNREADABLE as error:
                place = row[key] if key in row.keys() else "of no id"  # noqa: SIM118  a Row iterates over its values
                raise Unreadable(f"the {table} {place} cannot be read ({_short(error)})") from error

        return reading

    return named


def value_of(value: object, *kinds: type[Read]) -> Read:
    """Return a value of the kind that its column is to have.

    Raises:
        Unreadable: It is of another: SQLite takes any.
    """
    for kind in kinds:
        if isinstance(value, kind):
            return value
    raise Unreadable(f"{_short(repr(value))} where there is to be {kinds[0].__name__}")


def day_of(text: object) -> date:
    """Return a day from its column.

    Raises:
        Unreadable: It is none, or so far away that no day could be counted from it.
    """
    try:
        return _near(date.fromisoformat(value_of(text, str)))
    except ValueError as error:
        raise Unreadable(f"{_short(repr(text))} is no day") from error


def moment_of(text: object) -> datetime:
    """Return a moment from its column.

    Raises:
        Unreadable: It is none.
    """
    try:
        return _near(datetime.fromisoformat(value_of(text, str))).astimezone(UTC)
    except ValueError as error:
        raise Unreadable(f"{_short(repr(text))} is no moment") from error


def seconds_of(value: object) -> float:
    """Return a time from its column.

    Raises:
        Unreadable: It is none: no number, endless, or less than nothing.
    """
    if 0 <= (seconds := value_of(value, float, int)) < 1e9:
        return seconds
    raise Unreadable(f"{seconds} seconds")


def grade_of(text: object) -> Grade:
    """Return a grade from its column.

    Raises:
        Unreadable: It is none.
    """
    try:
        return Grade(value_of(text, str))
    except ValueError as error:
        raise Unreadable(f"{_short(repr(text))} is no grade") from error


def texts_of(text: object) -> tuple[str, ...]:
    """Return a list of texts from its column.

    Raises:
        Unreadable: It is none.
    """
    try:
        return texts_in(json.loads(value_of(text, str)))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{_short(repr(text))} is no list of texts") from error


def texts_in(found: object) -> tuple[str, ...]:
    """Return what is a list of texts in a document of JSON.

    Raises:
        Unreadable: It is none.
    """
    return tuple(value_of(each, str) for each in value_of(found, list))


def checkpoint_of(text: object) -> Checkpoint | None:
    """Return a checkpoint from its column.

    Raises:
        Unreadable: It is none.
    """
    if text is None:
        return None
    if text == "mastered":
        return "mastered"
    if (days := value_of(text, str)).isdecimal() and len(days) < 5:
        return int(days)
    raise Unreadable(f"{_short(repr(text))} is no checkpoint")


def _near(when: When) -> When:
    """Return a day or a moment from which days can be counted both ways."""
    if not 1 < when.year < 9998:
        raise ValueError(when)
    return when


def _short(what: object) -> str:
    text = str(what)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
