"""The tables as SQLModel classes: the one definition of the schema.

Days are ISO dates, moments ISO 8601 in UTC with microseconds, lists JSON, pages Markdown: the file is readable in any SQLite
tool. `review` is the source of truth: everything described as a copy or as derived can be computed again.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Computed, Connection, ForeignKey, Index, MetaData, String, event, text
from sqlmodel import Field, SQLModel

_STANDING = text("voided_at IS NULL")


class MigrationRow(SQLModel, table=True):
    """A migration that was applied to this file."""

    __tablename__ = "migration"

    number: int = Field(primary_key=True)
    name: str
    applied_at: str


class BankRow(SQLModel, table=True):
    """A bank file as last read. `number` orders the banks; the shipped one is 0.

    `rejected_digest` is the digest of the newest content with errors. `removed_at` is set if the user removed the bank.
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
    """A page: `kind` is `topic` (a study page), `guide` (both Markdown) or `company` (an interview process, as JSON)."""

    __tablename__ = "page"

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    bank: int = Field(foreign_key="bank.number")
    position: int
    title: str
    text: str


class QuestionRow(SQLModel, table=True):
    """A question of a bank. A retired one is no longer asked, and is kept for its reviews. `position` orders all banks."""

    __tablename__ = "question"
    __table_args__ = (Index("question_companies", "companies", "id", sqlite_where=text("companies <> '[]'")),)

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
    """A question's place in the schedule, derived from its reviews. Every question that can be asked has a card.

    `round` and `topic` are copies of the question's; `introduction` orders the new cards.
    """

    __tablename__ = "card"
    __table_args__ = (
        Index("card_due", "due", "introduction"),
        Index("card_round", "round", "due", "checkpoint", "topic"),
        Index("card_new", "introduction", sqlite_where=text("checkpoint IS NULL")),
        Index("card_introduction", "round", "introduction", sqlite_where=text("checkpoint IS NULL")),
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


class MemoryRow(SQLModel, table=True):
    """What the reviews of a question have shown of its memory. Derived: a grade moves it on, any other change replays the log.

    `reviews` counts the reviews folded in, retries included; the other columns are of first attempts of a study day.
    `first_grade` is that of the first answer ever: the one that the ticks suggest; without ticks, the learner's. `strong`,
    `lean` and `no_hire` count the learner's grades at cards that were not new, and `expected` sums the chances of recall
    predicted at these. `outcomes` counts all attempts after the first and the recalled ones by prediction, as JSON.
    `previous` has the other columns as they were before the last study day, as JSON; it is empty if there was nothing then.
    """

    __tablename__ = "memory"

    question_id: str = Field(foreign_key="question.id", primary_key=True)
    stability: float
    difficulty: float
    last_day: str
    reviews: int
    first_grade: str
    attempts: int
    seconds: float
    strong: int
    lean: int
    no_hire: int
    expected: float
    outcomes: str
    surprised: bool
    previous: str


class SessionRow(SQLModel, table=True):
    """A session. `ended_at` is NULL if it was interrupted."""

    __tablename__ = "session"

    id: str = Field(primary_key=True)
    mode: str
    started_at: str
    ended_at: str | None = None


class ReviewRow(SQLModel, table=True):
    """A graded attempt. A row is only ever added and, by undo, voided.

    `round` and `topic` are copies of the question's. `first_of_day` is derived: the first attempt at the question on its day.
    `sequence` counts the grades given with this database, whatever its clock said; it is NULL for reviews from a log.
    """

    __tablename__ = "review"
    __table_args__ = (
        Index("review_question", "question_id", "id"),
        Index("review_day", "study_day", "mode", sqlite_where=_STANDING),
        Index("review_topic", "topic", "thinking_seconds", sqlite_where=_STANDING),
        Index("review_round", "round", "thinking_seconds", sqlite_where=_STANDING),
        Index("review_sequence", "sequence", sqlite_where=text("sequence IS NOT NULL")),
        Index(
            "review_confidence",
            "confidence",
            "first_of_day",
            "grade",
            sqlite_where=text("confidence IS NOT NULL AND voided_at IS NULL"),
        ),
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
    sequence: int | None = None
    confidence: int | None = None
    follow_ups: int | None = None


class PlanRow(SQLModel, table=True):
    """The plan until an interview. The running one has not ended; earlier ones stay unchanged.

    `dated_day` is the day on which the date was set. Only reviews from `since` on count; NULL means all of them.
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
    breadth: int | None = None


class DayOffRow(SQLModel, table=True):
    """Days without study, the last one included. `removed_at` is set if they were given back to the plan."""

    __tablename__ = "day_off"

    id: str = Field(primary_key=True)
    first_day: str
    last_day: str
    marked_at: str
    removed_at: str | None = None


class SuspensionRow(SQLModel, table=True):
    """A question that is not asked until `lifted_at`: it has no card so long."""

    __tablename__ = "suspension"
    __table_args__ = (Index("suspension_question", "question_id", sqlite_where=text("lifted_at IS NULL")),)

    id: str = Field(primary_key=True)
    question_id: str = Field(foreign_key="question.id")
    suspended_at: str
    lifted_at: str | None = None


class AttemptRow(SQLModel, table=True):
    """An attempt at a question as it was at a moment, and how its checks went. It has no text if this was removed on request.

    `session_id` and `thinking_seconds` are NULL outside a session, the counts of groups if nothing ran.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_question", "question_id", "id"),)

    id: str = Field(primary_key=True)
    question_id: str = Field(foreign_key="question.id")
    session_id: str | None = Field(default=None, foreign_key="session.id")
    form: str
    attempted_at: str
    study_day: str
    text: str
    thinking_seconds: float | None = None
    group_count: int | None = None
    passed_count: int | None = None
    failed: str
    hidden: bool
    removed_at: str | None = None


class StoryRow(SQLModel, table=True):
    """A version of a story; the newest one of a `story_id` counts. It has no text if this was removed on request.

    `questions` are ids, and `value_names` the values of companies that it shows, both as JSON.
    """

    __tablename__ = "story"
    __table_args__ = (Index("story_versions", "story_id", "written_at", "id"),)

    id: str = Field(primary_key=True)
    story_id: str
    written_at: str
    title: str
    text: str
    questions: str
    value_names: str
    removed_at: str | None = None


class AskedRow(SQLModel, table=True):
    """A question of a real interview, and the question of the bank that it is like, if there is one."""

    __tablename__ = "asked"
    __table_args__ = (
        Index(
            "asked_question",
            "question_id",
            "entered_at",
            sqlite_where=text("question_id IS NOT NULL AND removed_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    entered_at: str
    day: str
    company: str | None = None
    round: str | None = None
    text: str
    went: str | None = None
    question_id: str | None = Field(default=None, foreign_key="question.id")
    removed_at: str | None = None


class MockRow(SQLModel, table=True):
    """A mock interview: its session, its name, and its sections with their seconds and questions, as JSON."""

    __tablename__ = "mock"

    session_id: str = Field(foreign_key="session.id", primary_key=True)
    study_day: str
    name: str
    company: str | None = None
    sections: str


class SaidRow(SQLModel, table=True):
    """An answer of a mock interview, to be graded in its debrief. `passed` means that the learner gave none."""

    __tablename__ = "said"

    session_id: str = Field(foreign_key="mock.session_id", primary_key=True)
    position: int = Field(primary_key=True)
    question_id: str = Field(foreign_key="question.id")
    thinking_seconds: float
    probing_seconds: float
    probes: int
    passed: bool


class TallyRow(SQLModel, table=True):
    """Counts and sums of the reviews that were not undone, by group. Derived, and kept up to date by the triggers below.

    Statistics over a million reviews are read from these few rows.
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
    """A note of one line: what an answer missed."""

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

_COUNT = """\
INSERT INTO tally SELECT {0}.round, {0}.topic, {0}.checkpoint, {0}.first_of_day, {0}.grade,
    {1}1, {1}{0}.thinking_seconds, {1}({0}.thinking_seconds >= {0}.budget_seconds), {1}{0}.budget_seconds
WHERE {0}.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
"""
_COUNT_NEW, _DISCOUNT_OLD = _COUNT.format("NEW", ""), _COUNT.format("OLD", "-")

TRIGGERS = (
    f"CREATE TRIGGER review_added AFTER INSERT ON review BEGIN\n{_COUNT_NEW}END",
    f"CREATE TRIGGER review_changed AFTER UPDATE ON review BEGIN\n{_DISCOUNT_OLD}{_COUNT_NEW}END",
    f"CREATE TRIGGER review_deleted AFTER DELETE ON review BEGIN\n{_DISCOUNT_OLD}END",
)


@event.listens_for(SQLModel.metadata, "after_create")
def _create_views_and_triggers(_tables: object, connection: Connection, **_options: object) -> None:
    for statement in (*VIEWS, *TRIGGERS):
        connection.exec_driver_sql(statement)
