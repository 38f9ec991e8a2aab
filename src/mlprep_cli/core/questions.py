"""Questions, and what they are filed under: the words of the bank.

Plain records, as named tuples: a start makes them seven times faster than data classes.
"""

from __future__ import annotations

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
"""Each round and the seconds that one of its questions should take."""

ROUNDS = tuple(BUDGETS)
DIFFICULTIES = ("easy", "medium", "hard")
WORDS_PER_MINUTE = 150


def introduction_rank(round_name: str) -> int:
    """Return how soon new questions of a round are introduced: screening, deep-dive, then the rest."""
    return {"screening": 0, "deep-dive": 1}.get(round_name, 2)


def words_allowed(round_name: str, budget: int) -> int:
    """Return how many words an answer may have to be said in `budget` seconds."""
    spoken = budget * WORDS_PER_MINUTE // 60
    return max(spoken, 40) if round_name == "quickfire" else spoken


class KeyPoint(NamedTuple):
    """One thing to hear in a strong answer; without a `must` no answer is strong."""

    point: str
    must: bool = False


class FollowUp(NamedTuple):
    """What the interviewer asks next, and a good answer."""

    prompt: str
    answer: str


class Rubric(NamedTuple):
    """What separates the three grades for one question."""

    strong: str
    lean: str
    no_hire: str


class Company(NamedTuple):
    """A company that is reported to ask a question, and when."""

    name: str
    year: int | None = None


class Code(NamedTuple):
    """The Python of a coding question: the stub to fill in, a solution, and the checks that every right one passes."""

    stub: str
    solution: str
    checks: str


class Question(NamedTuple):
    """One item of the bank. `budget` is in seconds."""

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


class Visit(NamedTuple):
    """One round of a company's onsite: its name, the rounds of the bank it draws from, how many questions, and minutes."""

    name: str
    rounds: tuple[str, ...]
    questions: int
    minutes: int


class Process(NamedTuple):
    """How a company interviews, as reported: its stages, its onsite round by round, what it focuses on, and what it weighs."""

    name: str
    stages: tuple[str, ...]
    onsite: tuple[Visit, ...]
    focus: tuple[str, ...]
    weighs: tuple[str, ...]


class Page(NamedTuple):
    """A page of Markdown: a topic's study page, or a page of the guide."""

    id: str
    title: str
    text: str


class Bank(NamedTuple):
    """One bank file: topics with their study pages, its guide, its questions, its companies, in the file's order."""

    topics: tuple[Page, ...] = ()
    guides: tuple[Page, ...] = ()
    questions: tuple[Question, ...] = ()
    companies: tuple[Process, ...] = ()


class Filter(NamedTuple):
    """Which questions: each field that is not empty must hold, by any of its values. Names are lower case."""

    rounds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
