"""Taking a log into the database: what both tell of becomes one, and the cards are derived again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from sqlite3 import Connection, IntegrityError

from mlprep_cli.core.log_merge import both_notes, joined, succeeded
from mlprep_cli.core.log_records import KINDS, Record, Value, name_of
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage import plans
from mlprep_cli.storage.banks import carry_over, copy_to_reviews
from mlprep_cli.storage.log_records import Line, column_of, columns_of, question_record, record_of
from mlprep_cli.storage.places import NOWHERE, keep_a_place
from mlprep_cli.storage.reviews import derive_cards


@dataclass
class Union:
    """Takes logs into an open database, and counts what that changed, kind by kind."""

    connection: Connection
    now: str
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)
    _touched: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

    def take(self, lines: Iterable[Line]) -> None:
        """Take the lines of a log in, inside the caller's transaction.

        Raises:
            MlprepError: One cannot stand beside what is here, or names what is nowhere.
        """
        for line in lines:
            self.add(line)

    def add(self, line: Line) -> None:
        """Take one line in. Raises what `take` does."""
        try:
            self._take(line.kind, line.record)
        except IntegrityError as error:
            raise MlprepError(
                f"the {name_of(line.kind, line.record)} names a question or a session that no line before it has.",
                "write the file anew with mlprep data export; nothing of it was taken",
            ) from error

    def derive(self) -> None:
        """Derive again what follows from the log, inside the same transaction."""
        if self.new["plan"] or self.changed["plan"]:
            self._settle_plans()
            plans.derive_all(self.connection)
        derive_cards(self.connection, plans.schedule(self.connection), sorted(self._touched))

    def _take(self, kind: str, record: Record) -> None:
        if kind == "question":
            self._know(record)
            return
        record = self._renamed(record)
        ours = self._found(kind, record)
        if ours is None:
            self._insert(kind, record)
        elif kind == "note":
            first, *others = both_notes(ours, record)
            self._replace(kind, ours, first)
            for each in others:
                if self._found(kind, each) is None:
                    self._insert(kind, each)
        else:
            self._replace(kind, ours, joined(kind, ours, record))

    def _found(self, kind: str, record: Record) -> Record | None:
        columns = columns_of(kind, {key: record[key] for key in KINDS[kind].named_by})
        where = " AND ".join(f"{column} = :{column}" for column in columns)
        row = self.connection.execute(f'SELECT * FROM "{kind}" WHERE {where}', columns).fetchone()  # noqa: S608  names
        return None if row is None else record_of(kind, row)

    def _insert(self, kind: str, record: Record) -> None:
        columns = columns_of(kind, record)
        names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
        if kind == "review":
            self._touched.add(columns["question_id"])
            names += ", round, topic, first_of_day"
            filed = "SELECT {} FROM question WHERE id = :question_id"
            values += f", ({filed.format('round')}), ({filed.format('topic')}), 0"
        self.connection.execute(f'INSERT INTO "{kind}" ({names}) VALUES ({values})', columns)  # noqa: S608  names
        self.new[kind] += 1

    def _replace(self, kind: str, ours: Record, record: Record) -> None:
        if record == ours:
            return
        columns = columns_of(kind, record)
        values = ", ".join(f"{column} = :{column}" for column in columns)
        where = " AND ".join(f"{column} = :{column}" for column in (column_of(key) for key in KINDS[kind].named_by))
        self.connection.execute(f'UPDATE "{kind}" SET {values} WHERE {where}', columns)  # noqa: S608  names
        if kind == "review":
            self._touched.add(columns["question_id"])
        self.changed[kind] += 1

    def _settle_plans(self) -> None:
        rows = self.connection.execute('SELECT * FROM "plan" ORDER BY id')
        found = [record_of("plan", row) for row in rows]
        for before, after in zip(found, succeeded(found), strict=True):
            self._replace("plan", before, after)

    # --- questions: what one is called here ---

    def _renamed(self, record: Record) -> Record:
        if not self._names:
            return record
        found = dict(record)
        if (name := record.get("question")) in self._names:
            found["question"] = self._names[str(name)]
        if isinstance(sections := record.get("sections"), list):
            found["sections"] = [self._section(each) for each in sections]
        return found

    def _section(self, section: Value) -> Value:
        assert isinstance(section, dict)
        asked = section["questions"]
        assert isinstance(asked, list)
        return {**section, "questions": [self._names.get(str(each), each) for each in asked]}

    def _know(self, record: Record) -> None:
        """Find out what a question is called here; where no bank here has it, keep a place for its reviews."""
        name = str(record["id"])
        row = self.connection.execute("SELECT * FROM question WHERE id = ?", (name,)).fetchone()
        if row is not None and row["retired_at"] is None:
            return
        if (here := self._asked_as(record)) is not None:
            self._names[name] = here
        elif row is None or row["position"] == NOWHERE:
            known = None if row is None else question_record(row)
            self.unknown.add(name)
            keep_a_place(self.connection, record if known is None else joined("question", known, record), self.now)
            self._rename(record)

    def _rename(self, record: Record) -> None:
        """Give a question that waits what is here under its old names: a machine that has its bank renamed it."""
        name, formerly = str(record["id"]), record["formerly"]
        assert isinstance(formerly, list)
        for old in formerly:
            if moved := carry_over(self.connection, str(old), name):
                copy_to_reviews(self.connection, [name])
                self.changed["review"] += moved
                self._touched.add(name)

    def _asked_as(self, record: Record) -> str | None:
        """Return the question here that carries this one's history, or one asked here whose history this one carries."""
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
