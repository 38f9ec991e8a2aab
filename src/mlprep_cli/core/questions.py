"""Questions and their bank: the terms of a bank file.

The records are named tuples, because creating the classes of named tuples takes a seventh of the time of data classes.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

BUDGETS = {
    "quickfire": 15,
    "screening": 120,
    "deep-dive": 300,
    "senior": 1200,
    "coding": 1800,
    "system-design": 1200,
    "behavioral": 180,
}
"""The rounds, each with the default budget of its questions in seconds."""

ROUNDS = tuple(BUDGETS)
DIFFICULTIES = ("easy", "medium", "hard")
WORDS_PER_MINUTE = 150


def introduction_rank(round_name: str) -> int:
    """Return the rank by which new questions of a round are introduced: screening, deep-dive, then the rest."""
    return {"screening": 0, "deep-dive": 1}.get(round_name, 2)


def words_allowed(round_name: str, budget: int) -> int:
    """Return the most words that an answer may have, so that it can be spoken in `budget` seconds."""
    words = budget * WORDS_PER_MINUTE // 60
    return max(words, 40) if round_name == "quickfire" else words


class KeyPoint(NamedTuple):
    """A point to make in the answer; a strong answer makes every `must`."""

    point: str
    must: bool = False


class FollowUp(NamedTuple):
    """A question that the interviewer asks next, and a good answer to it."""

    prompt: str
    answer: str


class Rubric(NamedTuple):
    """What earns each of the three grades, for one question."""

    strong: str
    lean: str
    no_hire: str


class Company(NamedTuple):
    """A company reported to ask a question, and the year of the report."""

    name: str
    year: int | None = None


class Code(NamedTuple):
    """The Python code of a coding question: a stub to complete, a solution, and checks that every correct one passes."""

    stub: str
    solution: str
    checks: str


class Question(NamedTuple):
    """A question of a bank. `budget` is in seconds; `formerly` are its earlier ids."""

    id: str
    round: str
    topic: str
    difficulty: str
    prompt: str
    answer: str
    key_points: tuple[KeyPoint, ...]
    rubric: Rubric
    budget: int
    follow_ups: tuple[FollowUp, ...] = ()
    companies: tuple[Company, ...] = ()
    expects: tuple[tuple[str, str], ...] = ()
    see: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    code: Code | None = None


class OnsiteRound(NamedTuple):
    """A round of a company's onsite: its name, the bank's rounds it draws from, and its numbers of questions and minutes."""

    name: str
    rounds: tuple[str, ...]
    questions: int
    minutes: int


class InterviewProcess(NamedTuple):
    """How a company reportedly interviews: its stages, the rounds of its onsite, its focus, and what it weighs."""

    name: str
    stages: tuple[str, ...]
    onsite: tuple[OnsiteRound, ...]
    focus: tuple[str, ...]
    weighs: tuple[str, ...]


class Page(NamedTuple):
    """A Markdown page: the study page of a topic, or a page of the guide."""

    id: str
    title: str
    text: str


class Bank(NamedTuple):
    """A bank: its topics with their study pages, guide pages, questions and companies, in the order of the file."""

    topics: tuple[Page, ...] = ()
    guides: tuple[Page, ...] = ()
    questions: tuple[Question, ...] = ()
    companies: tuple[InterviewProcess, ...] = ()


class Query(NamedTuple):
    """A filter of questions and reviews. None does not restrict; otherwise one of the values of a field must match.

    An empty field therefore matches nothing. `words` is different: every word must occur, and an empty one does not
    restrict. `since` restricts reviews to those from a study day on.
    """

    rounds: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    companies: tuple[str, ...] | None = None
    difficulties: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    words: tuple[str, ...] = ()
    since: date | None = None
