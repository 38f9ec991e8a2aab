"""The pace of a plan: how many new questions to introduce each day, and which, so that the days stay about even."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan, share_of

USUAL_MINUTES = 60
"""The default minutes per day of a plan with an interview date."""
HORIZON = 28
"""The number of days to look ahead if there is no interview date."""
EVEN = 1.3
"""The target limit for the fullest day, as a multiple of the average day."""
WEIGHTS = {"screening": 4, "deep-dive": 4, "system-design": 3, "coding": 3, "senior": 1, "behavioral": 1}
"""The weights by which the time for new questions is divided among the rounds."""
LAST_INTRODUCTION = 2
"""The last new question is introduced this number of days before the interview: a later one could not be repeated."""


class Candidate(NamedTuple):
    """A card with the seconds that one attempt at it takes. The lower `wanted`, the sooner it is introduced."""

    card: Card
    round: str
    seconds: float
    wanted: int = 0


class DayBudget(NamedTuple):
    """The first day of a pace, and the time available per day.

    Attributes:
        today: The first day.
        minutes: The minutes per day, if the learner has set them.
        spent: The seconds practised today.
        chosen: The new questions already chosen for today; then today gets no others.
    """

    today: date
    minutes: int | None = None
    spent: float = 0.0
    chosen: Collection[str] | None = None


class Forecast(NamedTuple):
    """A coming day: the number of due questions, the seconds of all its work, and its new questions."""

    day: date
    due: int
    seconds: float
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """The coming days of a plan.

    Attributes:
        days: The days, from today on.
        left_out: The new questions that the days have no time for.
        allowed: The seconds per day that the pace allows.
        waiting: The number of questions due today or before.
    """

    days: tuple[Forecast, ...]
    left_out: tuple[Candidate, ...]
    allowed: float
    waiting: int = 0

    @property
    def later(self) -> int:
        """The number of due questions that are spread over the days after today."""
        return max(0, self.waiting - self.days[0].due) if self.days else 0

    @property
    def today(self) -> tuple[str, ...]:
        """The new questions of the first day."""
        return self.days[0].new if self.days else ()

    @property
    def average(self) -> float:
        """The seconds of the average day."""
        return sum(day.seconds for day in self.days) / len(self.days) if self.days else 0.0

    @property
    def fullest(self) -> float:
        """The seconds of the fullest day as a multiple of the average day's; 0 if there is nothing to do."""
        average = self.average
        return max(day.seconds for day in self.days) / average if average else 0.0


def paced(
    seen: Sequence[Candidate],
    new: Iterable[Candidate],
    schedule: CheckpointPlan,
    budget: DayBudget,
) -> Pace:
    """Return the pace from today to the eve of the interview.

    The forecast assumes that every answer is strong and on time. Overdue questions are placed on the first days with room.
    A new question is introduced on a day from which all its reviews fit. Which choice of that day evens out best
    depends on the date and the questions, so several strategies are tried. If all questions fit, the limit per day
    is lowered until they only just fit.

    Args:
        seen: The cards that were reviewed before.
        new: The new cards, in the order of their introduction.
        schedule: The checkpoint plan.
        budget: The first day, and the time available per day.
    """
    visits = _Visits(schedule, budget.today, budget.chosen)
    order = _shared_out(new)

    def best(allowed: float) -> Pace:
        paces = [
            _introduce(seen, order, visits, _Strategy(allowed, *strategy), budget.spent) for strategy in _STRATEGIES
        ]
        even = [pace for pace in paces if pace.fullest <= EVEN]
        if even:
            return min(even, key=lambda pace: len(pace.left_out))
        return min(paces, key=lambda pace: pace.fullest)

    pace = best(60.0 * (budget.minutes or USUAL_MINUTES))
    low, high = 0.0, pace.allowed
    while not pace.left_out and pace.fullest > EVEN and high - low > 60.0:
        middle = (low + high) / 2
        tried = best(middle)
        if tried.left_out or any(day.seconds > middle for day in tried.days):
            low = middle
        else:
            pace, high = tried, middle
    return pace


