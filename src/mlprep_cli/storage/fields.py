"""One `Field` per column: how a value of the core is stored, read back, and written to a log.

SQLite accepts any value in any column, and other programs can write to the file, so every value is checked when read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from sqlite3 import Row
from types import NoneType
from typing import Any, Generic, NamedTuple, TypeVar

from mlprep_cli.core.days import FIRST_DAY, LAST_DAY, DaysOff, is_in_calendar
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Note, RecordedAttempt, Review
from mlprep_cli.errors import RowUnreadable

AnyRow = Row | Mapping[str, Any]  # a column may hold any value
Columns = dict[str, Any]
"""A row to be written: each column with a value of its own type."""
Read = TypeVar("Read")
When = TypeVar("When", date, datetime)

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError, RowUnreadable)
"""The exceptions that reading a row raises if another program wrote it."""
QUOTED = 80
"""The most characters of a value that a message quotes."""


# --- values of columns ---


def value_of(value: object, *kinds: type[Read]) -> Read:
    """Return the value if it has one of the types of its column.

    Raises:
        RowUnreadable: It has another type.
    """
    for kind in kinds:
        if isinstance(value, kind):
            return value
    raise RowUnreadable(f"{_short(repr(value))} instead of {kinds[0].__name__}")


def day_of(text: object) -> date:
    """Return the day in a column.

    Raises:
        RowUnreadable: It is not a date, or its year is not from 1990 to 2200.
    """
    try:
        return _in_calendar(date.fromisoformat(value_of(text, str)))
    except ValueError as error:
        raise RowUnreadable(
            f"{_short(repr(text))} is not a day of the years {FIRST_DAY.year} to {LAST_DAY.year}"
        ) from error


def moment_of(text: object) -> datetime:
    """Return the moment in a column, in UTC.

    Raises:
        RowUnreadable: It is not an ISO 8601 date and time, or its year is not from 1990 to 2200.
    """
    try:
        return _in_calendar(datetime.fromisoformat(value_of(text, str)).astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise RowUnreadable(
            f"{_short(repr(text))} is not a time of the years {FIRST_DAY.year} to {LAST_DAY.year}"
        ) from error


def moment_text(moment: datetime) -> str:
    """Return a moment as stored in its column: ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def seconds_of(value: object) -> float:
    """Return the duration in a column, in seconds.

    Raises:
        RowUnreadable: It is not a number, or it is negative, or 1e9 or more.
    """
    if 0 <= (seconds := value_of(value, float, int)) < 1e9:
        return seconds
    raise RowUnreadable(f"{seconds} seconds")


def total_of(value: object) -> float:
    """Return a sum of durations, in seconds. It has no limit: each of them has one.

    Raises:
        RowUnreadable: It is not a number, or it is negative.
    """
    if (seconds := value_of(value, float, int)) >= 0:
        return seconds
    raise RowUnreadable(f"{seconds} seconds")


def grade_of(text: object) -> Grade:
    """Return the grade in a column.

    Raises:
        RowUnreadable: There is no such grade.
    """
    try:
        return Grade(value_of(text, str))
    except ValueError as error:
        raise RowUnreadable(f"{_short(repr(text))} is not a grade") from error


def checkpoint_of(text: object) -> Checkpoint | None:
    """Return the checkpoint in a column, None for a new card.

    Raises:
        RowUnreadable: It is neither a number of days nor `mastered`.
    """
    if text is None:
        return None
    if text == "mastered":
        return "mastered"
    if (days := value_of(text, str)).isdecimal() and len(days) < 5:
        return int(days)
    raise RowUnreadable(f"{_short(repr(text))} is not a checkpoint")


def texts_of(text: object) -> tuple[str, ...]:
    """Return the list of texts in a column.

    Raises:
        RowUnreadable: It is not a JSON list of strings.
    """
    try:
        return texts_in(json.loads(value_of(text, str)))
    except (ValueError, RecursionError) as error:
        raise RowUnreadable(f"{_short(repr(text))} is not a list of texts") from error


def texts_in(value: object) -> tuple[str, ...]:
    """Return a list of texts in a JSON document.

    Raises:
        RowUnreadable: It is not a list of strings.
    """
    return tuple(value_of(text, str) for text in value_of(value, list))


def checkpoint_text(checkpoint: Checkpoint | None) -> str | None:
    """Return a checkpoint as stored in its column."""
    return None if checkpoint is None else str(checkpoint)


def _in_calendar(when: When) -> When:
    """Return a day or a moment if it is in the calendar; raise ValueError otherwise."""
    if not is_in_calendar(when):
        raise ValueError(when)
    return when


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


