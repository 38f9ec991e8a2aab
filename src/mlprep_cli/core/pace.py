"""How many new questions a day, and which: introductions paced so that no coming day is much fuller than another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from mlprep_cli.core.fitting import share_of
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.schedule import CheckpointPlan

USUAL_MINUTES = 60
"""Minutes a day that a plan with a date has, where the learner has not said."""
HORIZON = 28
"""Days looked ahead where there is no date."""
EVEN = 1.3
"""The fullest day has at most so many times the average day's minutes, where pacing can do it."""
WEIGHTS = {"screening": 4, "deep-dive": 4, "system-design": 3, "coding": 3, "senior": 1, "behavioral": 1}
"""How the minutes for new questions are shared between the rounds."""
LAST_INTRODUCTION = 2
"""No new question later than so many days before the interview: it could not be seen again."""


class Candidate(NamedTuple):
    """A card, and what one attempt at it takes. `wanted` is how much it is wanted: lower comes first."""

    card: Card
    round: str
    seconds: float
    wanted: int = 0


class Forecast(NamedTuple):
    """One coming day: the minutes of reviews, of new questions, and which those are."""

    day: date
    due: int
    seconds: float
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """The coming days under a plan, the questions there is no time for, and the seconds a day that were allowed.

    `waiting` are the questions due today or before.
    """

    days: tuple[Forecast, ...]
    left_out: tuple[Candidate, ...]
    allowed: float
    waiting: int = 0

    @property
    def later(self) -> int:
        """Return how many that are due today are spread over the days after."""
        return max(0, self.waiting - self.days[0].due) if self.days else 0

    @property
    def today(self) -> tuple[str, ...]:
        """Return the new questions of the first day."""
        return self.days[0].new if self.days else ()

    @property
    def average(self) -> float:
        """Return the average day's seconds."""
        return sum(each.seconds for each in self.days) / len(self.days) if self.days else 0.0

    @property
    def fullest(self) -> float:
        """Return the fullest day's seconds over the average day's; 0 where there is nothing to do."""
        average = self.average
        return max(each.seconds for each in self.days) / average if average else 0.0


def paced(
    seen: Sequence[Candidate],
    new: Iterable[Candidate],
    schedule: CheckpointPlan,
    today: date,
    minutes: int | None,
    spent: float = 0.0,
    chosen: Collection[str] | None = None,
) -> Pace:
    """Return the pace from today to the eve of the interview; `spent` are today's seconds so far.

    Where today's new questions are `chosen` already, today has those and no others.

    Every answer is taken to be strong and on its day. What is overdue is placed on the first days that have room. A new
    question is introduced on a day from which all its reviews find room. Which day evens out best depends on the date and
    on the questions, so a few manners are tried. Where all questions find room, the day's limit is lowered until they
    only just do.
    """
    ways = _Ways(schedule, today, chosen)
    order = _shared_out(new)

    def best(allowed: float) -> Pace:
        tried = [_introduce(seen, order, ways, _Manner(allowed, *manner), spent) for manner in _MANNERS]
        even = [each for each in tried if each.fullest <= EVEN]
        return min(even, key=lambda each: len(each.left_out)) if even else min(tried, key=lambda each: each.fullest)

    found = best(60.0 * (minutes or USUAL_MINUTES))
    low, high = 0.0, found.allowed
    while not found.left_out and found.fullest > EVEN and high - low > 60.0:
        middle = (low + high) / 2
        tried = best(middle)
        if tried.left_out or any(each.seconds > middle for each in tried.days):
            low = middle
        else:
            found, high = tried, middle
    return found


