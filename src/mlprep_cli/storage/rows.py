"""How the values of the core are written in the database, and read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import NoneType
from typing import Any

from mlprep_cli.core.questions import BUDGETS, Code, Company, FollowUp, KeyPoint, Process, Question, Rubric, Visit
from mlprep_cli.core.reviews import Card, Checkpoint, Note, Review, Spoken
from mlprep_cli.errors import Unreadable
from mlprep_cli.storage.fields import (
    AnyRow,
    checkpoint_of,
    day_of,
    grade_of,
    moment_of,
    row_of,
    seconds_of,
    texts_in,
    value_of,
)


def moment_text(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def checkpoint_text(checkpoint: Checkpoint | None) -> str | None:
    """Return a checkpoint as its column holds it."""
    return None if checkpoint is None else str(checkpoint)


@row_of("card", "question_id")
def card_of(row: AnyRow) -> Card:
    """Return the card of a row of `card`."""
    due, grade = row["due"], row["last_grade"]
    return Card(
        question_id=value_of(row["question_id"], str),
        checkpoint=checkpoint_of(row["checkpoint"]),
        due=None if due is None else day_of(due),
        interval=value_of(row["interval_days"], int),
        lapses=value_of(row["lapses"], int),
        reviews=value_of(row["reviews"], int),
        last_grade=None if grade is None else grade_of(grade),
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


@row_of("review")
def review_of(row: AnyRow) -> Review:
    """Return the review of a row of `review`."""
    return Review(
        id=value_of(row["id"], str),
        question_id=value_of(row["question_id"], str),
        session_id=value_of(row["session_id"], str),
        reviewed_at=moment_of(row["reviewed_at"]),
        study_day=day_of(row["study_day"]),
        grade=grade_of(row["grade"]),
        thinking_seconds=seconds_of(row["thinking_seconds"]),
        reviewing_seconds=seconds_of(row["reviewing_seconds"]),
        budget_seconds=value_of(row["budget_seconds"], int),
        timed_out=bool(row["timed_out"]),
        mode=value_of(row["mode"], str),
        key_points=tuple(value_of(each, int) for each in value_of(json.loads(row["key_points"]), list)),
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


@row_of("note")
def note_of(row: AnyRow) -> Note:
    """Return the note of a row of `note`."""
    return Note(
        id=value_of(row["id"], str),
        question_id=value_of(row["question_id"], str),
        session_id=value_of(row["session_id"], str),
        noted_at=moment_of(row["noted_at"]),
        study_day=day_of(row["study_day"]),
        text=value_of(row["text"], str),
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


@row_of("page")
def process_of(row: AnyRow) -> Process:
    """Return how a company interviews from the row of its page."""
    parts = json.loads(row["text"])
    return Process(
        value_of(parts["name"], str),
        texts_in(parts["stages"]),
        tuple(
            Visit(value_of(name, str), texts_in(rounds), value_of(questions, int), value_of(minutes, int))
            for name, rounds, questions, minutes in parts["onsite"]
        ),
        texts_in(parts["focus"]),
        texts_in(parts["weighs"]),
    )


@row_of("question")
def question_of(row: AnyRow) -> Question:
    """Return the question of a row of `question`."""
    body = json.loads(row["body"])
    if row["round"] not in BUDGETS:
        raise Unreadable(f"{row['round']!r} is no round")
    return Question(
        id=value_of(row["id"], str),
        round=row["round"],
        topic=value_of(row["topic"], str),
        difficulty=value_of(row["difficulty"], str),
        prompt=value_of(row["prompt"], str),
        answer=value_of(body["answer"], str),
        key_points=tuple(KeyPoint(value_of(point, str), value_of(must, bool)) for point, must in body["key_points"]),
        rubric=Rubric(*texts_in(body["rubric"])),
        budget=value_of(row["budget_seconds"], int),
        follow_ups=tuple(FollowUp(*texts_in(each)) for each in body["follow_ups"]),
        companies=tuple(
            Company(value_of(name, str), value_of(year, int, NoneType)) for name, year in body["companies"]
        ),
        expects=tuple((value_of(name, str), value_of(wish, str)) for name, wish in body["expects"]),
        see=texts_in(body["see"]),
        references=texts_in(body["references"]),
        level=texts_in(body["level"]),
        formerly=texts_in(body["formerly"]),
        code=Code(*texts_in(body["code"])) if "code" in body else None,
    )
