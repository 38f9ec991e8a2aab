"""Questions in lists, with their cards."""

from __future__ import annotations

from datetime import date
from sqlite3 import Connection

from mlprep_cli.core.questions import Filter
from mlprep_cli.core.stats import Listed
from mlprep_cli.storage.cards import conditions
from mlprep_cli.storage.fields import texts_of
from mlprep_cli.storage.rows import card_of


def listed(connection: Connection, wanted: Filter, due_on: date | None = None) -> list[Listed]:
    """Return the questions that a filter lets through, in the order of the banks; only those due where a day is given."""
    where, values = conditions(wanted)
    if due_on is not None:
        where, values = f"{where} AND due <= :due_on", {**values, "due_on": due_on.isoformat()}
    rows = connection.execute(
        f"""
        SELECT difficulty, companies, card.* FROM question
        JOIN card ON card.question_id = question.id WHERE {where} ORDER BY position
        """,  # noqa: S608  the conditions hold names of columns, the values are bound
        values,
    )
    return [
        Listed(row["round"], row["topic"], row["difficulty"], texts_of(row["companies"]), card_of(row)) for row in rows
    ]
