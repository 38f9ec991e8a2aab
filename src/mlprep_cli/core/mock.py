"""Mock interviews: what is asked in which section, and how the grades of its debrief add up to a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.questions import Process
from mlprep_cli.core.reviews import Grade, Spoken

if TYPE_CHECKING:
    from random import Random

RULE = (
    "Strong Hire: every question answered, none No Hire, at least half of them Strong. "
    "No Hire: a third or more No Hire, an unanswered one counting as such. Lean Hire: all between."
)


class Section(NamedTuple):
    """One part of a mock interview: its name, its seconds, the levels of follow-ups, and its questions, once drawn."""

    name: str
    seconds: int
    levels: int
    questions: tuple[str, ...]


class Asking(NamedTuple):
    """A section before its questions are drawn: a choice of rounds for each question."""

    name: str
    minutes: int
    levels: int
    rounds: tuple[tuple[str, ...], ...]


class Drawable(NamedTuple):
    """A question that can be drawn. `liking` is how well it fits the company and the level: higher is drawn first."""

    question_id: str
    round: str
    topic: str
    liking: int


class Mock(NamedTuple):
    """A mock interview as it is kept."""

    session_id: str
    day: date
    name: str
    company: str | None
    sections: tuple[Section, ...]
    spoken: tuple[Spoken, ...] = ()
    grades: tuple[tuple[str, Grade], ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the ids of its questions, in order."""
        return tuple(each for section in self.sections for each in section.questions)

    @property
    def ungraded(self) -> tuple[str, ...]:
        """Return the questions that were answered, or passed, and have no grade yet."""
        graded = {question for question, _ in self.grades}
        return tuple(each.question_id for each in self.spoken if each.question_id not in graded)

    @property
    def open_sections(self) -> tuple[tuple[int, Section, tuple[str, ...]], ...]:
        """Return the sections that have time and questions left: each with its number and those questions.

        Once anything is graded, none: its answers have been shown.
        """
        if self.grades:
            return ()
        asked = {each.question_id for each in self.spoken}
        found = []
        for number, each in enumerate(self.sections, start=1):
            left = tuple(question for question in each.questions if question not in asked)
            if left and self.used(each) < each.seconds:
                found.append((number, each, left))
        return tuple(found)

    def said_in(self, section: Section) -> tuple[Spoken, ...]:
        """Return the answers given in a section."""
        return tuple(each for each in self.spoken if each.question_id in section.questions)

    def used(self, section: Section) -> float:
        """Return the seconds that a section took so far."""
        return sum(each.thinking + each.probing for each in self.said_in(section))

    @property
    def verdict(self) -> Grade | None:
        """Return the decision once every answer is graded; None before.

        Where two machines held the debrief, the later grade of a question stands.
        """
        if not self.grades or self.ungraded:
            return None
        return decision(list(dict(self.grades).values()), len(self.questions))


_SOLID = (("screening",), ("deep-dive",), ("screening",), ("deep-dive",), ("senior", "system-design"))
"""Rounds of a mock that mixes them, in turn."""

PRESETS = {
    "mixed": (Asking("mixed rounds", 45, 2, _SOLID),),
    "phone-screen": (Asking("phone screen", 30, 1, (("screening",),) * 6),),
    "deep-dive": (Asking("technical deep dive", 45, 3, (("deep-dive",),) * 4),),
    "senior": (Asking("senior and staff", 60, 3, (("senior",),) * 3),),
    "quick-fire": (Asking("quick-fire", 10, 0, (("quickfire",),) * 20),),
    "full": (
        Asking("quick-fire", 5, 0, (("quickfire",),) * 10),
        Asking("phone screen", 15, 1, (("screening",),) * 5),
        Asking("technical deep dive", 30, 3, (("deep-dive",),) * 3),
        Asking("coding", 30, 2, (("coding",),)),
        Asking("system design", 25, 3, (("system-design", "senior"),)),
        Asking("behavioral", 10, 2, (("behavioral",),) * 2),
    ),
}
"""Kinds of mock interviews, with the counts and times that such rounds have."""


def resized(asked: Sequence[Asking], questions: int | None, minutes: int | None) -> tuple[Asking, ...]:
    """Return sections with so many questions and minutes in all: the rounds go on in turn, the minutes in proportion."""
    if questions is not None:
        chosen = [(place, rounds) for place, each in enumerate(asked) for rounds in each.rounds]
        chosen = sorted((chosen * questions)[:questions], key=lambda pair: pair[0])
        asked = [
            each._replace(rounds=tuple(rounds for place, rounds in chosen if place == number))
            for number, each in enumerate(asked)
        ]
        asked = [each for each in asked if each.rounds]
    if minutes is not None:
        total = sum(each.minutes for each in asked)
        asked = [each._replace(minutes=max(1, round(each.minutes * minutes / total))) for each in asked]
    return tuple(asked)


def onsite(process: Process) -> tuple[Asking, ...]:
    """Return a company's onsite, round by round; where a round has a choice, its questions take them in turn."""
    return tuple(
        Asking(
            visit.name,
            visit.minutes,
            3,
            tuple((visit.rounds * visit.questions)[place : place + 1] for place in range(visit.questions)),
        )
        for visit in process.onsite
    )


def draw(asked: Iterable[Asking], pool: Sequence[Drawable], chance: Random) -> tuple[Section, ...] | None:
    """Return the sections with questions drawn for them, none twice; None where there are too few.

    Of each round those that fit best are drawn first, by chance among equals, and of another topic where one is left.
    """
    shuffled = sorted(chance.sample(pool, len(pool)), key=lambda each: -each.liking)
    taken: set[str] = set()
    sections = []
    for each in asked:
        topics: set[str] = set()
        questions = []
        for rounds in each.rounds:
            free = [one for one in shuffled if one.round in rounds and one.question_id not in taken]
            if not free:
                return None
            best = [one for one in free if one.liking == free[0].liking]
            found = next((one for one in best if one.topic not in topics), best[0])
            taken.add(found.question_id)
            topics.add(found.topic)
            questions.append(found.question_id)
        sections.append(Section(each.name, each.minutes * 60, each.levels, tuple(questions)))
    return tuple(sections)


def decision(grades: Sequence[Grade], questions: int) -> Grade:
    """Return the decision on an interview of so many questions with these grades, by `RULE`."""
    missed = questions - len(grades)
    failed = grades.count(Grade.NO_HIRE) + missed
    if 3 * failed >= questions:
        return Grade.NO_HIRE
    return Grade.STRONG if not failed and 2 * grades.count(Grade.STRONG) >= questions else Grade.LEAN
