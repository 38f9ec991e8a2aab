"""The rows of the database: the one definition of its schema.

Days are ISO dates, moments ISO 8601 in UTC with microseconds, lists and pages JSON or Markdown text: the file reads well in
any SQLite tool. `review` is the truth; what is marked as a copy or derived can be made again from it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Computed, Connection, ForeignKey, Index, MetaData, String, event, text
from sqlmodel import Field, SQLModel

_STANDING = text("voided_at IS NULL")


class MigrationRow(SQLModel, table=True):
    """A step of the schema's history that this file has taken."""

    __tablename__ = "migration"

    number: int = Field(primary_key=True)
    name: str
    applied_at: str


class BankRow(SQLModel, table=True):
    """A bank file, as it was when it was last read. `number` orders the banks, the shipped one is 0.

    `rejected_digest` is of the newest content that could not be used, `removed_at` is set where the user took the bank away.
    """

    __tablename__ = "bank"

    number: int = Field(primary_key=True)
    name: str = Field(unique=True)
    path: str
    size_bytes: int
    modified_ns: int
    digest: str
    rejected_digest: str | None = None
    loaded_at: str
    removed_at: str | None = None


class PageRow(SQLModel, table=True):
    """A page of Markdown: `kind` is `topic` (its study page), `guide`, or `company` (its interviews, as JSON)."""

    __tablename__ = "page"

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    bank: int = Field(foreign_key="bank.number")
    position: int
    title: str
    text: str


class QuestionRow(SQLModel, table=True):
    """A question of a bank. A retired one is asked no more, and stays for its reviews. `position` is its place in all banks."""

    __tablename__ = "question"

    id: str = Field(primary_key=True)
    bank: int = Field(foreign_key="bank.number")
    position: int
    round: str
    topic: str
    difficulty: str
    prompt: str
    budget_seconds: int
    companies: str
    levels: str
    body: str
    retired_at: str | None = None


class CardRow(SQLModel, table=True):
    """A question's place in the schedule: derived from its reviews. Every question that can be asked has one.

    `round` and `topic` are copies of the question's; `introduction` orders the new ones.
    """

    __tablename__ = "card"
    __table_args__ = (
        Index("card_due", "due", "introduction"),
        Index("card_round", "round", "due", "checkpoint", "topic"),
        Index("card_new", "introduction", sqlite_where=text("checkpoint IS NULL")),
        Index("card_leech", "lapses", "topic", sqlite_where=text("lapses >= 4")),
    )

    question_id: str = Field(sa_column=Column(String, ForeignKey("question.id"), primary_key=True))
    round: str
    topic: str
    introduction: int
    checkpoint: str | None = None
    due: str | None = None
    interval_days: int = 0
    lapses: int = 0
    reviews: int = 0
    last_grade: str | None = None


class SessionRow(SQLModel, table=True):
    """One sitting. `ended_at` is missing where it was cut off."""

    __tablename__ = "session"

    id: str = Field(primary_key=True)
    mode: str
    started_at: str
    ended_at: str | None = None


class ReviewRow(SQLModel, table=True):
    """One graded attempt. Rows are added and, by undo, voided; nothing else about an attempt ever changes.

    `round` and `topic` are copies of the question's, and `first_of_day` is derived: the first attempt of its study day.
    """

    __tablename__ = "review"
    __table_args__ = (
        Index("review_question", "question_id", "id"),
        Index("review_day", "study_day", "mode", sqlite_where=_STANDING),
        Index("review_topic", "topic", "thinking_seconds", sqlite_where=_STANDING),
        Index("review_round", "round", "thinking_seconds", sqlite_where=_STANDING),
    )

    id: str = Field(primary_key=True)
    question_id: str = Field(foreign_key="question.id")
    session_id: str = Field(foreign_key="session.id")
    reviewed_at: str
    study_day: str
    grade: str
    thinking_seconds: float
    reviewing_seconds: float
    budget_seconds: int
    timed_out: bool
    mode: str
    key_points: str
    checkpoint: str
    round: str
    topic: str
    first_of_day: bool
    voided_at: str | None = None
    over_budget: bool = Field(
        sa_column=Column(Boolean, Computed("thinking_seconds >= budget_seconds", persisted=False))
    )


