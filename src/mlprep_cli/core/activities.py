"""The activities of each checkpoint day: their progress, and what to do to complete them.

Activities complete themselves: each is measured from the reviews and mock interviews since its checkpoint day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.questions import Query
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


@dataclass(frozen=True, slots=True)
class Facts:
    """The practice since the plan began, oldest first, and the number of tagged questions in the banks."""

    reviews: tuple[PractisedReview, ...] = ()
    mocks: tuple[HeldMock, ...] = ()
    companies: tuple[str, ...] = ()
    tagged: int = TAGGED
    introduced_today: int = 0

    def since(self, day: date) -> Facts:
        """Return the facts without the practice before a day."""
        reviews = tuple(review for review in self.reviews if review.day >= day)
        return replace(self, reviews=reviews, mocks=tuple(mock for mock in self.mocks if mock.day >= day))


class Activity(NamedTuple):
    """A task of a checkpoint day: `done` of `target`, and the command that works on it, if there is one."""

    task: str
    done: int
    target: int
    suggestion: Suggestion | None

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


def next_activity(plan: Iterable[Milestone], today: date) -> Activity | None:
    """Return the first open activity of the milestones up to today."""
    return next((activity for day in plan if day.day <= today for activity in day.open_activities), None)


Maker = Callable[[Facts, tuple[PractisedReview, ...]], Activity]
"""Makes an activity from the facts since its day and the reviews before it."""


def _distinct(reviews: Iterable[PractisedReview]) -> int:
    return len({review.question_id for review in reviews})


def _counted(
    task: str, target: int, wanted: Callable[[PractisedReview], bool], suggested: Callable[[int, Facts], Suggestion]
) -> Maker:
    """Return the maker of an activity that `target` different questions complete; `suggested` gets the number missing."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        done = min(target, _distinct(review for review in facts.reviews if wanted(review)))
        return Activity(task, done, target, suggested(max(1, target - done), facts))

    return make


def _new(round_name: str) -> Callable[[int, Facts], Suggestion]:
    query = Query(rounds=(round_name,))
    return lambda missing, facts: Suggestion("drill", query, new=facts.introduced_today + missing)


def _early(round_name: str = "", new: int | None = None) -> Callable[[int, Facts], Suggestion]:
    query = Query(rounds=(round_name,)) if round_name else Query()
    return lambda missing, _facts: Suggestion("drill", query, new=new, early=True, limit=missing)


def _quickfire(task: str, suggestion: Suggestion, answered: Callable[[list[PractisedReview]], int]) -> Maker:
    """Return the maker of an activity that one quickfire round completes."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        rounds: dict[str, list[PractisedReview]] = {}
        for review in facts.reviews:
            if review.mode in RAPID:
                rounds.setdefault(review.session_id, []).append(review)
        best = max((answered(reviews) for reviews in rounds.values()), default=0)
        return Activity(task, min(best, QUICKFIRE), QUICKFIRE, suggestion)

    return make


def _inside_target(reviews: list[PractisedReview]) -> int:
    """Return how many different questions of a round were answered within its five minutes."""
    spent, answered = 0.0, set()
    for review in reviews:
        spent += review.seconds
        if spent <= QUICKFIRE_SECONDS:
            answered.add(review.question_id)
    return len(answered)


def _inside_timer(reviews: list[PractisedReview]) -> int:
    """Return how many different questions of a round were answered in 30 seconds or less."""
    return _distinct(review for review in reviews if review.seconds <= QUICKFIRE_EACH)


def _study(topic: str) -> Suggestion:
    return Suggestion("study", topic=topic)


def _studied(task: str) -> Maker:
    """Return the maker of an activity that is complete when every question missed since the day has been recalled again."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        last = {review.question_id: review for review in facts.reviews}
        missed = [review for review in facts.reviews if review.grade is Grade.NO_HIRE]
        topics = dict.fromkeys(review.topic for review in missed)
        if not facts.reviews:
            return Activity(task, 0, 1, Suggestion("drill"))
        open_topics = {review.topic for review in missed if last[review.question_id].grade is Grade.NO_HIRE}
        following = next((_study(topic) for topic in topics if topic in open_topics), None)
        return Activity(task, len(topics) - len(open_topics), len(topics), following)

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
    task = "revise the three weakest topics so far"
    if not before:
        return Activity(task, 0, WEAKEST, Suggestion("drill"))
    topics = weakest_topics(before, WEAKEST)
    recalled = {review.topic for review in facts.reviews if review.grade is not Grade.NO_HIRE}
    left = [topic for topic in topics if topic not in recalled]
    return Activity(task, len(topics) - len(left), len(topics), _study(left[0]) if left else None)


