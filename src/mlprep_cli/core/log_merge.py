"""How two accounts of one thing become one: in whichever order, and however often, the outcome is the same.

The union is a join in a semilattice (Shapiro et al., "Conflict-free Replicated Data Types", 2011): what was never changed
must be equal, what was once set stays set, and of two moments one is always chosen in the same way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from mlprep_cli.core.health import day_fits
from mlprep_cli.core.log_records import Record, Value, name_of
from mlprep_cli.errors import MlprepError


class Taken(NamedTuple):
    """What taking a log in has changed.

    How many records of each kind are new, and how many are not what they were; the questions that no bank here has; what is
    wrong with the lines that could not be read; and where the database from before is kept.
    """

    new: dict[str, int]
    changed: dict[str, int]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: str | None


EARLIER = {"review": ("voided_at",), "plan": ("ended_at",), "session": ("started_at",)}
"""What the earlier of two moments decides: undone stays undone, a plan that has ended has, and a session whose beginning
was lost, and taken from its first review, began when the other account says."""

LATER = {"session": ("ended_at",)}
"""What moves on: a session that was taken up again ends when it ends."""


def joined(kind: str, ours: Record, theirs: Record) -> Record:
    """Return what two accounts of one question, session, mock, answer, review or plan say together.

    Raises:
        MlprepError: They differ in what never changes, so one of them was edited.
    """
    if ours == theirs:
        return ours
    if kind == "question":
        return max(ours, theirs, key=canonical)
    if kind == "said":
        # Two machines went on with one interview: the fuller answer stands.
        return max(ours, theirs, key=_fullness)
    ours, theirs = _on_one_day(ours, theirs), _on_one_day(theirs, ours)
    earlier, later = EARLIER.get(kind, ()), LATER.get(kind, ())
    for key, mine in ours.items():
        if key not in (*earlier, *later) and mine != theirs[key]:
            raise MlprepError(
                f"the {name_of(kind, ours)} has {key} {_short(mine)} here and {_short(theirs[key])} there.",
                "one of the two was changed by hand: mlprep data check on both machines, then restore that one",
            )
    return {
        **ours,
        **{key: _chosen(min, ours[key], theirs[key]) for key in earlier},
        **{key: _chosen(max, ours[key], theirs[key]) for key in later},
    }


def _on_one_day(mine: Record, other: Record) -> Record:
    """Return a record with the study day of the other, where that alone fits the moment: it was mended on one machine."""
    at = mine.get("reviewed_at")
    if not isinstance(at, str) or mine["study_day"] == other["study_day"]:
        return mine
    moment = datetime.fromisoformat(at)
    fits = [day_fits(moment, date.fromisoformat(str(each["study_day"]))) for each in (mine, other)]
    return {**mine, "study_day": other["study_day"]} if fits == [False, True] else mine


def both_notes(ours: Record, theirs: Record) -> tuple[Record, ...]:
    """Return the notes that two texts under one id are: both, the second under an id made of the two."""
    if ours == theirs:
        return (ours,)
    first, second = sorted((ours, theirs), key=canonical)
    return first, {**second, "id": _own_id(second)}


def succeeded(plans: Sequence[Record]) -> list[Record]:
    """Return plans, given in the order of their ids, so that each has ended when the one after it began."""
    found: list[Record] = []
    following: str | None = None
    for plan in reversed(plans):
        ends = sorted(str(each) for each in (plan["ended_at"], following) if each is not None)
        found.append({**plan, "ended_at": ends[0] if ends else None})
        following = min(str(plan["started_at"]), following or "~")
    return found[::-1]


def canonical(record: Record) -> str:
    """Return a record as text that is the same wherever it is written."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def _chosen(choose: Callable[[Iterable[str]], str], *moments: Value) -> str | None:
    known = [str(each) for each in moments if each is not None]
    return choose(known) if known else None


def _fullness(said: Record) -> tuple[bool, float, float, str]:
    return (not said["passed"], _number(said["seconds"]), _number(said["probe_seconds"]), canonical(said))


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0.0


def _own_id(note: Record) -> str:
    """Return an id for a note whose own is taken: at the same place in time, and made of its content."""
    old, digest = str(note["id"]), hashlib.sha256(canonical(note).encode()).hexdigest()
    if len(old) == 36:
        return f"{old[:19]}8{digest[:3]}-{digest[3:15]}"
    return f"{old[:100]}-{digest[:16]}"


def _short(value: Value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
