"""The activities of each checkpoint day: their progress, and what to do to complete them.

Activities complete themselves: each is measured from the reviews and mock interviews since its checkpoint day. An open one
says which questions it still counts, so that the command it shows always asks one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from mlprep_cli.core.mock import PRESETS, SectionPlan, resized
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.modes import QUICKFIRE_SECONDS, RAPID
from mlprep_cli.core.suggestion import Suggestion

NAMES = {0: "Initial learning", 3: "Recall", 7: "Application", 14: "Integration", 21: "Mastery"}
"""The name of each checkpoint day."""

SCREENING, SCREENING_AGAIN, DEEP_DIVES, STAFF, DESIGNS, SELF_CHECK = 15, 10, 2, 5, 3, 20
QUICKFIRE, QUICKFIRE_EACH = 20, 30
WEAKEST, TAGGED, CHAINS, CHAIN_LEVELS, MOCK_QUESTIONS, DESIGN_SECONDS = 3, 13, 3, 2, 5, 1200
CASE = "senior-credit-card-fraud-pipeline"


class PractisedReview(NamedTuple):
    """The part of a review that activities look at.

    Attributes:
        seconds: The seconds of thinking.
        again: Whether the question was reviewed on an earlier day.
        tagged: Whether a target company asks the question.
    """

    question_id: str
    round: str
    topic: str
    session_id: str
    mode: str
    day: date
    grade: Grade
    seconds: float
    again: bool
    tagged: bool


class HeldMock(NamedTuple):
    """The part of a mock interview that activities look at.

    Attributes:
        questions: The number of its questions.
        answered: The number of questions answered.
        graded: The number of answers graded in the debrief.
        levels: The number of follow-ups asked after each answer.
    """

    name: str
    day: date
    questions: int
    answered: int
    graded: int
    levels: tuple[int, ...]

    @property
    def debriefed(self) -> bool:
        """Whether every answer has a grade."""
        return 0 < self.answered <= self.graded


class Available(NamedTuple):
    """The questions of the banks that can be asked, by round: their number, and how many were seen before today."""

    total: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """The practice since the plan began, oldest first, and what the banks hold.

    Attributes:
        companies: The target companies.
        available: The questions by round.
        tagged: The number of questions that the target companies ask; without a target, that any company asks.
        topics: The topics that have questions.
        has_case: Whether there is the case of the application day.
        today: The study day.
    """

    reviews: tuple[PractisedReview, ...] = ()
    mocks: tuple[HeldMock, ...] = ()
    companies: tuple[str, ...] = ()
    available: Mapping[str, Available] = field(default_factory=dict)
    tagged: int = TAGGED
    topics: Collection[str] = ()
    has_case: bool = True
    today: date = date.max

    def since(self, day: date) -> Facts:
        """Return the facts without the practice before a day."""
        reviews = tuple(review for review in self.reviews if review.day >= day)
        # On a day that has not come yet, every question may have been seen.
        available = {name: Available(one.total, one.total) for name, one in self.available.items()}
        return replace(
            self,
            reviews=reviews,
            mocks=tuple(mock for mock in self.mocks if mock.day >= day),
            available=available if day > self.today else self.available,
        )

    def until(self, day: date) -> Facts:
        """Return the facts without the practice of a day and after it."""
        reviews = tuple(review for review in self.reviews if review.day < day)
        return replace(self, reviews=reviews, mocks=tuple(mock for mock in self.mocks if mock.day < day))

    def total(self, rounds: Iterable[str]) -> int:
        """Return the number of questions of some rounds."""
        return sum(self.available.get(name, Available()).total for name in rounds)

    def seen(self, rounds: Iterable[str] | None) -> int:
        """Return the number of questions of some rounds, or of all, that were seen before today."""
        names = self.available if rounds is None else rounds
        return sum(self.available.get(name, Available()).seen for name in names)


class Lack(NamedTuple):
    """The questions that an open activity still counts.

    Attributes:
        rounds: Only these rounds; None for all.
        ids: Only these questions; None for all.
        topic: Only this topic, after its study page.
        is_seen: Whether only questions seen before today count.
        is_tagged: Whether only questions of the target companies count.
        counted: The questions that count already.
        missing: The number of questions missing.
    """

    rounds: tuple[str, ...] | None = None
    ids: tuple[str, ...] | None = None
    topic: str = ""
    is_seen: bool = False
    is_tagged: bool = False
    counted: frozenset[str] = frozenset()
    missing: int = 1

    def counts(self, question_id: str, round_name: str, topic: str, *, is_seen: bool, is_tagged: bool) -> bool:
        """Return whether a question would count."""
        return (
            question_id not in self.counted
            and (self.rounds is None or round_name in self.rounds)
            and (self.ids is None or question_id in self.ids)
            and (not self.topic or topic == self.topic)
            and (is_seen or not self.is_seen)
            and (is_tagged or not self.is_tagged)
        )


class Activity(NamedTuple):
    """A task of a checkpoint day: `done` of `target`, and the command that works on it, if there is one.

    Attributes:
        lack: The questions that it still counts, if it is about questions.
    """

    name: str
    task: str
    done: int
    target: int
    suggestion: Suggestion | None
    lack: Lack | None = None

    @property
    def open(self) -> bool:
        """Whether the activity is incomplete."""
        return self.done < self.target


class Milestone(NamedTuple):
    """A checkpoint day of the plan with its activities."""

    checkpoint: int
    name: str
    day: date
    activities: tuple[Activity, ...]

    @property
    def open_activities(self) -> tuple[Activity, ...]:
        """The incomplete activities."""
        return tuple(activity for activity in self.activities if activity.open)


def milestones(timeline: Sequence[tuple[int, date]], facts: Facts) -> tuple[Milestone, ...]:
    """Return the checkpoint days with their activities, each measured from its own day on."""
    days = []
    for checkpoint, day in timeline:
        own, before = facts.since(day), tuple(review for review in facts.reviews if review.day < day)
        activities = tuple(make(own, before) for make in _ACTIVITIES[checkpoint])
        days.append(Milestone(checkpoint, NAMES[checkpoint], day, activities))
    return tuple(days)


def activity_named(plan: Iterable[Milestone], name: str) -> Activity | None:
    """Return the activity of a name."""
    return next((activity for day in plan for activity in day.activities if activity.name == name), None)


def next_activity(plan: Iterable[Milestone], today: date) -> Activity | None:
    """Return the first open activity of the milestones up to today."""
    return next((activity for day in plan if day.day <= today for activity in day.open_activities), None)


Maker = Callable[[Facts, tuple[PractisedReview, ...]], Activity]
"""Makes an activity from the facts since its day and the reviews before it."""


class _Counted(NamedTuple):
    """What an activity counts: reviews of different questions, of these rounds and that meet a condition."""

    rounds: tuple[str, ...] | None = None
    ids: tuple[str, ...] | None = None
    is_seen: bool = False
    is_tagged: bool = False
    wanted: Callable[[PractisedReview], bool] = lambda _review: True

    def counts(self, review: PractisedReview) -> bool:
        """Return whether a review counts."""
        return (
            (self.rounds is None or review.round in self.rounds)
            and (self.ids is None or review.question_id in self.ids)
            and (review.again or not self.is_seen)
            and (review.tagged or not self.is_tagged)
            and self.wanted(review)
        )

    def available(self, facts: Facts) -> int:
        """Return the number of questions that can count."""
        if self.ids is not None:
            return int(facts.has_case)
        if self.is_tagged:
            return facts.tagged
        return facts.seen(self.rounds) if self.is_seen else facts.total(self.rounds or facts.available)


def _ask(name: str) -> Suggestion:
    return Suggestion("plan", activity=name)


def _counted(name: str, task: str, target: int, what: _Counted) -> Maker:
    """Return the maker of an activity that `target` different questions complete, or all that there are."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        counted = frozenset(review.question_id for review in facts.reviews if what.counts(review))
        most = min(target, max(what.available(facts), len(counted)))
        done = min(most, len(counted))
        lack = Lack(what.rounds, what.ids, "", what.is_seen, what.is_tagged, counted, most - done)
        return Activity(name, task, done, most, _ask(name), lack)

    return make


