"""Compare ways to prepare for an interview on simulated learners: `python -m benchmarks.recall [--long]`.

Three families of learners have memories that are not mlprep's (`benchmarks.learners`), know 10 to 80 % before they begin,
miss days, and grade honestly, generously or strictly. Every way gets the same minutes on the same days with the same
learners, and sees only the grades and the times. The result is the true recall on the day of the interview: of the whole
bank, of the target's questions, and of the onsite mix. The oracle knows the true memories: it is the ceiling.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from statistics import mean, stdev
from time import monotonic
from typing import NamedTuple

from benchmarks.learners import FAMILIES, Learner, learner
from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.allocator import allocate
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.calibration import fitted
from mlprep_cli.core.candidates import LEAST_SHARE, Candidate, Goal
from mlprep_cli.core.first_attempts import Counts, FirstAttempts
from mlprep_cli.core.memory import Learned, Studied, chance_after, learned, recall
from mlprep_cli.core.questions import ROUNDS, Bank, Question, introduction_rank
from mlprep_cli.core.queue import Item
from mlprep_cli.core.readiness import Basis, Headline, Predicted, headline
from mlprep_cli.core.reviews import Card, Grade, GradedDay
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.target import TAGGED, Target, target_of
from mlprep_cli.core.times import OwnTimes, Times

START = date(2026, 3, 2)
COMPANY = "Google"
MISSED = 0.15
"""The chance that a day is missed."""
SETTINGS = ((7, 30), (14, 45), (21, 30), (21, 60), (30, 45))
"""Days to the interview, and minutes a day."""
MINUTES_OF_SHORT_FORM = 9.0


@cache
def bank() -> Bank:
    """Return the shipped bank."""
    return BankFile.read(Path(__file__).parents[1] / "data" / "questions.yaml").bank(KnownNames())


@cache
def target() -> Target:
    """Return the target: one company, and the shares of its onsite."""
    return target_of((COMPANY,), bank().companies)


def is_tagged(question: Question) -> bool:
    """Return whether the target asks a question."""
    return any(company.name == COMPANY for company in question.companies)


@dataclass
class Course:
    """A learner who prepares: what mlprep knows from the grades and times."""

    who: Learner
    days: int
    minutes: int
    known: dict[str, Learned] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    ages: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    practised: Counter[str] = field(default_factory=Counter)
    last_days: dict[str, date] = field(default_factory=dict)
    own: dict[str, OwnTimes] = field(default_factory=dict)

    @property
    def interview(self) -> date:
        """The day of the interview."""
        return START + timedelta(days=self.days)

    def firsts(self) -> FirstAttempts:
        """Return the first answers."""
        groups: dict[tuple[str, str], Counts] = {}
        for question in bank().questions:
            if (state := self.known.get(question.id)) is not None:
                asked, recalled = groups.get((question.round, question.difficulty), Counts())
                groups[question.round, question.difficulty] = Counts(asked + 1, recalled + (state.first != "no_hire"))
        return FirstAttempts(groups)

    def ask(self, order: Iterable[Question], day: int, keep: Callable[[Question, Grade], None] | None = None) -> None:
        """Ask in this order until the minutes are spent; a question that would take longer than what is left is skipped."""
        left, today, times = 60.0 * self.minutes, START + timedelta(days=day), Times(self.own)
        plan = CheckpointPlan(interview=self.interview, dated=START)
        for question in order:
            if times.seconds(question.round, question.budget) > left + 30:
                continue
            grade, seconds = self.who.answer(question, day)
            left -= seconds
            self.known[question.id] = learned(
                self.known.get(question.id), Studied(today, grade, grade, seconds, question.budget)
            )
            card = self.cards.get(question.id, Card(question.id))
            self.cards[question.id] = plan.schedule(card, GradedDay(today, grade, f"{today}T12:00:00+00:00"))
            self.practised[question.round] += round(seconds)
            self.last_days[question.round] = today
            attempts, spent, budget = self.own.get(question.round, OwnTimes(0, 0.0, 0.0))
            self.own[question.round] = OwnTimes(attempts + 1, spent + seconds, budget + question.budget)
            if keep is not None:
                keep(question, grade)

    def predicted(self) -> tuple[Headline, list[tuple[Predicted, float]]]:
        """Return the headline on the day of the interview, and each question with its true chance."""
        evidence = Basis(self.firsts(), fitted(one for state in self.known.values() for one in state.outcomes))
        rows = []
        for question in bank().questions:
            state = self.known.get(question.id)
            if state is None:
                chance = evidence.firsts.chance(question.round, question.difficulty)
            else:
                nights = max(1, (self.interview - state.memory.last_day).days)
                chance = evidence.calibration.expected(chance_after(state.memory.stability, nights))
            companies = tuple(company.name for company in question.companies)
            one = Predicted(question.id, question.round, question.topic, companies, state is not None, chance)
            rows.append((one, self.who.recall(question.id, self.days)))
        return headline([one for one, _ in rows], target(), evidence), rows


Way = Callable[[Course, int], None]
"""One day of practice."""


def by_allocator(course: Course, day: int) -> None:
    """Practise the day that mlprep allocates."""
    today = START + timedelta(days=day)
    firsts, times, shares = course.firsts(), Times(course.own), dict(target().shares)
    goal = Goal(
        today,
        course.interview,
        START,
        course.minutes,
        shares,
        dict(course.practised),
        dict(course.last_days),
        has_interview=True,
    )
    by_id = {question.id: question for question in bank().questions}
    candidates = []
    for question in bank().questions:
        state, card = course.known.get(question.id), course.cards.get(question.id, Card(question.id))
        tagged = is_tagged(question)
        candidates.append(
            Candidate(
                Item(question.round, question.topic, card),
                card,
                None if state is None else state.memory,
                times.seconds(question.round, question.budget),
                firsts.chance(question.round, question.difficulty),
                (shares.get(question.round, 0.0) + LEAST_SHARE) * (TAGGED if tagged else 1.0),
                tagged,
                tagged,
            )
        )
    course.ask((by_id[choice.question_id] for choice in allocate(candidates, goal).choices), day)


def by_plan(course: Course, day: int) -> None:
    """Practise what is due at a checkpoint, longest overdue first, then new questions in the order of their introduction."""
    today = START + timedelta(days=day)
    due = sorted((card for card in course.cards.values() if card.is_due(today)), key=lambda card: card.due or today)
    by_id = {question.id: question for question in bank().questions}
    course.ask([*(by_id[card.question_id] for card in due), *introduced(course)], day)


def by_fsrs(retention: float) -> Way:
    """Return FSRS at a desired retention: due questions, least likely recalled first, then the cheapest new ones."""

    def practise(course: Course, day: int) -> None:
        today = START + timedelta(days=day)
        chances = {name: recall(state.memory, today) for name, state in course.known.items()}
        due = [question for question in bank().questions if chances.get(question.id, 1.0) <= retention]
        times = Times(course.own)
        new = sorted(introduced(course), key=lambda question: times.seconds(question.round, question.budget))
        course.ask([*sorted(due, key=lambda question: chances[question.id]), *new], day)

    return practise


def by_sm2(course: Course, day: int) -> None:
    """Practise what is due by SM-2 as in Anki with its default settings, then new questions."""
    ages = course.ages
    due = sorted(
        (question for question in bank().questions if question.id in ages and ages[question.id][0] <= day),
        key=lambda question: ages[question.id][0],
    )

    def keep(question: Question, grade: Grade) -> None:
        _, interval, ease = ages.get(question.id, (day, 0.0, 2.5))
        if grade is Grade.NO_HIRE:
            interval, ease = 1.0, max(1.3, ease - 0.2)
        elif interval == 0:
            interval = 1.0
        elif grade is Grade.LEAN:
            interval, ease = max(interval + 1, interval * 1.2), max(1.3, ease - 0.15)
        else:
            interval = max(interval + 1, interval * ease)
        ages[question.id] = (day + round(interval), interval, ease)

    course.ask([*due, *introduced(course)], day, keep)


def by_oracle(course: Course, day: int) -> None:
    """Practise what adds most true recall per second, of the onsite mix by three quarters: the true memories are known."""
    who, end, times, weights = course.who, course.days, Times(course.own), mix()
    state = who.chance.getstate()
    rates = {}
    for question in bank().questions:
        chance = who.recall(question.id, day)
        later = [who.attempted(question.id, day, recalled=recalled).chance(end) for recalled in (False, True)]
        gain = (1 - chance) * later[0] + chance * later[1] - who.recall(question.id, end)
        weight = 0.25 / len(bank().questions) + 0.75 * weights[question.id]
        rates[question.id] = weight * gain / times.expected(question.round, question.budget, chance)
    who.chance.setstate(state)
    order = sorted(bank().questions, key=lambda question: -rates[question.id])
    course.ask([question for question in order if rates[question.id] > 0], day)


def introduced(course: Course) -> list[Question]:
    """Return the new questions in the order of their introduction."""
    new = (question for question in bank().questions if question.id not in course.known)
    return sorted(new, key=lambda question: introduction_rank(question.round))


@cache
def mix() -> dict[str, float]:
    """Return the weight of each question in the onsite mix; the sum is 1."""
    of_rounds: Counter[str] = Counter()
    for question in bank().questions:
        of_rounds[question.round] += TAGGED if is_tagged(question) else 1.0  # type: ignore[assignment]  # weights
    shares = dict(target().shares)
    return {
        question.id: shares.get(question.round, 0.0)
        * (TAGGED if is_tagged(question) else 1.0)
        / of_rounds[question.round]
        for question in bank().questions
    }


MLPREP, ORACLE = "mlprep", "oracle"
WAYS: dict[str, Way] = {
    MLPREP: by_allocator,
    "plan": by_plan,
    "FSRS 0.7": by_fsrs(0.7),
    "FSRS 0.8": by_fsrs(0.8),
    "FSRS 0.9": by_fsrs(0.9),
    "SM-2": by_sm2,
    ORACLE: by_oracle,
}


class Result(NamedTuple):
    """What a way led to: the true recall of three sets, the questions met by round, and how the headline did."""

    recalls: tuple[float, float, float]
    met: tuple[int, ...]
    expected: float | None
    held: bool | None
    pairs: tuple[tuple[float, float], ...]


class Case(NamedTuple):
    """A learner in a setting."""

    family: str
    seed: int
    days: int
    minutes: int


def prepared(case: Case, name: str) -> Result:
    """Prepare a learner one way."""
    questions = list(bank().questions)
    course = Course(learner(case.family, case.seed, questions), case.days, case.minutes)
    off = Random(case.seed)
    for day in range(case.days):
        if off.random() >= MISSED:
            WAYS[name](course, day)
    top, rows = course.predicted()
    true = {one.question_id: chance for one, chance in rows}
    onsite = sum(weight * true[name] for name, weight in mix().items())
    tagged = [true[question.id] for question in questions if is_tagged(question)]
    met = Counter(question.round for question in questions if question.id in course.known)
    held = None if top.interval is None else top.interval.low <= onsite <= top.interval.high
    pairs = tuple((one.recall, chance) for one, chance in rows if one.seen)
    return Result(
        (mean(true.values()), mean(tagged), onsite), tuple(met[name] for name in ROUNDS), top.share, held, pairs
    )


def main() -> None:
    """Simulate and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=8, help="learners of each family in each setting")
    parser.add_argument("--long", action="store_true", help="do not stop after nine minutes")
    options = parser.parse_args()
    cases = [
        Case(family, seed, days, minutes)
        for seed in range(options.learners)
        for family in FAMILIES
        for days, minutes in SETTINGS
    ]
    results: dict[str, list[Result]] = {name: [] for name in WAYS}
    done: list[Case] = []
    end = math.inf if options.long else monotonic() + 60 * MINUTES_OF_SHORT_FORM
    with ProcessPoolExecutor() as pool:
        for case in cases:
            if monotonic() > end:
                break
            for name, result in zip(WAYS, pool.map(prepared, [case] * len(WAYS), WAYS), strict=True):
                results[name].append(result)
            done.append(case)
    print(f"{len(done)} of {len(cases)} courses, {len(bank().questions)} questions, target {COMPANY}\n")
    recalls(results)
    gains(results, done)
    met(results)
    trust(results[MLPREP], done)


