"""Mock interviews: the questions of each section, the answers given, and the decision that the grades lead to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.questions import InterviewProcess
from mlprep_cli.core.reviews import Grade, MockAnswer

if TYPE_CHECKING:
    from random import Random

RULE = (
    "Strong Hire: every question answered, none No Hire, at least half of them Strong. "
    "No Hire: a third or more No Hire, an unanswered one counting as such. Lean Hire: all between."
)


class Section(NamedTuple):
    """A part of a mock interview: its name, its seconds, the levels of follow-ups, and its questions."""

    name: str
    seconds: int
    levels: int
    questions: tuple[str, ...]


class SectionPlan(NamedTuple):
    """A section before its questions are drawn: `rounds` has a choice of rounds for each question."""

    name: str
    minutes: int
    levels: int
    rounds: tuple[tuple[str, ...], ...]


class CandidateQuestion(NamedTuple):
    """A question that can be drawn. `fit` is how well it fits the company and the level: the highest is drawn first."""

    question_id: str
    round: str
    topic: str
    fit: int


class Mock(NamedTuple):
    """A mock interview: its sections, the answers given so far, and their grades by question."""

    session_id: str
    day: date
    name: str
    company: str | None
    sections: tuple[Section, ...]
    answers: tuple[MockAnswer, ...] = ()
    grades: tuple[tuple[str, Grade], ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of its questions, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def ungraded(self) -> tuple[str, ...]:
        """The questions that were answered or passed, and have no grade yet."""
        graded = {question for question, _ in self.grades}
        return tuple(answer.question_id for answer in self.answers if answer.question_id not in graded)

    @property
    def open_sections(self) -> tuple[tuple[int, Section, tuple[str, ...]], ...]:
        """The sections with time and questions left, each with its number and those questions.

        There are none once an answer is graded: the debrief has shown the model answers.
        """
        if self.grades:
            return ()
        asked = {answer.question_id for answer in self.answers}
        sections = []
        for number, section in enumerate(self.sections, start=1):
            left = tuple(question for question in section.questions if question not in asked)
            if left and self.used(section) < section.seconds:
                sections.append((number, section, left))
        return tuple(sections)

    def answers_in(self, section: Section) -> tuple[MockAnswer, ...]:
        """Return the answers given in a section."""
        return tuple(answer for answer in self.answers if answer.question_id in section.questions)

    def used(self, section: Section) -> float:
        """Return the seconds that a section has taken so far."""
        return sum(answer.thinking + answer.probing for answer in self.answers_in(section))

    @property
    def verdict(self) -> Grade | None:
        """The decision, or None until every answer is graded.

        If two machines held the debrief, the later grade of a question counts.
        """
        if not self.grades or self.ungraded:
            return None
        return decision(list(dict(self.grades).values()), len(self.questions))


_MIXED = (("screening",), ("deep-dive",), ("screening",), ("deep-dive",), ("senior", "system-design"))
"""The rounds of a mixed mock interview, in turn."""

PRESETS = {
    "mixed": (SectionPlan("mixed rounds", 45, 2, _MIXED),),
    "phone-screen": (SectionPlan("phone screen", 30, 1, (("screening",),) * 6),),
    "deep-dive": (SectionPlan("technical deep dive", 45, 3, (("deep-dive",),) * 4),),
    "senior": (SectionPlan("senior and staff", 60, 3, (("senior",),) * 3),),
    "quick-fire": (SectionPlan("quick-fire", 10, 0, (("quickfire",),) * 20),),
    "full": (
        SectionPlan("quick-fire", 5, 0, (("quickfire",),) * 10),
        SectionPlan("phone screen", 15, 1, (("screening",),) * 5),
        SectionPlan("technical deep dive", 30, 3, (("deep-dive",),) * 3),
        SectionPlan("coding", 30, 2, (("coding",),)),
        SectionPlan("system design", 25, 3, (("system-design", "senior"),)),
        SectionPlan("behavioral", 10, 2, (("behavioral",),) * 2),
    ),
}
"""The kinds of mock interviews, with the usual number of questions and minutes of such rounds."""


def resized(plans: Sequence[SectionPlan], questions: int | None, minutes: int | None) -> tuple[SectionPlan, ...]:
    """Return sections with these totals: more questions repeat the rounds in turn, minutes scale in proportion."""
    if questions is not None:
        choices = [(place, rounds) for place, plan in enumerate(plans) for rounds in plan.rounds]
        choices = sorted((choices * questions)[:questions], key=lambda choice: choice[0])
        plans = [
            plan._replace(rounds=tuple(rounds for place, rounds in choices if place == number))
            for number, plan in enumerate(plans)
        ]
        plans = [plan for plan in plans if plan.rounds]
    if minutes is not None:
        total = sum(plan.minutes for plan in plans)
        plans = [plan._replace(minutes=max(1, round(plan.minutes * minutes / total))) for plan in plans]
    return tuple(plans)


def onsite(process: InterviewProcess) -> tuple[SectionPlan, ...]:
    """Return a company's onsite as sections; if a round has a choice of rounds, its questions take them in turn."""
    return tuple(
        SectionPlan(
            part.name,
            part.minutes,
            3,
            tuple((part.rounds * part.questions)[place : place + 1] for place in range(part.questions)),
        )
        for part in process.onsite
    )


def draw(plans: Iterable[SectionPlan], pool: Sequence[CandidateQuestion], chance: Random) -> tuple[Section, ...] | None:
    """Return the sections with questions drawn for them, none twice, or None if the pool has too few.

    Of each round, the questions that fit best are drawn first, at random among equals, and on different topics if possible.
    """
    shuffled = sorted(chance.sample(pool, len(pool)), key=lambda candidate: -candidate.fit)
    taken: set[str] = set()
    sections = []
    for plan in plans:
        topics: set[str] = set()
        questions = []
        for rounds in plan.rounds:
            free = [one for one in shuffled if one.round in rounds and one.question_id not in taken]
            if not free:
                return None
            best = [one for one in free if one.fit == free[0].fit]
            drawn = next((one for one in best if one.topic not in topics), best[0])
            taken.add(drawn.question_id)
            topics.add(drawn.topic)
            questions.append(drawn.question_id)
        sections.append(Section(plan.name, plan.minutes * 60, plan.levels, tuple(questions)))
    return tuple(sections)


def decision(grades: Sequence[Grade], questions: int) -> Grade:
    """Return the decision on an interview by `RULE`, from its grades and its number of questions."""
    missed = questions - len(grades)
    failed = grades.count(Grade.NO_HIRE) + missed
    if 3 * failed >= questions:
        return Grade.NO_HIRE
    return Grade.STRONG if not failed and 2 * grades.count(Grade.STRONG) >= questions else Grade.LEAN
