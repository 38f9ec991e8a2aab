"""Questions of real interviews: the receipt of one, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import RenderableType
from rich.text import Text

from mlprep_cli.core.asked import AskedQuestion
from mlprep_cli.core.reviews import Card
from mlprep_cli.views.tables import Column, Table
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, UNDEFINED, day_name

TITLES = ("no", "day", Column("company", rank=2), Column("went", rank=1), Column("question", holds="prose"))


def receipt(card: Card | None, today: date, *, is_suspended: bool) -> RenderableType:
    """Return what the bank has of a question: the question that it is like with its state, or how to add it."""
    if card is None:
        return Text(
            "kept; no question of your banks is like it. Write it into a file and add it with mlprep bank add FILE.",
        )
    line = Text.assemble("we have this one: ", (card.question_id, ACCENT))
    if card.last_grade is None:
        line.append(", not asked yet")
    else:
        line.append(", graded ")
        line.append(card.last_grade.label, style=GRADE_STYLES[card.last_grade])
    if is_suspended:
        line.append(", suspended")
    elif card.due is not None:
        late = card.due < today
        line.append(f", due since {day_name(card.due, today)}" if late else f", due {day_name(card.due, today)}")
    return line


def entries(rows: Sequence[tuple[int, AskedQuestion]]) -> RenderableType:
    """Return the questions that were asked, each with its number, its day, and the question of the bank that it is like."""
    if not rows:
        return Text("Nothing yet. mlprep asked takes the questions of a real interview.", style=QUIET)
    return Table(TITLES, [(str(number), *_cells(asked)) for number, asked in rows])


def _cells(asked: AskedQuestion) -> tuple[str, str, str, Text]:
    like = "" if asked.question_id is None else f" = {asked.question_id}"
    return (
        asked.day.isoformat(),
        asked.company or UNDEFINED,
        asked.went or UNDEFINED,
        Text.assemble(asked.text, (like, ACCENT)),
    )
