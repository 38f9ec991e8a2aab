"""The migrations of the schema: named steps in order, each frozen once shipped."""

from __future__ import annotations

from typing import NamedTuple


class Migration(NamedTuple):
    """A migration: its name and its statements."""

    name: str
    statements: tuple[str, ...]


# SQLModel generates this text from `models.py`; a test keeps the two equal. Text needs no SQLModel to load.
FIRST = """
CREATE TABLE bank (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    rejected_digest VARCHAR,
    loaded_at VARCHAR NOT NULL,
    removed_at VARCHAR,
    PRIMARY KEY (number),
    UNIQUE (name)
)

CREATE TABLE migration (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at VARCHAR NOT NULL,
    PRIMARY KEY (number)
)

CREATE TABLE session (
    id VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    started_at VARCHAR NOT NULL,
    ended_at VARCHAR,
    PRIMARY KEY (id)
)

CREATE TABLE tally (
    round VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    checkpoint VARCHAR NOT NULL,
    first_of_day BOOLEAN NOT NULL,
    grade VARCHAR NOT NULL,
    reviews INTEGER NOT NULL,
    thinking_seconds FLOAT NOT NULL,
    over_budget INTEGER NOT NULL,
    budget_seconds INTEGER NOT NULL,
    PRIMARY KEY (round, topic, checkpoint, first_of_day, grade)
)

CREATE TABLE page (
    kind VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    bank INTEGER NOT NULL,
    position INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (kind, id),
    FOREIGN KEY(bank) REFERENCES bank (number)
)

CREATE TABLE question (
    id VARCHAR NOT NULL,
    bank INTEGER NOT NULL,
    position INTEGER NOT NULL,
    round VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    difficulty VARCHAR NOT NULL,
    prompt VARCHAR NOT NULL,
    budget_seconds INTEGER NOT NULL,
    companies VARCHAR NOT NULL,
    levels VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    retired_at VARCHAR,
    PRIMARY KEY (id),
    FOREIGN KEY(bank) REFERENCES bank (number)
)

CREATE TABLE card (
    question_id VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    introduction INTEGER NOT NULL,
    checkpoint VARCHAR,
    due VARCHAR,
    interval_days INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    last_grade VARCHAR,
    PRIMARY KEY (question_id),
    FOREIGN KEY(question_id) REFERENCES question (id)
)

CREATE INDEX card_due ON card (due, introduction)

CREATE INDEX card_new ON card (introduction) WHERE checkpoint IS NULL

CREATE INDEX card_round ON card (round, due, checkpoint, topic)

CREATE TABLE note (
    id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    session_id VARCHAR NOT NULL,
    noted_at VARCHAR NOT NULL,
    study_day VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id),
    FOREIGN KEY(session_id) REFERENCES session (id)
)

CREATE INDEX note_question ON note (question_id, id)

CREATE TABLE review (
    id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    session_id VARCHAR NOT NULL,
    reviewed_at VARCHAR NOT NULL,
    study_day VARCHAR NOT NULL,
    grade VARCHAR NOT NULL,
    thinking_seconds FLOAT NOT NULL,
    reviewing_seconds FLOAT NOT NULL,
    budget_seconds INTEGER NOT NULL,
    timed_out BOOLEAN NOT NULL,
    mode VARCHAR NOT NULL,
    key_points VARCHAR NOT NULL,
    checkpoint VARCHAR NOT NULL,
    round VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    first_of_day BOOLEAN NOT NULL,
    voided_at VARCHAR,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id),
    FOREIGN KEY(session_id) REFERENCES session (id)
)

CREATE INDEX review_day ON review (study_day, mode) WHERE voided_at IS NULL

CREATE INDEX review_question ON review (question_id, id)

CREATE INDEX review_round ON review (round, thinking_seconds) WHERE voided_at IS NULL

CREATE INDEX review_topic ON review (topic, thinking_seconds) WHERE voided_at IS NULL

CREATE TRIGGER review_added AFTER INSERT ON review BEGIN
INSERT INTO tally SELECT NEW.round, NEW.topic, NEW.checkpoint, NEW.first_of_day, NEW.grade,
    1, NEW.thinking_seconds, (NEW.thinking_seconds >= NEW.budget_seconds), NEW.budget_seconds
WHERE NEW.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
END

CREATE TRIGGER review_changed AFTER UPDATE ON review BEGIN
INSERT INTO tally SELECT OLD.round, OLD.topic, OLD.checkpoint, OLD.first_of_day, OLD.grade,
    -1, -OLD.thinking_seconds, -(OLD.thinking_seconds >= OLD.budget_seconds), -OLD.budget_seconds
WHERE OLD.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
INSERT INTO tally SELECT NEW.round, NEW.topic, NEW.checkpoint, NEW.first_of_day, NEW.grade,
    1, NEW.thinking_seconds, (NEW.thinking_seconds >= NEW.budget_seconds), NEW.budget_seconds
WHERE NEW.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
END

CREATE TRIGGER review_deleted AFTER DELETE ON review BEGIN
INSERT INTO tally SELECT OLD.round, OLD.topic, OLD.checkpoint, OLD.first_of_day, OLD.grade,
    -1, -OLD.thinking_seconds, -(OLD.thinking_seconds >= OLD.budget_seconds), -OLD.budget_seconds
WHERE OLD.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
END
"""

