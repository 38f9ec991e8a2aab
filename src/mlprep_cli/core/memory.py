"""The memory of a question by FSRS-6: two numbers, moved by the first attempt of each study day.

The formulas and weights are those of the package fsrs, with which a test compares them. Three things differ. Time is counted
in study days. A retry on the same day leaves the memory as it is: it says little about the next days. A right first answer
shows earlier knowledge, which lasts longer than a fresh memory.
"""

from __future__ import annotations

from datetime import date
from math import exp, floor, log
from typing import NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import Tally

WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""The default weights of FSRS-6."""
RATINGS = {Grade.NO_HIRE: 1, Grade.LEAN: 2, Grade.STRONG: 3}
"""The ratings of FSRS: Again, Hard and Good."""
KNOWN_BEFORE = {Grade.NO_HIRE: 0.0, Grade.LEAN: 4.6, Grade.STRONG: 16.6}
"""The least stability after the first answer ever, in days."""
LEAST_STABILITY = 0.001
PATIENCE = 3
"""An attempt counts at most this multiple of its budget: the learner was not at the question for longer."""
SURE = 3
"""The highest confidence before the reveal."""
_DECAY = -WEIGHTS[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_STEP, _LOWEST, _HIGHEST = 0.5, -6, 14


class Memory(NamedTuple):
    """A memory: the days after which recall has fallen to 90 %, the difficulty from 1 to 10, and the last study day."""

    stability: float
    difficulty: float
    last_day: date


def recall(memory: Memory, day: date) -> float:
    """Return the chance of recall on a study day."""
    return chance_after(memory.stability, (day - memory.last_day).days)


def chance_after(stability: float, days: int) -> float:
    """Return the chance of recall some days after the last attempt; 1 on its day."""
    return float((1 + _FACTOR * max(0, days) / stability) ** _DECAY)


def reviewed(memory: Memory | None, grade: Grade, day: date) -> Memory:
    """Return a memory after an attempt; the same one if the study day of the last attempt was not earlier."""
    rating, w = RATINGS[grade], WEIGHTS
    if memory is None:
        stability = max(w[rating - 1], KNOWN_BEFORE[grade])
        return Memory(stability, _bounded(_first_difficulty(rating)), day)
    stability, difficulty, last_day = memory
    if day <= last_day:
        return memory
    missed = 1 - chance_after(stability, (day - last_day).days)
    if rating == 1:
        long_term = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp(missed * w[14])
        following = min(long_term, stability / exp(w[17] * w[18]))
    else:
        growth = exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (exp(missed * w[10]) - 1)
        following = stability * (1 + growth * (w[15] if rating == 2 else 1))
    damped = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
    return Memory(max(following, LEAST_STABILITY), _bounded(w[7] * _first_difficulty(4) + (1 - w[7]) * damped), day)


def _first_difficulty(rating: int) -> float:
    return WEIGHTS[4] - exp(WEIGHTS[5] * (rating - 1)) + 1


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)


# --- what the log says about a question ---


class Studied(NamedTuple):
    """What a memory needs of a review.

    Attributes:
        grade: The learner's grade.
        evidence: The grade that the ticks suggest, or the learner's own without ticks.
        seconds: The time of thinking and reviewing.
        budget: The budget in seconds.
        confidence: From 1 to 3, if the learner said it before the reveal.
        measures: Whether the card was not new, so that the attempt measures retention.
    """

    day: date
    grade: Grade
    evidence: Grade
    seconds: float
    budget: int
    confidence: int | None = None
    measures: bool = True


class Outcomes(NamedTuple):
    """First attempts of a day whose predictions were about the same: the bin of the prediction, and what came of them."""

    bin: int
    asked: int
    recalled: int


class Learned(NamedTuple):
    """What the reviews of a question have shown.

    Attributes:
        reviews: The number of its reviews, retries included.
        first: The evidence of its first answer ever.
        attempts: The number of first attempts of a study day.
        seconds: The time that these took.
        later: The learner's grades of those at cards that were not new.
        expected: The sum of the recall predicted at each of the latter.
        outcomes: All attempts after the first by their predictions, recalled or not by the evidence.
        surprised: Whether the learner was sure before the last attempt, and wrong.
    """

    memory: Memory
    reviews: int
    first: Grade
    attempts: int
    seconds: float
    later: Tally = Tally()
    expected: float = 0.0
    outcomes: tuple[Outcomes, ...] = ()
    surprised: bool = False


def learned(before: Learned | None, review: Studied) -> Learned:
    """Return what is known after a review, given what was known before it; the whole log of a question is folded like that."""
    recalled = review.evidence is not Grade.NO_HIRE
    seconds = min(review.seconds, float(PATIENCE * review.budget))
    surprised = review.confidence == SURE and not recalled
    if before is None:
        memory = reviewed(None, review.evidence, review.day)
        return Learned(memory, 1, review.evidence, 1, seconds, surprised=surprised)
    memory = reviewed(before.memory, review.evidence, review.day)
    if memory is before.memory:
        return before._replace(reviews=before.reviews + 1)
    predicted = recall(before.memory, review.day)
    return Learned(
        memory,
        before.reviews + 1,
        before.first,
        before.attempts + 1,
        before.seconds + seconds,
        before.later.plus(review.grade) if review.measures else before.later,
        before.expected + (predicted if review.measures else 0.0),
        _counted(before.outcomes, bin_of(predicted), int(recalled)),
        surprised,
    )


def _counted(outcomes: tuple[Outcomes, ...], place: int, recalled: int) -> tuple[Outcomes, ...]:
    """Return outcomes with one more attempt, ordered by their bins."""
    counts = {one.bin: one for one in outcomes}
    known = counts.get(place, Outcomes(place, 0, 0))
    counts[place] = Outcomes(place, known.asked + 1, known.recalled + recalled)
    return tuple(counts[number] for number in sorted(counts))


def bin_of(chance: float) -> int:
    """Return the bin of a prediction: half a unit of its logarithmic odds."""
    if not 0 < chance < 1:
        return _HIGHEST if chance >= 1 else _LOWEST
    return min(max(floor(log(chance / (1 - chance)) / _STEP), _LOWEST), _HIGHEST)


def odds_of(place: int) -> float:
    """Return the logarithmic odds in the middle of a bin."""
    return (place + 0.5) * _STEP
