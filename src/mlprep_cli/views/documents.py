"""The JSON documents. While `"schema"` is 1, keys may be added but are never renamed or removed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mlprep_cli.core.reviews import Card, Entry
from mlprep_cli.core.stats import ListedQuestion, Tally
from mlprep_cli.core.text import escaped
from mlprep_cli.views.suggestion import command_line

if TYPE_CHECKING:
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.plan import PlanOverview
    from mlprep_cli.core.questions import InterviewProcess
    from mlprep_cli.core.readiness import Readiness, ReadinessReport
    from mlprep_cli.core.suggestion import Suggestion

SCHEMA = 1
Document = dict[str, Any]  # JSON


def questions(rows: Sequence[ListedQuestion], today: date) -> Document:
    """Return `list --json`."""
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "questions": [
            {
                "id": question.card.question_id,
                "round": question.round,
                "topic": question.topic,
                "difficulty": question.difficulty,
                "companies": list(question.companies),
                **_card(question.card, today),
            }
            for question in rows
        ],
    }


def review(entry: Entry) -> Document:
    """Return one line of `history --json`."""
    reviewed = entry.review
    voided = {} if entry.voided_at is None else {"voided_at": _moment(entry.voided_at)}
    return {
        "schema": SCHEMA,
        "id": reviewed.id,
        "question": reviewed.question_id,
        "session": reviewed.session_id,
        "mode": reviewed.mode,
        "reviewed_at": _moment(reviewed.reviewed_at),
        "study_day": reviewed.study_day.isoformat(),
        "checkpoint": reviewed.checkpoint,
        "grade": reviewed.grade.value,
        "seconds": reviewed.thinking_seconds,
        "review_seconds": reviewed.reviewing_seconds,
        "budget": reviewed.budget_seconds,
        "timed_out": reviewed.timed_out,
        "key_points": list(reviewed.key_points),
        **voided,
    }


def plan(overview: PlanOverview) -> Document:
    """Return `plan --json`. Minutes are rounded to a tenth."""
    plan = overview.plan
    return {
        "schema": SCHEMA,
        "today": overview.today.isoformat(),
        "begun": overview.begun,
        "started": plan.started.isoformat(),
        "interview": None if plan.interview is None else plan.interview.isoformat(),
        "days_left": overview.days_left,
        "companies": list(plan.companies),
        "levels": list(plan.levels),
        "minutes": plan.minutes,
        "since": None if plan.since is None else _moment(plan.since),
        "checkpoints": [
            {
                "checkpoint": milestone.checkpoint,
                "name": milestone.name,
                "day": milestone.day.isoformat(),
                "activities": [
                    {
                        "does": activity.task,
                        "done": activity.done,
                        "target": activity.target,
                        "command": _command(activity.suggestion),
                    }
                    for activity in milestone.activities
                ],
            }
            for milestone in overview.milestones
        ],
        "new_today": list(overview.new_today),
        "pace": [
            {
                "day": forecast.day.isoformat(),
                "due": forecast.due,
                "new": len(forecast.new),
                "minutes": round(forecast.seconds / 60, 1),
            }
            for forecast in overview.pace.days
        ],
        "left_out": [candidate.card.question_id for candidate in overview.pace.left_out],
        "next": _command(overview.suggestion),
    }


def _command(suggestion: Suggestion | None) -> str | None:
    return None if suggestion is None else command_line(suggestion)


def mocks(history: Sequence[Mock]) -> Document:
    """Return `mock --history --json`, newest first."""
    return {"schema": SCHEMA, "mocks": [mock_of(mock) for mock in history]}


def mock_of(mock: Mock) -> Document:
    """Return one mock interview."""
    grades = dict(mock.grades)
    return {
        "id": mock.session_id,
        "day": mock.day.isoformat(),
        "name": mock.name,
        "company": mock.company,
        "sections": [
            {"name": section.name, "seconds": section.seconds, "questions": list(section.questions)}
            for section in mock.sections
        ],
        "answers": [
            {
                "question": answer.question_id,
                "seconds": answer.thinking,
                "follow_up_seconds": answer.probing,
                "follow_ups": answer.probes,
                "passed": answer.passed,
                "grade": grades[answer.question_id].value if answer.question_id in grades else None,
            }
            for answer in mock.answers
        ],
        "decision": None if mock.verdict is None else mock.verdict.value,
    }


def ready(report: ReadinessReport) -> Document:
    """Return `plan ready --json`. Chances are from 0 to 1."""
    return {
        "schema": SCHEMA,
        "day": report.day.isoformat(),
        "all": ready_of("name", report.whole),
        "topics": [ready_of("topic", topic) for topic in report.topics],
        "companies": [ready_of("company", company) for company in report.companies],
    }


def companies(processes: Sequence[InterviewProcess], report: ReadinessReport) -> Document:
    """Return `companies --json`."""
    known = {process.name: _process(process) for process in processes}
    rows = [{**ready_of("company", company), "process": known.get(company.name)} for company in report.companies]
    return {"schema": SCHEMA, "day": report.day.isoformat(), "companies": rows}


def ready_of(kind: str, readiness: Readiness) -> Document:
    """Return the readiness for one topic, for one company, or for all questions."""
    return {
        kind: readiness.name,
        "questions": readiness.questions,
        "seen": readiness.seen,
        "predicted": None if readiness.recall is None else round(readiness.recall, 4),
        "predicted_of_seen": None if readiness.recall_seen is None else round(readiness.recall_seen, 4),
        "measured": {"first_attempts": readiness.measured.total, **grades_of(readiness.measured)},
    }


def error(message: str, hint: str) -> Document:
    """Return the document for standard error when a command fails."""
    return {"schema": SCHEMA, "error": {"message": message, "hint": hint}}


def text(document: Document) -> str:
    """Return a document as one line of JSON."""
    return escaped(json.dumps(document, ensure_ascii=False))


def _process(process: InterviewProcess) -> Document:
    return {
        "stages": list(process.stages),
        "onsite": [visit._asdict() | {"rounds": list(visit.rounds)} for visit in process.onsite],
        "focus": list(process.focus),
        "weighs": list(process.weighs),
    }


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
    """Return the number of reviews with each grade."""
    return {"strong": grades.strong, "lean": grades.lean, "no_hire": grades.no_hire}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
