"""Merging a log into the database: two versions of a record become one, and the cards are derived again."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from sqlite3 import Connection, IntegrityError

from mlprep_cli.core.log_merge import both_notes, ended_plans, joined
from mlprep_cli.core.log_records import KINDS, Line, LogRecord, Value, name_of, unknown_record
from mlprep_cli.core.plan import schedule_of
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.cards import derive_all_cards, derive_cards
from mlprep_cli.storage.log_records import columns_of, question_record, record_of
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.questions import NOWHERE, carry_over, copy_to_reviews, keep_absent_question


@dataclass
class LogMerge:
    """Adds records to an open database, inside the transaction of the caller, and counts the changes by kind."""

    connection: Connection
    now: str
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)
    _touched: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Add one record.

        Raises:
            MlprepError: It contradicts a stored record, or refers to a question or session that does not exist.
        """
        try:
            self._add(line.kind, line.record)
        except IntegrityError as error:
            raise MlprepError(
                f"The {name_of(line.kind, line.record)} names a question or a session that no earlier line defines.",
                "Export the log again with mlprep data export. Nothing was imported from this file.",
            ) from error

    def derive(self) -> None:
        """Derive the cards of the changed reviews again, or all of them if a plan changed."""
        if self.new["plan"] or self.changed["plan"]:
            self._settle_plans()
            derive_all_cards(self.connection, schedule_of(PlanStore(self.connection).running()))
        derive_cards(self.connection, PlanStore(self.connection).schedule(), sorted(self._touched))

    def _add(self, kind: str, record: LogRecord) -> None:
        if kind == "question":
            self._add_question(record)
            return
        if kind not in KINDS:
            self._keep_unknown(kind, record)
            return
        record = self._renamed(record)
        ours = self._stored(kind, record)
        if ours is None:
            self._insert(kind, record)
        elif kind == "note":
            first, *others = both_notes(ours, record)
            self._replace(kind, ours, first)
            for note in others:
                if self._stored(kind, note) is None:
                    self._insert(kind, note)
        else:
            self._replace(kind, ours, joined(kind, ours, record))

    def _keep_unknown(self, kind: str, record: LogRecord) -> None:
        statement = "INSERT OR IGNORE INTO unknown_record VALUES (?, ?)"
        if self.connection.execute(statement, unknown_record(kind, record)).rowcount:
            self.new[kind] += 1

    def _stored(self, kind: str, record: LogRecord) -> LogRecord | None:
        columns = columns_of(kind, {key: record[key] for key in KINDS[kind].named_by})
        where = " AND ".join(f"{column} = :{column}" for column in columns)
        row = self.connection.execute(f'SELECT * FROM "{kind}" WHERE {where}', columns).fetchone()  # noqa: S608  names
        return None if row is None else record_of(kind, row)

    def _insert(self, kind: str, record: LogRecord) -> None:
        columns = columns_of(kind, record)
        names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
        if kind == "review":
            self._touched.add(columns["question_id"])
            names += ", round, topic, first_of_day"
            copied = "SELECT {} FROM question WHERE id = :question_id"
            values += f", ({copied.format('round')}), ({copied.format('topic')}), 0"
        self.connection.execute(f'INSERT INTO "{kind}" ({names}) VALUES ({values})', columns)  # noqa: S608  names
        self.new[kind] += 1

    def _replace(self, kind: str, ours: LogRecord, record: LogRecord) -> None:
        if record == ours:
            return
        columns = columns_of(kind, record)
        values = ", ".join(f"{column} = :{column}" for column in columns)
        identity = columns_of(kind, {key: record[key] for key in KINDS[kind].named_by})
        where = " AND ".join(f"{column} = :{column}" for column in identity)
        self.connection.execute(f'UPDATE "{kind}" SET {values} WHERE {where}', columns)  # noqa: S608  names
        if kind == "review":
            self._touched.add(columns["question_id"])
        self.changed[kind] += 1

    def _settle_plans(self) -> None:
        rows = self.connection.execute('SELECT * FROM "plan" ORDER BY id')
        plans = [record_of("plan", row) for row in rows]
        for before, after in zip(plans, ended_plans(plans), strict=True):
            self._replace("plan", before, after)

    # --- questions: their ids in the banks here ---

    def _renamed(self, record: LogRecord) -> LogRecord:
        if not self._names:
            return record
        renamed = dict(record)
        if (name := record.get("question")) in self._names:
            renamed["question"] = self._names[str(name)]
        if isinstance(sections := record.get("sections"), list):
            renamed["sections"] = [self._section(section) for section in sections]
        return renamed

    def _section(self, section: Value) -> Value:
        assert isinstance(section, dict)
        asked = section["questions"]
        assert isinstance(asked, list)
        return {**section, "questions": [self._names.get(str(name), name) for name in asked]}

    def _add_question(self, record: LogRecord) -> None:
        """Map a question to its local id; if no local bank has it, store it so that its reviews can be kept."""
        name = str(record["id"])
        row = self.connection.execute("SELECT * FROM question WHERE id = ?", (name,)).fetchone()
        if row is not None and row["retired_at"] is None:
            return
        if (local_id := self._local_id(record)) is not None:
            self._names[name] = local_id
        elif row is None or row["position"] == NOWHERE:
            known = None if row is None else question_record(row)
            self.unknown.add(name)
            merged = record if known is None else joined("question", known, record)
            keep_absent_question(self.connection, merged, self.now)
            self._rename(record)

    def _rename(self, record: LogRecord) -> None:
        """Move the reviews of an absent question's old ids to it: its bank renamed it on another machine."""
        name, formerly = str(record["id"]), record["formerly"]
        assert isinstance(formerly, list)
        for old in formerly:
            if moved := carry_over(self.connection, str(old), name):
                copy_to_reviews(self.connection, [name])
                self.changed["review"] += moved
                self._touched.add(name)

    def _local_id(self, record: LogRecord) -> str | None:
        """Return the local id of a question: the one that lists it under `formerly`, or one of its own old ids."""
        row = self.connection.execute(
            """
            SELECT question.id, retired_at IS NOT NULL AS waits FROM question, json_each(body, '$.formerly') AS old
            WHERE (retired_at IS NULL OR position = :nowhere) AND old.value = :name
            UNION ALL SELECT id, 0 FROM question
            WHERE retired_at IS NULL AND id IN (SELECT value FROM json_each(:formerly))
            ORDER BY waits
            """,
            {"name": record["id"], "formerly": json.dumps(record["formerly"]), "nowhere": NOWHERE},
        ).fetchone()
        return None if row is None else str(row[0])
