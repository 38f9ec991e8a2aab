"""The laws of the allocator, over random banks, histories, dates, minutes, targets and grades."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fakes import DAY
from mlprep_cli.core.allocator import LEAST_DUE, MOST_WARM_UP, DayList, Limits, allocate, picked
from mlprep_cli.core.candidates import WARM_UP_MINUTES, WHOLE, Candidate, Goal, valued
from mlprep_cli.core.memory import Memory, reviewed
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, GradedDay
from mlprep_cli.core.schedule import CheckpointPlan

SECONDS = {
    "quickfire": 25,
    "screening": 150,
    "deep-dive": 330,
    "senior": 1200,
    "coding": 1400,
    "system-design": 1300,
    "behavioral": 220,
}
TOPICS = ("trees", "regularization", "attention")


class Course(NamedTuple):
    """A learner's days: the bank, the interview, the minutes, the shares of the onsite, the days off and the skill."""

    rounds: tuple[str, ...]
    tagged: int
    days: int
    minutes: int
    shares: dict[str, float]
    off: frozenset[date]
    skill: float
    seed: int
    breadth: int

    @property
    def interview(self) -> date:
        return DAY + timedelta(days=self.days)


def _shares(draw: st.DrawFn) -> dict[str, float]:
    names = draw(st.lists(st.sampled_from([name for name in ROUNDS if name != "quickfire"]), min_size=1, unique=True))
    parts = [draw(st.integers(1, 4)) for _ in names]
    return {name: part / sum(parts) for name, part in zip(names, parts, strict=True)}


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Return a random course."""
    days = draw(st.integers(1, 24))
    return Course(
        tuple(draw(st.lists(st.sampled_from(ROUNDS), min_size=1, max_size=40))),
        draw(st.integers(0, 6)),
        days,
        draw(st.sampled_from((5, 10, 15, 20, 30, 45, 60, 90))),
        _shares(draw),
        frozenset(DAY + timedelta(days=number) for number in draw(st.sets(st.integers(0, days), max_size=3))),
        draw(st.floats(0, 1)),
        draw(st.integers(0, 99)),
        draw(st.integers(-2, 2)),
    )


class Learner:
    """A learner who practises what the days hold."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.today = DAY
        self.schedule = CheckpointPlan(interview=course.interview, dated=DAY)
        self.items = {
            f"{name}-{number}": Item(name, TOPICS[number % 3], Card(f"{name}-{number}"))
            for number, name in enumerate(course.rounds)
        }
        self.tagged = set(list(self.items)[: course.tagged])
        self.before = {name: item.card for name, item in self.items.items()}
        self.memories: dict[str, Memory] = {}
        self.now: dict[str, Memory] = {}
        self.spent: dict[str, float] = {}
        self.practised: Counter[str] = Counter()
        self.last_days: dict[str, date] = {}
        self.asked: set[str] = set()
        self._chance = Random(course.seed)

    @property
    def goal(self) -> Goal:
        course = self.course
        return Goal(
            self.today,
            course.interview,
            DAY,
            course.minutes,
            course.shares,
            dict(self.practised),
            dict(self.last_days),
            has_interview=True,
            off=course.off,
            breadth=course.breadth,
        )

    @property
    def candidates(self) -> list[Candidate]:
        return [
            Candidate(
                item,
                self.before[name],
                self.memories.get(name),
                float(SECONDS[item.round]),
                weight=(self.course.shares.get(item.round, 0.0) + 0.01) * (3 if name in self.tagged else 1),
                is_tagged=name in self.tagged,
                spent=self.spent.get(name),
                was_asked=name in self.asked,
            )
            for name, item in self.items.items()
        ]

    @property
    def day(self) -> DayList:
        return allocate(self.candidates, self.goal)

    def answer(self, name: str) -> Grade:
        """Answer a question, and return its grade."""
        grade = Grade.STRONG if self._chance.random() < self.course.skill else Grade.NO_HIRE
        item = self.items[name]
        card = self.schedule.schedule(item.card, GradedDay(self.today, grade, ""))
        self.items[name] = item._replace(card=card)
        self.now[name] = reviewed(self.memories.get(name), grade, self.today)
        self.spent[name] = self.spent.get(name, 0.0) + SECONDS[item.round]
        return grade

    def practise(self) -> DayList:
        """Practise the day, and return it as it was at its beginning."""
        day = self.day
        for choice in day.choices:
            self.answer(choice.question_id)
        return day

    def sleep(self) -> None:
        """Begin the next day."""
        for name, seconds in self.spent.items():
            self.practised[self.items[name].round] += int(seconds)
            self.last_days[self.items[name].round] = self.today
        self.memories |= self.now
        self.before = {name: item.card for name, item in self.items.items()}
        self.asked -= self.spent.keys()
        self.spent.clear()
        self.today += timedelta(days=1)


