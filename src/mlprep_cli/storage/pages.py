"""Pages of the banks: study pages, the guide, and how companies interview."""

from __future__ import annotations

import json
from sqlite3 import Connection

from mlprep_cli.core.questions import Bank, InterviewProcess, OnsiteRound, Page
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
    """Return the interview process in the row of a company's page.

    Raises:
        RowUnreadable: Its text is not an interview process.
    """
    try:
        parts = json.loads(row["text"])
        return InterviewProcess(
            value_of(parts["name"], str),
            texts_in(parts["stages"]),
            tuple(
                OnsiteRound(value_of(name, str), texts_in(rounds), value_of(questions, int), value_of(minutes, int))
                for name, rounds, questions, minutes in parts["onsite"]
            ),
            texts_in(parts["focus"]),
            texts_in(parts["weighs"]),
        )
    except UNREADABLE as error:
        raise unreadable("page", row, "id", error) from error


def write_pages(connection: Connection, number: int, bank: Bank) -> None:
    """Replace the pages of a bank, inside the transaction of the caller."""
    connection.execute("DELETE FROM page WHERE bank = ?", (number,))
    processes = [Page(process.name, process.name, json_text(process._asdict())) for process in bank.companies]
    kinds = (("topic", bank.topics), ("guide", bank.guides), ("company", processes))
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
