"""Merging a log into the database: two versions of a record become one, and the cards are derived again.

Records are merged in batches of one kind: a few statements read what the database has of all of them, and only what is new
or changed is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from sqlite3 import Connection
from typing import NamedTuple

from mlprep_cli.core.log_merge import both_notes, ended_plans, joined
from mlprep_cli.core.log_records import KINDS, Line, LogRecord, Value, name_of, unknown_record
from mlprep_cli.core.plan import schedule_of
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.cards import derive_all_cards, derive_cards
from mlprep_cli.storage.log_records import COLUMNS, IDENTITY, LogRow, question_record, record_of, row_of
from mlprep_cli.storage.memories import derive_memories
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.questions import NOWHERE, carry_over, copy_to_reviews, keep_absent_question
from mlprep_cli.storage.suspensions import settle_cards

_NAMES = {kind: tuple(map(COLUMNS[kind].index, IDENTITY[kind])) for kind in KINDS}
"""The places in a row of the columns that identify it."""
_REFERENCES = {
    "mock": (("session", "session", "id"),),
    "said": (("session", "mock", "session_id"), ("question", "question", "id")),
    "review": (("session", "session", "id"), ("question", "question", "id")),
    "note": (("session", "session", "id"), ("question", "question", "id")),
    "suspension": (("question", "question", "id"),),
    "attempt": (("session", "session", "id"), ("question", "question", "id")),
    "asked": (("question", "question", "id"),),
}
"""The keys of a record that name another one, if they are not null: the key, the table of the other, and its column."""
DERIVED = ("first_of_day", "round", "topic")
"""The columns of a review that follow from other rows."""
_QUESTION, _DAY, _VOIDED = map(COLUMNS["review"].index, ("question_id", "study_day", "voided_at"))


class RefusedLine(MlprepError):
    """A line cannot be merged: it contradicts a stored record, or names a question or session that does not exist.

    Attributes:
        number: The number of the line.
    """

    def __init__(self, number: int, error: MlprepError) -> None:
        super().__init__(error.message, error.hint)
        self.number = number


class _Heir(NamedTuple):
    """The question that an old id belongs to now, and whether it waits for its bank."""

    waits: bool
    id: str


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
    _moving: bool = False
    _last_days: dict[str, str] = field(default_factory=dict)
    _by_old_id: dict[str, _Heir] | None = None

    def into(self, copy: Connection) -> LogMerge:
        """Return a merge of the rest of the log into a copy of the database, with what is known of the questions so far."""
        return LogMerge(copy, self.now, unknown=self.unknown, _names=self._names)

    def add(self, lines: Sequence[Line]) -> None:
        """Add records.

        Raises:
            RefusedLine: One of them contradicts a stored record, or refers to one that does not exist.
        """
        self._moving = False
        for kind, batch in groupby(lines, attrgetter("kind")):
            if kind == "question":
                self._add_questions([*batch])
            elif kind in KINDS:
                self._add_known(kind, [*batch])
            else:
                self._keep_unknown(kind, [*batch])

    def pending(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines that `add` would change the database for. Nothing is written.

        Raises:
            RefusedLine: One of them contradicts a stored record.
        """
        pending: list[Line] = []
        for kind, batch in groupby(lines, attrgetter("kind")):
            if kind == "question":
                pending += self._pending_questions([*batch])
            elif kind in KINDS:
                pending += [line for line, changes in self._changes(kind, [*batch]) if changes]
            else:
                pending += [line for line in batch if not self._is_kept(line)]
        return pending

    def reviews_behind(self, lines: Sequence[Line]) -> int:
        """Return the number of stored reviews that the cards are derived from after these lines are added."""
        if any(line.kind == "plan" for line in lines):
            count = self.connection.execute("SELECT count(*) FROM review").fetchone()[0]
        else:
            named = {self._renamed(line.record)["question"] for line in lines if line.kind == "review"}
            count = self.connection.execute(
                "SELECT count(*) FROM review WHERE question_id IN (SELECT value FROM json_each(?))",
                (json.dumps([*named]),),
            ).fetchone()[0]
        return int(count)

    def derive(self) -> None:
        """Derive the cards and memories of the changed reviews again; if a plan changed, all cards."""
        if self.new["plan"] or self.changed["plan"]:
            self._settle_plans()
            derive_all_cards(self.connection, schedule_of(PlanStore(self.connection).running()))
        derive_cards(self.connection, PlanStore(self.connection).schedule(), sorted(self._touched))
        derive_memories(self.connection, sorted(self._touched))
        if self.new["suspension"] or self.changed["suspension"]:
            settle_cards(self.connection, PlanStore(self.connection).schedule())

    # --- records of known kinds, except questions ---

    def _add_known(self, kind: str, lines: list[Line]) -> None:
        new: dict[LogRow, LogRow] = {}
        changed: dict[LogRow, LogRow] = {}
        for _, changes in self._changes(kind, lines):
            for name, row, is_new in changes:
                (new if is_new or name in new else changed)[name] = row
        self._check_references(kind, lines, new)
        self._insert(kind, [*new.values()])
        self._update(kind, changed)

    def _changes(self, kind: str, lines: list[Line]) -> Iterator[tuple[Line, list[tuple[LogRow, LogRow, bool]]]]:
        """Yield each line with the rows that it changes: the name of a row, the row, and whether it is new."""
        records = [self._renamed(line.record) for line in lines]
        rows = [row_of(kind, record) for record in records]
        name_of_row = _NAMES[kind]
        names = [tuple([row[place] for place in name_of_row]) for row in rows]
        stored = self._stored(kind, names)
        for line, record, name, row in zip(lines, records, names, rows, strict=True):
            ours = stored.get(name)
            if ours == row:
                yield line, []
                continue
            if ours is None:
                changes = [(name, row, True)]
            else:
                try:
                    changes = self._joined(kind, record, name, stored)
                except MlprepError as error:
                    raise RefusedLine(line.number, error) from error
            for changed_name, changed_row, _ in changes:
                stored[changed_name] = changed_row
            yield line, changes

    def _joined(
        self, kind: str, record: LogRecord, name: LogRow, stored: dict[LogRow, LogRow]
    ) -> list[tuple[LogRow, LogRow, bool]]:
        """Return the rows that a record changes which is stored as something else, given the stored rows by their names."""
        ours = record_of(kind, dict(zip(COLUMNS[kind], stored[name], strict=True)))
        if kind != "note":
            merged = record if self._moving else joined(kind, ours, record)
            return [] if merged == ours else [(name, row_of(kind, merged), False)]
        first, *others = both_notes(ours, record)
        changes = [] if first == ours else [(name, row_of(kind, first), False)]
        for note in others:
            other = (note["id"],)
            if other not in stored and not self._stored(kind, [other]):
                changes.append((other, row_of(kind, note), True))
        return changes

    def _stored(self, kind: str, names: Sequence[LogRow]) -> dict[LogRow, LogRow]:
        """Return the stored rows with these names."""
        columns = ", ".join(f"ours.{column}" for column in COLUMNS[kind])
        where = " AND ".join(
            f"ours.{column} = json_extract(name.value, '$[{place}]')" for place, column in enumerate(IDENTITY[kind])
        )
        cursor = self.connection.cursor()
        cursor.row_factory = None
        cursor.execute(
            f'SELECT {columns} FROM json_each(?) AS name CROSS JOIN "{kind}" AS ours ON {where}',  # noqa: S608  names
            (json.dumps(names),),
        )
        places = _NAMES[kind]
        return {tuple([row[place] for place in places]): row for row in cursor}

    def _check_references(self, kind: str, lines: list[Line], new: dict[LogRow, LogRow]) -> None:
        """Refuse a new record that names one that does not exist."""
        if not new:
            return
        for key, table, column in _REFERENCES.get(kind, ()):
            place = COLUMNS[kind].index(f"{key}_id")
            named = {row[place] for row in new.values()} - {None}
            missing = named - self._existing(table, column, named)
            for line in lines if missing else ():
                if self._renamed(line.record)[key] in missing:
                    raise RefusedLine(
                        line.number,
                        MlprepError(
                            f"The {name_of(kind, line.record)} names a question or a session that no earlier line defines.",
                            "Export the log again with mlprep data export. Nothing was imported from this file.",
                        ),
                    )

    def _existing(self, table: str, column: str, names: set[str]) -> set[str]:
        rows = self.connection.execute(
            f"SELECT {column} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608  names
            (json.dumps([*names]),),
        )
        return {row[0] for row in rows}

    def _insert(self, kind: str, rows: list[LogRow]) -> None:
        if not rows:
            return
        columns = COLUMNS[kind]
        if kind == "review":
            columns = (*columns, *DERIVED)
            rows = self._with_copies(rows)
        places = ", ".join("?" * len(columns))
        self.connection.executemany(f'INSERT INTO "{kind}" ({", ".join(columns)}) VALUES ({places})', rows)  # noqa: S608
        self.new[kind] += len(rows)

    def _with_copies(self, reviews: list[LogRow]) -> list[LogRow]:
        """Return new reviews with the round and topic of their questions, and whether they are the first of a day.

        The latter is derived once all reviews are there; in a log whose reviews are in order it is right at once.
        """
        named = {review[_QUESTION] for review in reviews}
        copies = {
            row[0]: (row[1], row[2])
            for row in self.connection.execute(
                "SELECT id, round, topic FROM question WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([*named]),),
            )
        }
        self._touched |= named
        complete = []
        for review in reviews:
            question, day = review[_QUESTION], review[_DAY]
            first = review[_VOIDED] is None and self._last_days.get(question) != day
            if first:
                self._last_days[question] = day
            complete.append((*review, first, *copies[question]))
        return complete

    def _update(self, kind: str, changed: dict[LogRow, LogRow]) -> None:
        if not changed:
            return
        values = ", ".join(f"{column} = ?" for column in COLUMNS[kind])
        where = " AND ".join(f"{column} = ?" for column in IDENTITY[kind])
        self.connection.executemany(
            f'UPDATE "{kind}" SET {values} WHERE {where}',  # noqa: S608  names
            [(*row, *name) for name, row in changed.items()],
        )
        if kind == "review":
            self._touched.update(row[_QUESTION] for row in changed.values())
        self.changed[kind] += len(changed)

    def _settle_plans(self) -> None:
        rows = self.connection.execute('SELECT * FROM "plan" ORDER BY id')
        plans = [record_of("plan", row) for row in rows]
        settled = zip(plans, ended_plans(plans), strict=True)
        self._update("plan", {(plan["id"],): row_of("plan", plan) for before, plan in settled if plan != before})

    # --- records of unknown kinds ---

    def _keep_unknown(self, kind: str, lines: list[Line]) -> None:
        statement = "INSERT OR IGNORE INTO unknown_record VALUES (?, ?)"
        records = [unknown_record(kind, line.record) for line in lines]
        if added := self.connection.executemany(statement, records).rowcount:
            self.new[kind] += added

    def _is_kept(self, line: Line) -> bool:
        kept = "SELECT 1 FROM unknown_record WHERE kind = ? AND record = ?"
        return self.connection.execute(kept, unknown_record(line.kind, line.record)).fetchone() is not None

    # --- questions: their ids in the banks here ---

    def _renamed(self, record: LogRecord) -> LogRecord:
        if not self._names:
            return record
        renamed = dict(record)
        if (name := record.get("question")) in self._names:
            renamed["question"] = self._names[str(name)]
        if isinstance(names := record.get("questions"), list):
            renamed["questions"] = [self._names.get(str(name), name) for name in names]
        if isinstance(sections := record.get("sections"), list):
            renamed["sections"] = [self._section(section) for section in sections]
        return renamed

    def _section(self, section: Value) -> Value:
        assert isinstance(section, dict)
        asked = section["questions"]
        assert isinstance(asked, list)
        return {**section, "questions": [self._names.get(str(name), name) for name in asked]}

    def _add_questions(self, lines: list[Line]) -> None:
        """Map questions to their local ids; store those that no local bank has, so that their reviews can be kept."""
        for line, known in self._absent(lines):
            merged = line.record if known is None else joined("question", known, line.record)
            if merged != known:
                self._keep(merged)
            self._rename(line.record)

    def _pending_questions(self, lines: list[Line]) -> list[Line]:
        pending = []
        for line, known in self._absent(lines):
            moves = self._moves(line.record)
            # Until they have moved, records here and in the log differ in the question.
            self._moving = self._moving or moves
            if moves or known is None or joined("question", known, line.record) != known:
                pending.append(line)
        return pending

    def _absent(self, lines: list[Line]) -> Iterator[tuple[Line, LogRecord | None]]:
        """Yield the lines of questions that no local bank has, each with its stored record, if there is one."""
        ids = json.dumps([line.record["id"] for line in lines])
        asked = "SELECT id FROM question WHERE retired_at IS NULL AND id IN (SELECT value FROM json_each(?))"
        local = {row[0] for row in self.connection.execute(asked, (ids,))}
        for line in lines:
            name = str(line.record["id"])
            if name in local:
                continue
            # Read for each line, because the line before may have stored it or an old id of it.
            row = self.connection.execute("SELECT * FROM question WHERE id = ?", (name,)).fetchone()
            if (local_id := self._local_id(line.record)) is not None:
                self._names[name] = local_id
            elif row is None or row["position"] == NOWHERE:
                self.unknown.add(name)
                yield line, None if row is None else question_record(row)

    def _rename(self, record: LogRecord) -> None:
        """Move the reviews of an absent question's old ids to it: its bank renamed it on another machine."""
        name = str(record["id"])
        for old in _old_ids(record):
            if moved := carry_over(self.connection, old, name):
                copy_to_reviews(self.connection, [name])
                self.changed["review"] += moved
                self._touched.add(name)

    def _moves(self, record: LogRecord) -> bool:
        """Return whether anything here has an old id of a question."""
        return any(
            self.connection.execute(
                """
                SELECT EXISTS (SELECT 1 FROM review WHERE question_id = :old)
                OR EXISTS (SELECT 1 FROM note WHERE question_id = :old)
                OR EXISTS (SELECT 1 FROM said WHERE question_id = :old)
                OR EXISTS (SELECT 1 FROM suspension WHERE question_id = :old)
                OR EXISTS (SELECT 1 FROM attempt WHERE question_id = :old)
                OR EXISTS (SELECT 1 FROM asked WHERE question_id = :old)
                OR EXISTS (SELECT 1 FROM story WHERE instr(questions, '"' || :old || '"'))
                OR EXISTS (SELECT 1 FROM mock WHERE instr(sections, '"' || :old || '"'))
                """,
                {"old": old},
            ).fetchone()[0]
            for old in _old_ids(record)
        )

    def _local_id(self, record: LogRecord) -> str | None:
        """Return the local id of a question: the one that lists it under `formerly`, or one of its own old ids."""
        heir = self._heirs().get(str(record["id"]))
        if heir is not None and not heir.waits:
            return heir.id
        live = "SELECT id FROM question WHERE retired_at IS NULL AND id IN (SELECT value FROM json_each(?))"
        row = (
            self.connection.execute(live, (json.dumps(record["formerly"]),)).fetchone() if record["formerly"] else None
        )
        if row is not None:
            return str(row[0])
        return None if heir is None else heir.id

    def _heirs(self) -> dict[str, _Heir]:
        """Return the question that each old id belongs to, read once; one of a local bank before one that waits for its bank."""
        if self._by_old_id is None:
            rows = self.connection.execute(
                """
                SELECT old.value, retired_at IS NOT NULL, question.id
                FROM question, json_each(iif(json_valid(body), body, '{}'), '$.formerly') AS old
                WHERE retired_at IS NULL OR position = ? ORDER BY 2 DESC
                """,
                (NOWHERE,),
            )
            self._by_old_id = {old: _Heir(bool(waits), name) for old, waits, name in rows}
        return self._by_old_id

    def _keep(self, record: LogRecord) -> None:
        keep_absent_question(self.connection, record, self.now)
        for old in _old_ids(record):
            self._heirs().setdefault(old, _Heir(waits=True, id=str(record["id"])))


def _old_ids(record: LogRecord) -> list[str]:
    formerly = record["formerly"]
    assert isinstance(formerly, list)
    return [str(old) for old in formerly]
