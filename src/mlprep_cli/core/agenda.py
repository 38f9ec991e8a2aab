"""The agenda: what a day holds, and what the days until the interview will hold. Every screen shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.allocator import USUAL_DAYS, DayList, allocate
from mlprep_cli.core.candidates import Candidate, Choice, Goal
from mlprep_cli.core.memory import reviewed
from mlprep_cli.core.reviews import Grade

if TYPE_CHECKING:
    from mlprep_cli.core.activities import Activity, Lack, Milestone
    from mlprep_cli.core.plan import Plan
    from mlprep_cli.core.schedule import CheckpointPlan
    from mlprep_cli.core.suggestion import Suggestion

MOST_FORECAST = 60
"""The most days that are forecast."""


class Agenda(NamedTuple):
    """A day with the plan it belongs to.

    Attributes:
        plan: The running plan, or the one that would begin today.
        is_running: Whether the plan is running.
        milestones: The checkpoint days of the plan.
        next_activity: The first open activity up to today, if the plan is running.
        suggestion: What to do next, None if nothing is left for today.
    """

    goal: Goal
    day: DayList
    plan: Plan
    is_running: bool
    milestones: tuple[Milestone, ...] = ()
    next_activity: Activity | None = None
    suggestion: Suggestion | None = None

    @property
    def today(self) -> date:
        """The study day."""
        return self.goal.today

    @property
    def days_left(self) -> int | None:
        """The days to the interview: 0 on its day, negative after it, None without a date."""
        return self.plan.days_left(self.today)

    @property
    def milestone(self) -> Milestone | None:
        """The last checkpoint day up to today."""
        past = [milestone for milestone in self.milestones if milestone.day <= self.today]
        return past[-1] if past else None

    @property
    def next_milestone(self) -> Milestone | None:
        """The checkpoint day after today."""
        return next((milestone for milestone in self.milestones if milestone.day > self.today), None)


class Forecast(NamedTuple):
    """A coming day: its due and new questions, and the seconds of all its work."""

    day: date
    due: int
    new: int
    seconds: float


class Coverage(NamedTuple):
    """The questions of a round that will have been seen by the goal, of all there are."""

    round: str
    seen: int
    total: int


class Outlook(NamedTuple):
    """The coming days, today included, what they will have covered, and the new questions that they have no time for."""

    days: tuple[Forecast, ...]
    coverage: tuple[Coverage, ...]
    left_out: tuple[str, ...] = ()

    @property
    def average(self) -> float:
        """The seconds of the average day with work."""
        working = [day.seconds for day in self.days if day.seconds]
        return sum(working) / len(working) if working else 0.0


def counting(candidates: Iterable[Candidate], lacks: Sequence[Lack]) -> list[Candidate]:
    """Return the candidates, those marked that an open activity counts."""
    return [
        candidate._replace(counts=True) if any(fills(candidate, lack) for lack in lacks) else candidate
        for candidate in candidates
    ]


def fills(candidate: Candidate, lack: Lack) -> bool:
    """Return whether an open activity counts a candidate."""
    item = candidate.item
    return lack.counts(
        item.question_id, item.round, item.topic, is_seen=not candidate.is_new, is_tagged=candidate.is_of_company
    )


def outlook(
    candidates: Sequence[Candidate], goal: Goal, schedule: CheckpointPlan, totals: dict[str, tuple[int, int]]
) -> Outlook:
    """Return what the days hold if every answer is strong.

    Args:
        candidates: The candidates of today.
        goal: The goal of today.
        schedule: The checkpoint plan.
        totals: The questions of each round: those seen until now, and all.
    """
    seen: Counter[str] = Counter()
    days: list[Forecast] = []
    introduced: set[str] = set()
    for forecast, new in _forecast(list(candidates), goal, schedule):
        days.append(forecast)
        seen.update(choice.round for choice in new)
        introduced.update(choice.question_id for choice in new)
    coverage = tuple(Coverage(name, min(total, known + seen[name]), total) for name, (known, total) in totals.items())
    waiting = (one.item for one in candidates if one.is_new and one.spent is None)
    left_out = tuple(item.question_id for item in waiting if item.question_id not in introduced)
    return Outlook(tuple(days), coverage, left_out)


def _forecast(
    candidates: list[Candidate], goal: Goal, schedule: CheckpointPlan
) -> Iterator[tuple[Forecast, list[Choice]]]:
    last = goal.day if goal.has_interview else goal.today + timedelta(days=USUAL_DAYS)
    last = min(last, goal.today + timedelta(days=MOST_FORECAST))
    while goal.today <= last:
        day = allocate(candidates, goal)
        asked = {choice.question_id: choice for choice in day.choices}
        new = [choice for choice in day.choices if choice.candidate.is_new]
        due = sum(choice.is_due for choice in day.choices)
        yield Forecast(goal.today, due, len(new), day.seconds), new
        following = _tomorrow(goal, day, candidates)
        candidates = [
            _moved_on(one, goal.today, schedule, is_asked=one.item.question_id in asked) for one in candidates
        ]
        goal = following


def _moved_on(candidate: Candidate, today: date, schedule: CheckpointPlan, *, is_asked: bool) -> Candidate:
    """Return a candidate on the morning after a day."""
    if is_asked:
        card = schedule.recalled(candidate.item.card, today)
        memory = reviewed(candidate.memory, Grade.STRONG, today)
    elif candidate.spent is not None:
        card = candidate.item.card
        memory = reviewed(candidate.memory, card.last_grade or Grade.STRONG, today)
    else:
        return candidate
    return candidate._replace(
        item=candidate.item._replace(card=card), card=card, memory=memory, spent=None, was_asked=False
    )


def _tomorrow(goal: Goal, day: DayList, done: Iterable[Candidate]) -> Goal:
    """Return the goal of the next day, after the questions of a day and those done before."""
    practised, last_days = dict(goal.practised), dict(goal.last_days)
    for name, seconds in [
        *((choice.round, choice.cost) for choice in day.choices),
        *((candidate.item.round, candidate.spent) for candidate in done if candidate.spent),
    ]:
        practised[name] = practised.get(name, 0.0) + seconds
        last_days[name] = goal.today
    following = goal.today + timedelta(days=1)
    later = goal.day if goal.has_interview else goal.day + timedelta(days=1)
    return goal._replace(today=following, day=later, practised=practised, last_days=last_days)
