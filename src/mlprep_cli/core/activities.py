"""What to do on each checkpoint day, and how far the review log and the mock interviews say it is done.

Nothing is ticked by hand: each activity counts what was done from its day on, and names the command that does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from shlex import quote
from typing import NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.modes import QUICKFIRE_SECONDS

NAMES = {0: "Initial learning", 3: "Recall", 7: "Application", 14: "Integration", 21: "Mastery"}
"""Each checkpoint day, and what it is for."""

SCREENING, SCREENING_AGAIN, DEEP_DIVES, STAFF, DESIGNS, SELF_CHECK = 15, 10, 2, 5, 3, 20
QUICKFIRE, QUICKFIRE_EACH = 20, 30
WEAKEST, TAGGED, CHAINS, CHAIN_LEVELS, MOCK_QUESTIONS, DESIGN_SECONDS = 3, 13, 3, 2, 5, 1200
CASE = "senior-credit-card-fraud-pipeline"


class Deed(NamedTuple):
    """A review, as an activity looks at it; seconds are thinking.

    `again` is one of a question that was reviewed on a day before, `tagged` one that a target company asks.
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


class Mocked(NamedTuple):
    """A mock interview: its name, how many questions it had, how many were answered and graded, and the follow-up levels."""

    name: str
    day: date
    questions: int
    said: int
    graded: int
    levels: tuple[int, ...]

    @property
    def debriefed(self) -> bool:
        """Return whether every answer given has its grade."""
        return 0 < self.said <= self.graded


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened since the plan began, oldest first, and what the bank has for it."""

    deeds: tuple[Deed, ...] = ()
    mocks: tuple[Mocked, ...] = ()
    companies: tuple[str, ...] = ()
    tagged: int = TAGGED
    introduced_today: int = 0

    def since(self, day: date) -> Facts:
        """Return what happened from a day on."""
        deeds = tuple(each for each in self.deeds if each.day >= day)
        return replace(self, deeds=deeds, mocks=tuple(each for each in self.mocks if each.day >= day))


class State(NamedTuple):
    """How far an activity is: `done` of `target`, and the command that does the rest."""

    does: str
    done: int
    target: int
    command: str

    @property
    def open(self) -> bool:
        """Return whether something is left to do."""
        return self.done < self.target


class Stage(NamedTuple):
    """A checkpoint day of the plan with its activities."""

    checkpoint: int
    name: str
    day: date
    activities: tuple[State, ...]

    @property
    def open(self) -> tuple[State, ...]:
        """Return the activities that are not done."""
        return tuple(each for each in self.activities if each.open)


def stages(timeline: Sequence[tuple[int, date]], facts: Facts) -> tuple[Stage, ...]:
    """Return the checkpoint days with their activities as far as they are done; each counts from its own day on."""
    found = []
    for checkpoint, day in timeline:
        seen, before = facts.since(day), tuple(each for each in facts.deeds if each.day < day)
        activities = tuple(make(seen, before) for make in _ACTIVITIES[checkpoint])
        found.append(Stage(checkpoint, NAMES[checkpoint], day, activities))
    return tuple(found)


def next_activity(plan: Iterable[Stage], today: date) -> State | None:
    """Return what to do next: the first open activity of a day that has come."""
    return next((each for stage in plan if stage.day <= today for each in stage.open), None)


Maker = Callable[[Facts, tuple[Deed, ...]], State]


def _distinct(deeds: Iterable[Deed]) -> int:
    return len({each.question_id for each in deeds})


def _counted(does: str, target: int, wanted: Callable[[Deed], bool], command: str) -> Maker:
    """Return an activity that is done by answering `target` different questions; `{left}` in its command is the rest."""

    def state(facts: Facts, _before: tuple[Deed, ...]) -> State:
        done = min(target, _distinct(each for each in facts.deeds if wanted(each)))
        left = max(1, target - done)
        return State(does, done, target, command.format(left=left, new=facts.introduced_today + left))

    return state


def _quickfire(does: str, command: str, counts: Callable[[list[Deed]], int]) -> Maker:
    def state(facts: Facts, _before: tuple[Deed, ...]) -> State:
        rounds: dict[str, list[Deed]] = {}
        for each in facts.deeds:
            if each.mode == "quickfire":
                rounds.setdefault(each.session_id, []).append(each)
        best = max((counts(deeds) for deeds in rounds.values()), default=0)
        return State(does, min(best, QUICKFIRE), QUICKFIRE, command)

    return state


def _inside_target(deeds: list[Deed]) -> int:
    """Return how many different questions a round had answered when its five minutes were over."""
    spent, seen = 0.0, set()
    for each in deeds:
        spent += each.seconds
        if spent <= QUICKFIRE_SECONDS:
            seen.add(each.question_id)
    return len(seen)


def _studied(does: str) -> Maker:
    """Return an activity that is done when every question missed since the day has been recalled again."""

    def state(facts: Facts, _before: tuple[Deed, ...]) -> State:
        last = {each.question_id: each for each in facts.deeds}
        missed = [each for each in facts.deeds if each.grade is Grade.NO_HIRE]
        topics = dict.fromkeys(each.topic for each in missed)
        if not facts.deeds:
            return State(does, 0, 1, "mlprep drill")
        unmended = {each.topic for each in missed if last[each.question_id].grade is Grade.NO_HIRE}
        todo = next((quote(topic) for topic in topics if topic in unmended), "")
        return State(does, len(topics) - len(unmended), len(topics), f"mlprep study {todo} --drill" if todo else "")

    return state


def weakest_topics(deeds: Iterable[Deed], most: int) -> tuple[str, ...]:
    """Return the topics of which most was not recalled or only leanly, weakest first; none that was always strong."""
    grades: dict[str, list[Grade]] = {}
    for each in deeds:
        grades.setdefault(each.topic, []).append(each.grade)
    weight = {Grade.NO_HIRE: 2, Grade.LEAN: 1, Grade.STRONG: 0}
    scores = {topic: sum(weight[grade] for grade in found) / len(found) for topic, found in grades.items()}
    ranked = sorted((topic for topic in scores if scores[topic]), key=lambda topic: -scores[topic])
    return tuple(ranked[:most])


def _revised(facts: Facts, before: tuple[Deed, ...]) -> State:
    topics = weakest_topics(before, WEAKEST)
    mended = {each.topic for each in facts.deeds if each.grade is not Grade.NO_HIRE}
    left = [topic for topic in topics if topic not in mended]
    does = "revise the three weakest topics so far"
    if not before:
        return State(does, 0, WEAKEST, "mlprep drill")
    return State(does, len(topics) - len(left), len(topics), f"mlprep study {quote(left[0])} --drill" if left else "")


def _company(facts: Facts, _before: tuple[Deed, ...]) -> State:
    target = min(TAGGED, facts.tagged)
    done = min(target, _distinct(each for each in facts.deeds if each.tagged))
    names = "".join(f" --company {quote(name)}" for name in facts.companies)
    does = f"questions that {', '.join(facts.companies) or 'companies'} ask{'s' if len(facts.companies) == 1 else ''}"
    return State(does, done, target, f"mlprep drill{names or ' --company any'} --early --count {max(1, target - done)}")


def _mocks(does: str, command: str, wanted: Callable[[Mocked], bool]) -> Maker:
    def state(facts: Facts, _before: tuple[Deed, ...]) -> State:
        found = [each for each in facts.mocks if wanted(each)]
        waiting = any(each.said > each.graded for each in found)
        done = any(each.debriefed for each in found)
        return State(does, int(done), 1, "mlprep mock --debrief" if waiting and not done else command)

    return state


def _chains(facts: Facts, _before: tuple[Deed, ...]) -> State:
    done = sum(level >= CHAIN_LEVELS for mock in facts.mocks for level in mock.levels)
    return State("survive follow-ups two or three levels deep", min(done, CHAINS), CHAINS, "mlprep mock deep-dive")


_ACTIVITIES: dict[int, tuple[Maker, ...]] = {
    0: (
        _counted(
            "answer 15 screening questions aloud, grade each",
            SCREENING,
            lambda each: each.round == "screening",
            "mlprep drill --round screening --new {new}",
        ),
        _quickfire("20 rapid ones in five minutes", f"mlprep quickfire --count {QUICKFIRE}", _inside_target),
        _studied("study what was No Hire, and retry it"),
    ),
    3: (
        _counted(
            "repeat 10 screening questions from memory",
            SCREENING_AGAIN,
            lambda each: each.round == "screening" and each.again,
            "mlprep drill --round screening --new 0 --early --count {left}",
        ),
        _counted(
            "try 2 deep dives",
            DEEP_DIVES,
            lambda each: each.round == "deep-dive",
            "mlprep drill --round deep-dive --early --count {left}",
        ),
        _revised,
        _quickfire(
            "20 rapid ones again, 30 seconds each at most",
            f"mlprep quickfire --count {QUICKFIRE} --timer {QUICKFIRE_EACH}",
            lambda deeds: _distinct(each for each in deeds if each.seconds <= QUICKFIRE_EACH),
        ),
    ),
    7: (
        _counted(
            "15 screening questions cold",
            SCREENING,
            lambda each: each.round == "screening" and each.again,
            "mlprep drill --round screening --new 0 --early --count {left}",
        ),
        _counted(
            "design the fraud system whole",
            1,
            lambda each: each.question_id == CASE,
            f"mlprep drill {CASE}",
        ),
        _mocks(
            "answer follow-ups as from a partner, score by the rubrics",
            "mlprep mock deep-dive",
            lambda each: any(each.levels),
        ),
    ),
    14: (
        _mocks(
            "mock interview: 5 questions in 45 minutes",
            "mlprep mock --questions 5 --minutes 45",
            lambda each: each.questions >= MOCK_QUESTIONS,
        ),
        _company,
        _counted(
            "5 staff-level questions",
            STAFF,
            lambda each: each.round == "senior",
            "mlprep drill --round senior --early --count {left}",
        ),
        _studied("find the gaps, study those topics"),
    ),
    21: (
        _mocks("full mock, every round mixed", "mlprep mock full", lambda each: each.name == "full"),
        _counted(
            "recall 20 questions of any round",
            SELF_CHECK,
            lambda each: each.grade is not Grade.NO_HIRE,
            "mlprep drill --new 0 --early --count {left}",
        ),
        _chains,
        _counted(
            "3 designs end to end, 20 minutes each at most",
            DESIGNS,
            lambda each: each.round in ("system-design", "senior") and each.seconds <= DESIGN_SECONDS,
            "mlprep drill --round system-design --early --count {left}",
        ),
    ),
}
