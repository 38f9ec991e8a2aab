"""Records of a log, made up: the same number is the same thing on every machine."""

from __future__ import annotations

from datetime import timedelta

from fakes import NOON
from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.log_records import LogRecord

NAMES = ("one", "two", "three", "rapid", "elsewhere")


def at(number: int) -> str:
    return (NOON + timedelta(hours=number)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def record(kind: str, number: int, version: int) -> LogRecord:
    """Return the `number`-th record of a kind, as one machine has it; machines differ by `version`."""
    name, session = NAMES[number % 5], f"session-{number % 3}"
    # Ids depend on their moment alone: the same record has the same id on every machine.
    own = f"{time_ordered_id(NOON + timedelta(hours=number))[:18]}-8000-00000000{number:04}"
    day = (NOON + timedelta(hours=number)).date().isoformat()
    # What two repairs may have derived differently.
    derived = (NOON + timedelta(hours=number - 24 * (version == 2))).date().isoformat()
    mode = "quickfire" if version == 2 else "drill"
    later = None if version == 0 else at(1000 + version)
    records: dict[str, LogRecord] = {
        "question": {
            "id": name,
            "round": "screening",
            "topic": "regularization",
            "difficulty": "easy",
            "prompt": f"What is {name}?{'!' * version if name == 'elsewhere' else ''}",
            "budget": 120,
            "formerly": [],
        },
        "session": {"id": session, "mode": mode, "started_at": at(number % 3), "ended_at": later},
        "mock": {
            "session": session,
            "study_day": "2026-03-02" if version else "2000-01-01",
            "name": "mixed",
            "company": None,
            "sections": [{"name": "mixed", "seconds": 2700, "levels": 2, "questions": ["one", "elsewhere"]}],
        },
        "said": {
            "session": session,
            "position": number % 2,
            "question": ("one", "elsewhere")[number % 2],
            "seconds": 30.5 + version,
            "probe_seconds": 0.0,
            "probes": version,
            "passed": version == 1,
        },
        "review": {
            "id": own,
            "question": name,
            "session": session,
            "mode": "drill",
            "reviewed_at": at(number),
            "study_day": derived,
            "checkpoint": 0,
            "grade": ("strong", "lean", "no_hire")[number % 3],
            "seconds": 12.25,
            "review_seconds": 3.0,
            "budget": 120,
            "timed_out": False,
            "key_points": [1, 3],
            "voided_at": later,
        },
        "note": {
            "id": own,
            "question": name,
            "session": session,
            "noted_at": at(number),
            "study_day": derived,
            "text": f"missed {version}",
        },
        "plan": {
            "id": own,
            "started_at": at(number),
            "started": day,
            "interview": None if number % 2 else "2026-04-01",
            "dated": day,
            "companies": ["Google"],
            "levels": [],
            "minutes": 30,
            "since": None,
            "ended_at": later,
            **({"breadth": -1} if number % 2 else {}),
        },
        "day_off": {"id": own, "first": day, "last": "2026-04-02", "marked_at": at(number), "removed_at": later},
        "suspension": {"id": own, "question": name, "suspended_at": at(number), "lifted_at": later},
        "attempt": {
            "id": own,
            "question": name,
            "session": session if number % 2 else None,
            "form": ("code", "typed", "own")[number % 3],
            "attempted_at": at(number),
            "study_day": derived,
            "text": "" if later else f"def solve():\n\treturn {number}\n",
            "seconds": 12.25 if number % 2 else None,
            "groups": None if number % 3 else 4,
            "passed": None if number % 3 else 3,
            "failed": [] if number % 3 else ["long lists"],
            "hidden": number % 3 == 0,
            "removed_at": later,
        },
        "story": {
            "id": own,
            "story": f"story-{number % 2}",
            "written_at": at(number),
            "title": "removed" if later else f"The ranker, {number}",
            "text": "" if later else f"## Result\n\nLatency fell by {number} %.",
            "questions": [name],
            "values": ["Are Right, A Lot"],
            "removed_at": later,
        },
        "asked": {
            "id": own,
            "entered_at": at(number),
            "day": day,
            "company": None if later or number % 2 else "Meta",
            "round": (None, "coding")[number % 2],
            "text": "" if later else f"What is {name}, {number}?",
            "went": (None, "well", "badly")[number % 3],
            "question": None if later or number % 3 == 0 else name,
            "removed_at": later,
        },
    }
    return records[kind]
