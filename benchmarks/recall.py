"""Simulate learners with a known memory, and compare ways to prepare: `python -m benchmarks.recall [--learners 40]`.

A learner's memory follows FSRS with individual weights, drawn around the default ones. mlprep sees only the grades and
predicts with the default weights. Each way gets the same minutes per day on the same bank. The result is the true chance
of recall on the day of the interview, over all questions, seen or not.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean, stdev

from fsrs import Card as Memory
from fsrs import Rating, Scheduler
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.pace import Candidate, DayBudget, paced
from mlprep_cli.core.queue import Item
from mlprep_cli.core.readiness import chance_of_new, picked
from mlprep_cli.core.reviews import Card, Grade, Review
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.storage.readiness import RATINGS, SCHEDULER, choice, morning

START = date(2026, 3, 2)
RETRY = timedelta(minutes=5)
SPREAD = 0.3
"""The standard deviation of the logarithm of a learner's weights around the default ones."""


@dataclass(frozen=True)
class Asked:
    """A question of the simulated bank, and the seconds of an attempt at it."""

    name: str
    round: str
    seconds: float


def bank() -> list[Asked]:
    """Return the shipped questions except the quickfire ones, in the order of their introduction."""
    path = Path(__file__).parents[1] / "data" / "questions.yaml"
    questions = BankFile.read(path).bank(KnownNames()).questions
    order = {"screening": 0, "deep-dive": 1}
    asked = [
        Asked(question.id, question.round, 1.25 * question.budget)
        for question in questions
        if question.round != "quickfire"
    ]
    return sorted(asked, key=lambda question: order.get(question.round, 2))


@dataclass
class Learner:
    """One learner: the true memory, and the memory that mlprep derives from the grades."""

    chance: Random
    truth: Scheduler
    known: float
    true: dict[str, Memory] = field(default_factory=dict)
    believed: dict[str, Memory] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    intervals: dict[str, tuple[date, float, float]] = field(default_factory=dict)
    recalled_new: int = 0

    def recall(self, name: str, at: datetime) -> float:
        """Return the true chance of recall."""
        return self.truth.get_card_retrievability(self.true[name], at) if name in self.true else self.known

    def predicted(self, name: str, at: datetime) -> float:
        """Return the chance of recall that mlprep predicts."""
        if name in self.believed:
            return SCHEDULER.get_card_retrievability(self.believed[name], at)
        return chance_of_new(self.recalled_new, len(self.believed))

    def answer(self, asked: Asked, at: datetime, plan: CheckpointPlan) -> tuple[Grade, float]:
        """Answer a question, and retry it if it was not recalled. Return the grade and the seconds taken."""
        recalled = self.chance.random() < self.recall(asked.name, at)
        grade = self.chance.choice([Grade.STRONG, Grade.STRONG, Grade.LEAN]) if recalled else Grade.NO_HIRE
        if asked.name not in self.true:
            self.recalled_new += recalled
        self._review(asked.name, grade, at, plan)
        if recalled:
            return grade, asked.seconds
        self._review(asked.name, Grade.LEAN, at + RETRY, plan)
        return grade, 2 * asked.seconds

    def _review(self, name: str, grade: Grade, at: datetime, plan: CheckpointPlan) -> None:
        rating: Rating = RATINGS[grade]
        for memories, scheduler in ((self.true, self.truth), (self.believed, SCHEDULER)):
            memories[name], _ = scheduler.review_card(memories.get(name, Memory(card_id=0)), rating, at)
        review = Review(
            name,
            name,
            "",
            at,
            at.date(),
            grade,
            0.0,
            0.0,
            0,
            timed_out=False,
            mode="drill",
            key_points=(),
            checkpoint=0,
        )
        self.cards[name] = plan.schedule(self.cards.get(name, Card(name)), review)