def _quickfire(name: str, task: str, timer: int | None, answered: Callable[[list[PractisedReview]], int]) -> Maker:
    """Return the maker of an activity that one quickfire round completes."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        rounds: dict[str, list[PractisedReview]] = {}
        for review in facts.reviews:
            if review.mode in RAPID:
                rounds.setdefault(review.session_id, []).append(review)
        best = max((answered(reviews) for reviews in rounds.values()), default=0)
        target = min(QUICKFIRE, max(facts.total(("quickfire",)), best))
        suggestion = Suggestion("quickfire", limit=target, timer=timer)
        return Activity(name, task, min(best, target), target, suggestion)

    return make


def _inside_target(reviews: list[PractisedReview]) -> int:
    """Return how many questions of a round were answered within its five minutes, which are for first answers."""
    firsts: dict[str, float] = {}
    for review in reviews:
        firsts.setdefault(review.question_id, review.seconds)
    return sum(spent <= QUICKFIRE_SECONDS for spent in accumulate(firsts.values()))


def _inside_timer(reviews: list[PractisedReview]) -> int:
    """Return how many different questions of a round were answered in 30 seconds or less."""
    return len({review.question_id for review in reviews if review.seconds <= QUICKFIRE_EACH})


def _studied(name: str, task: str) -> Maker:
    """Return the maker of an activity that is complete when every question missed since the day has been recalled again."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        if not facts.reviews:
            return Activity(name, task, 0, 1, Suggestion("drill"))
        last = {review.question_id: review for review in facts.reviews}
        missed = [review for review in facts.reviews if review.grade is Grade.NO_HIRE and review.topic in facts.topics]
        topics = dict.fromkeys(review.topic for review in missed)
        waiting = [review for review in missed if last[review.question_id].grade is Grade.NO_HIRE]
        open_topics = {review.topic for review in waiting}
        topic = next((topic for topic in topics if topic in open_topics), None)
        lack = None
        if topic is not None:
            ids = tuple(dict.fromkeys(review.question_id for review in waiting if review.topic == topic))
            lack = Lack(ids=ids, topic=topic, missing=len(ids))
        return Activity(name, task, len(topics) - len(open_topics), len(topics), lack and _ask(name), lack)

    return make


