"""Writing down what the user does: SQLModel rows, one durable transaction a call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, create_engine, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from mlprep_cli.adapters import database
from mlprep_cli.adapters.rows import card_columns, moment_text, review_columns, review_of
from mlprep_cli.adapters.tables import CardRow, NoteRow, ReviewRow, SessionRow
from mlprep_cli.core.events import Answered, Retract
from mlprep_cli.core.reviews import Note, Review
from mlprep_cli.core.scheduling import CheckpointPlan, replay
from mlprep_cli.errors import MlprepError


@dataclass(frozen=True, slots=True)
class Sitting:
    """The session that reviews and notes are about to belong to."""

    id: str
    mode: str
    started_at: datetime


# Made once: a statement that is built anew for each grade costs as much as the grade itself.
_STANDING = (
    select(*inspect(ReviewRow).columns)
    .where(col(ReviewRow.question_id) == bindparam("of"), col(ReviewRow.voided_at).is_(None))
    .order_by(col(ReviewRow.id))
)
_MARK = update(ReviewRow).where(col(ReviewRow.id) == bindparam("of"))
_PLACE = update(CardRow).where(col(CardRow.question_id) == bindparam("of"))


class Journal:
    """The written side of the database."""

    def __init__(self, path: Path, plan: CheckpointPlan, sitting: Sitting | None = None) -> None:
        self._path = path
        self._plan = plan
        self._sitting = sitting
        self._opened = False
        self._engine = create_engine("sqlite://", creator=lambda: database.connect(path), poolclass=StaticPool)
        event.listen(self._engine, "begin", _begin)

    def record(self, answered: Answered) -> None:
        """Append the review and move its card, both or neither; with the first, its session."""
        review = answered.review
        with self._transaction() as unit:
            self._open_session(unit)
            filed = answered.attempt.question
            unit.add(ReviewRow(**review_columns(review), round=filed.round, topic=filed.topic, first_of_day=True))
            unit.flush()
            self._derive(unit, review.question_id)

    def retract(self, retraction: Retract) -> None:
        """Void a review, and derive its card again."""
        with self._transaction() as unit:
            row = unit.get_one(ReviewRow, retraction.review_id)
            row.voided_at = moment_text(retraction.at)
            unit.flush()
            self._derive(unit, row.question_id)

    def undo_last(self, at: datetime) -> Review:
        """Void the last review that stands, whichever session it was in, and return it.

        Raises:
            MlprepError: There is none.
        """
        with self._transaction() as unit:
            standing = select(ReviewRow).where(col(ReviewRow.voided_at).is_(None))
            row = unit.exec(standing.order_by(col(ReviewRow.id).desc()).limit(1)).first()
            if row is None:
                raise MlprepError("there is no grade to take back.", "mlprep history --all shows what was taken back")
            review = review_of(row.model_dump())
            row.voided_at = moment_text(at)
            unit.flush()
            self._derive(unit, row.question_id)
        return review

    def jot(self, note: Note) -> None:
        """Keep a note; with the first thing kept of a session, the session."""
        with self._transaction() as unit:
            self._open_session(unit)
            unit.add(
                NoteRow(
                    id=note.id,
                    question_id=note.question_id,
                    session_id=note.session_id,
                    noted_at=moment_text(note.noted_at),
                    study_day=note.study_day.isoformat(),
                    text=note.text,
                )
            )

    def end_session(self, at: datetime) -> None:
        """Note that the session ended, if anything of it was kept."""
        with self._transaction() as unit:
            if self._sitting and (row := unit.get(SessionRow, self._sitting.id)) is not None:
                row.ended_at = moment_text(at)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Unit]:
        try:
            with Unit(self._engine, expire_on_commit=False) as unit:
                yield unit
                unit.commit()
        except DBAPIError as error:
            raise database.meaning(error.orig or error, self._path) from error

    def _open_session(self, unit: Unit) -> None:
        sitting = self._sitting
        if sitting and not self._opened:
            if unit.get(SessionRow, sitting.id) is None:
                unit.add(SessionRow(id=sitting.id, mode=sitting.mode, started_at=moment_text(sitting.started_at)))
                unit.flush()
            event.listen(unit, "after_commit", self._note_opened, once=True)

    def _note_opened(self, _unit: Unit) -> None:
        self._opened = True

    def _derive(self, unit: Unit, question_id: str) -> None:
        """Write the card that the standing reviews of a question lead to, and mark the first attempt of each day."""
        connection = unit.connection()
        # As plain rows: an object for each review of a long history would make the next question wait.
        rows = [row._asdict() for row in connection.execute(_STANDING, {"of": question_id})]
        firsts = {row["study_day"]: row["id"] for row in reversed(rows)}
        for row in rows:
            first = firsts[row["study_day"]] == row["id"]
            if first != row["first_of_day"]:
                connection.execute(_MARK, {"of": row["id"], "first_of_day": first})
        card = replay(self._plan, question_id, (review_of(row) for row in rows))
        connection.execute(_PLACE, {"of": question_id, **card_columns(card)})


def _begin(connection: Connection) -> None:
    # A transaction that begins by reading could not be sure of the lock when it comes to write.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
