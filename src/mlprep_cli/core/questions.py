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
REPORT = "report"
"""The basis of a fact about a company that candidates or the company reported, all of it."""


def introduction_rank(round_name: str) -> int:
    """Return the rank by which new questions of a round are introduced: screening, deep-dive, then the rest."""
    return {"screening": 0, "deep-dive": 1}.get(round_name, 2)


def words_allowed(round_name: str, budget: int) -> int:
    """Return the most words that an answer may have, so that it can be spoken in `budget` seconds."""
    words = budget * WORDS_PER_MINUTE // 60
    return max(words, 40) if round_name == "quickfire" else words


def phrases_of(cue: str) -> list[str]:
    """Return the phrases of a cue, any of which says it."""
    return [phrase.strip() for phrase in cue.split(" / ")]


class KeyPoint(NamedTuple):
    """One fact to say in the answer; a strong answer says every `must`.

    `say` are the cues by which a listener hears it, each one phrase or several with ` / ` between them.
    """

    point: str
    must: bool = False
    say: tuple[str, ...] = ()

    @property
    def cues(self) -> tuple[str, ...]:
        """The phrases of all cues."""
        return tuple(phrase for cue in self.say for phrase in phrases_of(cue))


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


class Source(NamedTuple):
    """Why a claim about a question is believed: the claim, the kind of source, and its month (YYYY-MM) or year."""

    claim: str
    kind: str
    month: str


class CheckGroup(NamedTuple):
    """A group of checks of one behaviour, which its name describes.

    Attributes:
        name: The behaviour, such as `ties keep their order`.
        code: Asserts that run after the helpers; empty if the group checks growth.
        hidden: Whether the group runs only at the reveal.
        level: The level of the question that it belongs to, from 1.
        grows: The claimed growth in time, such as `n log n`; empty if the group has asserts.
        call: An expression for the function to time, which takes the made input.
        input: An expression for a function that makes the input of a size: one argument, or a tuple of all.
        start: The first size, which is doubled then.
    """

    name: str
    code: str = ""
    hidden: bool = False
    level: int = 1
    grows: str = ""
    call: str = ""
    input: str = ""
    start: int = 0


class Code(NamedTuple):
    """The Python code of a coding question: a stub to complete, a solution, and checks that every correct one passes.

    Attributes:
        stub: The start of an attempt; of a repair question the broken code.
        solution: A complete solution.
        checks: The groups of checks.
        helpers: Code that every group may use.
        levels: What each level asks for, in a question whose levels open one after the other.
        repair: Whether the stub works, wrongly, and has to be repaired.
    """

    stub: str
    solution: str
    checks: tuple[CheckGroup, ...]
    helpers: str = ""
    levels: tuple[str, ...] = ()
    repair: bool = False


class Question(NamedTuple):
    """A question of a bank. `budget` is in seconds; `formerly` are its earlier ids.

    `more` is what to say if there is time, in Markdown. `as_of` is the month (YYYY-MM) in which moving facts were checked.
    """

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
    more: str = ""
    sources: tuple[Source, ...] = ()
    as_of: str = ""


class OnsiteRound(NamedTuple):
    """A round of a company's onsite.

    Attributes:
        name: Its name.
        rounds: The bank's rounds from which its questions are drawn.
        questions: Their number.
        minutes: Its length.
        topics: The topics of the questions, any if empty.
        mix: How many questions of which round; if empty, the rounds take turns.
        prefer: The ids of questions that are drawn first; `beh-lp-*` are all those that begin with `beh-lp-`.
        basis: On what this rests: `report`, `judgement`, or a phrase that tells which part is which.
    """

    name: str
    rounds: tuple[str, ...]
    questions: int
    minutes: int
    topics: tuple[str, ...] = ()
    mix: tuple[tuple[str, int], ...] = ()
    prefer: tuple[str, ...] = ()
    basis: str = REPORT


class InterviewStage(NamedTuple):
    """A stage of an interview process, and on what it rests, as for a round of the onsite."""

    text: str
    basis: str = REPORT


class InterviewReport(NamedTuple):
    """A report of how a company interviews: its kind, when it was made, and what it says."""

    kind: str
    month: str
    says: str


class InterviewProcess(NamedTuple):
    """How a company interviews.

    Attributes:
        name: The company.
        stages: The stages of the process, in order.
        onsite: The rounds of its onsite, in order.
        focus: What its questions are about.
        weighs: What it looks for.
        role: The role that the process is for.
        as_of: The month (YYYY-MM) in which this was checked.
        evidence: What this rests on.
        values: The values that the company names.
        values_source: Where they come from.
        ai_tools: Whether AI tools are allowed in its interviews.
    """

    name: str
    stages: tuple[InterviewStage, ...]
    onsite: tuple[OnsiteRound, ...]
    focus: tuple[str, ...]
    weighs: tuple[str, ...]
    role: str = ""
    as_of: str = ""
    evidence: tuple[InterviewReport, ...] = ()
    values: tuple[str, ...] = ()
    values_source: str = ""
    ai_tools: str = ""


class Prompt(NamedTuple):
    """What a question of the bank is recognised by: its id, its prompt, and its key points."""

    id: str
    prompt: str
    points: str


class Page(NamedTuple):
    """A Markdown page: the study page of a topic, or a page of the guide."""

    id: str
    title: str
    text: str


class Bank(NamedTuple):
    """A bank: its topics with their study pages, guide pages, questions and companies, in the order of the file.

    `format` is the format of the file.
    """

    topics: tuple[Page, ...] = ()
    guides: tuple[Page, ...] = ()
    questions: tuple[Question, ...] = ()
    companies: tuple[InterviewProcess, ...] = ()
    format: int = 1


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