def learner(seed: int) -> Learner:
    """Return a learner with weights drawn around the default ones."""
    chance = Random(seed)
    weights = [weight * math.exp(chance.gauss(0, SPREAD)) for weight in SCHEDULER.parameters]
    low, high = zip(*BOUNDS, strict=True)
    bounded = [min(max(weight, least), most) for weight, least, most in zip(weights, low, high, strict=True)]
    truth = Scheduler(parameters=bounded, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    return Learner(chance, truth, known=chance.uniform(0.15, 0.5))


BOUNDS = list(zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True))

Way = Callable[[Learner, list[Asked], date, date, float], None]
"""One day of practice, given the learner, the bank, the day, the interview and the seconds available."""


def by_plan(who: Learner, questions: list[Asked], today: date, interview: date, seconds: float) -> None:
    """Practise the questions due by the checkpoint plan, longest overdue first, then the new ones that the pace chose."""
    plan = CheckpointPlan(interview=interview, dated=START)
    by_name = {question.name: question for question in questions}
    seen = [Candidate(card, by_name[name].round, by_name[name].seconds) for name, card in who.cards.items()]
    new = [
        Candidate(Card(question.name), question.round, question.seconds)
        for question in questions
        if question.name not in who.cards
    ]
    due = sorted((card for card in who.cards.values() if card.is_due(today)), key=lambda card: card.due or today)
    chosen = paced(seen, new, plan, DayBudget(today, round(seconds / 60))).today
    _spend(who, [by_name[card.question_id] for card in due] + [by_name[name] for name in chosen], today, seconds, plan)


def by_picks(who: Learner, questions: list[Asked], today: date, interview: date, seconds: float) -> None:
    """Practise the questions that `drill --minutes` picks."""
    now, at = morning(today), morning(interview)
    new = chance_of_new(who.recalled_new, len(who.believed))
    choices = [
        choice(
            Item(question.round, "", Card(question.name)),
            who.believed.get(question.name),
            new,
            question.seconds,
            (now, at),
        )
        for question in questions
    ]
    by_name = {question.name: question for question in questions}
    plan = CheckpointPlan(interview=interview, dated=START)
    _spend(who, [by_name[item.question_id] for item in picked(choices, seconds)], today, seconds, plan)


def by_fsrs(who: Learner, questions: list[Asked], today: date, interview: date, seconds: float) -> None:
    """Practise the questions due by FSRS at a desired retention of 0.9, least likely recalled first, then new ones."""
    now = morning(today)
    chances = {name: SCHEDULER.get_card_retrievability(memory, now) for name, memory in who.believed.items()}
    due = sorted(
        (question for question in questions if chances.get(question.name, 1.0) <= 0.9),
        key=lambda question: chances[question.name],
    )
    new = [question for question in questions if question.name not in chances]
    _spend(who, due + new, today, seconds, CheckpointPlan())


def by_sm2(who: Learner, questions: list[Asked], today: date, interview: date, seconds: float) -> None:
    """Practise the questions due by SM-2 as in Anki with its default settings, then new ones."""
    states = who.intervals
    due = sorted(
        (question for question in questions if question.name in states and states[question.name][0] <= today),
        key=lambda question: states[question.name][0],
    )
    new = [question for question in questions if question.name not in states]

    def keep(name: str, grade: Grade) -> None:
        _, interval, ease = states.get(name, (today, 0.0, 2.5))
        if grade is Grade.NO_HIRE:
            interval, ease = 1.0, max(1.3, ease - 0.2)
        elif interval == 0:
            interval = 1.0
        elif grade is Grade.LEAN:
            interval, ease = max(interval + 1, interval * 1.2), max(1.3, ease - 0.15)
        else:
            interval = max(interval + 1, interval * ease)
        states[name] = (today + timedelta(days=round(interval)), interval, ease)

    _spend(who, due + new, today, seconds, CheckpointPlan(), keep)