def _shared_out(new: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order in which they are wanted, minutes shared between the rounds by their weights."""
    waiting: dict[tuple[int, str], list[Candidate]] = {}
    for each in new:
        waiting.setdefault((each.wanted, each.round), []).append(each)
    order: list[Candidate] = []
    for level in sorted({wanted for wanted, _ in waiting}):
        lines = {name: found[::-1] for (wanted, name), found in waiting.items() if wanted == level}
        taken = dict.fromkeys(lines, 0.0)
        while lines:
            name = min(lines, key=lambda each: taken[each])
            order.append(lines[name].pop())
            taken[name] += order[-1].seconds / WEIGHTS.get(name, 1)
            if not lines[name]:
                del lines[name]
    return order


class _Manner(NamedTuple):
    """How days are chosen: the seconds a day has, and the share of them that new questions may take.

    `emptiest` takes the day that stays emptiest, else the first one with room is taken.
    """

    allowed: float
    share: float
    emptiest: bool


_MANNERS = tuple((share, emptiest) for emptiest in (False, True) for share in (1.0, 0.7, 0.5, 0.35))


def _introduce(seen: Sequence[Candidate], new: Sequence[Candidate], ways: _Ways, manner: _Manner, spent: float) -> Pace:
    load = [spent, *[0.0] * (ways.count - 1)]
    introduced = [0.0] * ways.count
    due = [0] * ways.count
    fresh: list[list[str]] = [[] for _ in load]
    for each in sorted((each for each in seen if each.card.due), key=lambda each: each.card.due or date.max):
        _place(each, ways, load, due, manner.allowed)
    left_out = []
    for each in new:
        start = 0 if ways.begun_today(each.card) else _start(each, ways, load, introduced, manner)
        if start is None:
            left_out.append(each)
            continue
        fresh[start].append(each.card.question_id)
        introduced[start] += each.seconds
        for place in ways.of(each.card, start):
            load[place] += each.seconds
    days = tuple(
        Forecast(ways.today + timedelta(days=place), due[place], load[place], tuple(fresh[place]))
        for place in range(ways.count)
    )
    waiting = sum(each.card.is_due(ways.today) for each in seen)
    return Pace(days, tuple(left_out), manner.allowed, waiting)


def _start(
    each: Candidate, ways: _Ways, load: Sequence[float], introduced: Sequence[float], manner: _Manner
) -> int | None:
    """Return the day on which to introduce a question, so that none of its reviews makes a day too full."""
    chosen, peak = None, manner.allowed - each.seconds
    for start in range(ways.first, ways.last + 1):
        new = introduced[start]
        if load[start] > peak or (new and new + each.seconds > manner.share * manner.allowed):
            continue
        fullest = max(load[place] for place in ways.of(each.card, start))
        if fullest < peak or (chosen is None and fullest == peak):
            chosen, peak = start, fullest
            if not manner.emptiest:
                break
    return chosen


def _place(each: Candidate, ways: _Ways, load: list[float], due: list[int], allowed: float) -> None:
    """Put what a card has coming into the days: its next review where there is room, the rest from there."""
    assert each.card.due is not None
    first = max(0, (each.card.due - ways.today).days)
    if first >= ways.count:
        return
    days = range(first, ways.count)
    start = next((day for day in days if load[day] + each.seconds <= allowed), None)
    if start is None:
        start = min(days, key=lambda day: load[day])
    for place in ways.of(each.card, start):
        load[place] += each.seconds
        due[place] += 1


class _Ways:
    """On which days (from 0 for today) a card that is asked on one of them comes back, if it is always strong.

    Two cards with the same standing and the same share come back on the same days: each way is worked out once.
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
        """Return whether a new card was chosen for today already."""
        return card.question_id in self._chosen

    def of(self, card: Card, start: int) -> tuple[int, ...]:
        """Return the days, the first included."""
        key = (start, share_of(card.question_id), card.checkpoint, card.interval if card.checkpoint else 0)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(self._days(card, start))
        return found

    def _days(self, card: Card, place: int) -> Iterator[int]:
        card = replace(card, due=self.today + timedelta(days=place))
        while place < self.count:
            yield place
            card = self._schedule.recalled(card, self.today + timedelta(days=place))
            assert card.due is not None
            place = (card.due - self.today).days