def _shared_out(new: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order of their introduction: by `wanted`, then by the shares of the rounds."""
    waiting: dict[tuple[int, str], list[Candidate]] = {}
    for candidate in new:
        waiting.setdefault((candidate.wanted, candidate.round), []).append(candidate)
    order: list[Candidate] = []
    for level in sorted({wanted for wanted, _ in waiting}):
        lines = {name: line[::-1] for (wanted, name), line in waiting.items() if wanted == level}
        taken = dict.fromkeys(lines, 0.0)
        while lines:
            name = min(lines, key=lambda name: taken[name])
            order.append(lines[name].pop())
            taken[name] += order[-1].seconds / WEIGHTS.get(name, 1)
            if not lines[name]:
                del lines[name]
    return order


class _Strategy(NamedTuple):
    """How the day of a new question is chosen.

    Attributes:
        allowed: The seconds available per day.
        share: The most of them that new questions may take.
        emptiest: Whether to take the day that stays emptiest, instead of the first one with room.
    """

    allowed: float
    share: float
    emptiest: bool


_STRATEGIES = tuple((share, emptiest) for emptiest in (False, True) for share in (1.0, 0.7, 0.5, 0.35))


def _introduce(
    seen: Sequence[Candidate], new: Sequence[Candidate], visits: _Visits, strategy: _Strategy, spent: float
) -> Pace:
    load = [spent, *[0.0] * (visits.count - 1)]
    introduced = [0.0] * visits.count
    due = [0] * visits.count
    fresh: list[list[str]] = [[] for _ in load]
    scheduled = (candidate for candidate in seen if candidate.card.due)
    for candidate in sorted(scheduled, key=lambda candidate: candidate.card.due or date.max):
        _place(candidate, visits, load, due, strategy.allowed)
    left_out = []
    for candidate in new:
        start = 0 if visits.begun_today(candidate.card) else _start(candidate, visits, load, introduced, strategy)
        if start is None:
            left_out.append(candidate)
            continue
        fresh[start].append(candidate.card.question_id)
        introduced[start] += candidate.seconds
        for place in visits.of(candidate.card, start):
            load[place] += candidate.seconds
    days = tuple(
        Forecast(visits.today + timedelta(days=place), due[place], load[place], tuple(fresh[place]))
        for place in range(visits.count)
    )
    waiting = sum(candidate.card.is_due(visits.today) for candidate in seen)
    return Pace(days, tuple(left_out), strategy.allowed, waiting)


def _start(
    candidate: Candidate, visits: _Visits, load: Sequence[float], introduced: Sequence[float], strategy: _Strategy
) -> int | None:
    """Return the day on which to introduce a question, so that none of its reviews overfills a day, or None."""
    chosen, peak = None, strategy.allowed - candidate.seconds
    for start in range(visits.first, visits.last + 1):
        new = introduced[start]
        if load[start] > peak or (new and new + candidate.seconds > strategy.share * strategy.allowed):
            continue
        fullest = max(load[place] for place in visits.of(candidate.card, start))
        if fullest < peak or (chosen is None and fullest == peak):
            chosen, peak = start, fullest
            if not strategy.emptiest:
                break
    return chosen


def _place(candidate: Candidate, visits: _Visits, load: list[float], due: list[int], allowed: float) -> None:
    """Put the coming reviews of a card into the days: the next one on the first day with room, the others from there."""
    assert candidate.card.due is not None
    first = max(0, (candidate.card.due - visits.today).days)
    if first >= visits.count:
        return
    days = range(first, visits.count)
    start = next((day for day in days if load[day] + candidate.seconds <= allowed), None)
    if start is None:
        start = min(days, key=lambda day: load[day])
    for place in visits.of(candidate.card, start):
        load[place] += candidate.seconds
        due[place] += 1


class _Visits:
    """The days on which a card comes back if every answer is strong. Day 0 is today.

    Two cards at the same checkpoint and with the same share come back on the same days: each series is computed once.
    """

    def __init__(self, schedule: CheckpointPlan, today: date, chosen: Collection[str] | None) -> None:
        self.today = today
        self._schedule = schedule
        dated = schedule.interview is not None and schedule.interview > today
        self.count = (schedule.interview - today).days if dated and schedule.interview else HORIZON
        self.last = max(0, self.count - LAST_INTRODUCTION) if dated else self.count - 1
        self.first = 0 if chosen is None else 1
        self._chosen = chosen or ()
        self._known: dict[tuple[object, ...], tuple[int, ...]] = {}

    def begun_today(self, card: Card) -> bool:
        """Return whether a new card is already chosen for today."""
        return card.question_id in self._chosen

    def of(self, card: Card, start: int) -> tuple[int, ...]:
        """Return the days on which a card asked on day `start` is asked, `start` included."""
        key = (start, share_of(card.question_id), card.checkpoint, card.interval if card.checkpoint else 0)
        days = self._known.get(key)
        if days is None:
            days = self._known[key] = tuple(self._days(card, start))
        return days

    def _days(self, card: Card, place: int) -> Iterator[int]:
        card = replace(card, due=self.today + timedelta(days=place))
        while place < self.count:
            yield place
            card = self._schedule.recalled(card, self.today + timedelta(days=place))
            assert card.due is not None
            place = (card.due - self.today).days
