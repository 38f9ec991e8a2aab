"""Long histories: generated logs of any number of reviews of the shipped questions."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.storage.database import FILE_NAME
from mlprep_cli.storage.fields import moment_text
from program import Program

BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)
KEYS = ("id", "round", "topic", "difficulty", "prompt", "budget")
Lines = list[dict[str, object]]


def write_log(file: Path, home: Path, reviews: int, seed: int) -> Path:
    """Write a log of `reviews` reviews, in sessions of twenty with a note each; some reviews are undone."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        questions = connection.execute(
            "SELECT id, round, topic, difficulty, prompt, budget_seconds FROM question ORDER BY position LIMIT 60"
        ).fetchall()
    known: Lines = [{"kind": "question", **dict(zip(KEYS, each, strict=True)), "formerly": []} for each in questions]
    sessions: Lines = []
    reviewed: Lines = []
    notes: Lines = []
    at = BEGUN + timedelta(seconds=seed)
    session = ""
    for number in range(reviews):
        at += timedelta(seconds=chance.randrange(60, 600) if number % 20 else 40_000)
        name, moment, day = chance.choice(questions)[0], moment_text(at), at.date().isoformat()
        if number % 20 == 0:
            session = time_ordered_id(at)
            sessions.append({"kind": "session", "id": session, "mode": "drill", "started_at": moment, "ended_at": None})
            about = {"question": name, "session": session, "noted_at": moment, "study_day": day}
            notes.append({"kind": "note", "id": time_ordered_id(at), **about, "text": f"missed number {number}"})
        reviewed.append(
            {
                "kind": "review",
                "id": time_ordered_id(at),
                "question": name,
                "session": session,
                "mode": "drill",
                "reviewed_at": moment,
                "study_day": day,
                "checkpoint": 0,
                "grade": chance.choice(("strong", "lean", "no_hire")),
                "seconds": chance.randrange(20, 200) / 2,
                "review_seconds": 20.0,
                "budget": 120,
                "timed_out": False,
                "key_points": [1, 2],
                "voided_at": moment if number % 17 == 3 else None,
            }
        )
    lines: Lines = [{"kind": "mlprep log", "format": 1}, *known, *sessions, *reviewed, *notes]
    lines.append({"kind": "end", "lines": len(lines) + 1})
    file.write_text("".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines), "utf-8")
    return file


def home_with_log(folder: Path, reviews: int, seed: int) -> Path:
    """Return a home folder with such a log."""
    machine = Program(folder / f"home-{seed}")
    machine.run("list")
    log = write_log(folder / f"log-{seed}.jsonl", machine.home, reviews, seed)
    done = machine.run("data", "import", str(log))
    assert done.returncode == 0, done.stderr
    return machine.home
