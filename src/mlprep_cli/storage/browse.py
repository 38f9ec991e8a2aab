"""Searching the questions, their answers and the notes on them, and the heat map of what the search matches."""

from __future__ import annotations

import json
import re
from datetime import date
from sqlite3 import Connection

from mlprep_cli.core.browse import Filter, Hit, Results, Search
from mlprep_cli.core.heat_map import HeatCell
from mlprep_cli.core.stats import ListedQuestion
from mlprep_cli.storage.fields import CARD, texts_of
from mlprep_cli.storage.filters import Values, conditions, day_values

MOST_LETTERS = 1000
"""The letters of a word that are compared: SQLite refuses longer patterns."""
_IN_TITLE = """
    (question.prompt LIKE {word} ESCAPE '\\' OR question.id LIKE {word} ESCAPE '\\' OR question.topic LIKE {word} ESCAPE '\\')
"""
# Taking the JSON apart is slow: it is done only if the word is somewhere in it, perhaps in the name of a key. The cues of key
# points (the third item of each) are not shown, so they are not searched.
_IN_TEXT = """
    (question.body LIKE {quoted} ESCAPE '\\' AND EXISTS (
        SELECT 1 FROM json_tree(question.body) WHERE type = 'text' AND atom LIKE {word} ESCAPE '\\'
        AND path NOT GLOB '$.*key_points*[[]2]')
    OR EXISTS (
        SELECT 1 FROM note WHERE note.question_id = question.id AND note.text LIKE {word} ESCAPE '\\'))
"""
_LAST_FIRST_ATTEMPT = """
    SELECT grade FROM standing WHERE standing.question_id = card.question_id AND first_of_day = 1 ORDER BY id DESC LIMIT 1
"""
_COLUMNS = {"rounds": "card.round", "topics": "card.topic", "companies": "company.value"}


class BrowseStore:
    """The questions that can be asked, searched by every word of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(self, search: Search, today: date, limit: int) -> Results:
        """Return the first questions that contain every word; those with all words in the prompt, id or topic come first."""
        source, values = _source(search, today)
        in_title = (
            " AND ".join(_IN_TITLE.format(word=f":word{place}") for place in range(len(search.query.words))) or "1"
        )
        rows = self._connection.execute(
            f"""
            SELECT question.difficulty, question.companies, question.prompt, card.*, count(*) OVER () AS total,
            ({in_title}) AS in_title {source} ORDER BY in_title DESC, question.position LIMIT :limit
            """,
            {**values, "limit": limit},
        ).fetchall()
        hits = tuple(
            Hit(
                ListedQuestion(
                    row["round"], row["topic"], row["difficulty"], texts_of(row["companies"]), CARD.value(row)
                ),
                row["prompt"],
            )
            for row in rows
        )
        return Results(search, hits, rows[0]["total"] if rows else 0)

    def heat_cells(self, search: Search, today: date) -> list[HeatCell]:
        """Return the matching questions counted by topic and round, in the order of the banks."""
        source, values = _source(search, today)
        rows = self._connection.execute(
            f"""
            SELECT card.topic, card.round, count(*), sum(card.checkpoint IS NOT NULL),
            sum(card.checkpoint IS NOT NULL AND coalesce(({_LAST_FIRST_ATTEMPT}) <> 'no_hire', 0)),
            sum(coalesce(card.due <= :today, 0))
            {source} GROUP BY card.topic, card.round ORDER BY min(question.position)
            """,
            values,
        )
        return [HeatCell(*row) for row in rows]

    def names(self, what: Filter, search: Search, today: date) -> tuple[tuple[str, int], ...]:
        """Return the rounds, topics or companies of the matching questions, each with its number of questions."""
        column, order = _COLUMNS[what], "1" if what == "companies" else "min(question.position)"
        source, values = _source(search, today, ", json_each(question.companies) AS company" if order == "1" else "")
        rows = self._connection.execute(
            f"SELECT {column}, count(*) {source} GROUP BY 1 ORDER BY {order}",
            values,
        )
        return tuple((row[0], row[1]) for row in rows)


def _source(search: Search, today: date, more: str = "") -> tuple[str, Values]:
    """Return the matching cards and their questions as the end of a statement, and the values that it binds."""
    where, values = conditions(search.query._replace(words=()))
    due = " AND card.due <= :today" if search.due else ""
    for place, word in enumerate(search.query.words):
        letters = word[:MOST_LETTERS]
        values[f"word{place}"] = _pattern(letters)
        values[f"quoted{place}"] = _pattern(json.dumps(letters, ensure_ascii=False)[1:-1])
        parts = {"word": f":word{place}", "quoted": f":quoted{place}"}
        where = f"{where} AND ({_IN_TITLE.format(**parts)} OR {_IN_TEXT.format(**parts)})"
    text = f"FROM card JOIN question ON question.id = card.question_id{more} WHERE {where}{due}"
    return text, day_values(values, today=today)


def _pattern(text: str) -> str:
    literal = re.sub(r"([%_\\])", r"\\\1", text)
    return f"%{literal}%"
