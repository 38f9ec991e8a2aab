"""Lists of questions, the place of one in the schedule, and the pages of the guide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.questions import Page
from mlprep_cli.core.reviews import LEECH_LAPSES, Card
from mlprep_cli.core.stats import ListedQuestion
from mlprep_cli.views.tables import Column, Row, Table
from mlprep_cli.views.theme import ACCENT, ALARM, QUIET, STRONG, UNDEFINED, checkpoint_name, day_name, plural

COLUMNS = ("question", Column("round", rank=2), Column("topic", rank=1), "next", "due")


def question_list(questions: Sequence[ListedQuestion], today: date) -> RenderableType:
    """Return questions with their round, topic, next checkpoint and due day."""
    if not questions:
        return Text("No question matches.", style=QUIET)
    rows = [_row(question, today) for question in questions]
    return Group(Table(COLUMNS, rows), Text(plural(len(questions), "question"), style=QUIET))


def card_line(card: Card, today: date) -> Text:
    """Return a question's place in the schedule, in one line."""
    if card.due is None:
        return Text("new, not asked yet", style=QUIET)
    lapses = f", {plural(card.lapses, 'lapse')}" if card.lapses else ""
    return Text.assemble(
        (checkpoint_name(card.checkpoint), STRONG),
        ", due ",
        _due(card, today),
        f", {plural(card.reviews, 'review')}{lapses}",
    )


def guide_contents(pages: Sequence[Page]) -> RenderableType:
    """Return the table of contents of the guide."""
    width = max((len(page.id) for page in pages), default=0)
    rows = [(Text(f"  {page.id:<{width}}  ", style=ACCENT), page.title) for page in pages]
    table = Table(("page", Column("title", holds="prose")), rows, titles=False, gap=0)
    return Group(Text("mlprep guide PAGE", style=STRONG), table)


def _row(question: ListedQuestion, today: date) -> Row:
    card = question.card
    name = Text(card.question_id, style=ALARM) if card.lapses >= LEECH_LAPSES else card.question_id
    return name, question.round, question.topic, checkpoint_name(card.checkpoint), _due(card, today)


def _due(card: Card, today: date) -> Text:
    if card.due is None:
        return Text(UNDEFINED, style=QUIET)
    overdue = (today - card.due).days
    if overdue > 0:
        return Text(f"{plural(overdue, 'day')} ago", style=ALARM)
    return Text(day_name(card.due, today), style=STRONG if overdue == 0 else "")