INTERVIEW = """
CREATE INDEX card_leech ON card (lapses, topic) WHERE lapses >= 4

CREATE TABLE "plan" (
    id VARCHAR NOT NULL,
    started_at VARCHAR NOT NULL,
    started_day VARCHAR NOT NULL,
    interview_day VARCHAR,
    dated_day VARCHAR NOT NULL,
    companies VARCHAR NOT NULL,
    levels VARCHAR NOT NULL,
    minutes INTEGER,
    since VARCHAR,
    ended_at VARCHAR,
    PRIMARY KEY (id)
)

CREATE TABLE pace (
    study_day VARCHAR NOT NULL,
    questions VARCHAR NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (study_day)
)

CREATE TABLE ready (
    "key" VARCHAR NOT NULL,
    recall FLOAT NOT NULL,
    PRIMARY KEY ("key")
)

CREATE TABLE mock (
    session_id VARCHAR NOT NULL,
    study_day VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    company VARCHAR,
    sections VARCHAR NOT NULL,
    PRIMARY KEY (session_id),
    FOREIGN KEY(session_id) REFERENCES session (id)
)

CREATE TABLE said (
    session_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    question_id VARCHAR NOT NULL,
    thinking_seconds FLOAT NOT NULL,
    probing_seconds FLOAT NOT NULL,
    probes INTEGER NOT NULL,
    passed BOOLEAN NOT NULL,
    PRIMARY KEY (session_id, position),
    FOREIGN KEY(session_id) REFERENCES mock (session_id),
    FOREIGN KEY(question_id) REFERENCES question (id)
)
"""

STANDING = """
ALTER TABLE review ADD COLUMN over_budget BOOLEAN GENERATED ALWAYS AS (thinking_seconds >= budget_seconds) VIRTUAL

CREATE VIEW standing AS SELECT * FROM review WHERE voided_at IS NULL

CREATE TABLE unknown_record (
    kind VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    PRIMARY KEY (kind, record)
)
"""

SEQUENCE = """
ALTER TABLE review ADD COLUMN sequence INTEGER

CREATE INDEX review_sequence ON review (sequence) WHERE sequence IS NOT NULL
"""

MEMORY = """
ALTER TABLE review ADD COLUMN confidence INTEGER

CREATE INDEX review_confidence ON review (confidence, first_of_day, grade)
WHERE confidence IS NOT NULL AND voided_at IS NULL

CREATE TABLE memory (
    question_id VARCHAR NOT NULL,
    stability FLOAT NOT NULL,
    difficulty FLOAT NOT NULL,
    last_day VARCHAR NOT NULL,
    reviews INTEGER NOT NULL,
    first_grade VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    seconds FLOAT NOT NULL,
    strong INTEGER NOT NULL,
    lean INTEGER NOT NULL,
    no_hire INTEGER NOT NULL,
    expected FLOAT NOT NULL,
    outcomes VARCHAR NOT NULL,
    surprised BOOLEAN NOT NULL,
    previous VARCHAR NOT NULL,
    PRIMARY KEY (question_id),
    FOREIGN KEY(question_id) REFERENCES question (id)
)

DROP TABLE ready
"""

