"""Integrity checks: pages, schema, log rows, derived tables."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection, DatabaseError, Row
from threading import Thread
from typing import Self

from mlprep_cli.core.days import FIRST_DAY, LAST_DAY
from mlprep_cli.core.health import Fault, HealthReport, Remedy
from mlprep_cli.core.log_records import DATED, KINDS, day_fault_of, id_fits
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.errors import MlprepError, RowUnreadable
from mlprep_cli.storage.backup import Progress, snapshot, unwatched
from mlprep_cli.storage.banks import loaded_bank_of
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.database import connect
from mlprep_cli.storage.errors import meaning
from mlprep_cli.storage.fields import UNREADABLE, checkpoint_text
from mlprep_cli.storage.foreign_tables import lacks
from mlprep_cli.storage.log_records import record_of, unknown_records
from mlprep_cli.storage.memories import differing_memories
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.pages import process_of
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.questions import question_of
from mlprep_cli.storage.reviews import are_numbered
from mlprep_cli.storage.schema import CHANGED, FOREIGN, UNRECORDED, Schema, differences, read_schema
from mlprep_cli.storage.sound_rows import SOUND_REVIEW
from mlprep_cli.storage.suspensions import SUSPENDED

REPAIR = "mlprep data check --repair"
NAMED = 10
"""The maximum number of differing cards listed one by one."""
_SAVES = "writes every readable line of the log to a new file."
_OUT_OF_REACH = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)
_INDEX_DAMAGE = ("missing from index", "wrong # of entries in index", "non-unique entry in index")
Plan = CheckpointPlan | None
"""The checkpoint plan of the cards; None if it cannot be read, and then no card is checked."""
Check = Callable[[Connection, Plan], Iterator[Fault]]
"""One check of a database."""
_Outcome = list[Fault] | Exception


def check_store(connection: Connection, path: Path, progress: Progress = unwatched) -> HealthReport:
    """Return every fault of an open database, and compare the cards with the reviews if the plan can be read.

    Of a file with foreign objects, only these are returned: any other check could make them act.

    Raises:
        DatabaseUnavailable: The database is locked, or the disk fails.
    """
    # What others write meanwhile must not look like a fault.
    with snapshot(connection):
        schema = read_schema(connection)
        differing = differences(schema)
        if schema.count() < len(MIGRATIONS) or any(
            difference.verdict in (FOREIGN, CHANGED) for difference in differing
        ):
            return HealthReport(0, 0, tuple(_schema_faults(connection, schema)))
        try:
            schedule = PlanStore(connection).schedule()
        except (RowUnreadable, DatabaseError):
            schedule = None
        return check_database(connection, path, schedule, progress)


def check_database(connection: Connection, path: Path, plan: Plan, progress: Progress = unwatched) -> HealthReport:
    """Return every fault of an open database. Nothing is changed, and invalid content is a fault, never an error.

    Raises:
        DatabaseUnavailable: The database is locked, or the disk fails.
    """
    outcomes: dict[Check, _Outcome] = {}
    with _Meanwhile(path, plan) as meanwhile:
        own = [check for check in CHECKS if check not in LONG_CHECKS]
        for number, check in enumerate((*own, *LONG_CHECKS)):
            progress("checking", number / len(CHECKS))
            done = meanwhile.outcome(check) if check in LONG_CHECKS else None
            outcomes[check] = _outcome(check, connection, plan) if done is None else done
    faults: list[Fault] = []
    for check in CHECKS:
        match outcomes[check]:
            case DatabaseError() as error:
                problem = meaning(error, path)
                if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _OUT_OF_REACH:
                    raise problem from error
                if not any(fault.remedy is Remedy.REBUILD for fault in faults):
                    faults.append(Fault(problem.message, f"{REPAIR} {_SAVES}", Remedy.REBUILD))
            case Exception() as error:
                if not faults:
                    faults.append(Fault(f"A value cannot be read ({error}).", f"{REPAIR} {_SAVES}", Remedy.REBUILD))
            case list() as found:
                faults += found
    return HealthReport(_count(connection, "card"), _count(connection, "review"), tuple(faults))


def _outcome(check: Check, connection: Connection, plan: Plan) -> _Outcome:
    """Return the faults that a check finds, or the error that ends it."""
    try:
        return [*check(connection, plan)]
    except (DatabaseError, *UNREADABLE) as error:
        return error


class _Meanwhile:
    """Runs the long checks in a thread, on a connection of its own, while the other checks run.

    SQLite works without Python's lock, so two processors share the work.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path = path
        self._plan = plan
        self._connection: Connection | None = None
        self._outcomes: dict[Check, _Outcome] = {}
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        with suppress(DatabaseError):
            self._connection = connect(self._path, patience=0)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.interrupt()
            if self._thread.ident is not None:
                self._thread.join()
            self._connection.close()

    def outcome(self, check: Check) -> _Outcome | None:
        """Wait for a check and return its outcome; None if it has to be repeated on the other connection."""
        if self._thread.ident is not None:
            self._thread.join()
        return self._outcomes.get(check)

    def _run(self) -> None:
        assert self._connection is not None
        for check in LONG_CHECKS:
            outcome = _outcome(check, self._connection, self._plan)
            if isinstance(outcome, Exception):  # perhaps a lock that the other connection holds
                return
            self._outcomes[check] = outcome