def _company(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
    target = min(TAGGED, facts.tagged)
    done = min(target, _distinct(review for review in facts.reviews if review.tagged))
    query = Query(companies=facts.companies or ("any",))
    task = f"answer questions that {', '.join(facts.companies) or 'companies'} ask{'s' if len(facts.companies) == 1 else ''}"
    return Activity(task, done, target, Suggestion("drill", query, early=True, limit=max(1, target - done)))


def _mock(task: str, suggestion: Suggestion, wanted: Callable[[HeldMock], bool]) -> Maker:
    """Return the maker of an activity that one mock interview and its debrief complete."""

    def make(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
        mocks = [mock for mock in facts.mocks if wanted(mock)]
        waiting = any(mock.answered > mock.graded for mock in mocks)
        done = any(mock.debriefed for mock in mocks)
        debrief = Suggestion("mock", debrief=True)
        return Activity(task, int(done), 1, debrief if waiting and not done else suggestion)

    return make


def _chains(facts: Facts, _before: tuple[PractisedReview, ...]) -> Activity:
    done = sum(level >= CHAIN_LEVELS for mock in facts.mocks for level in mock.levels)
    task = "answer follow-ups two or three levels deep"
    return Activity(task, min(done, CHAINS), CHAINS, Suggestion("mock", preset="deep-dive"))


_ACTIVITIES: dict[int, tuple[Maker, ...]] = {
    0: (
        _counted(
            "answer 15 screening questions aloud and grade each",
            SCREENING,
            lambda review: review.round == "screening",
            _new("screening"),
        ),
        _quickfire(
            "answer 20 quickfire questions in five minutes", Suggestion("quickfire", limit=QUICKFIRE), _inside_target
        ),
        _studied("study the No Hire questions and retry them"),
    ),
    3: (
        _counted(
            "repeat 10 screening questions from memory",
            SCREENING_AGAIN,
            lambda review: review.round == "screening" and review.again,
            _early("screening", new=0),
        ),
        _counted(
            "answer 2 deep-dive questions",
            DEEP_DIVES,
            lambda review: review.round == "deep-dive",
            _early("deep-dive"),
        ),
        _revised,
        _quickfire(
            "answer 20 quickfire questions again, at most 30 seconds each",
            Suggestion("quickfire", limit=QUICKFIRE, timer=QUICKFIRE_EACH),
            _inside_timer,
        ),
    ),
    7: (
        _counted(
            "answer 15 screening questions cold",
            SCREENING,
            lambda review: review.round == "screening" and review.again,
            _early("screening", new=0),
        ),
        _counted(
            "design the whole fraud-detection pipeline",
            1,
            lambda review: review.question_id == CASE,
            lambda _missing, _facts: Suggestion("drill", ids=(CASE,)),
        ),
        _mock(
            "answer follow-ups in a mock interview, grade by the rubrics",
            Suggestion("mock", preset="deep-dive"),
            lambda mock: any(mock.levels),
        ),
    ),
    14: (
        _mock(
            "hold a mock interview: 5 questions in 45 minutes",
            Suggestion("mock", questions=5, minutes=45),
            lambda mock: mock.questions >= MOCK_QUESTIONS,
        ),
        _company,
        _counted(
            "answer 5 staff-level questions",
            STAFF,
            lambda review: review.round == "senior",
            _early("senior"),
        ),
        _studied("find your gaps and study those topics"),
    ),
    21: (
        _mock(
            "hold a full mock interview with every round",
            Suggestion("mock", preset="full"),
            lambda mock: mock.name == "full",
        ),
        _counted(
            "recall 20 questions of any round",
            SELF_CHECK,
            lambda review: review.grade is not Grade.NO_HIRE,
            _early(new=0),
        ),
        _chains,
        _counted(
            "do 3 designs end to end, at most 20 minutes each",
            DESIGNS,
            lambda review: review.round in ("system-design", "senior") and review.seconds <= DESIGN_SECONDS,
            _early("system-design"),
        ),
    ),
}
