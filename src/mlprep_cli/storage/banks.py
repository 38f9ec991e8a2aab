"""The banks in the database: bringing a file in, and getting questions and pages out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Any, NamedTuple

from mlprep_cli.core.questions import Bank, Page, Question, introduction_rank
from mlprep_cli.core.reviews import Card, Note
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.errors import MlprepError, WrongUsage, nearest
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import AnyRow, row_of, value_of
from mlprep_cli.storage.reviews import card, derive_cards, notes
from mlprep_cli.storage.rows import body_text, process_text, question_of

SHIPPED = "mlprep"
_ROOM = 1_000_000
"""Positions kept for each bank, and a thousand times that for each rank of introduction."""

Columns = dict[str, Any]
"""A row to be written: a column each, of its own type."""

_CONTENT = ("round", "topic", "difficulty", "prompt", "budget_seconds", "companies", "levels", "body")
_COLUMNS = ("id", "bank", "position", *_CONTENT)


class Shelved(NamedTuple):
    """A bank as the database knows it."""

    number: int
    name: str
    path: Path
    size_bytes: int
    modified_ns: int
    digest: str
    rejected_digest: str | None
    questions: int = 0


class Fingerprint(NamedTuple):
    """What a file looked like when it was read."""

    size_bytes: int
    modified_ns: int
    digest: str


class Changes(NamedTuple):
    """What bringing a bank in changed: ids of questions."""

    name: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]


# --- banks ---


def banks(connection: Connection) -> list[Shelved]:
    """Return the banks in use, the shipped one first."""
    rows = connection.execute("SELECT * FROM bank WHERE removed_at IS NULL ORDER BY number")
    return [shelved_of(row) for row in rows]


def counted_banks(connection: Connection) -> list[Shelved]:
    """Return the banks in use with the number of their questions."""
    rows = connection.execute(
        """
        SELECT bank.*, (SELECT count(*) FROM question WHERE question.bank = bank.number AND retired_at IS NULL) AS questions
        FROM bank WHERE removed_at IS NULL ORDER BY number
        """
    )
    return [shelved_of(row)._replace(questions=row["questions"]) for row in rows]


def claims(connection: Connection, bank_name: str) -> tuple[set[str], dict[str, tuple[str, str]]]:
    """Return what the other banks have: their topics, and each question id with its bank's name and path."""
    topics = connection.execute(
        "SELECT page.id FROM page JOIN bank ON bank.number = page.bank WHERE kind = 'topic' AND bank.name <> ?",
        (bank_name,),
    )
    ids = connection.execute(
        """
        SELECT question.id, bank.name, bank.path FROM question JOIN bank ON bank.number = question.bank
        WHERE retired_at IS NULL AND bank.name <> ?
        """,
        (bank_name,),
    )
    return {row[0] for row in topics}, {row[0]: (row[1], row[2]) for row in ids}


def bring_in(
    connection: Connection, name: str, path: Path, bank: Bank, seen: Fingerprint, plan: CheckpointPlan, now: str
) -> Changes:
    """Make a bank in the database what its file says, in one transaction, and return what that changed.

    A question that is gone is retired: its reviews stay. One with `formerly` takes over the reviews of its old ids.

    Raises:
        MlprepError: An id belongs to another bank.
    """
    with transaction(connection):
        refuse_clashes(connection, name, path, bank)
        number = _register(connection, name, path, seen, now)
        before = {row["id"]: row for row in connection.execute("SELECT * FROM question WHERE bank = ?", (number,))}
        rows = [_row(question, number, place) for place, question in enumerate(bank.questions)]
        added = [row["id"] for row in rows if row["id"] not in before or before[row["id"]]["retired_at"] is not None]
        fresh = set(added)
        changed = [row["id"] for row in rows if row["id"] not in fresh and _differs(row, before[row["id"]])]
        gone = {each for each, row in before.items() if row["retired_at"] is None} - {row["id"] for row in rows}
        _write_questions(connection, rows)
        _retire(connection, gone, now)
        write_cards(connection, rows)
        moved = {
            each.id for each in bank.questions if sum(carry_over(connection, old, each.id) for old in each.formerly)
        }
        waited = _with_reviews(connection, added)
        copy_to_reviews(connection, [*waited, *changed, *moved])
        derive_cards(connection, plan, {*waited, *moved})
        _write_pages(connection, number, bank)
    return Changes(name, tuple(added), tuple(changed), tuple(sorted(gone)))


def note_seen(connection: Connection, name: str, path: Path, seen: Fingerprint) -> None:
    """Remember that a file looks different, but says the same."""
    connection.execute(
        "UPDATE bank SET path = ?, size_bytes = ?, modified_ns = ? WHERE name = ?",
        (str(path), seen.size_bytes, seen.modified_ns, name),
    )


