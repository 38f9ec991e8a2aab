"""What can be wrong with a database, looked for: its pages, its schema, every line of its log, and all that is derived."""

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
"""Cards that differ and are named: where all do, nobody reads hundreds."""
_SAVES = "writes every line of the log that can be read on sound pages"
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
"""What the cards climb; None where nobody can tell, and they are not looked at."""
Part = Callable[[Connection, Plan], Iterator[Fault]]


def check_store(connection: Connection, path: Path) -> HealthReport:
    """Return every fault of an open database; if its plan cannot be read, no card is compared with its reviews.

    Raises:
        DatabaseUnavailable: It cannot be reached: it is locked, or the disk fails.
    """
    try:
        schedule = PlanStore(connection).schedule()
    except (RowUnreadable, DatabaseError):
        schedule = None
    return check_database(connection, path, schedule)


def check_database(connection: Connection, path: Path, plan: Plan) -> HealthReport:
    """Return what is wrong with an open database; nothing is changed, and nothing in it makes this fail.

    Raises:
        DatabaseUnavailable: It cannot be reached: it is locked, or the disk fails.
    """
    faults: list[Fault] = []
    for part in PARTS:
        try:
            faults += part(connection, plan)
        except DatabaseError as error:
            problem = meaning(error, path)
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _OUT_OF_REACH:
                raise problem from error
            if not any(each.remedy is Remedy.REBUILD for each in faults):
                faults.append(Fault(problem.message.rstrip("."), f"{REPAIR} {_SAVES}", Remedy.REBUILD))
        except UNREADABLE as error:
            if not faults:
                faults.append(Fault(f"it holds what cannot be read ({error})", f"{REPAIR} {_SAVES}", Remedy.REBUILD))
    return HealthReport(_count(connection, "card"), _count(connection, "review"), tuple(faults))


