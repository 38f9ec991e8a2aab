"""The last look before an interview: what lapsed, what was missed, and the formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.questions import Page, Question
from mlprep_cli.core.reviews import LEECH_LAPSES, Card, Grade, Note
from mlprep_cli.core.text import plain

LAPSED, NOTES, TOPICS = 10, 10, 8
"""At most so many of each: more is not read in twenty minutes."""
_PART = re.compile(r"^## (?P<heading>.+)$|^```(?P<language>\w*)\n(?P<formula>(?:.*\n)+?)```$", re.MULTILINE)


class Formula(NamedTuple):
    """Formulas of a study page, under the heading that they stand under."""

    heading: str
    text: str


class Eve(NamedTuple):
    """What to look at: questions that lapsed with their cards, notes, and formulas by topic."""

    day: date | None
    companies: tuple[str, ...]
    lapsed: tuple[tuple[Question, Card], ...]
    notes: tuple[Note, ...]
    formulas: tuple[tuple[str, tuple[Formula, ...]], ...]


def weak(cards: Iterable[Card]) -> list[Card]:
    """Return the cards to look at once more: last No Hire, or lapsed and not strong since; the worst first."""
    found = [
        each
        for each in cards
        if each.last_grade is Grade.NO_HIRE
        or each.lapses >= LEECH_LAPSES
        or (each.lapses and each.last_grade is Grade.LEAN)
    ]
    return sorted(found, key=lambda each: (each.last_grade is not Grade.NO_HIRE, -each.lapses))[:LAPSED]


def formulas(page: Page) -> tuple[Formula, ...]:
    """Return the formulas of a study page: its fenced blocks that are in no language."""
    heading, found = "", []
    for part in _PART.finditer(page.text):
        if part["heading"]:
            heading = part["heading"]
        elif not part["language"]:
            found.append(Formula(heading, part["formula"].rstrip()))
    return tuple(found)


def sheet(eve: Eve) -> str:
    """Return the last look as Markdown."""
    parts = []
    if eve.lapsed:
        parts.append("## Once more")
    for question, card in eve.lapsed:
        lapses = f", {card.lapses} lapses" if card.lapses > 1 else ""
        musts = "\n".join(f"- {point.point}" for point in question.key_points if point.must)
        parts.append(f"**{question.prompt}** ({question.id}{lapses})\n\n{musts}")
    if eve.notes:
        missed = "\n".join(f"- {each.question_id}: {_plain(each.text)}" for each in eve.notes)
        parts.append(f"## Missed before\n\n{missed}")
    if eve.formulas:
        parts.append("## Formulas")
    for title, found in eve.formulas:
        parts.append("\n\n".join([f"### {title}", *(f"{each.heading}\n\n```\n{each.text}\n```" for each in found)]))
    closing = "Breathe. Clarify before you answer, say the point first, then one number or example, then the trade-off."
    return plain("\n\n".join([*parts, closing]) + "\n")


def _plain(text: str) -> str:
    """Return a note so that nothing in it is taken for Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)


def chosen_topics(topics: Sequence[str], weakest: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the topics whose formulas to look at: the weakest first, then those most asked for, then in study order."""
    order = dict.fromkeys((*weakest, *wanted, *topics))
    return tuple(each for each in order if each in topics)