def _spend(
    who: Learner,
    order: list[Asked],
    today: date,
    seconds: float,
    plan: CheckpointPlan,
    keep: Callable[[str, Grade], None] = lambda _name, _grade: None,
) -> None:
    """Ask in this order until the seconds are spent; skip a question that takes longer than the seconds left."""
    left, at = seconds, morning(today)
    for question in order:
        if question.seconds <= left:
            grade, took = who.answer(question, at, plan)
            keep(question.name, grade)
            left -= took
            at += timedelta(seconds=took)


Pair = tuple[float, float, bool]
"""A question on the day of the interview: its predicted and true chance of recall, and whether it was seen."""
SETTINGS = ((10, 45), (21, 30), (21, 60), (35, 45))
"""Days to the interview, and minutes a day."""
PICKS = "drill --minutes"
WAYS: dict[str, Way] = {
    "mlprep's plan": by_plan,
    PICKS: by_picks,
    "FSRS at 0.9": by_fsrs,
    "SM-2 as in Anki": by_sm2,
}


def prepared(seed: int, name: str, days: int, minutes: int) -> tuple[float, int, list[Pair]]:
    """Prepare a learner one way, and return the result on the day of the interview.

    The result is the mean true recall, the number of questions seen, and a pair for each question.
    """
    who, questions, interview = learner(seed), bank(), START + timedelta(days=days)
    for day in range(days):
        WAYS[name](who, questions, START + timedelta(days=day), interview, 60.0 * minutes)
    at = morning(interview)
    pairs = [
        (who.predicted(question.name, at), who.recall(question.name, at), question.name in who.true)
        for question in questions
    ]
    return mean(true for _, true, _ in pairs), len(who.true), pairs


def main() -> None:
    """Simulate and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=40)
    seeds = range(parser.parse_args().learners)
    print(f"{len(seeds)} learners, {len(bank())} questions; mean true recall on the day, over all questions:\n")
    print("| days, minutes a day | " + " | ".join(WAYS) + " | picks beat the best other for |")
    print("| --- | " + "--- | " * (len(WAYS) + 1))
    pairs: list[Pair] = []
    with ProcessPoolExecutor() as pool:
        for days, minutes in SETTINGS:
            results = {
                name: list(pool.map(prepared, seeds, *([value] * len(seeds) for value in (name, days, minutes))))
                for name in WAYS
            }
            best = [max(results[name][seed][0] for name in WAYS if name != PICKS) for seed in seeds]
            wins = sum(results[PICKS][seed][0] > best[seed] for seed in seeds)
            cells = " | ".join(_cell(rows) for rows in results.values())
            print(f"| {days}, {minutes} | {cells} | {wins} of {len(best)} |", flush=True)
            pairs += [pair for rows in results.values() for row in rows for pair in row[2]]
    calibration([pair for pair in pairs if pair[2]], "seen")
    calibration([pair for pair in pairs if not pair[2]], "not seen")


def _cell(rows: list[tuple[float, int, list[Pair]]]) -> str:
    recalls = [row[0] for row in rows]
    error = stdev(recalls) / math.sqrt(len(recalls))
    return f"{mean(recalls):.3f} ± {error:.3f}, {mean(row[1] for row in rows):.0f} seen"


def calibration(pairs: list[Pair], which: str) -> None:
    """Print the predicted and the true chance in bins of a tenth."""
    print(f"\nQuestions {which}, predicted against true:\n")
    print("| predicted | questions | mean predicted | mean true |\n| --- | --- | --- | --- |")
    bins: dict[int, list[Pair]] = {}
    for pair in pairs:
        bins.setdefault(min(9, int(10 * pair[0])), []).append(pair)
    for tenth, members in [*sorted(bins.items()), (10, pairs)]:
        name = "all" if tenth == 10 else f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}"
        print(
            f"| {name} | {len(members)} | {mean(pair[0] for pair in members):.3f} |"
            f" {mean(pair[1] for pair in members):.3f} |"
        )


if __name__ == "__main__":
    main()
