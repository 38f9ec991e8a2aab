BEGIN TRANSACTION;
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
);
INSERT INTO "bank" VALUES(0,'mlprep','/mlprep/data/questions.yaml',962,1795277802199896764,'6c23b2da12273284ed59716bb385f5dde7426e3e50db3b42f16f6a1737b4002f',NULL,'2026-03-02T12:00:00.000003Z',NULL);
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
);
INSERT INTO "card" VALUES('one','screening','mine',0,'7','2026-03-09',4,0,2,'strong');
INSERT INTO "card" VALUES('two','screening','mine',1,'3','2026-03-05',3,0,2,'lean');
INSERT INTO "card" VALUES('rapid','quickfire','mine',2000000002,'3','2026-03-05',3,0,1,'strong');
CREATE TABLE migration (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at VARCHAR NOT NULL,
    PRIMARY KEY (number)
);
INSERT INTO "migration" VALUES(1,'first','2026-11-21T16:16:42.572469+00:00');
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
);
INSERT INTO "note" VALUES('019cae6b-6976-7f70-9cf8-f5c26492d122','two','019cae6b-6609-722d-97f4-3e978240a7fc','2026-03-02T12:00:00.886965Z','2026-03-02','forgot the σ');
CREATE TABLE page (
    kind VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    bank INTEGER NOT NULL,
    position INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (kind, id),
    FOREIGN KEY(bank) REFERENCES bank (number)
);
INSERT INTO "page" VALUES('topic','mine',0,0,'Mine','All of it.');
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
);
INSERT INTO "question" VALUES('one',0,0,'screening','mine','easy','What is one?',120,'[]','[]','{"answer": "It is one.", "key_points": [["one of one", true], ["two of one", false], ["three of one", false]], "rubric": ["why one", "what one", "neither one"], "follow_ups": [], "companies": [], "expects": [], "see": [], "references": [], "level": [], "formerly": []}',NULL);
INSERT INTO "question" VALUES('two',0,1,'screening','mine','easy','What is two?',120,'[]','[]','{"answer": "It is two.", "key_points": [["one of two", true], ["two of two", false], ["three of two", false]], "rubric": ["why two", "what two", "neither two"], "follow_ups": [], "companies": [], "expects": [], "see": [], "references": [], "level": [], "formerly": []}',NULL);
INSERT INTO "question" VALUES('rapid',0,2,'quickfire','mine','easy','What is rapid?',15,'[]','[]','{"answer": "It is rapid.", "key_points": [["one of rapid", true], ["two of rapid", false]], "rubric": ["why rapid", "what rapid", "neither rapid"], "follow_ups": [], "companies": [], "expects": [], "see": [], "references": [], "level": [], "formerly": []}',NULL);
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
);
INSERT INTO "review" VALUES('019cae6b-6691-7768-8d78-5e5ef46aaa8a','one','019cae6b-6609-722d-97f4-3e978240a7fc','2026-03-02T12:00:00.145463Z','2026-03-02','strong',0.002,0.134,120,0,'drill','[]','0','screening','mine',1,NULL);
INSERT INTO "review" VALUES('019cae6b-6989-7bba-b2b6-56dedd265fff','two','019cae6b-6609-722d-97f4-3e978240a7fc','2026-03-02T12:00:00.905733Z','2026-03-02','no_hire',0.001,0.021,120,0,'drill','[]','0','screening','mine',1,NULL);
INSERT INTO "review" VALUES('019cae6b-699d-74bc-ae99-89f89bff5866','two','019cae6b-6609-722d-97f4-3e978240a7fc','2026-03-02T12:00:00.925296Z','2026-03-02','lean',0.001,0.006,120,0,'drill','[]','0','screening','mine',0,NULL);
INSERT INTO "review" VALUES('019caea2-54fb-7753-b283-78acf623e276','rapid','019caea2-5480-752f-8709-9245bb3cd541','2026-03-02T13:00:00.123458Z','2026-03-02','strong',0.002,0.12,15,0,'quickfire','[]','0','quickfire','mine',1,NULL);
INSERT INTO "review" VALUES('019cbdde-7a86-73d2-9384-8780a943c853','one','019cbdde-7a00-75a1-b252-d9d9a78909db','2026-03-05T12:00:00.134239Z','2026-03-05','strong',0.008,0.125,120,0,'drill','[]','3','screening','mine',1,NULL);
INSERT INTO "review" VALUES('019cbdde-7d81-7641-969f-79a5adc3e237','two','019cbdde-7a00-75a1-b252-d9d9a78909db','2026-03-05T12:00:00.897391Z','2026-03-05','strong',0.001,0.006,120,0,'drill','[]','3','screening','mine',1,'2026-03-05T12:30:00.000003Z');
CREATE TABLE session (
    id VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    started_at VARCHAR NOT NULL,
    ended_at VARCHAR,
    PRIMARY KEY (id)
);
INSERT INTO "session" VALUES('019cae6b-6609-722d-97f4-3e978240a7fc','drill','2026-03-02T12:00:00.009136Z','2026-03-02T12:00:00.946969Z');
INSERT INTO "session" VALUES('019caea2-5480-752f-8709-9245bb3cd541','quickfire','2026-03-02T13:00:00.000324Z','2026-03-02T13:00:00.963076Z');
INSERT INTO "session" VALUES('019cbdde-7a00-75a1-b252-d9d9a78909db','drill','2026-03-05T12:00:00.000352Z','2026-03-05T12:00:00.902606Z');
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
);
INSERT INTO "tally" VALUES('screening','mine','0',1,'strong',1,0.002,0,120);
INSERT INTO "tally" VALUES('screening','mine','0',1,'no_hire',1,0.001,0,120);
INSERT INTO "tally" VALUES('screening','mine','0',1,'lean',0,0.0,0,0);
INSERT INTO "tally" VALUES('screening','mine','0',0,'lean',1,0.001,0,120);
INSERT INTO "tally" VALUES('quickfire','mine','0',1,'strong',1,0.002,0,15);
INSERT INTO "tally" VALUES('screening','mine','3',1,'strong',1,0.008,0,120);
CREATE INDEX card_due ON card (due, introduction);
CREATE INDEX card_new ON card (introduction) WHERE checkpoint IS NULL;
CREATE INDEX card_round ON card (round, due, checkpoint, topic);
CREATE INDEX note_question ON note (question_id, id);
CREATE INDEX review_day ON review (study_day, mode) WHERE voided_at IS NULL;
CREATE INDEX review_question ON review (question_id, id);
CREATE INDEX review_round ON review (round, thinking_seconds) WHERE voided_at IS NULL;
CREATE INDEX review_topic ON review (topic, thinking_seconds) WHERE voided_at IS NULL;
CREATE TRIGGER review_added AFTER INSERT ON review BEGIN
INSERT INTO tally SELECT NEW.round, NEW.topic, NEW.checkpoint, NEW.first_of_day, NEW.grade,
    1, NEW.thinking_seconds, (NEW.thinking_seconds >= NEW.budget_seconds), NEW.budget_seconds
WHERE NEW.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
END;
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
END;
CREATE TRIGGER review_deleted AFTER DELETE ON review BEGIN
INSERT INTO tally SELECT OLD.round, OLD.topic, OLD.checkpoint, OLD.first_of_day, OLD.grade,
    -1, -OLD.thinking_seconds, -(OLD.thinking_seconds >= OLD.budget_seconds), -OLD.budget_seconds
WHERE OLD.voided_at IS NULL
ON CONFLICT DO UPDATE SET
    reviews = reviews + excluded.reviews,
    thinking_seconds = thinking_seconds + excluded.thinking_seconds,
    over_budget = over_budget + excluded.over_budget,
    budget_seconds = budget_seconds + excluded.budget_seconds;
END;
COMMIT;
