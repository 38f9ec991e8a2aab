"""Mock interviews: the questions of each section, the answers given, and the decision that the grades lead to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.questions import ROUNDS, InterviewProcess
from mlprep_cli.core.reviews import Grade, MockAnswer

if TYPE_CHECKING:
    from random import Random

RULE = (
    "Strong Hire: every question answered, none No Hire, at least half of them Strong. "
    "No Hire: a third or more No Hire, an unanswered one counting as such. Lean Hire: all between."
)

DISCARD = "discard"
"""The mode of a session that only records that a mock interview was given up."""


class Section(NamedTuple):
    """A part of a mock interview: its name, its seconds, the levels of follow-ups, and its questions."""

    name: str
    seconds: int
    levels: int
    questions: tuple[str, ...]


class Focus(NamedTuple):
    """What is drawn first from a round: questions with a preferred id, then questions on the topics, any if empty.

    `beh-lp-*` stands for all ids that begin with `beh-lp-`.
    """

    round: str
    topics: tuple[str, ...]
    prefer: tuple[str, ...]

    def prefers(self, question_id: str) -> bool:
        """Return whether a question has a preferred id."""
        return any(
            question_id.startswith(name[:-1]) if name.endswith("*") else question_id == name for name in self.prefer
        )


class SectionPlan(NamedTuple):
    """A section before its questions are drawn: `rounds` has a choice of rounds for each question."""

    name: str
    minutes: int
    levels: int
    rounds: tuple[tuple[str, ...], ...]
    focus: tuple[Focus, ...] = ()

    def prefers(self, candidate: CandidateQuestion) -> bool:
        """Return whether a question is one of those to draw first."""
        return any(focus.round == candidate.round and focus.prefers(candidate.question_id) for focus in self.focus)

    def suits(self, candidate: CandidateQuestion) -> bool:
        """Return whether a question is on the topics of its round."""
        return not any(
            focus.round == candidate.round and focus.topics and candidate.topic not in focus.topics
            for focus in self.focus
        )


class CandidateQuestion(NamedTuple):
    """A question that can be drawn. `fit` is how well it fits the company and the level: the highest is drawn first."""

    question_id: str
    round: str
    topic: str
    fit: int


class Mock(NamedTuple):
    """A mock interview: its sections, the answers given so far, and their grades by question.

    Attributes:
        number: Its place among all mock interviews, from 1 for the oldest.
        discarded: Whether the learner gave it up: its answers and grades stay, but it is neither resumed nor debriefed.
    """

    session_id: str
    day: date
    name: str
    company: str | None
    sections: tuple[Section, ...]
    answers: tuple[MockAnswer, ...] = ()
    grades: tuple[tuple[str, Grade], ...] = ()
    number: int = 0
    discarded: bool = False

    @property
    def title(self) -> str:
        """Its name, with the company unless the name has it."""
        return self.name if self.company is None or self.company in self.name else f"{self.name} · {self.company}"

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of its questions, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def ungraded(self) -> tuple[str, ...]:
        """The questions that were answered or passed, and have no grade yet."""
        return () if self.discarded else self._without_grade

    @property
    def _without_grade(self) -> tuple[str, ...]:
        graded = {question for question, _ in self.grades}
        return tuple(answer.question_id for answer in self.answers if answer.question_id not in graded)

    @property
    def open_sections(self) -> tuple[tuple[int, Section, tuple[str, ...]], ...]:
        """The sections with time and questions left, each with its number and those questions.

        There are none once an answer is graded: the debrief has shown the model answers.
        """
        if self.grades or self.discarded:
            return ()
        asked = {answer.question_id for answer in self.answers}
        sections = []
        for number, section in enumerate(self.sections, start=1):
            left = tuple(question for question in section.questions if question not in asked)
            if left and self.used(section) < section.seconds:
                sections.append((number, section, left))
        return tuple(sections)

    @property
    def is_unfinished(self) -> bool:
        """Whether it can be resumed or debriefed."""
        return bool(self.open_sections or self.ungraded)

    @property
    def answered(self) -> int:
        """The number of questions that were answered; those that were passed do not count."""
        return sum(not answer.passed for answer in self.answers)

    def answers_in(self, section: Section) -> tuple[MockAnswer, ...]:
        """Return the answers given in a section."""
        return tuple(answer for answer in self.answers if answer.question_id in section.questions)

    def used(self, section: Section) -> float:
        """Return the seconds that a section has taken so far."""
        return sum(answer.thinking + answer.probing for answer in self.answers_in(section))

    @property
    def seconds(self) -> float:
        """The seconds that all its sections have taken so far."""
        return sum(map(self.used, self.sections))

    @property
    def seconds_given(self) -> int:
        """The seconds that all its sections may take."""
        return sum(section.seconds for section in self.sections)

    @property
    def verdict(self) -> Grade | None:
        """The decision, or None until every answer is graded.

        If two machines held the debrief, the later grade of a question counts.
        """
        if not self.grades or self._without_grade:
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
    """Return a company's onsite as sections. A round without a mix takes its rounds in turn."""
    return tuple(
        SectionPlan(
            part.name,
            part.minutes,
            3,
            tuple((name,) for name, count in part.mix for _ in range(count))
            or tuple((part.rounds * part.questions)[place : place + 1] for place in range(part.questions)),
            tuple(Focus(name, part.topics, part.prefer) for name in part.rounds),
        )
        for part in process.onsite
    )


