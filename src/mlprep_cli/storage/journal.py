"""Writing reviews, answers, notes and attempts: SQLModel rows, one durable transaction per call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import bindparam, create_engine, event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import col, insert, update

from mlprep_cli.core.mock import Mock
from mlprep_cli.core.reviews import MockAnswer, Note, RecordedAttempt, Review
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.events import Answered, Retract
from mlprep_cli.core.text import one_line
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage import database, errors
from mlprep_cli.storage.attempts import add_attempt
from mlprep_cli.storage.fields import CARD, NOTE, REVIEW, moment_text
from mlprep_cli.storage.memories import move_on
from mlprep_cli.storage.mocks import MOCK, SAID
from mlprep_cli.storage.models import STANDING, CardRow, MockRow, NoteRow, ReviewRow, SaidRow, SessionRow
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.reviews import HIGHEST, ReviewStore


@dataclass(frozen=True, slots=True)
class SessionStart:
    """The session that reviews, answers, notes and attempts belong to, and its mock interview if it is one."""

    id: str
    mode: str
    started_at: datetime
    mock: Mock | None = None


# Built once: building a statement for each grade would take as long as the grade itself.
_ADD_SESSION = insert(SessionRow).prefix_with("OR IGNORE")
_NEXT = (
    select(func.coalesce(func.max(col(ReviewRow.sequence)), 0) + 1)
    .where(col(ReviewRow.sequence).is_not(None), col(ReviewRow.sequence) < HIGHEST)
    .scalar_subquery()
)
_ADD_REVIEW = insert(ReviewRow).values(sequence=_NEXT)
_ADD_NOTE = insert(NoteRow)
_ADD_MOCK = insert(MockRow).prefix_with("OR IGNORE")
_ADD_ANSWER = insert(SaidRow)
_STANDING = select(STANDING).where(STANDING.c.question_id == bindparam("of")).order_by(STANDING.c.id)
_CHANGE_REVIEW = update(ReviewRow).where(col(ReviewRow.id) == bindparam("of"))
_CHANGE_CARD = update(CardRow).where(col(CardRow.question_id) == bindparam("of"))
_END_SESSION = update(SessionRow).where(col(SessionRow.id) == bindparam("of"))


class Journal:
    """Writes reviews, answers of a mock interview, notes, and attempts. Each call is durable when it returns."""

    def __init__(self, path: Path, session: SessionStart | None = None) -> None:
        self._path = path
        self._session = session
        self._identified = False
        self._engine = create_engine("sqlite://", creator=lambda: database.connect(path), poolclass=StaticPool)
        event.listen(self._engine, "begin", _begin)

    def warm_up(self) -> None:
        """Compile the statements of a grade, in a transaction that changes nothing, so that the first grade is quick."""
        with self._transaction() as connection:
            self._derive(connection, "")

    def record(self, answered: Answered) -> None:
        """Append a review and update its card in one transaction; the first one adds the session."""
        question = answered.attempt.question
        copies = {"round": question.round, "topic": question.topic, "first_of_day": True}
        with self._transaction() as connection:
            self._add_session(connection)
            connection.execute(_ADD_REVIEW, {**REVIEW.columns(answered.review), **copies})
            self._derive(connection, question.id, answered.review.id)

    def retract(self, retraction: Retract) -> None:
        """Void a review, and derive its card again."""
        with self._transaction() as connection:
            self._void(connection, retraction.review_id, retraction.question_id, retraction.at)

    def undo_last(self, at: datetime) -> Review:
        """Void the last grade that was not undone, in whichever session it was given, and return its review.

        Raises:
            MlprepError: There is no such review.
        """
        with self._transaction() as connection:
            review = ReviewStore(_driver(connection)).last()
            if review is None:
                raise MlprepError(
                    "There is no grade to undo.", "mlprep history --all shows the grades that were undone."
                )
            self._void(connection, review.id, review.question_id, at)
        return review

    def keep_answer(self, answer: MockAnswer) -> None:
        """Store an answer of a mock interview; the first one adds the interview and its session."""
        assert self._session is not None
        assert self._session.mock is not None
        with self._transaction() as connection:
            self._add_session(connection)
            connection.execute(_ADD_MOCK, MOCK.columns(self._session.mock))
            connection.execute(_ADD_ANSWER, SAID.columns(answer))

    def add_note(self, note: Note) -> None:
        """Store a note as a log can hold it, unless nothing is left; the first record of a session adds the session."""
        note = note._replace(text=one_line(note.text))
        if not note.text:
            return
        with self._transaction() as connection:
            self._add_session(connection)
            connection.execute(_ADD_NOTE, NOTE.columns(note))

    def add_attempt(self, attempt: RecordedAttempt) -> None:
        """Store an attempt as `AttemptStore.add` does; the first record of a session adds the session."""
        with self._transaction() as connection:
            self._add_session(connection)
            add_attempt(_driver(connection), attempt)

    def end_session(self, at: datetime) -> None:
        """Record the end of the session, if the session was added."""
        if self._session is not None:
            with self._transaction() as connection:
                connection.execute(_END_SESSION, {"of": self._session.id, "ended_at": moment_text(at)})

    def close(self) -> None:
        """Close the connection to the database."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (DBAPIError, sqlite3.Error) as error:
            self._identified = False
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise errors.meaning(cause or error, self._path) from error

    def _add_session(self, connection: Connection) -> None:
        if (session := self._session) is not None:
            started = moment_text(session.started_at)
            connection.execute(_ADD_SESSION, {"id": session.id, "mode": session.mode, "started_at": started})
        self._identify(connection)

    def _void(self, connection: Connection, review_id: str, question_id: str, at: datetime) -> None:
        connection.execute(_CHANGE_REVIEW, {"of": review_id, "voided_at": moment_text(at)})
        self._identify(connection)
        self._derive(connection, question_id)

    def _identify(self, connection: Connection) -> None:
        """Write page 1 in the first transaction, so that the write-ahead log says to which database it belongs."""
        if not self._identified:
            identity = connection.exec_driver_sql("PRAGMA user_version").scalar_one() or database.new_identity()
            connection.exec_driver_sql(f"PRAGMA user_version={identity}")
            self._identified = True

    def _derive(self, connection: Connection, question_id: str, added: str | None = None) -> None:
        """Derive a card and a memory from the reviews of a question, and mark the first attempt of each day."""
        rows = [row._asdict() for row in connection.execute(_STANDING, {"of": question_id})]
        firsts = {row["study_day"]: row["id"] for row in reversed(rows)}
        for row in rows:
            first = firsts[row["study_day"]] == row["id"]
            if first != row["first_of_day"]:
                connection.execute(_CHANGE_REVIEW, {"of": row["id"], "first_of_day": first})
        # Read again on each grade: another terminal may have changed the plan since this session began.
        card = replay(PlanStore(_driver(connection)).schedule(), question_id, (REVIEW.value(row) for row in rows))
        connection.execute(_CHANGE_CARD, {"of": question_id, **CARD.columns(card)})
        move_on(_driver(connection), question_id, rows, added)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _begin(connection: Connection) -> None:
    # A transaction that starts with a read may fail to get the lock when it writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