def expected_schema() -> dict[str, tuple[str, str]]:
    """Return the type and text of each thing in the schema, by its name."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for migration in MIGRATIONS:
            for statement in migration.statements:
                connection.execute(statement)
        return _schema(connection)


def missing(connection: Connection) -> list[tuple[str, str, str]]:
    """Return the type, name and text of what the schema should have and has not, or has otherwise."""
    have = _schema(connection)
    return [(kind, name, text) for name, (kind, text) in expected_schema().items() if have.get(name) != (kind, text)]


def _schema(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0]: (row[1], row[2]) for row in rows}


def _pages(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for (verdict,) in connection.execute("PRAGMA integrity_check(20)"):
        if any(each in verdict for each in _INDEX_DAMAGE):
            yield Fault(f"an index is damaged: {verdict}", f"{REPAIR} builds it anew")
        elif verdict != "ok":
            yield Fault(f"the file is damaged: {' '.join(verdict.split())}", f"{REPAIR} {_SAVES}", Remedy.REBUILD)


def _schema_faults(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for kind, name, _ in sorted(missing(connection), key=lambda each: each[0] != "table"):
        what = f"the {kind} {name} is missing, or not as it should be"
        if kind == "table":
            yield Fault(what, f"{REPAIR} {_SAVES}", Remedy.REBUILD)
        else:
            yield Fault(what, f"{REPAIR} makes it anew")


def _links(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    counts = Counter((row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check"))
    for (table, parent), count in sorted(counts.items()):
        found = f"the table {table} names a {parent} that is not there, {count} ×"
        if table == "review" and parent == "question":
            ids = connection.execute(
                "SELECT DISTINCT question_id FROM review WHERE question_id NOT IN (SELECT id FROM question) LIMIT 3"
            )
            found += f" ({', '.join(str(row[0]) for row in ids)})"
        yield Fault(found, f"{REPAIR} keeps a place for it")


def _log_lines(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    """Look at each line of the log: that it can be read, that its day fits its moment, and that its moments ascend."""
    restore = "mlprep data restore a backup from before, then merge what came after"
    before = ""
    late: list[str] = []
    strange: list[str] = []
    for kind in KINDS:
        if kind == "question":
            continue
        for row in connection.execute(f'SELECT * FROM "{kind}" ORDER BY 1'):  # noqa: S608  a name of ours
            try:
                record = record_of(kind, row)
            except MlprepError as error:
                yield Fault(error.message.rstrip("."), restore, Remedy.NONE)
                continue
            at = record.get("reviewed_at") or record.get("noted_at")
            if at is not None and not day_fits(_moment(at), date.fromisoformat(str(record["study_day"]))):
                strange.append(f"{kind} {record['id']} of {at} on {record['study_day']}")
            if kind == "review":
                if str(at) < before:
                    late.append(str(record["id"]))
                before = str(at)
    if strange:
        yield Fault(
            f"the study day does not fit the moment: {_some(strange)}",
            f"{REPAIR} derives it from the moment, in the zone of this machine",
        )
    if late:
        yield Fault(f"the log is out of order at the review {_some(late)}", restore, Remedy.NONE)


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def _some(names: list[str]) -> str:
    return f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"


def _content(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    for _, error in unreadable_content(connection):
        yield Fault(error, f"{REPAIR} reads its bank anew")


def unreadable_content(connection: Connection) -> Iterator[tuple[object, str]]:
    """Yield what cannot be read of what the banks say: the number of the bank, and what is wrong."""
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


def _worked_out(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    """Look at what is kept only so that it need not be worked out again."""
    try:
        for row in connection.execute("SELECT questions, due FROM pace"):
            texts_of(row[0]), value_of(row[1], int)
        for row in connection.execute("SELECT recall FROM ready"):
            value_of(row[0], float)
    except UNREADABLE as error:
        yield Fault(f"the pace or the readiness last worked out cannot be read ({error})", f"{REPAIR} forgets it")


def _cards(connection: Connection, plan: Plan) -> Iterator[Fault]:
    found = [] if plan is None else disagreements(connection, plan)
    for name, kept, derived in found[:NAMED]:
        yield Fault(
            f"the card of {name} says {_standing(kept)}, its reviews say {_standing(derived)}",
            f"{REPAIR} derives it again",
        )
    if len(found) > NAMED:
        yield Fault(f"{len(found) - NAMED} more cards differ from their reviews", f"{REPAIR} derives them again")
    lost = connection.execute(
        "SELECT id FROM question WHERE retired_at IS NULL AND id NOT IN (SELECT question_id FROM card)"
    ).fetchall()
    if lost:
        yield Fault(f"there is no card of {_some([str(row[0]) for row in lost])}", f"{REPAIR} derives it")


def _marks(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    wrong = connection.execute(
        """
        SELECT count(*) FROM standing
        WHERE first_of_day <> (id IN (SELECT min(id) FROM standing GROUP BY question_id, study_day))
        """
    ).fetchone()[0]
    if wrong:
        yield Fault(f"reviews are wrongly marked as first of their day, {wrong} ×", f"{REPAIR} marks them")
    moved = connection.execute(
        """
        SELECT count(*) FROM review JOIN question ON question.id = question_id
        WHERE (review.round, review.topic) <> (question.round, question.topic)
        """
    ).fetchone()[0]
    if moved:
        yield Fault(f"the topic of reviews differs from their question's, {moved} ×", f"{REPAIR} copies it")
    filed = connection.execute(
        """
        SELECT question_id FROM card JOIN question ON question.id = question_id
        WHERE (card.round, card.topic) <> (question.round, question.topic)
        """
    ).fetchall()
    if filed:
        yield Fault(f"the card of {_some([str(row[0]) for row in filed])} has another topic", f"{REPAIR} copies it")


def _tally(connection: Connection, _plan: Plan) -> Iterator[Fault]:
    counted = """
        SELECT round, topic, checkpoint, first_of_day, grade, count(*), sum(over_budget),
        sum(budget_seconds) FROM standing GROUP BY 1, 2, 3, 4, 5
    """
    kept = """
        SELECT round, topic, checkpoint, first_of_day, grade, reviews, over_budget, budget_seconds FROM tally
        WHERE reviews > 0
    """
    if {tuple(row) for row in connection.execute(counted)} != {tuple(row) for row in connection.execute(kept)}:
        yield Fault("the statistics kept beside the reviews differ from them", f"{REPAIR} counts anew")


PARTS: tuple[Part, ...] = (_pages, _schema_faults, _links, _log_lines, _content, _worked_out, _cards, _marks, _tally)


def _count(connection: Connection, table: str) -> int:
    try:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  a fixed name
    except DatabaseError:
        return 0
    return found


def _standing(card: Card | None) -> str:
    if card is None:
        return "what cannot be read"
    place = "new" if card.due is None else f"{checkpoint_text(card.checkpoint)}, due {card.due}"
    return f"{place}, lapses {card.lapses}, reviews {card.reviews}"
