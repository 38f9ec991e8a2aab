"""The lines of a log file: the kinds there are, the keys each has, and what their values can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.modes import DRILL, MOCK, QUICKFIRE
from mlprep_cli.core.text import steers

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""What JSON can hold."""

Record = dict[str, Value]
"""A line of a log, without its kind."""

FORMAT = 1
LONGEST = 10_000
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}")


class Check(NamedTuple):
    """What a value has to be, in words and as a test."""

    words: str
    holds: Callable[[Value], bool]


class Kind(NamedTuple):
    """What a line can tell of: the keys that name it, and all its keys in their order."""

    name: str
    named_by: tuple[str, ...]
    fields: Mapping[str, Check]


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and "\n" not in value and not steers(value)


def _is_prose(value: Value) -> bool:
    return isinstance(value, str) and _is_text(value.replace("\n", " "))


def _is_id(value: Value) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_near(when: date) -> bool:
    """Return whether days can be counted from a day both ways."""
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
        f"a list, each {check.words}",
        lambda value: isinstance(value, list) and len(value) <= LONGEST and all(map(check.holds, value)),
    )


def _is_section(value: Value) -> bool:
    checks = {"name": TEXT, "seconds": NUMBER, "levels": NUMBER, "questions": _list_of(ID)}
    return (
        isinstance(value, dict) and set(value) == set(checks) and all(checks[key].holds(value[key]) for key in checks)
    )


ID = Check("an id: letters, digits and hyphens", _is_id)
TEXT = Check(f"text of one line, {LONGEST} characters at most", _is_text)
PROSE = Check(f"text, {LONGEST} characters at most", _is_prose)
DAY = Check("a day, as 2026-03-02", _is_day)
MOMENT = Check("a moment in UTC, as 2026-03-02T12:00:00.000000Z", _is_moment)
NUMBER = Check("a whole number, not negative", _is_number)
SECONDS = Check("a number of seconds, not negative", _is_seconds)
FLAG = Check("true or false", lambda value: isinstance(value, bool))
SECTION = Check("a section: name, seconds, levels, questions", _is_section)
MODE = _one_of(*(rules.mode for rules in (DRILL, QUICKFIRE, MOCK)))
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
                "grade": _one_of(*(each.value for each in Grade)),
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
"""Every kind, in the order in which a log has them: what a line names stands before it."""


def name_of(kind: str, record: Record) -> str:
    """Return what a record is called in messages."""
    return f"{kind} {' '.join(str(record[key]) for key in KINDS[kind].named_by)}"


def fault_of(kind: str, record: Record) -> str | None:
    """Return what is wrong with a record, in words; None where it is sound."""
    fields = KINDS[kind].fields
    for key in record:
        if key not in fields:
            return f"a {kind} has no {key!r}"
    for key, check in fields.items():
        if key not in record:
            return f"this {kind} lacks {key!r}"
        if not check.holds(record[key]):
            return f"{key!r} of this {kind} is not {check.words}"
    return None
