"""Homes for the measurements: a bank of any size, and any number of reviews spread over it."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.adapters.settings import shipped_bank
from mlprep_cli.core.banks import Fingerprint
from mlprep_cli.core.questions import Bank, FollowUp, KeyPoint, Page, Question, Rubric
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.storage.banks import SHIPPED, BankStore
from mlprep_cli.storage.database import open_database, transaction
from mlprep_cli.storage.fields import moment_text
from mlprep_cli.storage.memories import derive_memories

TOPICS = tuple(f"topic-{number}" for number in range(25))
ANSWER = (
    "**The point first.** " + "Then the intuition, one number and the trade-off, as a strong candidate says it. " * 14
)
TODAY = datetime.now(UTC).date()


def questions(count: int) -> tuple[Question, ...]:
    """Return `count` questions of ordinary size."""
    rounds = ("screening", "deep-dive", "quickfire", "coding")
    return tuple(
        Question(
            id=f"question-{number}",
            round=rounds[number % 4],
            topic=TOPICS[number % 25],
            difficulty="medium",
            prompt=f"What is question {number} about, and how would you explain it?",
            answer=ANSWER,
            key_points=tuple(KeyPoint(f"point {point} of question {number}", point < 2) for point in range(6)),
            rubric=Rubric("why", "what", "neither"),
            budget=120,
            follow_ups=(FollowUp("And then?", ANSWER[:300]),) * 2,
        )
        for number in range(count)
    )


def bank_file(path: Path, count: int) -> Path:
    """Write a bank of `count` questions as YAML."""
    topics = "".join(f"  - {{id: {topic}, title: {topic}, study: A page.}}\n" for topic in TOPICS)
    text = [f"format: 1\ntopics:\n{topics}questions:\n"]
    for question in questions(count):
        rapid = question.round == "quickfire"
        points = "".join(
            f"      - {{point: {point.point}, must: {str(point.must).lower()}}}\n"
            for point in question.key_points[: 4 if rapid else None]
        )
        follow_ups = "".join(
            f"      - {{prompt: {follow_up.prompt}, answer: {json.dumps(follow_up.answer)}}}\n"
            for follow_up in question.follow_ups
        )
        text.append(
            f"  - id: {question.id}\n    round: {question.round}\n    topic: {question.topic}\n    difficulty: medium\n"
            f"    prompt: {json.dumps(question.prompt)}\n    answer: |\n      {'Short.' if rapid else question.answer}\n"
            f"    key_points:\n{points}    rubric: {{strong: why, lean: what, no_hire: neither}}\n"
            f"    follow_ups:\n{follow_ups}"
        )
    path.write_text("".join(text), "utf-8")
    return path


def home(folder: Path, count: int, reviews: int) -> Path:
    """Return a home with `count` questions and `reviews` reviews, made once and kept."""
    # If the bank file has changed since, the program would load it instead of this bank.
    made = folder / f"{count}-{reviews}-{shipped_bank().stat().st_mtime_ns}"
    if (made / "made").exists():
        return made
    connection = open_database(made)
    status = shipped_bank().stat()
    seen = Fingerprint(status.st_size, status.st_mtime_ns, "measured")
    bank = Bank(tuple(Page(topic, topic, "A page.") for topic in TOPICS), (), questions(count))
    loaded_at = datetime(2026, 1, 1, tzinfo=UTC)
    BankStore(connection).load(SHIPPED, shipped_bank(), bank, seen, CheckpointPlan(), loaded_at)
    if reviews:
        with transaction(connection):
            _write_reviews(connection, bank.questions, reviews)
            _spread_cards(connection)
            derive_memories(connection, [question.id for question in bank.questions])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    (made / "made").touch()
    return made


def _write_reviews(connection: Connection, bank: tuple[Question, ...], count: int) -> None:
    """Write reviews of the first nine tenths of the questions, over a year."""
    chance = random.Random(7)
    connection.execute("INSERT INTO session VALUES ('session', 'drill', '2025-01-01T00:00:00.000000Z', NULL)")
    seen = bank[: max(1, len(bank) * 9 // 10)]
    begun = datetime.combine(TODAY - timedelta(days=365), datetime.min.time(), UTC)
    gap = timedelta(days=364) / count
    rows = (
        (
            time_ordered_id(moment),
            question.id,
            "session",
            moment_text(moment),
            moment.date().isoformat(),
            chance.choices(("strong", "lean", "no_hire"), (6, 3, 1))[0],
            round(chance.uniform(20, 180), 3),
            20.0,
            question.budget,
            0,
            "drill",
            "[1, 2]",
            chance.choice(("0", "3", "7", "14", "21", "mastered")),
            question.round,
            question.topic,
            1,
            None,
            number + 1,
            None,
            None,
        )
        for number in range(count)
        for question, moment in [(seen[number % len(seen)], begun + number * gap)]
    )
    connection.executemany(f"INSERT INTO review VALUES ({', '.join('?' * 20)})", rows)  # noqa: S608  only question marks


def _spread_cards(connection: Connection) -> None:
    """Give every card with reviews a due day, a quarter of them up to today."""
    chance = random.Random(8)
    ids = [row[0] for row in connection.execute("SELECT DISTINCT question_id FROM review")]
    days: list[date] = [TODAY + timedelta(days=offset) for offset in range(-10, 30)]
    connection.executemany(
        "UPDATE card SET checkpoint = '7', due = ?, interval_days = 4, reviews = 5, last_grade = 'lean' WHERE question_id = ?",
        [(chance.choice(days).isoformat(), question_id) for question_id in ids],
    )
