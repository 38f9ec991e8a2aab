"""Readiness: the share of the questions of an interview that is expected on its day, its interval, and its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple

from mlprep_cli.core.calibration import Calibration
from mlprep_cli.core.first_attempts import FirstAttempts
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.core.stats import Tally
from mlprep_cli.core.target import Target

ENOUGH = 20
"""The first answers that a prediction needs: with fewer, there is no number."""
_EIGHTY_PERCENT = 1.2816
_MODEL_ERROR = 0.04
"""The standard error of the model itself: a real memory is not one of FSRS."""


class Predicted(NamedTuple):
    """A question, and its chance on the day: of a seen one to be recalled, of another one to be answered at first sight.

    `later` has the grades of its first attempts of a day at which its card was not new.
    """

    question_id: str
    round: str
    topic: str
    companies: tuple[str, ...]
    seen: bool
    recall: float
    later: Tally = Tally()


class Interval(NamedTuple):
    """The bounds within which a share will be in 80 % of all cases."""

    low: float
    high: float


class Readiness(NamedTuple):
    """The readiness for a topic, a company, a round or everything.

    Attributes:
        questions: The number of its questions.
        seen: The number of them that were reviewed.
        recall: The mean chance over all of them; None if there are none, or if it is too early to say.
        recall_seen: The same over those seen.
        measured: The first attempts of a day at questions that were not new: the share recalled is the retention.
        interval: The interval of `recall`.
        interval_seen: The interval of `recall_seen`.
    """

    name: str
    questions: int
    seen: int
    recall: float | None
    recall_seen: float | None
    measured: Tally
    interval: Interval | None = None
    interval_seen: Interval | None = None


class RoundPace(NamedTuple):
    """The mean thinking time and the mean budget of the first attempts of a day in a round, in seconds."""

    seconds: float
    budget: float


class RoundReadiness(NamedTuple):
    """The readiness for a round, with the chance of its new questions, and the learner's pace if there is any."""

    ready: Readiness
    chance_of_new: float
    pace: RoundPace | None = None


class Headline(NamedTuple):
    """The share of the target's questions expected Lean Hire or better on the day, and what it is made of.

    Attributes:
        share: The share; None if it is too early to say, or there are no questions.
        interval: Its interval.
        first_answers: The number of questions that the learner has answered for the first time.
        seen_share: The part of the weight of all questions that is of seen ones.
        companies: The companies of the target.
    """

    share: float | None
    interval: Interval | None
    first_answers: int
    seen_share: float
    companies: tuple[str, ...] = ()

    @property
    def is_too_early(self) -> bool:
        """Whether there are too few first answers for a number."""
        return self.first_answers < ENOUGH


class ReadinessReport(NamedTuple):
    """The readiness for a day: the headline, everything, by round, by topic and by company."""

    day: date
    headline: Headline
    whole: Readiness
    rounds: tuple[RoundReadiness, ...]
    topics: tuple[Readiness, ...]
    companies: tuple[Readiness, ...]


def with_companies(report: ReadinessReport, names: Iterable[str]) -> ReadinessReport:
    """Return a report that also has these companies, which may have no question."""
    known = {company.name: company for company in report.companies}
    rest = (Readiness(name, 0, 0, None, None, Tally()) for name in names if name not in known)
    return report._replace(companies=tuple(sorted((*known.values(), *rest), key=lambda company: company.name)))


class Basis(NamedTuple):
    """What predictions come from: the first answers, and the calibration by later ones."""

    firsts: FirstAttempts
    calibration: Calibration

    @property
    def is_enough(self) -> bool:
        """Whether there are enough first answers to show a number."""
        return self.firsts.asked >= ENOUGH


def readiness(name: str, predicted: Iterable[Predicted], evidence: Basis) -> Readiness:
    """Return the readiness for these questions, without a number if it is too early."""
    questions = list(predicted)
    seen = [question for question in questions if question.seen]
    recall, interval = _estimate([(question, 1.0) for question in questions], evidence)
    recall_seen, interval_seen = _estimate([(question, 1.0) for question in seen], evidence)
    measured = Tally(
        sum(question.later.strong for question in seen),
        sum(question.later.lean for question in seen),
        sum(question.later.no_hire for question in seen),
    )
    return Readiness(name, len(questions), len(seen), recall, recall_seen, measured, interval, interval_seen)


def grouped(
    predicted: Sequence[Predicted], names: Callable[[Predicted], Sequence[str]], evidence: Basis
) -> tuple[Readiness, ...]:
    """Return the readiness for each name that questions have, in the order of the questions."""
    groups: dict[str, list[Predicted]] = defaultdict(list)
    for question in predicted:
        for name in names(question):
            groups[name].append(question)
    return tuple(readiness(name, own, evidence) for name, own in groups.items())


def by_round(
    predicted: Sequence[Predicted], paces: Mapping[str, RoundPace], evidence: Basis
) -> tuple[RoundReadiness, ...]:
    """Return the readiness for each round that has questions."""
    rounds = grouped(predicted, lambda question: (question.round,), evidence)
    return tuple(
        RoundReadiness(ready, evidence.firsts.chance(ready.name), paces.get(ready.name))
        for ready in sorted(rounds, key=lambda ready: ROUNDS.index(ready.name))
    )


def headline(predicted: Sequence[Predicted], target: Target, evidence: Basis) -> Headline:
    """Return the headline: each round counts by its share of the onsite, and each question of a round by its weight."""
    weighed = _weighed(predicted, target)
    share, interval = _estimate(weighed, evidence)
    whole = sum(weight for _, weight in weighed)
    seen = sum(weight for question, weight in weighed if question.seen)
    return Headline(share, interval, evidence.firsts.asked, seen / whole if whole else 0.0, target.companies)


def _weighed(predicted: Sequence[Predicted], target: Target) -> list[tuple[Predicted, float]]:
    """Return each question with its weight; equal ones if the onsite has none of their rounds."""
    shares = dict(target.shares)
    weights = [target.weight(question.companies) for question in predicted]
    of_rounds: dict[str, float] = defaultdict(float)
    for question, weight in zip(predicted, weights, strict=True):
        of_rounds[question.round] += weight
    weighed = [
        (question, shares.get(question.round, 0.0) * weight / of_rounds[question.round])
        for question, weight in zip(predicted, weights, strict=True)
    ]
    return weighed if any(weight for _, weight in weighed) else [*zip(predicted, weights, strict=True)]


def _estimate(weighed: Sequence[tuple[Predicted, float]], evidence: Basis) -> tuple[float | None, Interval | None]:
    """Return the expected share and its interval; neither if there are no questions, or too few first answers.

    The interval covers chance on the day, the errors of the chances of new questions and of the calibration, and that of
    the model.
    """
    whole = sum(weight for _, weight in weighed)
    if not whole or not evidence.is_enough:
        return None, None
    share = by_chance = shift_slope = scale_slope = 0.0
    unseen: dict[str, float] = defaultdict(float)
    for question, weight in weighed:
        part, chance = weight / whole, question.recall
        share += part * chance
        by_chance += part**2 * chance * (1 - chance)
        if question.seen:
            slopes = evidence.calibration.slopes(chance)
            shift_slope += part * slopes[0]
            scale_slope += part * slopes[1]
        else:
            unseen[question.round] += part
    variance = by_chance + evidence.calibration.variance(shift_slope, scale_slope) + _MODEL_ERROR**2
    variance += sum((part * evidence.firsts.error(name)) ** 2 for name, part in unseen.items())
    reach = _EIGHTY_PERCENT * sqrt(variance)
    return share, Interval(max(0.0, share - reach), min(1.0, share + reach))
