"""The JSON documents. Keys may be added, never renamed or removed, while `"schema": 1` stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mlprep_cli.core.reviews import Card, Entry
from mlprep_cli.core.stats import Listed, Tally
from mlprep_cli.core.text import escaped

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.outlook import Outlook, Ready
    from mlprep_cli.core.questions import Process
    from mlprep_cli.core.readiness import Readiness

SCHEMA = 1
Document = dict[str, Any]  # JSON


def listed(questions: Sequence[Listed], today: date) -> Document:
    """Return `list --json`."""
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "questions": [
            {
                "id": each.card.question_id,
                "round": each.round,
                "topic": each.topic,
                "difficulty": each.difficulty,
                "companies": list(each.companies),
                **_card(each.card, today),
            }
            for each in questions
        ],
    }


def review(entry: Entry) -> Document:
    """Return one line of `history --json`."""
    each = entry.review
    taken_back = {} if entry.voided_at is None else {"voided_at": _moment(entry.voided_at)}
    return {
        "schema": SCHEMA,
        "id": each.id,
        "question": each.question_id,
        "session": each.session_id,
        "mode": each.mode,
        "reviewed_at": _moment(each.reviewed_at),
        "study_day": each.study_day.isoformat(),
        "checkpoint": each.checkpoint,
        "grade": each.grade.value,
        "seconds": each.thinking_seconds,
        "review_seconds": each.reviewing_seconds,
        "budget": each.budget_seconds,
        "timed_out": each.timed_out,
        "key_points": list(each.key_points),
        **taken_back,
    }


def outlook(found: Outlook) -> Document:
    """Return `plan --json`. Minutes are rounded to a tenth."""
    plan = found.plan
    return {
        "schema": SCHEMA,
        "today": found.today.isoformat(),
        "begun": found.begun,
        "started": plan.started.isoformat(),
        "interview": None if plan.interview is None else plan.interview.isoformat(),
        "days_left": found.days_left,
        "companies": list(plan.companies),
        "levels": list(plan.levels),
        "minutes": plan.minutes,
        "since": None if plan.since is None else _moment(plan.since),
        "checkpoints": [
            {
                "checkpoint": stage.checkpoint,
                "name": stage.name,
                "day": stage.day.isoformat(),
                "activities": [
                    {"does": each.does, "done": each.done, "target": each.target, "command": each.command or None}
                    for each in stage.activities
                ],
            }
            for stage in found.stages
        ],
        "new_today": list(found.chosen),
        "pace": [
            {
                "day": each.day.isoformat(),
                "due": each.due,
                "new": len(each.new),
                "minutes": round(each.seconds / 60, 1),
            }
            for each in found.pace.days
        ],
        "left_out": [each.card.question_id for each in found.pace.left_out],
        "next": found.next_command or None,
    }


def mocks(found: Sequence[Mock]) -> Document:
    """Return `mock --history --json`, newest first."""
    return {"schema": SCHEMA, "mocks": [mock_of(each) for each in found]}


def mock_of(mock: Mock) -> Document:
    """Return one mock interview."""
    grades = dict(mock.grades)
    return {
        "id": mock.session_id,
        "day": mock.day.isoformat(),
        "name": mock.name,
        "company": mock.company,
        "sections": [
            {"name": each.name, "seconds": each.seconds, "questions": list(each.questions)} for each in mock.sections
        ],
        "answers": [
            {
                "question": each.question_id,
                "seconds": each.thinking,
                "follow_up_seconds": each.probing,
                "follow_ups": each.probes,
                "passed": each.passed,
                "grade": grades[each.question_id].value if each.question_id in grades else None,
            }
            for each in mock.spoken
        ],
        "decision": None if mock.verdict is None else mock.verdict.value,
    }


def ready(found: Ready) -> Document:
    """Return `plan ready --json`. Chances are from 0 to 1."""
    return {
        "schema": SCHEMA,
        "day": found.day.isoformat(),
        "all": ready_of("name", found.whole),
        "topics": [ready_of("topic", each) for each in found.topics],
        "companies": [ready_of("company", each) for each in found.companies],
    }


def companies(processes: Sequence[Process], found: Ready) -> Document:
    """Return `companies --json`."""
    known = {each.name: each for each in processes}
    rows = []
    for each in found.companies:
        process = known.get(each.name)
        told = None
        if process is not None:
            told = {
                "stages": list(process.stages),
                "onsite": [visit._asdict() | {"rounds": list(visit.rounds)} for visit in process.onsite],
                "focus": list(process.focus),
                "weighs": list(process.weighs),
            }
        rows.append({**ready_of("company", each), "process": told})
    return {"schema": SCHEMA, "day": found.day.isoformat(), "companies": rows}


def ready_of(kind: str, each: Readiness) -> Document:
    """Return how ready one is for one topic, company or all."""
    return {
        kind: each.name,
        "questions": each.questions,
        "seen": each.seen,
        "predicted": None if each.recall is None else round(each.recall, 4),
        "predicted_of_seen": None if each.recall_seen is None else round(each.recall_seen, 4),
        "measured": {"first_attempts": each.measured.total, **grades_of(each.measured)},
    }


def error(message: str, hint: str) -> Document:
    """Return what goes to standard error in place of a document."""
    return {"schema": SCHEMA, "error": {"message": message, "hint": hint}}


def text(document: Document) -> str:
    """Return a document as one line of JSON."""
    return escaped(json.dumps(document, ensure_ascii=False))


def _card(card: Card, today: date) -> Document:
    overdue = None if card.due is None else max(0, (today - card.due).days)
    return {
        "checkpoint": card.checkpoint,
        "due": None if card.due is None else card.due.isoformat(),
        "overdue": overdue,
        "lapses": card.lapses,
        "reviews": card.reviews,
        "last_grade": None if card.last_grade is None else card.last_grade.value,
    }


def grades_of(grades: Tally) -> Document:
    """Return grades as they stand in a document."""
    return {"strong": grades.strong, "lean": grades.lean, "no_hire": grades.no_hire}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
