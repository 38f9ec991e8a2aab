"""The merge of two logs: two versions of a record join to one, and neither order nor repetition changes the result.

The join is that of a semilattice (Shapiro et al., "Conflict-free Replicated Data Types", 2011): values that never change
must be equal, a value once set stays set, and of two moments the earlier or the later one always wins.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.health import day_fits
from mlprep_cli.core.log_records import DATED, LogRecord, Value, name_of
from mlprep_cli.core.session.modes import DRILL
from mlprep_cli.core.stories import REMOVED
from mlprep_cli.errors import MlprepError


class MergeReport(NamedTuple):
    """The result of a merge.

    Attributes:
        new: The number of new records of each kind.
        changed: The number of changed records of each kind.
        unknown: The ids of questions that no loaded bank has.
        left_out: The messages about lines that could not be read.
        backup: The copy of the old database, if one was made.
    """

    new: dict[str, int]
    changed: dict[str, int]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]
    backup: str | None


EARLIER = {
    "review": ("voided_at",),
    "plan": ("ended_at",),
    "session": ("started_at",),
    "day_off": ("removed_at",),
    "suspension": ("lifted_at",),
    "attempt": ("removed_at",),
    "story": ("removed_at",),
    "asked": ("removed_at",),
}
"""Keys whose earlier moment wins: an undone review stays undone, an ended plan stays ended, a removed text stays removed, and
a session whose start was lost and replaced by its first review takes the start of the other version."""

ERASED: dict[str, LogRecord] = {
    "attempt": {"text": ""},
    "story": {"title": REMOVED, "text": ""},
    "asked": {"text": "", "company": None, "question": None},
}
"""What a record holds once its text was removed, by its kind."""

LATER = {"session": ("ended_at",)}
"""Keys whose later moment wins: a session that was resumed ends at its latest end."""


LOST_DAY = "2000-01-01"
"""The study day of a mock interview that a repair made up for answers whose interview was lost."""


def joined(kind: str, ours: LogRecord, theirs: LogRecord) -> LogRecord:
    """Return the join of two versions of one record: of any kind but a note.

    Raises:
        MlprepError: They differ in a value that never changes, so one of them was edited by hand.
    """
    if ours == theirs:
        return ours
    if kind == "question":
        return max(ours, theirs, key=canonical)
    if kind == "said":
        # Two machines resumed one interview: the fuller answer wins.
        return max(ours, theirs, key=_fullness)
    if kind == "mock" and LOST_DAY in (ours["study_day"], theirs["study_day"]):
        return max(ours, theirs, key=lambda mock: (mock["study_day"] != LOST_DAY, canonical(mock)))
    if kind == "session" and DRILL.mode in (ours["mode"], theirs["mode"]):
        # The mode of a session that a repair made up for a note or an attempt: any other one is the true one.
        mode = theirs["mode"] if ours["mode"] == DRILL.mode else ours["mode"]
        ours, theirs = {**ours, "mode": mode}, {**theirs, "mode": mode}
    if kind in DATED:
        ours, theirs = _on_one_day(kind, ours, theirs)
    if kind in ERASED and (ours["removed_at"] or theirs["removed_at"]):
        ours, theirs = {**ours, **ERASED[kind]}, {**theirs, **ERASED[kind]}
    earlier, later = EARLIER.get(kind, ()), LATER.get(kind, ())
    for key in {**ours, **theirs}:
        mine, other = ours.get(key), theirs.get(key)
        if key not in (*earlier, *later) and mine != other:
            raise MlprepError(
                f"The {name_of(kind, ours)} has {key} {_short(mine)} here and {_short(other)} there.",
                "One of them was changed by hand. Run mlprep data check on both machines and restore that one.",
            )
    return {
        **ours,
        **{key: _chosen(min, ours[key], theirs[key]) for key in earlier},
        **{key: _chosen(max, ours[key], theirs[key]) for key in later},
    }


def _on_one_day(kind: str, ours: LogRecord, theirs: LogRecord) -> tuple[LogRecord, LogRecord]:
    """Return both versions with one study day: one that fits the moment before one that does not, the earlier before the later.

    A repair derives an impossible day in the time zone of its machine, so two machines may derive two days.
    """

    def rank(version: LogRecord) -> tuple[bool, str]:
        moment, day = datetime.fromisoformat(str(version[DATED[kind]])), str(version["study_day"])
        return not day_fits(moment, date.fromisoformat(day)), day

    if ours["study_day"] == theirs["study_day"]:
        return ours, theirs
    day = min(ours, theirs, key=rank)["study_day"]
    return {**ours, "study_day": day}, {**theirs, "study_day": day}


def both_notes(ours: LogRecord, theirs: LogRecord) -> tuple[LogRecord, ...]:
    """Return the notes of two records with one id: one if only their days differ, else both, the second with a new id."""
    if ours.items() - theirs.items() <= {("study_day", ours["study_day"])}:
        return (_on_one_day("note", ours, theirs)[0],)
    first, second = sorted((ours, theirs), key=canonical)
    return first, {**second, "id": _own_id(second)}


def ended_plans(plans: Sequence[LogRecord]) -> list[LogRecord]:
    """Return plans, given in the order of their ids, each ended at the latest when the next one started."""
    ended: list[LogRecord] = []
    following: str | None = None
    for plan in reversed(plans):
        ends = sorted(str(moment) for moment in (plan["ended_at"], following) if moment is not None)
        ended.append({**plan, "ended_at": ends[0] if ends else None})
        following = min(str(plan["started_at"]), following or "~")
    return ended[::-1]


def canonical(record: LogRecord) -> str:
    """Return a record as text, the same on every machine."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def _chosen(choose: Callable[[Iterable[str]], str], *moments: Value) -> str | None:
    known = [str(moment) for moment in moments if moment is not None]
    return choose(known) if known else None


def _fullness(answer: LogRecord) -> tuple[bool, float, float, str]:
    return (not answer["passed"], _number(answer["seconds"]), _number(answer["probe_seconds"]), canonical(answer))


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0.0


def _own_id(note: LogRecord) -> str:
    """Return an id for a note whose own is taken: with the same moment, and a hash of its content."""
    old, digest = str(note["id"]), hashlib.sha256(canonical(note).encode()).hexdigest()
    if len(old) == 36:
        return f"{old[:19]}8{digest[:3]}-{digest[3:15]}"
    return f"{old[:100]}-{digest[:16]}"


def _short(value: Value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
