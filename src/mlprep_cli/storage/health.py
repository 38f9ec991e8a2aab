"""Integrity checks: pages, schema, log rows, derived tables."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection, DatabaseError, Row

from mlprep_cli.core.health import Fault, HealthReport, Remedy, day_fits
from mlprep_cli.core.log_records import KINDS
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.errors import MlprepError, RowUnreadable
from mlprep_cli.storage.banks import loaded_bank_of
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.errors import meaning
from mlprep_cli.storage.fields import UNREADABLE, checkpoint_text, texts_of, value_of
from mlprep_cli.storage.log_records import record_of
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.pages import process_of
from mlprep_cli.storage.plans import PlanStore
from mlprep_cli.storage.questions import question_of

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


def check_store(connection: Connection, path: Path) -> HealthReport:
    """Return every fault of an open database, and compare the cards with the reviews if the plan can be read.

    Raises:
        DatabaseUnavailable: The database is locked, or the disk fails.
    """
    try:
        schedule = PlanStore(connection).schedule()
    except (RowUnreadable, DatabaseError):
        schedule = None
    return check_database(connection, path, schedule)


def check_database(connection: Connection, path: Path, plan: Plan) -> HealthReport:
    """Return every fault of an open database. Nothing is changed, and invalid content is a fault, never an error.

    Raises:
        DatabaseUnavailable: The database is locked, or the disk fails.
    """
    faults: list[Fault] = []
    for check in CHECKS:
        try:
            faults += check(connection, plan)
        except DatabaseError as error:
            problem = meaning(error, path)
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _OUT_OF_REACH:
                raise problem from error
            if not any(fault.remedy is Remedy.REBUILD for fault in faults):
                faults.append(Fault(problem.message, f"{REPAIR} {_SAVES}", Remedy.REBUILD))
        except UNREADABLE as error:
            if not faults:
                faults.append(Fault(f"A value cannot be read ({error}).", f"{REPAIR} {_SAVES}", Remedy.REBUILD))
    return HealthReport(_count(connection, "card"), _count(connection, "review"), tuple(faults))


def expected_schema() -> dict[str, tuple[str, str]]:
    """Return the type and SQL text of each object of the schema, by name."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for migration in MIGRATIONS:
            for statement in migration.statements:
                connection.execute(statement)
        return _schema(connection)


def missing(connection: Connection) -> list[tuple[str, str, str]]:
    """Return the type, name and SQL text of each object of the schema that is missing or differs."""
    actual = _schema(connection)
    return [(kind, name, text) for name, (kind, text) in expected_schema().items() if actual.get(name) != (kind, text)]


def _schema(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0]: (row[1], row[2]) for row in rows}


def _pages(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for (verdict,) in connection.execute("PRAGMA integrity_check(20)"):
        if any(damage in verdict for damage in _INDEX_DAMAGE):
            yield Fault(f"An index is damaged: {verdict}.", f"{REPAIR} rebuilds it.")
        elif verdict != "ok":
            yield Fault(f"The file is damaged: {' '.join(verdict.split())}.", f"{REPAIR} {_SAVES}", Remedy.REBUILD)


def _schema_faults(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for kind, name, _ in sorted(missing(connection), key=lambda part: part[0] != "table"):
        message = f"The {kind} {name} is missing or was changed."
        if kind == "table":
            yield Fault(message, f"{REPAIR} {_SAVES}", Remedy.REBUILD)
        else:
            yield Fault(message, f"{REPAIR} creates it again.")


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
    """Check that each row of the log can be read, that its day fits its moment, and that the moments ascend."""
    restore = "Restore an earlier backup with mlprep data restore, then merge the later reviews."
    before = ""
    late: list[str] = []
    misdated: list[str] = []
    for kind in KINDS:
        if kind == "question":
            continue
        for row in connection.execute(f'SELECT * FROM "{kind}" ORDER BY 1'):  # noqa: S608  a fixed name
            try:
                record = record_of(kind, row)
            except MlprepError as error:
                yield Fault(error.message, restore, Remedy.NONE)
                continue
            at = record.get("reviewed_at") or record.get("noted_at")
            if at is not None and not day_fits(_moment(at), date.fromisoformat(str(record["study_day"]))):
                misdated.append(f"{kind} {record['id']} of {at} on {record['study_day']}")
            if kind == "review":
                if str(at) < before:
                    late.append(str(record["id"]))
                before = str(at)
    if misdated:
        yield Fault(
            f"The study day does not match the time: {_some(misdated)}.",
            f"{REPAIR} derives it from the time, in the time zone of this machine.",
        )
    if late:
        yield Fault(f"The log is out of order at the review {_some(late)}.", restore, Remedy.NONE)


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


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


def _caches(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    """Check the stored pace and readiness, which are caches."""
    try:
        for row in connection.execute("SELECT questions, due FROM pace"):
            texts_of(row[0]), value_of(row[1], int)
        for row in connection.execute("SELECT recall FROM ready"):
            value_of(row[0], float)
    except UNREADABLE as error:
        yield Fault(f"The stored pace or readiness cannot be read ({error}).", f"{REPAIR} deletes it.")


def _cards(connection: Connection, plan: Plan) -> Iterator[Fault]:
    differing = [] if plan is None else disagreements(connection, plan)
    for name, stored, derived in differing[:NAMED]:
        yield Fault(
            f"The card of {name} says {_described(stored)}, its reviews say {_described(derived)}.",
            f"{REPAIR} derives it again.",
        )
    if len(differing) > NAMED:
        more = len(differing) - NAMED
        yield Fault(f"{more} more cards differ from their reviews.", f"{REPAIR} derives them again.")
    lost = connection.execute(
        "SELECT id FROM question WHERE retired_at IS NULL AND id NOT IN (SELECT question_id FROM card)"
    ).fetchall()
    if lost:
        yield Fault(f"The card of {_some([str(row[0]) for row in lost])} is missing.", f"{REPAIR} derives it.")


def _marks(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    wrong = connection.execute(
        """
        SELECT count(*) FROM standing
        WHERE first_of_day <> (id IN (SELECT min(id) FROM standing GROUP BY question_id, study_day))
        """
    ).fetchone()[0]
    if wrong:
        yield Fault(f"First attempts of a day are marked wrongly, {wrong} ×.", f"{REPAIR} derives them again.")
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


CHECKS: tuple[Check, ...] = (_pages, _schema_faults, _links, _log_rows, _content, _caches, _cards, _marks, _tally)


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