COACH = """
ALTER TABLE review ADD COLUMN follow_ups INTEGER

ALTER TABLE "plan" ADD COLUMN breadth INTEGER

CREATE INDEX card_introduction ON card (round, introduction) WHERE checkpoint IS NULL

CREATE INDEX question_companies ON question (companies, id) WHERE companies <> '[]'

CREATE TABLE day_off (
    id VARCHAR NOT NULL,
    first_day VARCHAR NOT NULL,
    last_day VARCHAR NOT NULL,
    marked_at VARCHAR NOT NULL,
    removed_at VARCHAR,
    PRIMARY KEY (id)
)

CREATE TABLE suspension (
    id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    suspended_at VARCHAR NOT NULL,
    lifted_at VARCHAR,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id)
)

CREATE INDEX suspension_question ON suspension (question_id) WHERE lifted_at IS NULL

INSERT OR IGNORE INTO day_off
SELECT json_extract(record, '$.id'), json_extract(record, '$.first'), json_extract(record, '$.last'),
    json_extract(record, '$.marked_at'), json_extract(record, '$.removed_at')
FROM unknown_record WHERE kind = 'day_off'

INSERT OR IGNORE INTO suspension
SELECT json_extract(record, '$.id'), json_extract(record, '$.question'), json_extract(record, '$.suspended_at'),
    json_extract(record, '$.lifted_at')
FROM unknown_record WHERE kind = 'suspension' AND json_extract(record, '$.question') IN (SELECT id FROM question)

DELETE FROM unknown_record WHERE kind IN ('day_off', 'suspension')

DELETE FROM card WHERE question_id IN (SELECT question_id FROM suspension WHERE lifted_at IS NULL)

DROP TABLE pace
"""

ATTEMPTS = """
CREATE TABLE attempt (
    id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    session_id VARCHAR,
    form VARCHAR NOT NULL,
    attempted_at VARCHAR NOT NULL,
    study_day VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    thinking_seconds FLOAT,
    group_count INTEGER,
    passed_count INTEGER,
    failed VARCHAR NOT NULL,
    hidden BOOLEAN NOT NULL,
    removed_at VARCHAR,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id),
    FOREIGN KEY(session_id) REFERENCES session (id)
)

CREATE INDEX attempt_question ON attempt (question_id, id)

INSERT OR IGNORE INTO attempt
SELECT json_extract(record, '$.id'), json_extract(record, '$.question'), json_extract(record, '$.session'),
    json_extract(record, '$.form'), json_extract(record, '$.attempted_at'), json_extract(record, '$.study_day'),
    json_extract(record, '$.text'), json_extract(record, '$.seconds'), json_extract(record, '$.groups'),
    json_extract(record, '$.passed'), json_extract(record, '$.failed'), json_extract(record, '$.hidden'),
    json_extract(record, '$.removed_at')
FROM unknown_record WHERE kind = 'attempt' AND json_extract(record, '$.question') IN (SELECT id FROM question)
AND (json_extract(record, '$.session') IS NULL OR json_extract(record, '$.session') IN (SELECT id FROM session))
AND json_type(record, '$.text') = 'text' AND json_type(record, '$.failed') = 'array'
AND json_type(record, '$.hidden') IN ('true', 'false')

DELETE FROM unknown_record WHERE kind = 'attempt'
"""

