"""Pages of the banks: study pages, the guide, and how companies interview."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from sqlite3 import Connection

from mlprep_cli.core.questions import Bank, InterviewProcess, InterviewReport, InterviewStage, OnsiteRound, Page
from mlprep_cli.storage.fields import UNREADABLE, AnyRow, json_text, texts_in, unreadable, value_of


class PageStore:
    """The pages of the loaded banks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, kind: str, page_id: str) -> Page | None:
        """Return a study page (kind `topic`) or a page of the guide (kind `guide`)."""
        row = self._connection.execute(
            "SELECT id, title, text FROM page WHERE kind = ? AND id = ?", (kind, page_id)
        ).fetchone()
        return None if row is None else Page(*row)

    def pages(self, kind: str) -> list[Page]:
        """Return all pages of a kind, in the order of their banks."""
        rows = self._connection.execute(
            "SELECT id, title, text FROM page WHERE kind = ? ORDER BY bank, position", (kind,)
        )
        return [Page(*row) for row in rows]

    def process(self, company: str) -> InterviewProcess | None:
        """Return how a company interviews, None if no bank describes it."""
        row = self._connection.execute(
            "SELECT id, text FROM page WHERE kind = 'company' AND id = ?", (company,)
        ).fetchone()
        return None if row is None else process_of(row)

    def processes(self) -> list[InterviewProcess]:
        """Return how each described company interviews, in the order of the banks."""
        rows = self._connection.execute("SELECT id, text FROM page WHERE kind = 'company' ORDER BY bank, position")
        return [process_of(row) for row in rows]


def process_of(row: AnyRow) -> InterviewProcess:
    """Return the interview process in the row of a company's page. One stored by an older version has fewer parts.

    Raises:
        RowUnreadable: Its text is not an interview process.
    """
    try:
        parts = json.loads(row["text"])
        return InterviewProcess(
            name=value_of(parts["name"], str),
            stages=tuple(
                InterviewStage(*texts_in([stage] if isinstance(stage, str) else stage)) for stage in parts["stages"]
            ),
            onsite=tuple(map(_onsite_round, parts["onsite"])),
            focus=texts_in(parts["focus"]),
            weighs=texts_in(parts["weighs"]),
            evidence=tuple(InterviewReport(*texts_in(report)) for report in parts.get("evidence", ())),
            values=texts_in(parts.get("values", [])),
            **{name: value_of(parts.get(name, ""), str) for name in ("role", "as_of", "values_source", "ai_tools")},
        )
    except UNREADABLE as error:
        raise unreadable("page", row, "id", error) from error


def _onsite_round(values: Sequence[object]) -> OnsiteRound:
    name, rounds, questions, minutes, *rest = values
    visit = OnsiteRound(value_of(name, str), texts_in(rounds), value_of(questions, int), value_of(minutes, int))
    if not rest:
        return visit
    topics, mix, prefer, basis = rest
    counts = (value_of(pair, list) for pair in value_of(mix, list))
    return visit._replace(
        topics=texts_in(topics),
        mix=tuple((value_of(round_name, str), value_of(count, int)) for round_name, count in counts),
        prefer=texts_in(prefer),
        basis=value_of(basis, str),
    )


def write_pages(connection: Connection, number: int, bank: Bank) -> None:
    """Replace the pages of a bank, inside the transaction of the caller."""
    processes = [Page(process.name, process.name, json_text(process._asdict())) for process in bank.companies]
    kinds = (("topic", bank.topics), ("guide", bank.guides), ("company", processes))
    delete_pages(connection, number, {(kind, page.id) for kind, pages in kinds for page in pages})
    # If several banks have a topic, the shipped page is shown; a user's bank only adds missing topics.
    verb = "REPLACE" if number == 0 else "IGNORE"
    connection.executemany(
        f"INSERT OR {verb} INTO page (kind, id, bank, position, title, text) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
        [
            (kind, page.id, number, place, page.title, page.text)
            for kind, pages in kinds
            for place, page in enumerate(pages)
        ],
    )


def delete_pages(connection: Connection, number: int, kept: Collection[tuple[str, str]] = ()) -> None:
    """Delete the pages of a bank, inside the transaction of the caller. `kept` are those that it still has.

    Another bank may have a page that this one hid: the fingerprints of the others are cleared, so that their files are
    read again.
    """
    rows = connection.execute("SELECT kind, id FROM page WHERE bank = ?", (number,)).fetchall()
    connection.execute("DELETE FROM page WHERE bank = ?", (number,))
    if any(tuple(row) not in kept for row in rows):
        connection.execute(
            "UPDATE bank SET digest = '', size_bytes = -1 WHERE number NOT IN (0, ?) AND removed_at IS NULL", (number,)
        )