def recalls(results: dict[str, list[Result]]) -> None:
    """Print the mean true recall of each way."""
    print("| way | whole bank | target's questions | onsite mix |\n| --- | --- | --- | --- |")
    for name, rows in results.items():
        cells = " | ".join(_interval([row.recalls[place] for row in rows]) for place in range(3))
        print(f"| {name} | {cells} |")


def gains(results: dict[str, list[Result]], cases: Sequence[Case]) -> None:
    """Print the gain of mlprep over each other way, paired by learner, with its wins."""
    print("\n| mlprep against | whole bank | target's questions | onsite mix | wins, onsite mix |")
    print("| --- | --- | --- | --- | --- |")
    for name in WAYS:
        if name != MLPREP:
            print(f"| {name} | {_gains(results, name, range(len(cases)))} |")
    for family in FAMILIES:
        places = [place for place, case in enumerate(cases) if case.family == family]
        print(f"| FSRS 0.7, {family} | {_gains(results, 'FSRS 0.7', places)} |")


def _gains(results: dict[str, list[Result]], name: str, places: Sequence[int]) -> str:
    pairs = [(results[MLPREP][place].recalls, results[name][place].recalls) for place in places]
    cells = [_interval([ours[place] - theirs[place] for ours, theirs in pairs], sign=True) for place in range(3)]
    wins = sum(ours[2] > theirs[2] for ours, theirs in pairs)
    return " | ".join([*cells, f"{wins} of {len(pairs)}"])