STORIES = """
CREATE TABLE story (
    id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    written_at VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    questions VARCHAR NOT NULL,
    value_names VARCHAR NOT NULL,
    removed_at VARCHAR,
    PRIMARY KEY (id)
)

CREATE INDEX story_versions ON story (story_id, written_at, id)

INSERT OR IGNORE INTO story
SELECT json_extract(record, '$.id'), json_extract(record, '$.story'), json_extract(record, '$.written_at'),
    json_extract(record, '$.title'), json_extract(record, '$.text'), json_extract(record, '$.questions'),
    json_extract(record, '$.values'), json_extract(record, '$.removed_at')
FROM unknown_record WHERE kind = 'story' AND json_type(record, '$.story') = 'text'
AND json_type(record, '$.written_at') = 'text' AND json_type(record, '$.title') = 'text'
AND json_type(record, '$.text') = 'text' AND json_type(record, '$.questions') = 'array'
AND json_type(record, '$.values') = 'array'

DELETE FROM unknown_record WHERE kind = 'story'
"""

ASKED = """
CREATE TABLE asked (
    id VARCHAR NOT NULL,
    entered_at VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    company VARCHAR,
    round VARCHAR,
    text VARCHAR NOT NULL,
    went VARCHAR,
    question_id VARCHAR,
    removed_at VARCHAR,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id)
)

CREATE INDEX asked_question ON asked (question_id, entered_at) WHERE question_id IS NOT NULL AND removed_at IS NULL

INSERT OR IGNORE INTO asked
SELECT json_extract(record, '$.id'), json_extract(record, '$.entered_at'), json_extract(record, '$.day'),
    json_extract(record, '$.company'), json_extract(record, '$.round'), json_extract(record, '$.text'),
    json_extract(record, '$.went'), json_extract(record, '$.question'), json_extract(record, '$.removed_at')
FROM unknown_record WHERE kind = 'asked' AND json_type(record, '$.entered_at') = 'text'
AND json_type(record, '$.day') = 'text' AND json_type(record, '$.text') = 'text'
AND (json_extract(record, '$.question') IS NULL OR json_extract(record, '$.question') IN (SELECT id FROM question))

DELETE FROM unknown_record WHERE kind = 'asked'
"""


def _moved_into_calendar(days: str, moments: str) -> tuple[str, ...]:
    """Return the statements that move days and moments outside the calendar to its first or its last one."""
    return tuple(
        f"""UPDATE "{table}" SET {column} = max(min({column}, '{last}'), '{first}')
WHERE {column} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND {column} NOT BETWEEN '{first}' AND '{last}'"""  # noqa: S608  fixed names
        for columns, first, last in (
            (days, "1990-01-01", "2200-12-31"),
            (moments, "1990-01-01T00:00:00.000000Z", "2200-12-31T23:59:59.999999Z"),
        )
        for table, column in (name.split(".") for name in columns.split())
    )


# A clock that was years wrong: its records are moved to the first or the last day, so that they stay readable.
CALENDAR = _moved_into_calendar(
    "note.study_day review.study_day mock.study_day plan.started_day plan.interview_day plan.dated_day",
    "session.started_at session.ended_at review.reviewed_at review.voided_at note.noted_at plan.started_at "
    "plan.since plan.ended_at",
)
WHOLE_CALENDAR = (
    *CALENDAR,
    *_moved_into_calendar(
        "day_off.first_day day_off.last_day attempt.study_day asked.day",
        "day_off.marked_at day_off.removed_at suspension.suspended_at suspension.lifted_at attempt.attempted_at "
        "attempt.removed_at story.written_at story.removed_at asked.entered_at asked.removed_at",
    ),
)
"""The same for every table of this version, as a repair runs it."""


def _statements(text: str) -> tuple[str, ...]:
    return tuple(statement.strip() for statement in text.split("\n\n") if statement.strip())


MIGRATIONS = (
    Migration("first", _statements(FIRST)),
    Migration("interview", _statements(INTERVIEW)),
    Migration("standing", _statements(STANDING)),
    Migration("sequence", (*_statements(SEQUENCE), *CALENDAR)),
    Migration("memory", _statements(MEMORY)),
    Migration("coach", _statements(COACH)),
    Migration("attempts", _statements(ATTEMPTS)),
    Migration("stories", _statements(STORIES)),
    Migration("asked", _statements(ASKED)),
)
