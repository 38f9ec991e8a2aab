"""Review logs to test with: graded attempts, random histories, and databases that hold them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, question, review
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, Review
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered, Retract
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, SessionStart

IDS = [each.id for each in QUESTIONS]
TOPIC = {each.id: each.topic for each in QUESTIONS}
ROUND = {each.id: each.round for each in QUESTIONS}

History = list[tuple[str, Grade, int, int, bool]]
"""Reviews one after the other: question, grade, thirds of a day since the one before, seconds, and whether it was undone."""

HISTORIES = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(Grade), st.integers(0, 9), st.integers(1, 200), st.booleans()),
    max_size=25,
)


def answered(graded: Review) -> Answered:
    """Return the graded attempt of a review."""
    card = Card(graded.question_id)
    asked = next((each for each in QUESTIONS if each.id == graded.question_id), question(graded.question_id))
    attempt = Attempt(Item(asked.round, asked.topic, card), asked, None, 120, 0.0)
    return Answered(graded, card, PLAN.schedule(card, graded), attempt)


def database_with(home: Path, history: History) -> tuple[Connection, list[Review]]:
    """Return a database with a history, and its reviews that were not undone."""
    connection = open_database(home)
    fill(connection, *QUESTIONS)
    journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    day = DAY
    standing: list[Review] = []
    for number, (question_id, grade, later, seconds, undone) in enumerate(history):
        day += timedelta(days=later // 3)
        moment = NOON + timedelta(days=(day - DAY).days, seconds=number)
        graded = review(grade, day, question_id=question_id, moment=moment, seconds=float(seconds))
        card = replay(PLAN, question_id, [each for each in standing if each.question_id == question_id])
        graded = replace(graded, checkpoint=card.checkpoint or 0)
        journal.record(answered(graded))
        if undone:
            journal.retract(Retract(graded.id, graded.question_id, moment))
        else:
            standing.append(graded)
    journal.close()
    return connection, standing