def met(results: dict[str, list[Result]]) -> None:
    """Print the questions met by round."""
    print(f"\n| questions met | {' | '.join(ROUNDS)} |\n| --- |{' --- |' * len(ROUNDS)}")
    print(
        "| in the bank | "
        + " | ".join(str(sum(one.round == name for one in bank().questions)) for name in ROUNDS)
        + " |"
    )
    for name, rows in results.items():
        print(
            f"| {name} | {' | '.join(f'{mean(row.met[place] for row in rows):.0f}' for place in range(len(ROUNDS)))} |"
        )


def trust(rows: Sequence[Result], cases: Sequence[Case]) -> None:
    """Print how far the headline is from the truth, by family and by grader."""
    print(
        "\n| headline | expected − true | absolute error | truth inside the 80 % interval | calibration error of seen |"
    )
    print("| --- | --- | --- | --- | --- |")
    graders = {seed: learner(FAMILIES[0], seed, []).grader for seed in {case.seed for case in cases}}
    groups = {
        family: [row for row, case in zip(rows, cases, strict=True) if case.family == family] for family in FAMILIES
    }
    for grader in sorted(set(graders.values())):
        groups[f"{grader} grader"] = [
            row for row, case in zip(rows, cases, strict=True) if graders[case.seed] == grader
        ]
    for name, group in groups.items():
        shown = [row for row in group if row.expected is not None]
        errors = [(row.expected or 0.0) - row.recalls[2] for row in shown]
        held = sum(bool(row.held) for row in shown)
        pairs = [pair for row in group for pair in row.pairs]
        print(
            f"| {name} | {_interval(errors, sign=True)} | {mean(map(abs, errors)):.3f} | {held} of {len(shown)} |"
            f" {_calibration_error(pairs):.3f} |"
        )


def _calibration_error(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the mean distance of predicted and true chances in bins of a tenth, weighted by their numbers."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for pair in pairs:
        bins.setdefault(min(9, int(10 * pair[0])), []).append(pair)
    distances = (
        len(members) * abs(mean(pair[0] for pair in members) - mean(pair[1] for pair in members))
        for members in bins.values()
    )
    return sum(distances) / len(pairs)


def _interval(values: Sequence[float], *, sign: bool = False) -> str:
    """Return a mean with its 95 % confidence interval."""
    middle = mean(values)
    reach = 1.96 * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    form = "+.3f" if sign else ".3f"
    return f"{middle:{form}} [{middle - reach:{form}}, {middle + reach:{form}}]"


if __name__ == "__main__":
    main()