def note_rejected(connection: Connection, name: str, digest: str) -> None:
    """Remember that this content cannot be used, so that it is not parsed again."""
    connection.execute("UPDATE bank SET rejected_digest = ? WHERE name = ?", (digest, name))


def remove(connection: Connection, name: str, now: str) -> int:
    """Take a bank away: its questions are retired. Return how many."""
    with transaction(connection):
        number = connection.execute("SELECT number FROM bank WHERE name = ?", (name,)).fetchone()[0]
        ids = {
            row[0]
            for row in connection.execute("SELECT id FROM question WHERE bank = ? AND retired_at IS NULL", (number,))
        }
        _retire(connection, ids, now)
        connection.execute("DELETE FROM page WHERE bank = ?", (number,))
        connection.execute("UPDATE bank SET removed_at = ? WHERE number = ?", (now, number))
    return len(ids)


# --- questions and pages ---


def fetch(connection: Connection, question_id: str) -> tuple[Question, Card, Note | None]:
    """Return a question, its card, and the last note taken on it.

    Raises:
        WrongUsage: There is no question of that id.
    """
    row = connection.execute("SELECT * FROM question WHERE id = ?", (question_id,)).fetchone()
    if row is None:
        ids = [each[0] for each in connection.execute("SELECT id FROM question WHERE retired_at IS NULL")]
        match = nearest(question_id, ids)
        raise WrongUsage(
            f"there is no question {question_id}.", f"did you mean {match}?" if match else "mlprep list shows all ids"
        )
    return question_of(row), card(connection, question_id), next(iter(notes(connection, question_id)), None)


def page(connection: Connection, kind: str, page_id: str) -> Page | None:
    """Return a study page (kind `topic`) or a page of the guide (kind `guide`)."""
    row = connection.execute("SELECT id, title, text FROM page WHERE kind = ? AND id = ?", (kind, page_id)).fetchone()
    return None if row is None else Page(*row)


def pages(connection: Connection, kind: str) -> list[Page]:
    """Return all pages of a kind, in the order of their banks."""
    rows = connection.execute("SELECT id, title, text FROM page WHERE kind = ? ORDER BY bank, position", (kind,))
    return [Page(*row) for row in rows]


def names(connection: Connection, what: str) -> list[str]:
    """Return what can be named: every `topic`, `company`, `level`, `id`, `guide` or `bank` in use."""
    queries = {
        "topic": "SELECT id FROM page WHERE kind = 'topic' ORDER BY bank, position",
        "company": "SELECT DISTINCT value FROM question, json_each(companies) WHERE retired_at IS NULL ORDER BY value",
        "level": "SELECT DISTINCT value FROM question, json_each(levels) WHERE retired_at IS NULL ORDER BY value",
        "id": "SELECT id FROM question WHERE retired_at IS NULL ORDER BY position",
        "guide": "SELECT id FROM page WHERE kind = 'guide' ORDER BY bank, position",
        "bank": "SELECT name FROM bank WHERE removed_at IS NULL ORDER BY number",
    }
    return [row[0] for row in connection.execute(queries[what])]


# --- one bank, step by step ---


@row_of("bank", "number")
def shelved_of(row: AnyRow) -> Shelved:
    """Return the bank of a row of `bank`."""
    return Shelved(
        row["number"],
        value_of(row["name"], str),
        Path(value_of(row["path"], str)),
        row["size_bytes"],
        row["modified_ns"],
        row["digest"],
        row["rejected_digest"],
    )


def refuse_clashes(connection: Connection, name: str, path: Path, bank: Bank) -> None:
    """Refuse a bank that has an id of another one.

    Raises:
        MlprepError: With the names of both files.
    """
    _, taken = claims(connection, name)
    clashes = [each.id for each in bank.questions if each.id in taken]
    if clashes:
        other = taken[clashes[0]][1]
        more = f" (and {len(clashes) - 1} more)" if len(clashes) > 1 else ""
        raise MlprepError(
            f"{path} has the question {clashes[0]}{more}, which {other} has too.",
            "give it another id in one of the two files",
        )


