BEGIN TRANSACTION;
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
);
INSERT INTO "attempt" VALUES('a1','one','019cae6b-6617-7964-be76-72be378930b8','code','2026-03-02T12:00:00.000000Z','2026-03-02','def solve():
	return 1
',61.5,4,3,'["long lists"]',1,NULL);
INSERT INTO "attempt" VALUES('a2','two',NULL,'code','2026-03-02T12:00:00.000000Z','2026-03-02','x = 1
',NULL,NULL,NULL,'[]',0,NULL);
INSERT INTO "attempt" VALUES('a3','one',NULL,'typed','2026-03-02T12:00:00.000000Z','2026-03-02','',NULL,NULL,NULL,'[]',0,'2026-03-02T12:00:00.000000Z');
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
INSERT INTO "bank" VALUES(0,'mlprep','/mlprep/data/questions.yaml',962,1795893880770977647,'6c23b2da12273284ed59716bb385f5dde7426e3e50db3b42f16f6a1737b4002f',NULL,'2026-03-02T12:00:00.000005Z',NULL);
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
INSERT INTO "card" VALUES('one','screening','mine',0,'14','2026-03-13',4,0,4,'strong');
INSERT INTO "card" VALUES('two','screening','mine',1,'3','2026-03-10',1,0,3,'lean');
INSERT INTO "card" VALUES('rapid','quickfire','mine',2000000002,'3','2026-03-04',2,0,1,'strong');
CREATE TABLE day_off (
    id VARCHAR NOT NULL,
    first_day VARCHAR NOT NULL,
    last_day VARCHAR NOT NULL,
    marked_at VARCHAR NOT NULL,
    removed_at VARCHAR,
    PRIMARY KEY (id)
);
INSERT INTO "day_off" VALUES('off1','2026-03-07','2026-03-08','2026-03-02T12:00:00.000000Z',NULL);
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
);
INSERT INTO "memory" VALUES('one',4.34703229427325652531e+01,2.10433139084644738048e+00,'2026-03-09',4,'strong',3,74.095,2,0,0,1.95553587524500493977e+00,'[[7, 2, 2]]',0,'[28.58861671638807, 2.1112142357853942, "2026-03-05", 3, "strong", 2, 4.095, 1, 0, 0, 0.9751614796424646, "[[7, 1, 1]]", 0]');
INSERT INTO "memory" VALUES('rapid',16.6,2.11810397045901499524e+00,'2026-03-02',1,'strong',1,2.219,0,0,0,0.0,'[]',0,'');
INSERT INTO "memory" VALUES('two',2.15455087533828,7.60420976907683776602e+00,'2026-03-09',3,'no_hire',2,70.028,0,1,0,5.82235404677392431871e-01,'[[0, 1, 1]]',0,'[0.212, 6.4133, "2026-03-02", 2, "no_hire", 1, 0.028, 0, 0, 0, 0.0, "[]", 0]');
CREATE TABLE migration (
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at VARCHAR NOT NULL,
    PRIMARY KEY (number)
);
INSERT INTO "migration" VALUES(1,'first','2026-11-28T19:24:41.903698+00:00');
INSERT INTO "migration" VALUES(2,'interview','2026-11-28T19:24:41.904517+00:00');
INSERT INTO "migration" VALUES(3,'standing','2026-11-28T19:24:41.905237+00:00');
INSERT INTO "migration" VALUES(4,'sequence','2026-11-28T22:15:35.418469+00:00');
INSERT INTO "migration" VALUES(5,'memory','2026-11-29T01:29:10.770588+00:00');
INSERT INTO "migration" VALUES(6,'coach','2026-03-02T12:00:00.000006Z');
INSERT INTO "migration" VALUES(7,'attempts','2026-03-02T12:00:00.000007Z');
INSERT INTO "migration" VALUES(8,'stories','2026-03-02T12:00:00.000008Z');
CREATE TABLE mock (
    session_id VARCHAR NOT NULL,
    study_day VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    company VARCHAR,
    sections VARCHAR NOT NULL,
    PRIMARY KEY (session_id),
    FOREIGN KEY(session_id) REFERENCES session (id)
);
INSERT INTO "mock" VALUES('019caed9-4300-7014-bcbb-6d3c9bfc0630','2026-03-02','mixed',NULL,'[{"name": "mixed rounds", "seconds": 2700, "levels": 2, "questions": ["one"]}]');
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
INSERT INTO "note" VALUES('019cae6b-70a6-7e04-a041-e2f5bd74ac7f','two','019cae6b-6617-7964-be76-72be378930b8','2026-03-02T12:00:02.726876Z','2026-03-02','forgot the σ');
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
    ended_at VARCHAR, breadth INTEGER,
    PRIMARY KEY (id)
);
INSERT INTO "plan" VALUES('019caebd-cbcd-7618-8249-45c2ad65ab5b','2026-03-02T13:30:00.013381Z','2026-03-02','2026-03-20','2026-03-02','[]','[]',NULL,NULL,NULL,1);
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
    voided_at VARCHAR, over_budget BOOLEAN GENERATED ALWAYS AS (thinking_seconds >= budget_seconds) VIRTUAL, sequence INTEGER, confidence INTEGER, follow_ups INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id),
    FOREIGN KEY(session_id) REFERENCES session (id)
);
INSERT INTO "review" VALUES('019cae6b-706b-7408-b8ea-73587b37b6f8','one','019cae6b-6617-7964-be76-72be378930b8','2026-03-02T12:00:02.667252Z','2026-03-02','strong',0.012,2.621,120,0,'drill','[]','0','screening','mine',1,NULL,NULL,NULL,NULL);
INSERT INTO "review" VALUES('019cae6b-70b8-7883-9ee1-2348eaf84f81','two','019cae6b-6617-7964-be76-72be378930b8','2026-03-02T12:00:02.744532Z','2026-03-02','no_hire',0.003,0.025,120,0,'drill','[]','0','screening','mine',1,NULL,NULL,NULL,NULL);
INSERT INTO "review" VALUES('019cae6b-70d4-7cc0-a345-d5f3e1ccafa7','two','019cae6b-6617-7964-be76-72be378930b8','2026-03-02T12:00:02.772797Z','2026-03-02','lean',0.003,0.01,120,0,'drill','[]','0','screening','mine',0,NULL,NULL,NULL,NULL);
INSERT INTO "review" VALUES('019caea2-5d38-7039-a961-0e75f1f82ff3','rapid','019caea2-5480-77ef-abaf-8b7720974cad','2026-03-02T13:00:02.232014Z','2026-03-02','strong',0.041,2.178,15,0,'quickfire','[]','0','quickfire','mine',1,NULL,NULL,NULL,NULL);
INSERT INTO "review" VALUES('019caed9-48d0-74d9-80ab-404030e878d7','one','019caed9-4300-7014-bcbb-6d3c9bfc0630','2026-03-02T14:00:01.488303Z','2026-03-02','strong',0.016,0.003,120,0,'mock','[]','3','screening','mine',0,NULL,NULL,NULL,NULL);
INSERT INTO "review" VALUES('019cbdde-7fda-7aac-bebd-e522b5ee8854','one','019cbdde-7a21-7c31-aa5e-8584d8a7531a','2026-03-05T12:00:01.498667Z','2026-03-05','strong',0.009,1.453,120,0,'drill','[]','3','screening','mine',1,NULL,NULL,NULL,NULL);
INSERT INTO "review" VALUES('019cbdde-8008-78c0-abc5-d7c7e5c8ba3f','two','019cbdde-7a21-7c31-aa5e-8584d8a7531a','2026-03-05T12:00:01.544547Z','2026-03-05','strong',0.002,0.008,120,0,'drill','[]','3','screening','mine',1,'2026-03-05T12:30:00.000010Z',NULL,NULL,NULL);
INSERT INTO "review" VALUES('019cd277-ea00-7000-9ec2-67a52a4b02e6','one','late-session','2026-03-09T12:00:00.000000Z','2026-03-09','strong',60.0,10.0,120,0,'drill','[]','7','screening','mine',1,NULL,1,NULL,NULL);
INSERT INTO "review" VALUES('019cd2ae-d880-7000-9d2b-d5b080b6c2da','two','late-session','2026-03-09T13:00:00.000000Z','2026-03-09','lean',60.0,10.0,120,0,'drill','[]','3','screening','mine',1,NULL,2,3,1);
INSERT INTO "review" VALUES('019cd20a-0d00-7000-b476-195eb7dcf12a','one','late-session','2026-03-09T10:00:00.000000Z','2026-03-09','no_hire',60.0,10.0,120,0,'drill','[]','14','screening','mine',1,'2026-03-09T14:00:00.000000Z',3,NULL,NULL);
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
);
INSERT INTO "said" VALUES('019caed9-4300-7014-bcbb-6d3c9bfc0630',0,'one',0.016,0.0,0,0);
CREATE TABLE session (
    id VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    started_at VARCHAR NOT NULL,
    ended_at VARCHAR,
    PRIMARY KEY (id)
);
INSERT INTO "session" VALUES('019cae6b-6617-7964-be76-72be378930b8','drill','2026-03-02T12:00:00.023587Z','2026-03-02T12:00:02.850137Z');
INSERT INTO "session" VALUES('019caea2-5480-77ef-abaf-8b7720974cad','quickfire','2026-03-02T13:00:00.000496Z','2026-03-02T13:00:02.348314Z');
INSERT INTO "session" VALUES('019caed9-4300-7014-bcbb-6d3c9bfc0630','mock','2026-03-02T14:00:00.000005Z','2026-03-02T14:00:01.511219Z');
INSERT INTO "session" VALUES('019cbdde-7a21-7c31-aa5e-8584d8a7531a','drill','2026-03-05T12:00:00.033762Z','2026-03-05T12:00:01.600436Z');
INSERT INTO "session" VALUES('late-session','drill','2026-03-09T12:00:00.000000Z',NULL);
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
);
INSERT INTO "story" VALUES('s1','story-1','2026-03-02T12:00:00.000000Z','The ranker','## Result

Latency fell by 40 %.','["one", "two"]','["Ownership"]',NULL);
INSERT INTO "story" VALUES('s2','story-1','2026-03-03T12:00:00.000000Z','The ranker, again','## Result

Latency fell by half, 40 ms.','["one"]','[]',NULL);
INSERT INTO "story" VALUES('s3','story-2','2026-03-03T12:00:00.000000Z','removed','','[]','[]','2026-03-04T12:00:00.000000Z');
CREATE TABLE suspension (
    id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    suspended_at VARCHAR NOT NULL,
    lifted_at VARCHAR,
    PRIMARY KEY (id),
    FOREIGN KEY(question_id) REFERENCES question (id)
);
INSERT INTO "suspension" VALUES('sus1','rapid','2026-03-02T12:00:00.000000Z','2026-03-03T12:00:00.000000Z');
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
INSERT INTO "tally" VALUES('screening','mine','0',1,'strong',1,0.012,0,120);
INSERT INTO "tally" VALUES('screening','mine','0',1,'no_hire',1,0.003,0,120);
INSERT INTO "tally" VALUES('screening','mine','0',1,'lean',0,0.0,0,0);
INSERT INTO "tally" VALUES('screening','mine','0',0,'lean',1,0.003,0,120);
INSERT INTO "tally" VALUES('quickfire','mine','0',1,'strong',1,0.041,0,15);
INSERT INTO "tally" VALUES('screening','mine','3',1,'strong',1,0.009,0,120);
INSERT INTO "tally" VALUES('screening','mine','3',0,'strong',1,0.016,0,120);
INSERT INTO "tally" VALUES('screening','mine','7',1,'strong',1,60.0,0,120);
INSERT INTO "tally" VALUES('screening','mine','3',1,'lean',1,60.0,0,120);
INSERT INTO "tally" VALUES('screening','mine','14',1,'no_hire',0,0.0,0,0);
INSERT INTO "tally" VALUES('screening','mine','7',0,'strong',0,0.0,0,0);
CREATE TABLE unknown_record (
    kind VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    PRIMARY KEY (kind, record)
);
INSERT INTO "unknown_record" VALUES('badge','{"id":"a1","passed":[true,false],"question":"one","text":"L = ‖w‖²"}');
INSERT INTO "unknown_record" VALUES('goal','{"minutes":20.5}');
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
CREATE INDEX card_leech ON card (lapses, topic) WHERE lapses >= 4;
CREATE VIEW standing AS SELECT * FROM review WHERE voided_at IS NULL;
CREATE INDEX review_sequence ON review (sequence) WHERE sequence IS NOT NULL;
CREATE INDEX review_confidence ON review (confidence, first_of_day, grade)
WHERE confidence IS NOT NULL AND voided_at IS NULL;
CREATE INDEX card_introduction ON card (round, introduction) WHERE checkpoint IS NULL;
CREATE INDEX question_companies ON question (companies, id) WHERE companies <> '[]';
CREATE INDEX suspension_question ON suspension (question_id) WHERE lifted_at IS NULL;
CREATE INDEX attempt_question ON attempt (question_id, id);
CREATE INDEX story_versions ON story (story_id, written_at, id);
COMMIT;
