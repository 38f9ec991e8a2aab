"""Questions that were asked in real interviews, and the question of the bank that one of them is like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from math import log
from typing import NamedTuple

from mlprep_cli.core.questions import Prompt
from mlprep_cli.core.stems import stems

THRESHOLD = 0.37
"""The least likeness of a match. tests/bank/asked.json has the prompts on which it was chosen."""
_OF_TEXT, _OF_PROMPT, _POINT = 0.8, 0.2, 0.3
_ANY = stems("difference differences asked ask walk time want like work works")


class AskedQuestion(NamedTuple):
    """A question that was asked in a real interview.

    Attributes:
        entered_at: The moment of the entry in UTC.
        day: The day of the interview.
        company: The company; None if it was not said.
        round: The round of the bank that it belongs to; None if it was not said.
        text: The question as it was written down; empty once it was removed.
        went: One of `WENT`; None if it was not said.
        question_id: The question of the bank that it is like; None if there is none.
        removed_at: The moment in UTC at which it was removed on request; None if it was not.
    """

    id: str
    entered_at: datetime
    day: date
    company: str | None
    round: str | None
    text: str
    went: str | None
    question_id: str | None = None
    removed_at: datetime | None = None


def best_match(text: str, prompts: Sequence[Prompt]) -> str | None:
    """Return the id of the question that a text is most like; None if none is like it enough.

    The likeness is the share of the stems that both have, weighted by their rarity in the bank, so that a word which many
    prompts share counts little. A word that only the key points have counts less.
    """
    words = stems(text) - _ANY
    asked = [(stems(f"{prompt.prompt} {prompt.id.replace('-', ' ')}") - _ANY, prompt) for prompt in prompts]
    known = [(own, stems(prompt.points) - _ANY - own, prompt.id) for own, prompt in asked]
    counts = Counter(stem for own, points, _ in known for stem in own | points)

    def weight(of: frozenset[str]) -> float:
        return sum(log((len(known) + 1) / (counts[stem] + 0.5)) for stem in of)

    scored = []
    whole = weight(words)
    for own, points, name in known:
        if common := weight(words & own) + _POINT * weight(words & points):
            scored.append((common / (_OF_TEXT * whole + _OF_PROMPT * weight(own)), name))
    likeness, best = max(scored, default=(0.0, ""))
    return best if likeness >= THRESHOLD else None
