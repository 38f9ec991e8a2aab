"""Homes to measure in: a bank of any size, and any number of reviews spread over it."""

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
from mlprep_cli.storage import banks
from mlprep_cli.storage.database import open_database, transaction
from mlprep_cli.storage.rows import moment_text

TOPICS = tuple(f"topic-{number}" for number in range(25))
ANSWER = (
    "**The point first.** " + "Then the intuition, one number and the trade-off, as a strong candidate says it. " * 14
)
TODAY = datetime.now(UTC).date()


def questions(count: int) -> tuple[Question, ...]:
    """Return a bank of so many questions of ordinary size."""
    rounds = ("screening", "deep-dive", "quickfire", "coding")
    return tuple(
        Question(
            id=f"question-{number}",
            round=rounds[number % 4],
            topic=TOPICS[number % 25],
            difficulty="medium",
            prompt=f"What is question {number} about, and how would you explain it?",
            answer=ANSWER,
            key_points=tuple(KeyPoint(f"point {each} of question {number}", each < 2) for each in range(6)),
            rubric=Rubric("why", "what", "neither"),
            budget=120,
            follow_ups=(FollowUp("And then?", ANSWER[:300]),) * 2,
        )
        for number in range(count)
    )


def bank_file(path: Path, count: int) -> Path:
    """Write such a bank as YAML."""
    topics = "".join(f"  - {{id: {each}, title: {each}, study: A page.}}\n" for each in TOPICS)
    text = [f"format: 1\ntopics:\n{topics}questions:\n"]
    for each in questions(count):
        points = "".join(f"      - {{point: {one.point}, must: {str(one.must).lower()}}}\n" for one in each.key_points)
        probes = "".join(
            f"      - {{prompt: {one.prompt}, answer: {json.dumps(one.answer)}}}\n" for one in each.follow_ups
        )
        answer = "Short." if each.round == "quickfire" else each.answer
        text.append(
            f"  - id: {each.id}\n    round: {each.round}\n    topic: {each.topic}\n    difficulty: medium\n"
            f"    prompt: {json.dumps(each.prompt)}\n    answer: |\n      {answer}\n"
            f"    key_points:\n{points if each.round != 'quickfire' else ''.join(points.splitlines(keepends=True)[:4])}"
            f"    rubric: {{strong: why, lean: what, no_hire: neither}}\n    follow_ups:\n{probes}"
        )
    path.write_text("".join(text), "utf-8")
    return path


def home(folder: Path, count: int, reviews: int) -> Path:
    """Return a home with so many questions and reviews, made once and kept."""
    # A bank file that has changed since would be loaded in the place of what is made here.
    made = folder / f"{count}-{reviews}-{shipped_bank().stat().st_mtime_ns}"
    if (made / "made").exists():
        return made
    connection = open_database(made)
    status = shipped_bank().stat()
    seen = Fingerprint(status.st_size, status.st_mtime_ns, "measured")
    bank = Bank(tuple(Page(each, each, "A page.") for each in TOPICS), (), questions(count))
    banks.bring_in(connection, banks.SHIPPED, shipped_bank(), bank, seen, CheckpointPlan(), "2026-01-01T00:00:00Z")
    if reviews:
        with transaction(connection):
            _reviews(connection, bank.questions, reviews)
            _cards(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    (made / "made").touch()
    return made


def _reviews(connection: Connection, asked: tuple[Question, ...], count: int) -> None:
    """Write reviews of the first nine tenths of the questions, over a year."""
    chance = random.Random(7)
    connection.execute("INSERT INTO session VALUES ('session', 'drill', '2025-01-01T00:00:00.000000Z', NULL)")
    seen = asked[: max(1, len(asked) * 9 // 10)]
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
        )
        for number in range(count)
        for question, moment in [(seen[number % len(seen)], begun + number * gap)]
    )
    connection.executemany(f"INSERT INTO review VALUES ({', '.join('?' * 17)})", rows)  # noqa: S608  marks only


def _cards(connection: Connection) -> None:
    """Put every card that was asked somewhere in the plan, a quarter of them due."""
    chance = random.Random(8)
    ids = [row[0] for row in connection.execute("SELECT DISTINCT question_id FROM review")]
    days: list[date] = [TODAY + timedelta(days=each) for each in range(-10, 30)]
    connection.executemany(
        "UPDATE card SET checkpoint = '7', due = ?, interval_days = 4, reviews = 5, last_grade = 'lean' WHERE question_id = ?",
        [(chance.choice(days).isoformat(), each) for each in ids],
    )
