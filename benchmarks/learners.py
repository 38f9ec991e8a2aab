"""Simulated learners whose memories are none of mlprep's: power laws, half-lives, and key points with memories of their own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from random import Random

from mlprep_cli.core.questions import Question
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.times import RETRIED, prior_seconds

GUESSED = 0.03
"""The chance of answering a question that was never learned."""
GRADERS = {"honest": (0.0, 0.0), "overconfident": (0.3, 0.0), "strict": (0.0, 0.2)}
"""The chance that a failure is graded as recalled, and that a recall is graded as a failure."""


class Trace(ABC):
    """The true memory of one question."""

    @abstractmethod
    def chance(self, day: int) -> float:
        """Return the chance of recall on a day."""

    @abstractmethod
    def after(self, day: int, *, recalled: bool) -> Trace:
        """Return the trace after an attempt on a day, studied and asked again if it was not recalled."""


@dataclass(frozen=True)
class Power(Trace):
    """A power law: each success lengthens the memory more, the more had been forgotten."""

    strength: float
    decay: float
    growth: float
    last: int = 0

    def chance(self, day: int) -> float:
        """Return the chance of recall on a day."""
        return float((1 + max(0, day - self.last) / self.strength) ** -self.decay)

    def after(self, day: int, *, recalled: bool) -> Power:
        """Return the trace after an attempt."""
        if recalled:
            strength = self.strength * (1 + self.growth * (1 - self.chance(day)) ** 0.7)
        else:
            strength = max(0.7, 0.4 * self.strength)
        return Power(strength, self.decay, self.growth, day)


@dataclass(frozen=True)
class HalfLife(Trace):
    """A half-life that every success multiplies and every failure cuts."""

    days: float
    factor: float
    last: int = 0

    def chance(self, day: int) -> float:
        """Return the chance of recall on a day."""
        return float(2 ** (-max(0, day - self.last) / self.days))

    def after(self, day: int, *, recalled: bool) -> HalfLife:
        """Return the trace after an attempt; one on the same day adds little."""
        waited = min(1.0, max(0, day - self.last) / self.days)
        days = self.days * (1 + (self.factor - 1) * waited) if recalled else max(1.5, 0.5 * self.days)
        return HalfLife(days, self.factor, day)


@dataclass(frozen=True)
class Points(Trace):
    """Key points, each with a memory of its own: an answer is recalled if half of them are."""

    parts: tuple[Trace, ...]

    def chance(self, day: int) -> float:
        """Return the chance that half of the points come to mind."""
        counts = [1.0]
        for part in self.parts:
            chance = part.chance(day)
            counts = [
                (counts[number] * (1 - chance) if number < len(counts) else 0.0)
                + (counts[number - 1] * chance if number else 0.0)
                for number in range(len(counts) + 1)
            ]
        return sum(counts[(len(self.parts) + 1) // 2 :])

    def after(self, day: int, *, recalled: bool) -> Points:
        """Return the trace after an attempt: the likelier points count as recalled."""
        ranked = sorted(self.parts, key=lambda part: -part.chance(day))
        kept = round((0.8 if recalled else 0.3) * len(ranked))
        return Points(tuple(part.after(day, recalled=place < kept) for place, part in enumerate(ranked)))


@dataclass
class Learner:
    """A learner: what is known before, how memories fade, how grades are given, and how fast answers are.

    Attributes:
        traces: The true memory of each question that is known or was learned.
        speed: The time of an attempt as a multiple of the prior.
    """

    family: str
    grader: str
    chance: Random
    known: float
    speed: float
    decay: float
    growth: float
    traces: dict[str, Trace] = field(default_factory=dict)

    def recall(self, name: str, day: int) -> float:
        """Return the true chance of recall."""
        trace = self.traces.get(name)
        return GUESSED if trace is None else GUESSED + (1 - GUESSED) * trace.chance(day)

    def attempted(self, name: str, day: int, *, recalled: bool) -> Trace:
        """Return the trace of a question after an attempt."""
        trace = self.traces.get(name)
        return self.fresh(day, known=recalled) if trace is None else trace.after(day, recalled=recalled)

    def answer(self, question: Question, day: int) -> tuple[Grade, float]:
        """Answer a question on a day; return the grade given and the seconds taken, with a second attempt after a failure."""
        recalled = self.chance.random() < self.recall(question.id, day)
        self.traces[question.id] = self.attempted(question.id, day, recalled=recalled)
        seconds = self.speed * prior_seconds(question.round, question.budget) * self.chance.uniform(0.6, 1.3)
        generous, strict = GRADERS[self.grader]
        believed = self.chance.random() >= strict if recalled else self.chance.random() < generous
        grade = self.chance.choice((Grade.STRONG, Grade.STRONG, Grade.LEAN)) if believed else Grade.NO_HIRE
        return grade, seconds * (1 if believed else 1 + RETRIED)

    def fresh(self, day: int, *, known: bool) -> Trace:
        """Return the trace of a question that was known before, or has just been learned."""
        if self.family == "points":
            count = self.chance.randint(3, 8)
            return Points(tuple(self._part(day, known=known) for _ in range(count)))
        return self._part(day, known=known)

    def _part(self, day: int, *, known: bool) -> Trace:
        spread = self.chance.lognormvariate(0, 0.5)
        if self.family == "power":
            return Power((25.0 if known else 1.6) * spread, self.decay, self.growth, day)
        return HalfLife((60.0 if known else 3.5) * spread, 1 + self.growth / 2, day)


FAMILIES = ("power", "half-life", "points")


def learner(family: str, seed: int, bank: list[Question]) -> Learner:
    """Return a learner of a family: knowledge from 10 to 80 %, differing by topic, and any kind of grader."""
    chance = Random(f"{family} {seed}")
    grader = (*GRADERS, "honest")[seed % 4]
    known = chance.uniform(0.1, 0.8)
    who = Learner(
        family, grader, chance, known, chance.uniform(0.6, 1.4), chance.uniform(0.25, 0.6), chance.uniform(2, 5)
    )
    topics = {topic: min(0.95, max(0.02, chance.gauss(known, 0.2))) for topic in sorted({one.topic for one in bank})}
    for question in bank:
        if chance.random() < topics[question.topic]:
            who.traces[question.id] = who.fresh(-chance.randint(1, 30), known=True)
    return who