@given(courses(), st.integers(0, 10))
@settings(max_examples=40)
def test_the_same_day_is_the_same_list_less_what_was_done(course: Course, passed: int) -> None:
    learner = Learner(course)
    for _ in range(min(passed, course.days)):
        learner.practise()
        learner.sleep()
    before = learner.day
    assert learner.day == before
    left = [choice.question_id for choice in before.choices]
    for done, name in enumerate(left, start=1):
        learner.answer(name)
        after = learner.day
        assert sorted(choice.question_id for choice in after.choices) == sorted(left[done:])
        assert after.done == done
        missed = {one for one in left[:done] if learner.items[one].card.last_grade is Grade.NO_HIRE}
        assert {retry.item.question_id for retry in after.retries} == missed


@given(courses(), st.integers(0, 12))
@settings(max_examples=40)
def test_more_minutes_never_remove_a_question(course: Course, passed: int) -> None:
    learner = Learner(course)
    for _ in range(min(passed, course.days)):
        learner.practise()
        learner.sleep()
    names: set[str] = set()
    for minutes in (1, 2, 5, 10, 15, 20, 30, 40, 45, 50, 60, 75, 90, 120, 240, 600):
        more = picked(learner.candidates, learner.goal, Limits(minutes=minutes))
        chosen = {choice.question_id for choice in more.choices}
        assert names <= chosen
        assert len(chosen) == len(more.choices)
        assert more.seconds <= 60 * minutes + 1e-3 or len(chosen) == 1
        names = chosen


@given(courses())
@settings(max_examples=40)
def test_what_is_due_has_its_turn_on_every_day_without_a_slot_that_fills_it(course: Course) -> None:
    learner = Learner(course)
    for _ in range(course.days + 1):
        goal, day = learner.goal, learner.day
        size = 60 * goal.budget
        due = [one.cost for one in valued(learner.candidates, goal) if one.is_due and one.round != "quickfire"]
        given = sum(choice.cost for choice in day.choices if choice.is_due and choice.round != "quickfire")
        first = max((choice.cost for choice in day.choices if choice.round in WHOLE), default=0.0)
        if due and not goal.is_near and goal.today not in course.off and first <= (1 - LEAST_DUE) * size:
            assert given >= min(sum(due), LEAST_DUE * size) - max(due) - 1e-6
        learner.practise()
        learner.sleep()


LITTLE_TIME_LEFT = Course(
    rounds=("quickfire", "quickfire", "screening", "deep-dive"), tagged=0, days=3, minutes=10, shares={"screening": 1.0},
    off=frozenset(), skill=0.0, seed=0, breadth=0,
)  # fmt: skip
"""A course with a day on which only a warm-up fits into what is left after the other questions."""


@given(courses())
@example(LITTLE_TIME_LEFT)
@settings(max_examples=40)
def test_a_day_keeps_its_minutes_and_asks_nothing_twice(course: Course) -> None:
    learner = Learner(course)
    for _ in range(course.days + 1):
        goal, candidates, day = learner.goal, {one.item.question_id: one for one in learner.candidates}, learner.day
        names = [choice.question_id for choice in day.choices]
        assert len(names) == len(set(names))
        assert set(names) <= set(candidates)
        assert day.seconds <= 60 * goal.budget + 1e-3 or len(names) == 1
        if goal.today in course.off:
            assert not names
        if not goal.introduces:
            assert not day.new
        if goal.days_left == 0:
            assert day.seconds <= 60 * WARM_UP_MINUTES + 1e-3 or len(names) == 1
        warm_up = sum(choice.cost for choice in day.choices if choice.round == "quickfire")
        if not goal.is_near and any(name != "quickfire" for name in course.rounds):
            is_alone = all(choice.round == "quickfire" for choice in day.choices)
            assert warm_up <= MOST_WARM_UP * 60 * goal.minutes + 1e-3 or is_alone
        learner.practise()
        learner.sleep()


@given(courses())
@settings(max_examples=40)
def test_while_there_is_time_something_new_is_asked_until_two_days_before(course: Course) -> None:
    learner = Learner(course)
    for _ in range(course.days + 1):
        goal, day = learner.goal, learner.day
        unseen = [one for one in learner.candidates if one.is_new and one.item.round != "quickfire"]
        cheapest = min((one.seconds * 1.45 for one in unseen), default=0.0)
        if unseen and goal.introduces and not day.new:
            assert day.seconds + cheapest > 60 * goal.budget
        learner.practise()
        learner.sleep()


@given(courses())
@settings(max_examples=40)
def test_every_round_of_the_onsite_is_practised_every_week(course: Course) -> None:
    course = course._replace(off=frozenset(), days=24, minutes=max(course.minutes, 15))
    learner, last = Learner(course), {}
    able = {name for name in course.shares if name in course.rounds}
    for number in range(course.days - 1):
        for choice in learner.practise().choices:
            last[choice.round] = number
        learner.sleep()
        assert all(number - last.get(name, -1) <= 7 for name in able)