def weakest_topics(reviews: Iterable[PractisedReview], most: int) -> tuple[str, ...]:
    """Return the topics with the largest share of No Hire and Lean Hire, weakest first; never one with only Strong Hire."""
    grades: dict[str, list[Grade]] = {}
    for review in reviews:
        grades.setdefault(review.topic, []).append(review.grade)
    weight = {Grade.NO_HIRE: 2, Grade.LEAN: 1, Grade.STRONG: 0}
    scores = {topic: sum(weight[grade] for grade in own) / len(own) for topic, own in grades.items()}
    ranked = sorted((topic for topic in scores if scores[topic]), key=lambda topic: -scores[topic])
    return tuple(ranked[:most])


def _revised(facts: Facts, before: tuple[PractisedReview, ...]) -> Activity:
    name, task = "weakest", "revise the three weakest topics so far"
    if not before and not facts.reviews:
        return Activity(name, task, 0, WEAKEST, Suggestion("drill"))
    known = [review for review in before or facts.reviews if review.topic in facts.topics]
    topics = weakest_topics(known, WEAKEST)
    last = {review.topic: review.grade for review in facts.reviews if before or review.topic in topics}
    recalled = {review.topic for review in facts.reviews if review.grade is not Grade.NO_HIRE}
    done = recalled if before else {topic for topic, grade in last.items() if grade is not Grade.NO_HIRE}
    left = [topic for topic in topics if topic not in done]
    lack = Lack(topic=left[0]) if left else None
    return Activity(name, task, len(topics) - len(left), len(topics), lack and _ask(name), lack)


def _company(facts: Facts, before: tuple[PractisedReview, ...]) -> Activity:
    task = f"answer questions that {', '.join(facts.companies) or 'companies'} ask{'s' if len(facts.companies) == 1 else ''}"
    return _counted("company", task, TAGGED, _Counted(is_tagged=True))(facts, before)