def _pages(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for (verdict,) in connection.execute("PRAGMA integrity_check(20)"):
        if any(damage in verdict for damage in _INDEX_DAMAGE):
            yield Fault(f"An index is damaged: {verdict}.", f"{REPAIR} rebuilds it.")
        elif verdict != "ok":
            yield Fault(f"The file is damaged: {' '.join(verdict.split())}.", f"{REPAIR} {_SAVES}", Remedy.REBUILD)


def _schema_check(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    yield from _schema_faults(connection, read_schema(connection))


def _schema_faults(connection: Connection, schema: Schema) -> Iterator[Fault]:
    for difference in differences(schema):
        message = f"{str(difference).capitalize()[:1]}{str(difference)[1:]}."
        match difference.verdict:
            case verdict if verdict == FOREIGN:
                yield Fault(message, f"{REPAIR} removes it.")
            case verdict if verdict == UNRECORDED:
                yield Fault(message, f"{REPAIR} records it.")
            case verdict if difference.kind != "table":
                yield Fault(message, f"{REPAIR} creates it again.")
            case verdict if verdict == CHANGED and lacks(connection, schema, difference.name) == []:
                yield Fault(message, f"{REPAIR} copies its rows into a new table.")
            case _:
                yield Fault(message, f"{REPAIR} {_SAVES}", Remedy.REBUILD)


def _links(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    counts = Counter((row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check"))
    for (table, parent), count in sorted(counts.items()):
        message = f"The table {table} refers to a {parent} that does not exist, {count} ×"
        if table == "review" and parent == "question":
            ids = connection.execute(
                "SELECT DISTINCT question_id FROM review WHERE question_id NOT IN (SELECT id FROM question) LIMIT 3"
            )
            message += f" ({', '.join(str(row[0]) for row in ids)})"
        yield Fault(f"{message}.", f"{REPAIR} adds a placeholder.")


def _log_rows(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    """Check that each row of the log can be read, and that its day fits its moment, as does the id of a grade."""
    restore = "Restore an earlier backup with mlprep data restore, then merge the later reviews."
    changed: list[str] = []
    misdated: list[str] = []
    for kind in KINDS:
        if kind == "question":
            continue
        doubtful = f"({SOUND_REVIEW}) IS NOT TRUE" if kind == "review" else "1"
        for row in connection.execute(f'SELECT * FROM "{kind}" WHERE {doubtful} ORDER BY 1'):  # noqa: S608  fixed words
            try:
                record = record_of(kind, row)
            except MlprepError as error:
                if _is_outside_calendar(row):
                    yield Fault(error.message, f"{REPAIR} moves it to the first or the last day of these years.")
                else:
                    yield Fault(error.message, restore, Remedy.NONE)
                continue
            if day_fault_of(kind, record) is not None:
                misdated.append(f"{kind} {record['id']} of {record[DATED[kind]]} on {record['study_day']}")
            if kind == "review" and row["sequence"] is not None and not id_fits(kind, record):
                changed.append(str(record["id"]))
    if misdated:
        yield Fault(
            f"The study day does not match the time: {_some(misdated)}.",
            f"{REPAIR} derives it from the time, in the time zone of this machine.",
        )
    if changed:
        yield Fault(f"The log is out of order at the review {_some(changed)}.", restore, Remedy.NONE)


def _numbers_and_unknown_records(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    """Check what only this database has, and what it keeps for a newer version."""
    if not are_numbered(connection):
        yield Fault("The order in which grades were given is damaged.", f"{REPAIR} counts them again.")
    damaged: list[str] = []
    for _ in unknown_records(connection, damaged.append):
        pass
    for message in damaged[:NAMED]:
        yield Fault(message, f"{REPAIR} removes it, and its backup keeps it.")


def _is_outside_calendar(row: Row) -> bool:
    """Return whether a row has a day or a moment outside the years 1990 to 2200."""
    texts = (value for value in row if isinstance(value, str))
    return any(
        re.match(r"\d{4}-\d{2}-\d{2}(T|$)", text) and not FIRST_DAY.year <= int(text[:4]) <= LAST_DAY.year
        for text in texts
    )


def _some(names: list[str]) -> str:
    return f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"


def _content(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for _, error in unreadable_content(connection):
        yield Fault(error, f"{REPAIR} reads its bank again.")


def unreadable_content(connection: Connection) -> Iterator[tuple[object, str]]:
    """Yield each row of a bank that cannot be read: the number of the bank, and the error."""
    readers: tuple[tuple[str, str, Callable[[Row], object]], ...] = (
        ("SELECT * FROM bank", "number", loaded_bank_of),
        ("SELECT * FROM question", "bank", question_of),
        ("SELECT * FROM page WHERE kind = 'company'", "bank", process_of),
    )
    for query, bank, read in readers:
        for row in connection.execute(query).fetchall():
            try:
                read(row)
            except UNREADABLE as error:
                yield row[bank], str(error)


def _cards(connection: Connection, plan: Plan) -> Iterator[Fault]:
    differing, wrong = disagreements(connection, plan)
    for name, stored, derived in differing[:NAMED]:
        yield Fault(
            f"The card of {name} says {_described(stored)}, its reviews say {_described(derived)}.",
            f"{REPAIR} derives it again.",
        )
    if len(differing) > NAMED:
        more = len(differing) - NAMED
        yield Fault(f"{more} more cards differ from their reviews.", f"{REPAIR} derives them again.")
    if wrong:
        yield Fault(f"First attempts of a day are marked wrongly, {wrong} ×.", f"{REPAIR} derives them again.")
    lost = connection.execute(
        f"""
        SELECT id FROM question WHERE retired_at IS NULL AND id NOT IN (SELECT question_id FROM card)
        AND id NOT IN ({SUSPENDED})
        """  # noqa: S608  a constant
    ).fetchall()
    if lost:
        yield Fault(f"The card of {_some([str(row[0]) for row in lost])} is missing.", f"{REPAIR} derives it.")


def _memories(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    """Compare a sample of the memories with a replay of their reviews. A missing one is derived when it is read."""
    if names := differing_memories(connection):
        yield Fault(f"The memory of {_some(names)} differs from its reviews.", f"{REPAIR} derives it again.")


def _copies(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    moved = connection.execute(
        """
        SELECT count(*) FROM review JOIN question ON question.id = question_id
        WHERE (review.round, review.topic) <> (question.round, question.topic)
        """
    ).fetchone()[0]
    if moved:
        yield Fault(f"Reviews and their questions differ in round or topic, {moved} ×.", f"{REPAIR} copies them again.")
    misfiled = connection.execute(
        """
        SELECT question_id FROM card JOIN question ON question.id = question_id
        WHERE (card.round, card.topic) <> (question.round, question.topic)
        """
    ).fetchall()
    if misfiled:
        names = _some([str(row[0]) for row in misfiled])
        yield Fault(f"The card of {names} differs from its question in round or topic.", f"{REPAIR} copies it again.")


def _tally(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    counted = """
        SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(over_budget),
        sum(budget_seconds) FROM standing GROUP BY 1, 2, 3, 4, 5
    """
    stored = """
        SELECT round, topic, checkpoint, first_of_day, grade, reviews, over_budget, budget_seconds FROM tally
        WHERE reviews > 0
    """
    if {tuple(row) for row in connection.execute(counted)} != {tuple(row) for row in connection.execute(stored)}:
        yield Fault("The stored statistics differ from the reviews.", f"{REPAIR} counts them again.")


LONG_CHECKS: tuple[Check, ...] = (_pages, _log_rows)
"""The checks that spend their time inside SQLite."""
CHECKS: tuple[Check, ...] = (
    _pages,
    _schema_check,
    _links,
    _log_rows,
    _numbers_and_unknown_records,
    _content,
    _cards,
    _memories,
    _copies,
    _tally,
)
"""All checks, in the order of their faults."""


def _count(connection: Connection, table: str) -> int:
    try:
        count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  a fixed name
    except DatabaseError:
        return 0
    return count


def _described(card: Card | None) -> str:
    if card is None:
        return "an unreadable value"
    place = "new" if card.due is None else f"checkpoint {checkpoint_text(card.checkpoint)}, due {card.due}"
    return f"{place}, lapses {card.lapses}, reviews {card.reviews}"