# --- column types ---


def _same(value: Any) -> Any:
    return value


AS_STORED = _same
"""The conversion between a column and the value of a log record if both are the same."""


class ColumnType(NamedTuple):
    """How one type of value is stored, read, and written to a log.

    `encode` turns a value of the core into a column, `decode` a column into a value, `log` a column into the value of a
    log record, `unlog` that value into a column.
    """

    encode: Callable[[Any], Any]  # the types are those of the field
    decode: Callable[[object], Any]
    log: Callable[[Any], Any] = _same
    unlog: Callable[[Any], Any] = _same


def parsed_json(text: object) -> object:
    """Return the JSON in a column, None if it is not JSON."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def json_text(value: object) -> str:
    """Return a value as JSON, with non-ASCII characters unescaped."""
    return json.dumps(value, ensure_ascii=False)


def _numbers_of(text: object) -> tuple[int, ...]:
    return tuple(value_of(number, int) for number in value_of(json.loads(value_of(text, str)), list))


def _numbers_text(numbers: Iterable[int]) -> str:
    """Return numbers as JSON; `json.dumps` would take most of the time of a review."""
    return f"[{', '.join(map(str, numbers))}]"


def optional(kind: ColumnType) -> ColumnType:
    """Return the type of a column that may also be NULL."""
    return ColumnType(
        lambda value: None if value is None else kind.encode(value),
        lambda column: None if column is None else kind.decode(column),
        lambda column: None if column is None else kind.log(column),
        lambda value: None if value is None else kind.unlog(value),
    )


TEXT = ColumnType(_same, lambda column: value_of(column, str))
COUNT = ColumnType(_same, lambda column: value_of(column, int))
SECONDS = ColumnType(_same, seconds_of)
FLAG = ColumnType(_same, bool, lambda column: bool(column) if column in (0, 1) else column)
DAY = ColumnType(date.isoformat, day_of)
MOMENT = ColumnType(moment_text, moment_of)
GRADE = ColumnType(lambda grade: grade.value, grade_of)
CHECKPOINT = ColumnType(
    checkpoint_text,
    checkpoint_of,
    lru_cache(maxsize=100)(lambda column: column if column == "mastered" else parsed_json(column)),
    checkpoint_text,
)
TEXTS = ColumnType(json_text, texts_of, parsed_json, json_text)
NUMBERS = ColumnType(_numbers_text, _numbers_of, parsed_json, _numbers_text)
REMOVAL = optional(MOMENT)._replace(log=_same, unlog=_same)
"""The moment of an undo or a removal, if there was one."""
OPTIONAL_TEXT = ColumnType(_same, lambda column: value_of(column, str, NoneType))
OPTIONAL_COUNT = ColumnType(_same, lambda column: value_of(column, int, NoneType))


# --- tables ---


class Field(NamedTuple):
    """One column: its type, its name, the attribute of the core's value, and its key in a log.

    A field without an `attribute` is only in the log, one without a `key` only in the value.
    """

    kind: ColumnType
    column: str
    attribute: str = ""
    key: str = ""


class RecordTable(Generic[Read]):
    """A table whose rows are values of the core, lines of a log, or both.

    Args:
        name: The table, and the kind of its log records.
        make: The function that makes a value from its attributes.
        identity: The column that identifies a row in messages.
        fields: The columns.

    Attributes:
        logged: The fields of a log record by their keys.
    """

    def __init__(self, name: str, make: Callable[..., Read], identity: str, *fields: Field) -> None:
        self.name = name
        self._make = make
        self._identity = identity
        self._values = tuple(field for field in fields if field.attribute)
        self.logged = {field.key: field for field in fields if field.key}

    def value(self, row: AnyRow) -> Read:
        """Return the value in a row.

        Raises:
            RowUnreadable: A column holds an invalid value.
        """
        try:
            return self._make(**{field.attribute: field.kind.decode(row[field.column]) for field in self._values})
        except UNREADABLE as error:
            raise unreadable(self.name, row, self._identity, error) from error

    def columns(self, value: Read) -> Columns:
        """Return a value as columns."""
        return {field.column: field.kind.encode(getattr(value, field.attribute)) for field in self._values}


def unreadable(table: str, row: AnyRow, identity: str, error: BaseException) -> RowUnreadable:
    """Return the error for a row that cannot be read, with the name of its table and its row."""
    place = row[identity] if identity in row.keys() else "without an id"  # noqa: SIM118  a Row iterates over its values
    return RowUnreadable(f"The {table} {place} cannot be read ({_short(error)}).")


CARD = RecordTable(
    "card",
    Card,
    "question_id",
    Field(TEXT, "question_id", "question_id"),
    Field(ColumnType(checkpoint_text, checkpoint_of), "checkpoint", "checkpoint"),
    Field(optional(DAY), "due", "due"),
    Field(COUNT, "interval_days", "interval"),
    Field(COUNT, "lapses", "lapses"),
    Field(COUNT, "reviews", "reviews"),
    Field(optional(GRADE), "last_grade", "last_grade"),
)
REVIEW = RecordTable(
    "review",
    Review,
    "id",
    Field(TEXT, "id", "id", "id"),
    Field(TEXT, "question_id", "question_id", "question"),
    Field(TEXT, "session_id", "session_id", "session"),
    Field(TEXT, "mode", "mode", "mode"),
    Field(MOMENT, "reviewed_at", "reviewed_at", "reviewed_at"),
    Field(DAY, "study_day", "study_day", "study_day"),
    Field(
        CHECKPOINT._replace(decode=lambda column: checkpoint_of(column) or 0), "checkpoint", "checkpoint", "checkpoint"
    ),
    Field(GRADE, "grade", "grade", "grade"),
    Field(SECONDS, "thinking_seconds", "thinking_seconds", "seconds"),
    Field(SECONDS, "reviewing_seconds", "reviewing_seconds", "review_seconds"),
    Field(COUNT, "budget_seconds", "budget_seconds", "budget"),
    Field(FLAG, "timed_out", "timed_out", "timed_out"),
    Field(NUMBERS, "key_points", "key_points", "key_points"),
    Field(REMOVAL, "voided_at", key="voided_at"),
    Field(OPTIONAL_COUNT, "confidence", "confidence", "confidence"),
    Field(OPTIONAL_COUNT, "follow_ups", "follow_ups", "follow_ups"),
)
NOTE = RecordTable(
    "note",
    Note,
    "id",
    Field(TEXT, "id", "id", "id"),
    Field(TEXT, "question_id", "question_id", "question"),
    Field(TEXT, "session_id", "session_id", "session"),
    Field(MOMENT, "noted_at", "noted_at", "noted_at"),
    Field(DAY, "study_day", "study_day", "study_day"),
    Field(TEXT, "text", "text", "text"),
)
PLAN = RecordTable(
    "plan",
    Plan,
    "id",
    Field(TEXT, "id", key="id"),
    Field(MOMENT, "started_at", key="started_at"),
    Field(DAY, "started_day", "started", "started"),
    Field(optional(DAY), "interview_day", "interview", "interview"),
    Field(DAY, "dated_day", "dated", "dated"),
    Field(TEXTS, "companies", "companies", "companies"),
    Field(TEXTS, "levels", "levels", "levels"),
    Field(OPTIONAL_COUNT, "minutes", "minutes", "minutes"),
    Field(optional(MOMENT)._replace(log=_same, unlog=_same), "since", "since", "since"),
    Field(TEXT, "ended_at", key="ended_at"),
    Field(OPTIONAL_COUNT, "breadth", "breadth", "breadth"),
)
DAY_OFF = RecordTable(
    "day_off",
    DaysOff,
    "id",
    Field(TEXT, "id", key="id"),
    Field(DAY, "first_day", "first", "first"),
    Field(DAY, "last_day", "last", "last"),
    Field(TEXT, "marked_at", key="marked_at"),
    Field(TEXT, "removed_at", key="removed_at"),
)
ATTEMPT = RecordTable(
    "attempt",
    RecordedAttempt,
    "id",
    Field(TEXT, "id", "id", "id"),
    Field(TEXT, "question_id", "question_id", "question"),
    Field(OPTIONAL_TEXT, "session_id", "session_id", "session"),
    Field(TEXT, "form", "form", "form"),
    Field(MOMENT, "attempted_at", "attempted_at", "attempted_at"),
    Field(DAY, "study_day", "study_day", "study_day"),
    Field(TEXT, "text", "text", "text"),
    Field(optional(SECONDS), "thinking_seconds", "seconds", "seconds"),
    Field(OPTIONAL_COUNT, "group_count", "groups", "groups"),
    Field(OPTIONAL_COUNT, "passed_count", "passed", "passed"),
    Field(TEXTS, "failed", "failed", "failed"),
    Field(FLAG, "hidden", "hidden", "hidden"),
    Field(REMOVAL, "removed_at", "removed_at", "removed_at"),
)