def _mock(
    name: str,
    task: str,
    suggestion: Suggestion,
    wanted: Callable[[HeldMock], bool],
    sections: Sequence[SectionPlan],
) -> Maker:
    """Return the maker of an activity that one mock interview and its debrief complete, if the banks have its questions."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        mocks = [mock for mock in facts.mocks if wanted(mock)]
        waiting = any(mock.answered > mock.graded for mock in mocks)
        done = any(mock.debriefed for mock in mocks)
        debrief = Suggestion("mock", debrief=True)
        target = int(done or waiting or _can_be_drawn(sections, facts))
        return Activity(name, task, int(done), target, debrief if waiting and not done else suggestion)

    return make


def _can_be_drawn(sections: Sequence[SectionPlan], facts: Facts) -> bool:
    """Return whether the banks have the questions of a mock interview."""
    needed = Counter(rounds for section in sections for rounds in section.rounds)
    return all(
        facts.total(rounds) >= sum(count for other, count in needed.items() if not set(rounds).isdisjoint(other))
        for rounds in needed
    )


def _chains(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
    done = sum(level >= CHAIN_LEVELS for mock in facts.mocks for level in mock.levels)
    target = CHAINS if _can_be_drawn(PRESETS["deep-dive"], facts) else min(done, CHAINS)
    task = "answer follow-ups two or three levels deep"
    return Activity("chains", task, min(done, CHAINS), target, Suggestion("mock", preset="deep-dive"))


_ACTIVITIES: dict[int, tuple[Maker, ...]] = {
    0: (
        _counted(
            "screening", "answer 15 screening questions aloud and grade each", SCREENING, _Counted(("screening",))
        ),
        _quickfire("quickfire", "answer 20 quickfire questions in five minutes", None, _inside_target),
        _studied("missed", "study the No Hire questions and retry them"),
    ),
    3: (
        _counted(
            "recall",
            "repeat 10 screening questions from memory",
            SCREENING_AGAIN,
            _Counted(("screening",), is_seen=True),
        ),
        _counted("deep-dives", "answer 2 deep-dive questions", DEEP_DIVES, _Counted(("deep-dive",))),
        _revised,
        _quickfire(
            "rapid", "answer 20 quickfire questions again, at most 30 seconds each", QUICKFIRE_EACH, _inside_timer
        ),
    ),
    7: (
        _counted("cold", "answer 15 screening questions cold", SCREENING, _Counted(("screening",), is_seen=True)),
        _counted("pipeline", "design the whole fraud-detection pipeline", 1, _Counted(ids=(CASE,))),
        _mock(
            "follow-ups",
            "answer follow-ups in a mock interview, grade by the rubrics",
            Suggestion("mock", preset="deep-dive"),
            lambda mock: any(mock.levels),
            PRESETS["deep-dive"],
        ),
    ),
    14: (
        _mock(
            "mock",
            "hold a mock interview: 5 questions in 45 minutes",
            Suggestion("mock", questions=5, minutes=45),
            lambda mock: mock.questions >= MOCK_QUESTIONS,
            resized(PRESETS["mixed"], MOCK_QUESTIONS, 45),
        ),
        _company,
        _counted("staff", "answer 5 staff-level questions", STAFF, _Counted(("senior",))),
        _studied("gaps", "find your gaps and study those topics"),
    ),
    21: (
        _mock(
            "full-mock",
            "hold a full mock interview with every round",
            Suggestion("mock", preset="full"),
            lambda mock: mock.name == "full",
            PRESETS["full"],
        ),
        _counted(
            "self-check",
            "recall 20 questions of any round",
            SELF_CHECK,
            _Counted(is_seen=True, wanted=lambda review: review.grade is not Grade.NO_HIRE),
        ),
        _chains,
        _counted(
            "designs",
            "do 3 designs end to end, at most 20 minutes each",
            DESIGNS,
            _Counted(("system-design", "senior"), wanted=lambda review: review.seconds <= DESIGN_SECONDS),
        ),
    ),
}
