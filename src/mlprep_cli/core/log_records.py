"""The records of a log file: their kinds, the keys of each kind, and the checks of their values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.text import escaped, first_control_character
from mlprep_cli.errors import MlprepError

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""A value of JSON."""

LogRecord = dict[str, Value]
"""A line of a log without its kind."""

FORMAT = 1
FRAME = ("mlprep log", "settings", "end")
"""The kinds of the lines around the records."""
LONGEST = 10_000
"""The maximum number of characters in a text, and of items in a list."""
LONGEST_LINE = 1_000_000
"""The maximum number of bytes in a line."""
UPGRADE = "The log may be from a newer mlprep: upgrade mlprep (pip install --upgrade mlprep)."
_KIND = re.compile(r"[a-z][a-z0-9_ -]{0,39}")
_MODE = re.compile(r"[0-9A-Za-z_-]{1,40}")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}")


class Check(NamedTuple):
    """A check of a value, and the description of valid values in messages."""

    words: str
    holds: Callable[[Value], bool]


class Kind(NamedTuple):
    """A kind of records: the keys that identify one, and all its keys in their order with their checks."""

    name: str
    named_by: tuple[str, ...]
    fields: Mapping[str, Check]


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and "\n" not in value and not first_control_character(value)


def _is_prose(value: Value) -> bool:
    return isinstance(value, str) and _is_text(value.replace("\n", " "))


def _is_id(value: Value) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_mode(value: Value) -> bool:
    return isinstance(value, str) and _MODE.fullmatch(value) is not None


def _is_near(when: date) -> bool:
    """Return whether a day leaves room to count days from it both ways."""
    return 1 < when.year < 9998


def _is_day(value: Value) -> bool:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return day is not None and day.isoformat() == value and _is_near(day)


def _is_moment(value: Value) -> bool:
    try:
        if not isinstance(value, str) or not value.endswith("Z"):
            return False
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z") == value and _is_near(moment)


def _is_number(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9


def _is_seconds(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


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
TEXT = Check(f"one line of text, {LONGEST} characters at most", _is_text)
PROSE = Check(f"text, {LONGEST} characters at most", _is_prose)
DAY = Check("a day such as 2026-03-02", _is_day)
MOMENT = Check("a time in UTC such as 2026-03-02T12:00:00.000000Z", _is_moment)
NUMBER = Check("a whole number, not negative", _is_number)
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
                "budget": NUMBER,
                "formerly": _list_of(ID),
            },
        ),
        Kind("session", ("id",), {"id": ID, "mode": MODE, "started_at": MOMENT, "ended_at": _or_null(MOMENT)}),
        Kind(
            "mock",
            ("session",),
            {"session": ID, "study_day": DAY, "name": TEXT, "company": _or_null(TEXT), "sections": _list_of(SECTION)},
        ),
        Kind(
            "said",
            ("session", "position"),
            {
                "session": ID,
                "position": NUMBER,
                "question": ID,
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
                "question": ID,
                "session": ID,
                "mode": MODE,
                "reviewed_at": MOMENT,
                "study_day": DAY,
                "checkpoint": CHECKPOINT,
                "grade": _one_of(*(grade.value for grade in Grade)),
                "seconds": SECONDS,
                "review_seconds": SECONDS,
                "budget": NUMBER,
                "timed_out": FLAG,
                "key_points": _list_of(NUMBER),
                "voided_at": _or_null(MOMENT),
            },
        ),
        Kind(
            "note",
            ("id",),
            {"id": ID, "question": ID, "session": ID, "noted_at": MOMENT, "study_day": DAY, "text": TEXT},
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


def name_of(kind: str, record: LogRecord) -> str:
    """Return the name of a record in messages."""
    return f"{kind} {' '.join(str(record[key]) for key in KINDS[kind].named_by)}"


def fault_of(kind: str, record: LogRecord) -> str | None:
    """Return what is wrong with a record, in words, or None if it is valid."""
    fields = KINDS[kind].fields
    for key in record:
        if key not in fields:
            return f"a {kind} has no field {key!r}"
    for key, check in fields.items():
        if key not in record:
            return f"this {kind} lacks {key!r}"
        if not check.holds(record[key]):
            return f"{key!r} of this {kind} is not {check.words}"
    return None


def hint_of(kind: str, record: LogRecord) -> str:
    """Return the hint for a faulty record: to upgrade if it has unknown keys, else empty."""
    return "" if record.keys() <= KINDS[kind].fields.keys() else UPGRADE
