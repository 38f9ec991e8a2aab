"""The allocator: which questions are worth the minutes of a day. Everything that says what to do next asks it.

The questions of a day are a prefix of one order, which depends on the day and not on the minutes asked for: more minutes
never remove a question. The order is made in blocks of a standard day. A block reserves the minutes of each round of the
target's onsite, gives coding and design whole slots, and fills each share by gain per minute.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import inf
from typing import NamedTuple

from mlprep_cli.core.candidates import WHOLE, Candidate, Choice, Goal, valued
from mlprep_cli.core.queue import Item, interleave
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.times import RETRIED

USUAL_MINUTES = 45
"""The minutes per day of a learner who has set none."""
USUAL_DAYS = 21
"""The days to the goal without an interview."""
MOST_WARM_UP, MOST_DUE, LEAST_DUE, MOST_ASKED = 0.1, 0.6, 0.3, 0.5
"""The most of a day's minutes for quickfire questions and for due ones, what a slot leaves for due ones, and the most for
those of a real interview."""
STALE_DAYS = 5
"""The days after which a round of the onsite is practised whatever else is due."""
USUAL_SHARES = {
    "screening": 0.25,
    "deep-dive": 0.2,
    "coding": 0.2,
    "system-design": 0.15,
    "behavioral": 0.1,
    "senior": 0.1,
}
"""The shares of the rounds if no bank describes an onsite."""
_ALONE = 0.75, 1.25
"""A slot of this share of a day is a day of its own."""
_DUE_STEP = 0.15


class DayPart(NamedTuple):
    """A part of a day: the number of its questions and their seconds."""

    name: str
    questions: int
    seconds: float


class DayList(NamedTuple):
    """The questions of a day.

    Attributes:
        choices: The questions left, in the order in which they are asked.
        retries: The questions missed today that were not answered since.
        done: The number of questions of the day that were answered.
        spread: The number of due questions that wait because others gain more.
    """

    choices: tuple[Choice, ...]
    retries: tuple[Candidate, ...] = ()
    done: int = 0
    spread: int = 0

    @property
    def items(self) -> tuple[Item, ...]:
        """The queue of the day: its questions, then the retries."""
        return (*(choice.candidate.item for choice in self.choices), *(retry.item for retry in self.retries))

    @property
    def seconds(self) -> float:
        """The seconds of what is left."""
        return sum(choice.cost for choice in self.choices) + sum(retry.seconds for retry in self.retries)

    @property
    def new(self) -> tuple[str, ...]:
        """The ids of the new questions."""
        return tuple(choice.question_id for choice in self.choices if choice.candidate.is_new)

    @property
    def parts(self) -> tuple[DayPart, ...]:
        """The day in parts: what is due, new, early and asked again, then each round that takes whole slots."""
        sums: dict[str, tuple[int, float]] = dict.fromkeys(("due", "new", "early", "again", *WHOLE), (0, 0.0))
        parts = [(choice.part, choice.cost) for choice in self.choices]
        for name, seconds in [*parts, *(("again", retry.seconds) for retry in self.retries)]:
            sums[name] = sums[name][0] + 1, sums[name][1] + seconds
        return tuple(DayPart(name, *counted) for name, counted in sums.items() if counted[0])


class Limits(NamedTuple):
    """What a learner asked for instead of the day: its minutes, and the most questions and new ones."""

    minutes: float | None = None
    questions: int | None = None
    new: int | None = None


def allocate(candidates: Sequence[Candidate], goal: Goal) -> DayList:
    """Return the questions of the day. Total and deterministic.

    A question done today stays part of the day, so that the rest of its list does not change. Time spent on other questions
    shortens the list.
    """
    given = 60.0 * goal.budget
    order = _order(candidates, goal, given, _Cap(goal.most_new, has_warm_up=False))
    chosen = _prefix(order, given)
    names = {choice.question_id for choice in chosen}
    other = sum(one.spent or 0.0 for one in candidates if one.item.question_id not in names)
    if other:
        chosen = _prefix(order, given - other)
        names = {choice.question_id for choice in chosen}
    left = [choice for choice in chosen if choice.candidate.spent is None]
    missed = (one for one in candidates if one.spent is not None and one.item.card.last_grade is Grade.NO_HIRE)
    waiting = (one for one in candidates if one.card.is_due(goal.today) and one.spent is None)
    spread = sum(one.item.question_id not in names for one in waiting)
    return DayList(tuple(arranged(left)), tuple(missed) if given else (), len(chosen) - len(left), spread)


def picked(candidates: Sequence[Candidate], goal: Goal, limits: Limits) -> DayList:
    """Return the questions for some minutes from now on, whatever was done today. Total and deterministic."""
    waiting = [candidate for candidate in candidates if candidate.spent is None]
    # Who names minutes or a number of questions wants that much.
    is_named = limits.minutes is not None or limits.questions is not None
    seconds = 60.0 * (limits.minutes or goal.budget or goal.minutes)
    if limits.minutes is None and limits.questions is not None:
        seconds = max(seconds, limits.questions * _longest(candidates))
    done = sum(one.seconds * (1 + RETRIED) for one in candidates if one.spent is not None)
    usual = None if is_named else goal.most_new
    cap = _Cap(usual, has_warm_up=False) if limits.new is None else _Cap(limits.new, has_warm_up=True)
    order = _order(candidates, goal, seconds + done, cap, limits.questions, longest=60.0 * goal.minutes)
    chosen = _prefix([choice for choice in order if choice.candidate.spent is None], seconds)[: limits.questions]
    return DayList(tuple(arranged(chosen)), spread=sum(one.card.is_due(goal.today) for one in waiting))


class _Cap(NamedTuple):
    """The most new questions of a study day, with or without those of the warm-up."""

    most: int | None
    has_warm_up: bool

    def counts(self, candidate: Candidate) -> bool:
        """Return whether a candidate is a new question that counts."""
        return candidate.is_new and (self.has_warm_up or candidate.item.round != "quickfire")


def _order(
    candidates: Sequence[Candidate],
    goal: Goal,
    seconds: float,
    cap: _Cap,
    questions: int | None = None,
    longest: float = inf,
) -> list[Choice]:
    """Return the beginning of the order: at least these seconds, and the question after them, or this many open questions.

    A question of more than `longest` seconds comes once the others before it take as long.

    New questions done today count towards the cap.
    """
    order: list[Choice] = []
    long: list[Choice] = []
    used = 0.0
    enough = seconds + _longest(candidates)
    introduced = sum(cap.counts(one) and one.spent is not None for one in candidates)
    for number, block in enumerate(_blocks(candidates, goal)):
        for choice in block:
            is_counted = cap.counts(choice.candidate) and choice.candidate.spent is None
            if is_counted and cap.most is not None and introduced >= cap.most:
                continue
            if number and _is_too_warm(choice, block, order, goal):
                continue
            introduced += is_counted
            if choice.cost > longest:
                long.append(choice)
                continue
            order.append(choice)
            used += choice.cost
            while long and long[0].cost <= used:
                order.append(long.pop(0))
        if used > enough:
            return order
        if questions is not None and sum(choice.candidate.spent is None for choice in order) >= questions:
            return order
    return order + long


def _is_too_warm(choice: Choice, block: Sequence[Choice], order: Sequence[Choice], goal: Goal) -> bool:
    """Return whether a warm-up of a later block is too much for the time before it, as a block may leave some time free."""
    if choice.round != "quickfire" or all(other.round == "quickfire" for other in block):
        return False
    used = max(60.0 * goal.minutes, sum(other.cost for other in order))
    return sum(other.cost for other in (*order, choice) if other.round == "quickfire") > MOST_WARM_UP * used


def arranged(choices: Iterable[Choice]) -> list[Choice]:
    """Return choices as they are asked: quickfire as a warm-up, then interleaved by topic, whole slots last."""
    parts: tuple[list[Choice], list[Choice], list[Choice]] = ([], [], [])
    for choice in choices:
        parts[0 if choice.round == "quickfire" else 2 if choice.round in WHOLE else 1].append(choice)
    by_item = {choice.question_id: choice for choice in (*parts[0], *parts[1], *parts[2])}
    return [
        by_item[item.question_id] for part in parts for item in interleave([choice.candidate.item for choice in part])
    ]


def _prefix(order: Sequence[Choice], seconds: float) -> list[Choice]:
    """Return the first choices that fit into the seconds; one at least, unless there is no time at all."""
    chosen: list[Choice] = []
    used = 0.0
    for choice in order:
        used += choice.cost
        if seconds <= 0 or (chosen and used > seconds + 1e-6):
            break
        chosen.append(choice)
    return chosen


def _longest(candidates: Sequence[Candidate]) -> float:
    return max((candidate.seconds * (1 + RETRIED) for candidate in candidates), default=0.0)


# --- the order ---


def _by_rate(choices: Iterable[Choice]) -> list[Choice]:
    """Return choices by gain per second; among equals, the first question of each topic comes before every second one."""
    met: Counter[tuple[str, str]] = Counter()
    ranked = []
    for choice in choices:
        topic = (choice.round, choice.candidate.item.topic)
        ranked.append((-choice.rate, met[topic], choice))
        met[topic] += choice.candidate.is_new
    ranked.sort(key=lambda one: one[:2])
    return [choice for _, _, choice in ranked]


def _blocks(candidates: Sequence[Candidate], goal: Goal) -> Iterator[list[Choice]]:
    """Yield the order in blocks of a standard day, until no candidate is left."""
    left = _by_rate(valued(candidates, goal))
    if goal.is_near:
        yield [choice for choice in left if choice.round not in WHOLE]
        return
    practised = dict(goal.practised)
    last_days = dict(goal.last_days)
    has_others = any(choice.round != "quickfire" for choice in left)
    # More quickfire questions than the warm-ups of the days hold are left to quickfire rounds.
    while waiting := [choice for choice in left if choice.round != "quickfire" or not has_others]:
        block = _Block(goal, left, practised, last_days).filled()
        if all(choice.round == "quickfire" for choice in block):  # nothing else fits into a standard day
            block = waiting
        chosen = {choice.question_id for choice in block}
        for choice in block:
            practised[choice.round] = practised.get(choice.round, 0.0) + choice.cost
            last_days[choice.round] = goal.today
        left = [choice for choice in left if choice.question_id not in chosen]
        yield block


class _Block:
    """A standard day that is filled. `left` is ordered by gain per second."""

    def __init__(
        self, goal: Goal, left: Sequence[Choice], practised: dict[str, float], last_days: dict[str, date]
    ) -> None:
        self._goal = goal
        self._size = 60.0 * max(1.0, goal.budget or goal.minutes)
        self._left = left
        self._practised = practised
        self._total = sum(practised.get(name, 0.0) for name in goal.shares)
        self._last_days = last_days
        self._taken: dict[str, Choice] = {}
        self._used = 0.0
        self._by_round: dict[str, float] = defaultdict(float)
        due = sum(choice.cost for choice in left if choice.is_due and choice.round != "quickfire")
        self._share_of_due = MOST_DUE - _DUE_STEP * goal.breadth
        self._for_due = min(due, self._share_of_due * self._size)

    def filled(self) -> list[Choice]:
        """Return the choices, in an order each prefix of which is a good shorter day."""
        introduces = any(choice.candidate.is_new for choice in self._left)
        first = [*self._asked()]
        if not self._was_filled_by_a_slot():
            first += [*self._stale(), *self._alone()]
        if introduces and not any(choice.candidate.is_new for choice in first):
            first += self._take(self._left, 1, lambda choice: choice.candidate.is_new and choice.round != "quickfire")
        tagged = [*self._tagged()]
        slots = [*self._slots()]
        warm_up = self._within(
            MOST_WARM_UP * self._size, lambda choice: choice.round == "quickfire" and not choice.is_filler
        )
        due = self._due()
        rest = [*self._shared_out()]
        taken = [*first, *tagged, *slots]
        small = [choice for choice in taken if choice.round not in WHOLE]
        whole = [choice for choice in taken if choice.round in WHOLE]
        return [*_merged(warm_up, due, [*small, *rest]), *whole]

    def _owed(self, name: str) -> float:
        """Return the seconds that a round lacks of its share."""
        practised = self._practised.get(name, 0.0) + self._by_round[name]
        return self._goal.shares.get(name, 0.0) * (self._total + self._size) - practised

    def _fits(self, choice: Choice, kept: float = 0.0) -> bool:
        """Return whether a choice fits into what is left, less the seconds that are kept for due questions."""
        kept = 0.0 if choice.is_due else max(0.0, min(kept, self._for_due))
        return self._used + choice.cost <= self._size - kept + 1e-6

    def _was_filled_by_a_slot(self) -> bool:
        """Return whether yesterday was a slot as long as a day, so that what is due has its turn today."""
        longest = {name: max((one.cost for one in self._real(name)), default=0.0) for name in WHOLE}
        yesterday = self._goal.today - timedelta(days=1)
        return self._for_due > 0 and any(
            self._last_days.get(name) == yesterday and longest[name] > _ALONE[0] * self._size for name in WHOLE
        )

    def _add(self, choice: Choice) -> Choice:
        self._taken[choice.question_id] = choice
        self._used += choice.cost
        self._by_round[choice.round] += choice.cost
        return choice

    def _free(self, among: Iterable[Choice]) -> Iterator[Choice]:
        return (choice for choice in among if choice.question_id not in self._taken)

    def _take(self, among: Iterable[Choice], count: int, wanted: Callable[[Choice], bool]) -> list[Choice]:
        """Take the first choices that are wanted and fit."""
        taken: list[Choice] = []
        for choice in self._free(among):
            if len(taken) == count:
                break
            if wanted(choice) and self._fits(choice):
                taken.append(self._add(choice))
        return taken

    def _asked(self) -> Iterator[Choice]:
        """Take the questions of real interviews that were not practised since: one at least, and half of the day at most."""
        room = MOST_ASKED * self._size
        for choice in self._left:
            if choice.candidate.was_asked and (not self._taken or choice.cost <= room):
                room -= choice.cost
                yield self._add(choice)

    def _stale(self) -> Iterator[Choice]:
        """Take a question of each round of the onsite that was not practised for days, whatever its length."""
        stale = sorted(
            (self._last_days.get(name, self._goal.started), name)
            for name, share in self._goal.shares.items()
            if share > 0
        )
        for last, name in stale:
            if (self._goal.today - last).days < STALE_DAYS:
                return
            choice = next((one for one in self._free(self._left) if one.round == name), None)
            if choice is not None and (self._fits(choice, LEAST_DUE * self._size) or not self._taken):
                yield self._add(choice)

    def _alone(self) -> Iterator[Choice]:
        """Take a slot that is owed in full and as long as the day."""
        least, most = _ALONE
        best = (next(self._free(self._real(name)), None) for name in WHOLE)
        owed = [
            (self._owed(choice.round) / choice.cost, choice.question_id, choice)
            for choice in best
            if choice is not None and least * self._size <= choice.cost <= most * self._size
        ]
        if not self._taken and owed and max(owed)[0] >= 1:
            yield self._add(max(owed)[2])

    def _tagged(self) -> Iterator[Choice]:
        """Take the share of today of the target's unseen questions: all are met before the last third of the days."""
        goal = self._goal
        waiting = [
            choice
            for choice in self._left
            if choice.candidate.is_tagged and choice.candidate.is_new and choice.round != "quickfire"
        ]
        if not waiting:
            return
        deadline = goal.started + timedelta(days=(goal.day - goal.started).days * 2 // 3)
        if deadline <= goal.today:
            deadline = goal.day - timedelta(days=1)
        need = sum(choice.cost for choice in waiting) / goal.study_days(deadline)
        need -= sum(choice.cost for choice in waiting if choice.question_id in self._taken)
        while need > 0:
            free = [choice for choice in self._free(waiting) if self._fits(choice, self._for_due)]
            if not free:
                return
            choice = self._add(max(free, key=lambda one: (self._owed(one.round) / one.cost, one.rate)))
            need -= choice.cost
            yield choice

    def _slots(self) -> Iterator[Choice]:
        """Take the whole slots that are owed. One owed in full leaves some time to due questions, half a one all of theirs."""
        while True:
            best = {name: next(self._free(self._real(name)), None) for name in WHOLE}
            owed = [
                (self._owed(name) / choice.cost, name, choice) for name, choice in best.items() if choice is not None
            ]
            least = LEAST_DUE * self._size
            owed = [
                (rate, name, choice)
                for rate, name, choice in owed
                if (rate >= 1 and self._fits(choice, least)) or (rate >= 0.5 and self._fits(choice, self._for_due))
            ]
            if not owed:
                return
            yield self._add(max(owed)[2])

    def _real(self, name: str) -> Iterator[Choice]:
        return (choice for choice in self._left if choice.round == name and not choice.is_filler)

    def _due(self) -> list[Choice]:
        """Take the due questions: all of them if they take at most their share of the day, else their share of what is left."""
        due = [choice for choice in self._free(self._left) if choice.is_due and choice.round != "quickfire"]
        room = self._size - self._used
        if sum(choice.cost for choice in due) > self._share_of_due * self._size:
            room = max(room * self._share_of_due, min(room, self._for_due))
        return self._within(room, lambda choice: choice.is_due and choice.round != "quickfire")

    def _within(self, room: float, wanted: Callable[[Choice], bool]) -> list[Choice]:
        """Take the choices that are wanted while they take at most these seconds."""
        taken: list[Choice] = []
        for choice in self._free(self._left):
            if choice.cost <= room + 1e-6 and self._fits(choice) and wanted(choice):
                room -= choice.cost
                taken.append(self._add(choice))
        return taken

    def _shared_out(self) -> Iterator[Choice]:
        """Take the rest round by round, always from the round that lacks most; fillers and whole slots only at the end."""
        for is_last in (False, True):
            lines: dict[str, list[Choice]] = defaultdict(list)
            for choice in self._free(self._left):
                is_late = choice.is_filler or choice.round in WHOLE
                if is_late == is_last and choice.round != "quickfire":
                    lines[choice.round].append(choice)
            while lines:
                name = max(lines, key=lambda name: (self._owed(name), name))
                line = lines[name]
                place = next((place for place, choice in enumerate(line) if self._fits(choice)), None)
                if place is None:
                    del lines[name]
                else:
                    yield self._add(line.pop(place))


def _merged(*streams: Sequence[Choice]) -> list[Choice]:
    """Return several lists as one in which each advances at the same pace."""
    totals = [sum(choice.cost for choice in stream) for stream in streams]
    places, used = [0] * len(streams), [0.0] * len(streams)
    merged: list[Choice] = []
    while True:
        open_streams = [number for number, stream in enumerate(streams) if places[number] < len(stream)]
        if not open_streams:
            return merged
        number = min(open_streams, key=lambda number: used[number] / totals[number])
        choice = streams[number][places[number]]
        merged.append(choice)
        places[number] += 1
        used[number] += choice.cost