class PlanRow(SQLModel, table=True):
    """The way to an interview. The one that runs is the one that has not ended; the others are kept as they were.

    `dated_day` is the day on which the date was set, `since` the moment from which on reviews count, where not all do.
    """

    __tablename__ = "plan"

    id: str = Field(primary_key=True)
    started_at: str
    started_day: str
    interview_day: str | None = None
    dated_day: str
    companies: str
    levels: str
    minutes: int | None = None
    since: str | None = None
    ended_at: str | None = None


class PaceRow(SQLModel, table=True):
    """What the plan chose for a study day, once: its new questions, and how many of those due. Derived.

    It is forgotten when the plan changes.
    """

    __tablename__ = "pace"

    study_day: str = Field(primary_key=True)
    questions: str
    due: int


class ReadyRow(SQLModel, table=True):
    """The readiness last worked out: derived, and looked up by what it was worked out from."""

    __tablename__ = "ready"

    key: str = Field(primary_key=True)
    recall: float


class MockRow(SQLModel, table=True):
    """A mock interview: its session, what it was called, and its sections, each with its seconds and its questions."""

    __tablename__ = "mock"

    session_id: str = Field(foreign_key="session.id", primary_key=True)
    study_day: str
    name: str
    company: str | None = None
    sections: str


class SaidRow(SQLModel, table=True):
    """An answer given in a mock interview, to be graded in its debrief. `passed` is one that the learner left out."""

    __tablename__ = "said"

    session_id: str = Field(foreign_key="mock.session_id", primary_key=True)
    position: int = Field(primary_key=True)
    question_id: str = Field(foreign_key="question.id")
    thinking_seconds: float
    probing_seconds: float
    probes: int
    passed: bool


class TallyRow(SQLModel, table=True):
    """How many standing reviews are alike, and their sums: derived, and kept by the triggers below, whatever writes a review.

    Statistics over a million reviews are read off these few rows.
    """

    __tablename__ = "tally"

    round: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    checkpoint: str = Field(primary_key=True)
    first_of_day: bool = Field(primary_key=True)
    grade: str = Field(primary_key=True)
    reviews: int
    thinking_seconds: float
    over_budget: int
    budget_seconds: int


class NoteRow(SQLModel, table=True):
    """One line of what was missed in an answer."""

    __tablename__ = "note"
    __table_args__ = (Index("note_question", "question_id", "id"),)

    id: str = Field(primary_key=True)
    question_id: str = Field(foreign_key="question.id")
    session_id: str = Field(foreign_key="session.id")
    noted_at: str
    study_day: str
    text: str


class UnknownRecordRow(SQLModel, table=True):
    """A log record of a kind that this version does not know, kept as it was written."""

    __tablename__ = "unknown_record"

    kind: str = Field(primary_key=True)
    record: str = Field(primary_key=True)


VIEWS = ("CREATE VIEW standing AS SELECT * FROM review WHERE voided_at IS NULL",)
STANDING = SQLModel.metadata.tables["review"].to_metadata(MetaData(), name="standing")
"""The reviews that were not undone, for statements of SQLAlchemy."""

_COUNTED = """\
INSERT INTO tally SELECT {0}.round, {0}.topic, {0}.checkpoint, {0}.first_of_day, {0}.grade,
    {1}1, {1}{0}.thinking_seconds, {1}({0}.thinking_seconds >= {0}.budget_seconds), {1}{0}.budget_seconds
WHERE {0}.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
"""
_ADDED, _TAKEN = _COUNTED.format("NEW", ""), _COUNTED.format("OLD", "-")

TRIGGERS = (
    f"CREATE TRIGGER review_added AFTER INSERT ON review BEGIN\n{_ADDED}END",
    f"CREATE TRIGGER review_changed AFTER UPDATE ON review BEGIN\n{_TAKEN}{_ADDED}END",
    f"CREATE TRIGGER review_deleted AFTER DELETE ON review BEGIN\n{_TAKEN}END",
)


@event.listens_for(SQLModel.metadata, "after_create")
def _create_views_and_triggers(_tables: object, connection: Connection, **_options: object) -> None:
    for statement in (*VIEWS, *TRIGGERS):
        connection.exec_driver_sql(statement)
