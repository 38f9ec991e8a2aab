"""How the values of the core are written in the database, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from sqlite3 import Row
from typing import Any

from mlprep_cli.core.questions import Code, Company, FollowUp, KeyPoint, Process, Question, Rubric, Visit
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, Note, Review, Spoken

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What a row that holds what cannot be makes of its reader."""

AnyRow = Row | Mapping[str, Any]  # a row holds whatever its column does


def moment_text(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def checkpoint_of(text: str | None) -> Checkpoint | None:
    """Return a checkpoint from its column."""
    if text is None:
        return None
    return "mastered" if text == "mastered" else int(text)


def checkpoint_text(checkpoint: Checkpoint | None) -> str | None:
    """Return a checkpoint as its column holds it."""
    return None if checkpoint is None else str(checkpoint)


def card_of(row: AnyRow) -> Card:
    """Return the card of a row of `card`."""
    due, grade = row["due"], row["last_grade"]
    return Card(
        question_id=row["question_id"],
        checkpoint=checkpoint_of(row["checkpoint"]),
        due=None if due is None else date.fromisoformat(due),
        interval=row["interval_days"],
        lapses=row["lapses"],
        reviews=row["reviews"],
        last_grade=None if grade is None else Grade(grade),
    )


def card_columns(card: Card) -> dict[str, str | int | None]:
    """Return what the schedule says of a card, as columns of `card`."""
    return {
        "checkpoint": checkpoint_text(card.checkpoint),
        "due": None if card.due is None else card.due.isoformat(),
        "interval_days": card.interval,
        "lapses": card.lapses,
        "reviews": card.reviews,
        "last_grade": None if card.last_grade is None else card.last_grade.value,
    }


def review_of(row: AnyRow) -> Review:
    """Return the review of a row of `review`."""
    return Review(
        id=row["id"],
        question_id=row["question_id"],
        session_id=row["session_id"],
        reviewed_at=datetime.fromisoformat(row["reviewed_at"]),
        study_day=date.fromisoformat(row["study_day"]),
        grade=Grade(row["grade"]),
        thinking_seconds=row["thinking_seconds"],
        reviewing_seconds=row["reviewing_seconds"],
        budget_seconds=row["budget_seconds"],
        timed_out=bool(row["timed_out"]),
        mode=row["mode"],
        key_points=tuple(json.loads(row["key_points"])),
        checkpoint=checkpoint_of(row["checkpoint"]) or 0,
    )


def review_columns(review: Review) -> dict[str, Any]:  # a column each, of its own type
    """Return a review as columns of `review`, without the copies and what is derived."""
    return {
        "id": review.id,
        "question_id": review.question_id,
        "session_id": review.session_id,
        "reviewed_at": moment_text(review.reviewed_at),
        "study_day": review.study_day.isoformat(),
        "grade": review.grade.value,
        "thinking_seconds": review.thinking_seconds,
        "reviewing_seconds": review.reviewing_seconds,
        "budget_seconds": review.budget_seconds,
        "timed_out": review.timed_out,
        "mode": review.mode,
        "key_points": json.dumps(review.key_points),
        "checkpoint": str(review.checkpoint),
    }


def note_of(row: AnyRow) -> Note:
    """Return the note of a row of `note`."""
    return Note(
        id=row["id"],
        question_id=row["question_id"],
        session_id=row["session_id"],
        noted_at=datetime.fromisoformat(row["noted_at"]),
        study_day=date.fromisoformat(row["study_day"]),
        text=row["text"],
    )


def note_columns(note: Note) -> dict[str, str]:
    """Return a note as columns of `note`."""
    return {
        "id": note.id,
        "question_id": note.question_id,
        "session_id": note.session_id,
        "noted_at": moment_text(note.noted_at),
        "study_day": note.study_day.isoformat(),
        "text": note.text,
    }


def spoken_columns(spoken: Spoken) -> dict[str, str | int | float | bool]:
    """Return an answer of a mock interview as columns of `said`."""
    return {
        "session_id": spoken.session_id,
        "position": spoken.position,
        "question_id": spoken.question_id,
        "thinking_seconds": spoken.thinking,
        "probing_seconds": spoken.probing,
        "probes": spoken.probes,
        "passed": spoken.passed,
    }


def body_text(question: Question) -> str:
    """Return the parts of a question that no query asks for, as JSON."""
    parts = {
        "answer": question.answer,
        "key_points": [[each.point, each.must] for each in question.key_points],
        "rubric": [question.rubric.strong, question.rubric.lean, question.rubric.no_hire],
        "follow_ups": [[each.prompt, each.answer] for each in question.follow_ups],
        "companies": [[each.name, each.year] for each in question.companies],
        "expects": question.expects,
        "see": question.see,
        "references": question.references,
        "level": question.level,
        "formerly": question.formerly,
        **({} if question.code is None else {"code": question.code}),
    }
    return json.dumps(parts, ensure_ascii=False)


def process_text(process: Process) -> str:
    """Return how a company interviews as the text of its page."""
    return json.dumps(process._asdict(), ensure_ascii=False)


def process_of(text: str) -> Process:
    """Return how a company interviews from the text of its page."""
    parts = json.loads(text)
    return Process(
        parts["name"],
        tuple(parts["stages"]),
        tuple(Visit(name, tuple(rounds), questions, minutes) for name, rounds, questions, minutes in parts["onsite"]),
        tuple(parts["focus"]),
        tuple(parts["weighs"]),
    )


def question_of(row: AnyRow) -> Question:
    """Return the question of a row of `question`."""
    body = json.loads(row["body"])
    return Question(
        id=row["id"],
        round=row["round"],
        topic=row["topic"],
        difficulty=row["difficulty"],
        prompt=row["prompt"],
        answer=body["answer"],
        key_points=tuple(KeyPoint(*each) for each in body["key_points"]),
        rubric=Rubric(*body["rubric"]),
        budget=row["budget_seconds"],
        follow_ups=tuple(FollowUp(*each) for each in body["follow_ups"]),
        companies=tuple(Company(*each) for each in body["companies"]),
        expects=tuple((name, wish) for name, wish in body["expects"]),
        see=tuple(body["see"]),
        references=tuple(body["references"]),
        level=tuple(body["level"]),
        formerly=tuple(body["formerly"]),
        code=Code(*body["code"]) if "code" in body else None,
    )
