"""The records of a log file: their kinds, the keys of each kind, and the checks of their values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from mlprep_cli.core.days import FIRST_DAY, LAST_DAY, is_in_calendar
from mlprep_cli.core.health import day_fits
from mlprep_cli.core.plan import MOST_BREADTH
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS
from mlprep_cli.core.reviews import FORMS, WENT, Grade
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.text import LONGEST_TEXT, escaped, first_hidden_character, is_blank
from mlprep_cli.errors import MlprepError

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""A value of JSON."""

LogRecord = dict[str, Value]
"""A line of a log without its kind."""

FORMAT = 1
FRAME = ("mlprep log", "settings", "end")
"""The kinds of the lines around the records."""
LONGEST = LONGEST_TEXT
"""The maximum number of characters in a text, and of items in a list."""
LONGEST_ATTEMPT = 100_000
"""The maximum number of characters in the text of an attempt."""
LONGEST_LINE = 1_000_000
"""The maximum number of bytes in a line."""
DATED = {"review": "reviewed_at", "note": "noted_at", "attempt": "attempted_at"}
"""The key of the moment to which the study day of a record belongs, by the kind of the record."""
UPGRADE = "The log may be from a newer mlprep: upgrade mlprep (pip install --upgrade mlprep)."
_KIND = re.compile(r"[a-z][a-z0-9_ -]{0,39}")
_MODE = re.compile(r"[0-9A-Za-z_-]{1,40}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_TIME_ORDERED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}")


class Check(NamedTuple):
    """A check of a value, and the description of valid values in messages."""

    words: str
    holds: Callable[[Value], bool]


class Kind(NamedTuple):
    """A kind of records: the keys that identify one, and all its keys in their order with their checks.

    An optional key is left out if its value is null, so that a log without it can be read by versions that do not know it.
    """

    name: str
    named_by: tuple[str, ...]
    fields: Mapping[str, Check]
    optional: tuple[str, ...] = ()


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and "\n" not in value and _is_prose(value)


def _is_prose(value: Value) -> bool:
    return (
        isinstance(value, str) and len(value) <= LONGEST and not is_blank(value) and not first_hidden_character(value)
    )


def _is_written(value: Value) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ATTEMPT and not first_hidden_character(value)


def _is_id(value: Value) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_mode(value: Value) -> bool:
    return isinstance(value, str) and _MODE.fullmatch(value) is not None


def _is_reference(value: Value) -> bool:
    # A short text, because the cache keeps it.
    return isinstance(value, str) and len(value) <= 200 and _is_known_id(value)


_is_known_id = lru_cache(maxsize=10_000)(_is_id)
"""Many records name the same few questions and sessions."""


def _is_day(value: Value) -> bool:
    return isinstance(value, str) and len(value) == 10 and _is_known_day(value)


@lru_cache(maxsize=10_000)
def _is_known_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and is_in_calendar(day)


