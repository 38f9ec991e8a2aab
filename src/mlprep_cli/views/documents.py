"""The JSON documents. While `"schema"` is 1, keys may be added but are never renamed or removed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mlprep_cli.core.readiness import ENOUGH
from mlprep_cli.core.reviews import Card, Entry, RecordedAttempt
from mlprep_cli.core.stats import ListedQuestion, Tally
from mlprep_cli.core.text import escaped
from mlprep_cli.views.suggestion import command_line

if TYPE_CHECKING:
    from mlprep_cli.core.agenda import Agenda, Outlook
    from mlprep_cli.core.allocator import DayList
    from mlprep_cli.core.asked import AskedQuestion
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.questions import InterviewProcess, Question
    from mlprep_cli.core.readiness import Headline, Interval, Readiness, ReadinessReport, RoundReadiness
    from mlprep_cli.core.stories import Board
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


def question(asked: Question, card: Card, today: date, attempts: Iterable[RecordedAttempt]) -> Document:
    """Return `show --json`."""
    code = asked.code
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "id": asked.id,
        "round": asked.round,
        "topic": asked.topic,
        "difficulty": asked.difficulty,
        "budget": asked.budget,
        "prompt": asked.prompt,
        "answer": asked.answer,
        "more": asked.more or None,
        "code": None if code is None else {"stub": code.stub, "solution": code.solution, "checks": code.checks},
        "key_points": [
            {"point": point.point, "must": point.must, "say": list(point.say)} for point in asked.key_points
        ],
        "rubric": {"strong": asked.rubric.strong, "lean": asked.rubric.lean, "no_hire": asked.rubric.no_hire},
        "follow_ups": [{"prompt": probe.prompt, "answer": probe.answer} for probe in asked.follow_ups],
        "companies": [{"company": company.name, "year": company.year} for company in asked.companies],
        "sources": [{"claim": source.claim, "kind": source.kind, "month": source.month} for source in asked.sources],
        "expects": [{"company": company, "wish": wish} for company, wish in asked.expects],
        "see": list(asked.see),
        "references": list(asked.references),
        "as_of": asked.as_of or None,
        "level": list(asked.level),
        "formerly": list(asked.formerly),
        "attempts": [_attempt(attempt) for attempt in attempts],
        **_card(card, today),
    }


def _attempt(attempt: RecordedAttempt) -> Document:
    return {
        "id": attempt.id,
        "session": attempt.session_id,
        "form": attempt.form,
        "attempted_at": _moment(attempt.attempted_at),
        "study_day": attempt.study_day.isoformat(),
        "text": attempt.text,
        "seconds": attempt.seconds,
        "groups": attempt.groups,
        "passed": attempt.passed,
        "failed": list(attempt.failed),
        "hidden": attempt.hidden,
        "removed_at": None if attempt.removed_at is None else _moment(attempt.removed_at),
    }


def mine(kept: Sequence[Sequence[RecordedAttempt]], today: date) -> Document:
    """Return `mine --json`: the answers to each question, newest first."""
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "answers": [
            {
                "question": texts[0].question_id,
                "day": texts[0].study_day.isoformat(),
                "forms": list(dict.fromkeys(text.form for text in texts)),
                "words": texts[0].words,
                "texts": len(texts),
            }
            for texts in kept
        ],
    }


def stories(board: Board, today: date) -> Document:
    """Return `stories --json`."""
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "stories": [
            {
                "name": name,
                "story": story.story,
                "title": story.title,
                "written_at": _moment(story.written_at),
                "text": story.text,
                "questions": list(story.questions),
                "values": list(story.values),
            }
            for name, story in board.stories.items()
        ],
        "companies": [
            {"company": gap.company, "values": list(gap.values), "uncovered": list(gap.uncovered)} for gap in board.gaps
        ],
        "open_questions": list(board.open_questions),
    }


def asked(entries: Sequence[tuple[int, AskedQuestion]], today: date) -> Document:
    """Return `asked list --json`."""
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "asked": [
            {
                "number": number,
                "id": entry.id,
                "entered_at": _moment(entry.entered_at),
                "day": entry.day.isoformat(),
                "company": entry.company,
                "round": entry.round,
                "text": entry.text,
                "went": entry.went,
                "question": entry.question_id,
            }
            for number, entry in entries
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


def plan(overview: Agenda, outlook: Outlook) -> Document:
    """Return `plan --json`. Minutes are rounded to a tenth."""
    plan = overview.plan
    return {
        "schema": SCHEMA,
        "today": overview.today.isoformat(),
        "begun": overview.is_running,
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
                        "name": activity.name,
                    }
                    for activity in milestone.activities
                ],
            }
            for milestone in overview.milestones
        ],
        "new_today": list(overview.day.new),
        "pace": [
            {
                "day": forecast.day.isoformat(),
                "due": forecast.due,
                "new": forecast.new,
                "minutes": round(forecast.seconds / 60, 1),
            }
            for forecast in outlook.days
        ],
        "left_out": list(outlook.left_out),
        "next": _command(overview.suggestion),
        "breadth": plan.breadth or 0,
        "days_off": sorted(day.isoformat() for day in overview.goal.off if day >= overview.today),
        "day": day(overview.day),
        "coverage": [
            {"round": coverage.round, "seen": coverage.seen, "questions": coverage.total}
            for coverage in outlook.coverage
        ],
    }


def day(held: DayList) -> Document:
    """Return what is left of a day: its minutes, its parts, and its questions in their order."""
    return {
        "minutes": round(held.seconds / 60, 1),
        "done": held.done,
        "spread": held.spread,
        "parts": [
            {"name": part.name, "questions": part.questions, "minutes": round(part.seconds / 60, 1)}
            for part in held.parts
        ],
        "questions": [item.question_id for item in held.items],
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
        "number": mock.number,
        "discarded": mock.discarded,
        "decision": None if mock.verdict is None else mock.verdict.value,
    }


def ready(report: ReadinessReport) -> Document:
    """Return `plan ready --json`. Chances are from 0 to 1."""
    return {
        "schema": SCHEMA,
        "day": report.day.isoformat(),
        "headline": headline_of(report.headline),
        "all": ready_of("name", report.whole),
        "rounds": [round_of(ready) for ready in report.rounds],
        "topics": [ready_of("topic", topic) for topic in report.topics],
        "companies": [ready_of("company", company) for company in report.companies],
    }


def companies(processes: Sequence[InterviewProcess], report: ReadinessReport) -> Document:
    """Return `companies --json`."""
    known = {process.name: _process(process) for process in processes}
    rows = [{**ready_of("company", company), "process": known.get(company.name)} for company in report.companies]
    headline = headline_of(report.headline)
    return {"schema": SCHEMA, "day": report.day.isoformat(), "headline": headline, "companies": rows}


def ready_of(kind: str, readiness: Readiness) -> Document:
    """Return the readiness for one topic, for one company, or for all questions."""
    return {
        kind: readiness.name,
        "questions": readiness.questions,
        "seen": readiness.seen,
        "predicted": _rounded(readiness.recall),
        "predicted_of_seen": _rounded(readiness.recall_seen),
        "interval": _bounds(readiness.interval),
        "interval_of_seen": _bounds(readiness.interval_seen),
        "measured": {"first_attempts": readiness.measured.total, **grades_of(readiness.measured)},
    }


def round_of(ready: RoundReadiness) -> Document:
    """Return the readiness for one round."""
    return {
        **ready_of("round", ready.ready),
        "chance_of_new": _rounded(ready.chance_of_new),
        "mean_seconds": None if ready.pace is None else round(ready.pace.seconds, 1),
        "mean_budget": None if ready.pace is None else round(ready.pace.budget, 1),
    }


def headline_of(headline: Headline) -> Document:
    """Return the headline."""
    return {
        "companies": list(headline.companies),
        "expected": _rounded(headline.share),
        "interval": _bounds(headline.interval),
        "first_answers": headline.first_answers,
        "first_answers_needed": ENOUGH,
        "seen_share": _rounded(headline.seen_share),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _bounds(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, 4), round(interval.high, 4)]


def error(message: str, hint: str) -> Document:
    """Return the document for standard error when a command fails."""
    return {"schema": SCHEMA, "error": {"message": message, "hint": hint}}


def text(document: Document) -> str:
    """Return a document as one line of JSON."""
    return escaped(json.dumps(document, ensure_ascii=False))


def _process(process: InterviewProcess) -> Document:
    return {
        "stages": [stage.text for stage in process.stages],
        "stage_bases": [stage.basis for stage in process.stages],
        "onsite": [
            {
                "name": visit.name,
                "rounds": list(visit.rounds),
                "questions": visit.questions,
                "minutes": visit.minutes,
                "topics": list(visit.topics),
                "mix": [{"round": name, "questions": count} for name, count in visit.mix],
                "prefer": list(visit.prefer),
                "basis": visit.basis,
            }
            for visit in process.onsite
        ],
        "focus": list(process.focus),
        "weighs": list(process.weighs),
        "role": process.role or None,
        "as_of": process.as_of or None,
        "evidence": [report._asdict() for report in process.evidence],
        "values": list(process.values),
        "values_source": process.values_source or None,
        "ai_tools": process.ai_tools or None,
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