def _register(connection: Connection, name: str, path: Path, seen: Fingerprint, now: str) -> int:
    row = connection.execute("SELECT number FROM bank WHERE name = ?", (name,)).fetchone()
    if row is not None:
        number = int(row[0])
    elif name == SHIPPED:
        number = 0
    else:
        number = 1 + max(0, connection.execute("SELECT max(number) FROM bank").fetchone()[0] or 0)
    connection.execute(
        """
        INSERT INTO bank (number, name, path, size_bytes, modified_ns, digest, loaded_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (number) DO UPDATE SET path = excluded.path, size_bytes = excluded.size_bytes,
        modified_ns = excluded.modified_ns, digest = excluded.digest, loaded_at = excluded.loaded_at,
        rejected_digest = NULL, removed_at = NULL
        """,
        (number, name, str(path), seen.size_bytes, seen.modified_ns, seen.digest, now),
    )
    return number


def _row(question: Question, bank: int, place: int) -> Columns:
    return {
        "id": question.id,
        "bank": bank,
        "position": bank * _ROOM + place,
        "round": question.round,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "prompt": question.prompt,
        "budget_seconds": question.budget,
        "companies": json.dumps([each.name for each in question.companies]),
        "levels": json.dumps(question.level),
        "body": body_text(question),
    }


def _differs(row: Columns, before: Row) -> bool:
    return any(row[column] != before[column] for column in _CONTENT)


def _write_questions(connection: Connection, rows: Sequence[Columns]) -> None:
    updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:])
    connection.executemany(
        f"""
        INSERT INTO question ({", ".join(_COLUMNS)}) VALUES ({", ".join(f":{column}" for column in _COLUMNS)})
        ON CONFLICT (id) DO UPDATE SET {updates}, retired_at = NULL
        """,  # noqa: S608  names of columns
        rows,
    )


def write_cards(connection: Connection, rows: Sequence[Columns | Row]) -> None:
    """See to it that each of these questions has a card with its round and topic, inside the caller's transaction."""
    connection.executemany(
        """
        INSERT INTO card (question_id, round, topic, introduction, interval_days, lapses, reviews)
        VALUES (:id, :round, :topic, :introduction, 0, 0, 0)
        ON CONFLICT (question_id) DO UPDATE SET round = excluded.round, topic = excluded.topic,
        introduction = excluded.introduction
        """,
        [{**row, "introduction": introduction_rank(row["round"]) * 1000 * _ROOM + row["position"]} for row in rows],
    )


def _retire(connection: Connection, ids: Iterable[str], now: str) -> None:
    for each in ids:
        connection.execute("UPDATE question SET retired_at = ? WHERE id = ?", (now, each))
        connection.execute("DELETE FROM card WHERE question_id = ?", (each,))


def carry_over(connection: Connection, old: str, new: str) -> int:
    """Give all that the log says of a question to the one it became, inside the caller's transaction; count its reviews."""
    for table in ("note", "said"):
        connection.execute(f"UPDATE {table} SET question_id = ? WHERE question_id = ?", (new, old))  # noqa: S608  fixed
    drawn = connection.execute("SELECT session_id, sections FROM mock WHERE instr(sections, ?)", (f'"{old}"',))
    for session, text in drawn.fetchall():
        sections = json.loads(text)
        for each in sections:
            each["questions"] = [new if asked == old else asked for asked in each["questions"]]
        connection.execute(
            "UPDATE mock SET sections = ? WHERE session_id = ?", (json.dumps(sections, ensure_ascii=False), session)
        )
    return connection.execute("UPDATE review SET question_id = ? WHERE question_id = ?", (new, old)).rowcount


def copy_to_reviews(connection: Connection, ids: Iterable[str]) -> None:
    """Write the round and topic of these questions to their reviews, inside the caller's transaction."""
    for each in ids:
        connection.execute(
            """
            UPDATE review SET (round, topic) = (SELECT round, topic FROM question WHERE question.id = :id)
            WHERE question_id = :id
            """,
            {"id": each},
        )


def _with_reviews(connection: Connection, ids: Iterable[str]) -> list[str]:
    if connection.execute("SELECT 1 FROM review LIMIT 1").fetchone() is None:
        return []
    query = "SELECT 1 FROM review WHERE question_id = ? LIMIT 1"
    return [each for each in ids if connection.execute(query, (each,)).fetchone()]


def _write_pages(connection: Connection, number: int, bank: Bank) -> None:
    connection.execute("DELETE FROM page WHERE bank = ?", (number,))
    processes = [Page(each.name, each.name, process_text(each)) for each in bank.companies]
    kinds = (("topic", bank.topics), ("guide", bank.guides), ("company", processes))
    # The shipped page of a topic is the one shown; a user's bank adds the topics that are missing.
    verb = "REPLACE" if number == 0 else "IGNORE"
    connection.executemany(
        f"INSERT OR {verb} INTO page (kind, id, bank, position, title, text) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
        [
            (kind, each.id, number, place, each.title, each.text)
            for kind, found in kinds
            for place, each in enumerate(found)
        ],
    )
