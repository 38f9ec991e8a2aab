"""The eve of an interview: the weak questions, the notes and the formulas to look at once more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.questions import Page, Question
from mlprep_cli.core.reviews import LEECH_LAPSES, Card, Grade, Note
from mlprep_cli.core.text import plain

LAPSED, NOTES, TOPICS = 10, 10, 8
"""The most questions, notes and topics: what can be read in twenty minutes."""
_PART = re.compile(r"^## (?P<heading>.+)$|^```(?P<language>\w*)\n(?P<formula>(?:.*\n)+?)```$", re.MULTILINE)


class Formula(NamedTuple):
    """A block of formulas of a study page, and its heading there."""

    heading: str
    text: str


class Eve(NamedTuple):
    """The content of the review sheet: weak questions with their cards, notes, and formulas by the title of their topic."""

    day: date | None
    companies: tuple[str, ...]
    lapsed: tuple[tuple[Question, Card], ...]
    notes: tuple[Note, ...]
    formulas: tuple[tuple[str, tuple[Formula, ...]], ...]


def weak(cards: Iterable[Card]) -> list[Card]:
    """Return the weak cards, the weakest first: last graded No Hire, or lapsed often, or lapsed and not strong since."""
    weak_cards = [
        card
        for card in cards
        if card.last_grade is Grade.NO_HIRE
        or card.lapses >= LEECH_LAPSES
        or (card.lapses and card.last_grade is Grade.LEAN)
    ]
    return sorted(weak_cards, key=lambda card: (card.last_grade is not Grade.NO_HIRE, -card.lapses))[:LAPSED]


def formulas(page: Page) -> tuple[Formula, ...]:
    """Return the formulas of a study page: its fenced blocks without a language."""
    heading, blocks = "", []
    for part in _PART.finditer(page.text):
        if part["heading"]:
            heading = part["heading"]
        elif not part["language"]:
            blocks.append(Formula(heading, part["formula"].rstrip()))
    return tuple(blocks)


def sheet(eve: Eve) -> str:
    """Return the review sheet as Markdown."""
    parts = []
    if eve.lapsed:
        parts.append("## Once more")
    for question, card in eve.lapsed:
        lapses = f", {card.lapses} lapses" if card.lapses > 1 else ""
        musts = "\n".join(f"- {key_point.point}" for key_point in question.key_points if key_point.must)
        parts.append(f"**{question.prompt}** ({question.id}{lapses})\n\n{musts}")
    if eve.notes:
        notes = "\n".join(f"- {note.question_id}: {_escaped(note.text)}" for note in eve.notes)
        parts.append(f"## Missed before\n\n{notes}")
    if eve.formulas:
        parts.append("## Formulas")
    for title, blocks in eve.formulas:
        parts.append("\n\n".join([f"### {title}", *(f"{block.heading}\n\n```\n{block.text}\n```" for block in blocks)]))
    closing = "Breathe. Clarify before you answer, say the point first, then one number or example, then the trade-off."
    return plain("\n\n".join([*parts, closing]) + "\n")


def _escaped(text: str) -> str:
    """Return a note with every character escaped that Markdown would interpret."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)


def chosen_topics(topics: Sequence[str], weakest: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the topics whose formulas to show: the weakest first, then the companies' topics, then in study order."""
    order = dict.fromkeys((*weakest, *wanted, *topics))
    return tuple(topic for topic in order if topic in topics)