@given(courses())
@settings(max_examples=40)
def test_the_questions_of_the_target_are_met_before_the_last_third_if_there_is_time(course: Course) -> None:
    course = course._replace(off=frozenset(), days=max(course.days, 6))
    learner = Learner(course)
    tagged = [learner.items[name].round for name in learner.tagged]
    needed = sum(SECONDS[name] * 1.45 for name in tagged)
    longest = max((SECONDS[name] * 1.45 for name in tagged), default=0)
    deadline = course.days * 2 // 3
    # Half of the minutes: the other half belongs to what is due and to the rounds of the onsite.
    has_time = needed <= 0.5 * 60 * course.minutes * deadline and longest <= 30 * course.minutes
    for _ in range(deadline):
        learner.practise()
        learner.sleep()
    if has_time and "quickfire" not in tagged:
        assert learner.tagged <= set(learner.memories)


@given(courses(), st.integers(0, 4), st.sets(st.integers(0, 39), max_size=5))
@settings(max_examples=40)
def test_questions_of_a_real_interview_come_within_the_next_days(course: Course, passed: int, places: set[int]) -> None:
    learner = Learner(course._replace(off=frozenset(), days=20))
    for _ in range(passed):
        learner.practise()
        learner.sleep()
    learner.asked = {name for place, name in enumerate(learner.items) if place in places}
    cost = sum(1.45 * SECONDS[learner.items[name].round] for name in learner.asked)
    if cost <= 0.5 * 60 * course.minutes:
        assert learner.asked <= {choice.question_id for choice in learner.day.choices}
    for _ in range(len(learner.asked)):
        waiting = set(learner.asked)
        assert not waiting or waiting & {choice.question_id for choice in learner.practise().choices}
        learner.sleep()
    assert not learner.asked


@given(courses(), st.integers(0, 8))
@settings(max_examples=40)
def test_limits_are_kept(course: Course, passed: int) -> None:
    learner = Learner(course)
    for _ in range(min(passed, course.days)):
        learner.practise()
        learner.sleep()
    for new in (0, 1, 3):
        day = picked(learner.candidates, learner.goal, Limits(minutes=60, new=new))
        assert len(day.new) <= new
        few = picked(learner.candidates, learner.goal, Limits(minutes=60, new=new, questions=2))
        assert len(few.choices) <= 2


@given(courses(), st.integers(1, 30))
def test_a_number_of_questions_is_given_in_full_while_there_are_any(course: Course, count: int) -> None:
    learner = Learner(course)
    asked = [one for one in learner.candidates if not one.is_new or learner.goal.introduces]
    others = [one for one in asked if one.item.round != "quickfire"]
    chosen = picked(asked, learner.goal, Limits(questions=count)).choices
    assert min(count, len(others)) <= len(chosen) <= count


def test_among_equals_every_topic_comes_once_before_any_comes_twice() -> None:
    course = Course(("screening",) * 9, 0, 30, 60, {"screening": 1.0}, frozenset(), 0.5, 1, 0)
    learner = Learner(course)
    first = picked(learner.candidates, learner.goal, Limits(questions=3)).choices
    assert {choice.candidate.item.topic for choice in first} == set(TOPICS)


def test_whole_slots_follow_the_shares_of_the_onsite() -> None:
    rounds = ("screening",) * 60 + ("deep-dive",) * 40 + ("coding",) * 20 + ("system-design",) * 20
    shares = {"screening": 0.4, "coding": 0.4, "system-design": 0.2}
    course = Course(rounds, 0, 21, 60, shares, frozenset(), 0.6, 1, 0)
    learner = Learner(course)
    for _ in range(20):
        learner.practise()
        learner.sleep()
    total = sum(learner.practised.values())
    for name in WHOLE[:2]:
        assert abs(learner.practised[name] - shares[name] * total) <= 0.25 * shares[name] * total + SECONDS[name]


def test_a_question_answered_wrong_although_sure_comes_first() -> None:
    course = Course(("screening",) * 30, 0, 21, 10, {"screening": 1.0}, frozenset(), 1.0, 1, 0)
    learner = Learner(course)
    for _ in range(3):
        learner.practise()
        learner.sleep()
    name = next(iter(learner.memories))
    candidates = [one._replace(is_urgent=one.item.question_id == name) for one in learner.candidates]
    assert name in [choice.question_id for choice in allocate(candidates, learner.goal).choices]


def test_other_practice_shortens_the_list_and_adds_nothing() -> None:
    course = Course(("screening",) * 60, 0, 21, 30, {"screening": 1.0}, frozenset(), 0.5, 1, 0)
    learner = Learner(course)
    before = [choice.question_id for choice in learner.day.choices]
    others = [name for name in learner.items if name not in before]
    for name in others[:4]:
        learner.answer(name)
    after = [choice.question_id for choice in learner.day.choices]
    assert set(after) < set(before)