def _is_moment(value: Value) -> bool:
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return False
    try:
        return is_in_calendar(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_number(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9


def _is_seconds(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _milliseconds(moment: datetime) -> int:
    """Return the milliseconds from 1970 to a moment."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


_FIRST = _milliseconds(datetime.combine(FIRST_DAY, time.min, UTC))
_LAST = _milliseconds(datetime.combine(LAST_DAY, time.max, UTC))


def _one_of(*known: Value) -> Check:
    words = ", ".join(map(str, known))
    kinds = tuple(map(type, known))  # 0.0 and False are 0 too
    return Check(f"one of {words}", lambda value: type(value) in kinds and value in known)


def _or_null(check: Check) -> Check:
    return Check(f"{check.words}, or null", lambda value: value is None or check.holds(value))


def _list_of(check: Check) -> Check:
    return Check(
        f"a list in which each item is {check.words}",
        lambda value: isinstance(value, list) and len(value) <= LONGEST and all(map(check.holds, value)),
    )


def _is_section(value: Value) -> bool:
    checks = {"name": TEXT, "seconds": NUMBER, "levels": NUMBER, "questions": _list_of(ID)}
    return (
        isinstance(value, dict) and set(value) == set(checks) and all(checks[key].holds(value[key]) for key in checks)
    )


ID = Check("an id: letters, digits and hyphens", _is_id)
REFERENCE = Check(ID.words, _is_reference)
TEXT = Check(f"one line of visible text, {LONGEST} characters at most", _is_text)
PROSE = Check(f"visible text, {LONGEST} characters at most", _is_prose)
WRITTEN = Check(f"text without hidden characters, {LONGEST_ATTEMPT} characters at most", _is_written)
_YEARS = f"of the years {FIRST_DAY.year} to {LAST_DAY.year}"
DAY = Check(f"a day such as 2026-03-02, {_YEARS}", _is_day)
MOMENT = Check(f"a time in UTC such as 2026-03-02T12:00:00.000000Z, {_YEARS}", _is_moment)
NUMBER = Check("a whole number, not negative", _is_number)
POSITION = Check("a whole number below a million", lambda value: _is_number(value) and value in range(10**6))
BUDGET = Check("a whole number of seconds, 1 or more", lambda value: value != 0 and _is_number(value))
SECONDS = Check("a number of seconds, not negative", _is_seconds)
FLAG = Check("true or false", lambda value: isinstance(value, bool))
SECTION = Check("a section: name, seconds, levels, questions", _is_section)
MODE = Check("the name of a mode: letters, digits, hyphens and underscores, 40 characters at most", _is_mode)
CHECKPOINT = _one_of(*CheckpointPlan().checkpoints)

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "question",
            ("id",),
            {
                "id": ID,
                "round": _one_of(*ROUNDS),
                "topic": ID,
                "difficulty": _one_of(*DIFFICULTIES),
                "prompt": PROSE,
                "budget": BUDGET,
                "formerly": _list_of(ID),
            },
        ),
        Kind("session", ("id",), {"id": ID, "mode": MODE, "started_at": MOMENT, "ended_at": _or_null(MOMENT)}),
        Kind(
            "mock",
            ("session",),
            {
                "session": REFERENCE,
                "study_day": DAY,
                "name": TEXT,
                "company": _or_null(TEXT),
                "sections": _list_of(SECTION),
            },
        ),
        Kind(
            "said",
            ("session", "position"),
            {
                "session": REFERENCE,
                "position": POSITION,
                "question": REFERENCE,
                "seconds": SECONDS,
                "probe_seconds": SECONDS,
                "probes": NUMBER,
                "passed": FLAG,
            },
        ),
        Kind(
            "review",
            ("id",),
            {
                "id": ID,
                "question": REFERENCE,
                "session": REFERENCE,
                "mode": MODE,
                "reviewed_at": MOMENT,
                "study_day": DAY,
                "checkpoint": CHECKPOINT,
                "grade": _one_of(*(grade.value for grade in Grade)),
                "seconds": SECONDS,
                "review_seconds": SECONDS,
                "budget": BUDGET,
                "timed_out": FLAG,
                "key_points": _list_of(NUMBER),
                "voided_at": _or_null(MOMENT),
                "confidence": _one_of(1, 2, 3),
                "follow_ups": NUMBER,
            },
            ("confidence", "follow_ups"),
        ),
        Kind(
            "note",
            ("id",),
            {"id": ID, "question": REFERENCE, "session": REFERENCE, "noted_at": MOMENT, "study_day": DAY, "text": TEXT},
        ),
        Kind(
            "plan",
            ("id",),
            {
                "id": ID,
                "started_at": MOMENT,
                "started": DAY,
                "interview": _or_null(DAY),
                "dated": DAY,
                "companies": _list_of(TEXT),
                "levels": _list_of(TEXT),
                "minutes": _or_null(NUMBER),
                "since": _or_null(MOMENT),
                "ended_at": _or_null(MOMENT),
                "breadth": _one_of(*range(-MOST_BREADTH, MOST_BREADTH + 1)),
            },
            ("breadth",),
        ),
        Kind(
            "day_off",
            ("id",),
            {"id": ID, "first": DAY, "last": DAY, "marked_at": MOMENT, "removed_at": _or_null(MOMENT)},
        ),
        Kind(
            "suspension",
            ("id",),
            {"id": ID, "question": REFERENCE, "suspended_at": MOMENT, "lifted_at": _or_null(MOMENT)},
        ),
        Kind(
            "attempt",
            ("id",),
            {
                "id": ID,
                "question": REFERENCE,
                "session": _or_null(REFERENCE),
                "form": _one_of(*FORMS),
                "attempted_at": MOMENT,
                "study_day": DAY,
                "text": WRITTEN,
                "seconds": _or_null(SECONDS),
                "groups": _or_null(NUMBER),
                "passed": _or_null(NUMBER),
                "failed": _list_of(TEXT),
                "hidden": FLAG,
                "removed_at": _or_null(MOMENT),
            },
        ),
        Kind(
            "story",
            ("id",),
            {
                "id": ID,
                "story": ID,
                "written_at": MOMENT,
                "title": TEXT,
                "text": WRITTEN,
                "questions": _list_of(ID),
                "values": _list_of(TEXT),
                "removed_at": _or_null(MOMENT),
            },
        ),
        Kind(
            "asked",
            ("id",),
            {
                "id": ID,
                "entered_at": MOMENT,
                "day": DAY,
                "company": _or_null(TEXT),
                "round": _or_null(_one_of(*ROUNDS)),
                "text": WRITTEN,
                "went": _or_null(_one_of(*WENT)),
                "question": _or_null(REFERENCE),
                "removed_at": _or_null(MOMENT),
            },
        ),
    )
}
"""Every kind of this version, in the order of a log: a line refers only to earlier lines."""


class UnknownRecord(NamedTuple):
    """A record of a kind that only a newer version knows, kept as it is.

    Attributes:
        kind: The name of its kind.
        text: The record without its kind as canonical JSON: keys sorted, no blanks, control characters escaped.
    """

    kind: str
    text: str

    @property
    def line(self) -> str:
        """The line of a log that holds the record."""
        kind = f'{{"kind":{json.dumps(self.kind)}'
        return f"{kind}{'' if self.text == '{}' else ','}{self.text[1:]}"


class Line(NamedTuple):
    """A line of a log: its number from 1, its kind, and its record."""

    number: int
    kind: str
    record: LogRecord


def is_unknown_kind(kind: str) -> bool:
    """Return whether a kind can be one of a newer version: a valid name that this version does not know."""
    return kind not in KINDS and kind not in FRAME and _KIND.fullmatch(kind) is not None


def unknown_record(kind: str, record: LogRecord) -> UnknownRecord:
    """Return the record of a line of an unknown kind.

    Raises:
        MlprepError: It cannot be kept: it holds a number that JSON cannot write, or it is too long or too deep.
    """
    try:
        text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        raise MlprepError(f"This {kind} cannot be written as JSON.", UPGRADE) from None
    unknown = UnknownRecord(kind, escaped(text))
    if len(unknown.line.encode()) > LONGEST_LINE:
        raise MlprepError(f"This {kind} is longer than {LONGEST_LINE:,} bytes.", UPGRADE)
    return unknown


def kept_record(kind: object, text: object) -> UnknownRecord:
    """Return a record of an unknown kind as it is kept, after checking that a log can hold it.

    Raises:
        MlprepError: The kind is not an unknown one, or the text is not a JSON object that can be the rest of its line.
    """
    try:
        record = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        record = None
    if not isinstance(kind, str) or not is_unknown_kind(kind) or not isinstance(record, dict) or "kind" in record:
        raise MlprepError(f"The unknown record {repr(kind)[:40]} in the database is damaged.", "mlprep data check")
    return unknown_record(kind, record)


def name_of(kind: str, record: LogRecord) -> str:
    """Return the name of a record in messages."""
    return f"{kind} {' '.join(str(record[key]) for key in KINDS[kind].named_by)}"


def fault_of(kind: str, record: LogRecord) -> str | None:
    """Return what is wrong with a record, in words, or None if it is valid."""
    fields, optional = KINDS[kind].fields, KINDS[kind].optional
    for key in record:
        if key not in fields:
            return f"a {kind} has no field {key!r}"
    for key, (words, holds) in fields.items():
        if key not in record:
            if key in optional:
                continue
            return f"this {kind} lacks {key!r}"
        if not holds(record[key]):
            return f"{key!r} of this {kind} is not {words}"
    return None


def day_fault_of(kind: str, record: LogRecord) -> str | None:
    """Return what is wrong with the study day of a valid record, in words, or None if its moment can have it."""
    if kind not in DATED:
        return None
    moment = record[DATED[kind]]
    if day_fits(datetime.fromisoformat(str(moment)), date.fromisoformat(str(record["study_day"]))):
        return None
    return f"the study day {record['study_day']} of this {kind} is impossible at {moment} in every time zone"


def id_fits(kind: str, record: LogRecord) -> bool:
    """Return whether the id of a review can be that of its moment, as that of each grade given in mlprep is.

    A UUID of version 7 starts with its milliseconds since 1970; outside the calendar, the moment is its first or its last
    one. Ids from other programs may be anything.
    """
    identity, moment = str(record.get("id")), record.get("reviewed_at")
    if kind != "review" or not _TIME_ORDERED.fullmatch(identity):
        return True
    return _milliseconds(datetime.fromisoformat(str(moment))) == min(
        max(int(identity[:8] + identity[9:13], 16), _FIRST), _LAST
    )


def hint_of(kind: str, record: LogRecord) -> str:
    """Return the hint for a faulty record: to upgrade if it has unknown keys, else empty."""
    return "" if record.keys() <= KINDS[kind].fields.keys() else UPGRADE
