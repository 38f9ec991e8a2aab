"""Writing down what the user does: SQLModel rows, one durable transaction a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import bindparam, create_engine, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import col, insert, select, update

from mlprep_cli.core.mock import Mock
from mlprep_cli.core.reviews import Note, Review, Spoken
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.events import Answered, Retract
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage import database, errors, plans
from mlprep_cli.storage.mocks import sections_text
from mlprep_cli.storage.models import CardRow, MockRow, NoteRow, ReviewRow, SaidRow, SessionRow
from mlprep_cli.storage.rows import card_columns, moment_text, note_columns, review_columns, review_of, spoken_columns


@dataclass(frozen=True, slots=True)
class Sitting:
    """The session that reviews and notes are about to belong to."""

    id: str
    mode: str
    started_at: datetime
    mock: Mock | None = None


# Made once: a statement that is built anew for each grade costs as much as the grade itself.
_SIT = insert(SessionRow).prefix_with("OR IGNORE")
_APPEND = insert(ReviewRow)
_NOTE = insert(NoteRow)
_INTERVIEW = insert(MockRow).prefix_with("OR IGNORE")
_SAY = insert(SaidRow)
_STANDING = (
    select(*inspect(ReviewRow).columns)
    .where(col(ReviewRow.question_id) == bindparam("of"), col(ReviewRow.voided_at).is_(None))
    .order_by(col(ReviewRow.id))
)
_LAST = (
    select(*inspect(ReviewRow).columns)
    .where(col(ReviewRow.voided_at).is_(None))
    .order_by(col(ReviewRow.id).desc())
    .limit(1)
)
_CHANGE = update(ReviewRow).where(col(ReviewRow.id) == bindparam("of"))
_PLACE = update(CardRow).where(col(CardRow.question_id) == bindparam("of"))
_END = update(SessionRow).where(col(SessionRow.id) == bindparam("of"))


class Journal:
    """The written side of the database."""

    def __init__(self, path: Path, sitting: Sitting | None = None) -> None:
        self._path = path
        self._sitting = sitting
        self._engine = create_engine("sqlite://", creator=lambda: database.connect(path), poolclass=StaticPool)
        event.listen(self._engine, "begin", _begin)

    def warm_up(self) -> None:
        """Compile the statements of a grade, in a transaction that changes nothing: the first grade need not."""
        with self._transaction() as connection:
            self._derive(connection, "")

    def record(self, answered: Answered) -> None:
        """Append the review and move its card, both or neither; with the first, its session."""
        filed = answered.attempt.question
        copies = {"round": filed.round, "topic": filed.topic, "first_of_day": True}
        with self._transaction() as connection:
            self._open_session(connection)
            connection.execute(_APPEND, {**review_columns(answered.review), **copies})
            self._derive(connection, filed.id)

    def retract(self, retraction: Retract) -> None:
        """Void a review, and derive its card again."""
        with self._transaction() as connection:
            self._void(connection, retraction.review_id, retraction.question_id, retraction.at)

    def undo_last(self, at: datetime) -> Review:
        """Void the last review that stands, whichever session it was in, and return it.

        Raises:
            MlprepError: There is none.
        """
        with self._transaction() as connection:
            row = connection.execute(_LAST).first()
            if row is None:
                raise MlprepError("there is no grade to take back.", "mlprep history --all shows what was taken back")
            review = review_of(row._asdict())
            self._void(connection, review.id, review.question_id, at)
        return review

    def keep(self, spoken: Spoken) -> None:
        """Keep an answer of a mock interview; with the first, the interview and its session."""
        assert self._sitting is not None
        assert self._sitting.mock is not None
        mock = self._sitting.mock
        begun = {
            "session_id": mock.session_id,
            "study_day": mock.day.isoformat(),
            "name": mock.name,
            "company": mock.company,
            "sections": sections_text(mock.sections),
        }
        with self._transaction() as connection:
            self._open_session(connection)
            connection.execute(_INTERVIEW, begun)
            connection.execute(_SAY, spoken_columns(spoken))

    def jot(self, note: Note) -> None:
        """Keep a note; with the first thing kept of a session, the session."""
        with self._transaction() as connection:
            self._open_session(connection)
            connection.execute(_NOTE, note_columns(note))

    def end_session(self, at: datetime) -> None:
        """Note that the session ended, if anything of it was kept."""
        if self._sitting is not None:
            with self._transaction() as connection:
                connection.execute(_END, {"of": self._sitting.id, "ended_at": moment_text(at)})

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise errors.meaning(error.orig or error, self._path) from error

    def _open_session(self, connection: Connection) -> None:
        if (sitting := self._sitting) is not None:
            begun = moment_text(sitting.started_at)
            connection.execute(_SIT, {"id": sitting.id, "mode": sitting.mode, "started_at": begun})

    def _void(self, connection: Connection, review_id: str, question_id: str, at: datetime) -> None:
        connection.execute(_CHANGE, {"of": review_id, "voided_at": moment_text(at)})
        self._derive(connection, question_id)

    def _derive(self, connection: Connection, question_id: str) -> None:
        """Write the card that the standing reviews of a question lead to, and mark the first attempt of each day."""
        rows = [row._asdict() for row in connection.execute(_STANDING, {"of": question_id})]
        firsts = {row["study_day"]: row["id"] for row in reversed(rows)}
        for row in rows:
            first = firsts[row["study_day"]] == row["id"]
            if first != row["first_of_day"]:
                connection.execute(_CHANGE, {"of": row["id"], "first_of_day": first})
        # Read anew: the plan may have changed in another terminal since this session began.
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        card = replay(plans.schedule(driver), question_id, (review_of(row) for row in rows))
        connection.execute(_PLACE, {"of": question_id, **card_columns(card)})


def _begin(connection: Connection) -> None:
    # A transaction that begins by reading could not be sure of the lock when it comes to write.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