def tuned(plans: Iterable[SectionPlan], processes: Sequence[InterviewProcess]) -> tuple[SectionPlan, ...]:
    """Return sections that draw first what companies ask in rounds of the same kind."""
    focus = []
    for name in ROUNDS:
        parts = [part for process in processes for part in process.onsite if name in part.rounds]
        topics = {topic for part in parts for topic in part.topics} if all(part.topics for part in parts) else ()
        prefer = {question_id for part in parts for question_id in part.prefer}
        focus.append(Focus(name, tuple(sorted(topics)), tuple(sorted(prefer))))
    return tuple(plan._replace(focus=tuple(focus)) for plan in plans)


def draw(plans: Sequence[SectionPlan], pool: Sequence[CandidateQuestion], chance: Random) -> tuple[Section, ...] | None:
    """Return the sections with questions drawn for them, none twice, or None if the pool has too few.

    Of each round, preferred questions are drawn first, then those on the topics of the section, those that no other
    section prefers, those that fit best, and those on a topic that the section has not had: at random among equals.
    """
    shuffled = chance.sample(pool, len(pool))
    wanted = {one.question_id: {number for number, plan in enumerate(plans) if plan.prefers(one)} for one in pool}
    taken: set[str] = set()
    sections = []
    for number, plan in enumerate(plans):
        topics: set[str] = set()
        questions = []
        for rounds in plan.rounds:
            free = [one for one in shuffled if one.round in rounds and one.question_id not in taken]
            if not free:
                return None
            ranks = [
                (number in (by := wanted[one.question_id]), plan.suits(one), not by, one.fit, one.topic not in topics)
                for one in free
            ]
            drawn = free[ranks.index(max(ranks))]
            taken.add(drawn.question_id)
            topics.add(drawn.topic)
            questions.append(drawn.question_id)
        sections.append(Section(plan.name, plan.minutes * 60, plan.levels, tuple(questions)))
    return tuple(sections)


def discard_id(session_id: str) -> str:
    """Return the id of the session that records, in the mode `DISCARD`, that a mock interview was given up."""
    return f"{session_id[:180]}.discarded"


def decision(grades: Sequence[Grade], questions: int) -> Grade:
    """Return the decision on an interview by `RULE`, from its grades and its number of questions."""
    missed = questions - len(grades)
    failed = grades.count(Grade.NO_HIRE) + missed
    if 3 * failed >= questions:
        return Grade.NO_HIRE
    return Grade.STRONG if not failed and 2 * grades.count(Grade.STRONG) >= questions else Grade.LEAN
