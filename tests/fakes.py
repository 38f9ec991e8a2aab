"""Ten-line stand-ins for the world, and small values to test with."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.questions import Company, FollowUp, KeyPoint, Question, Rubric
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, MockAnswer, Note, Review
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.events import Answered, Part, Retract, Stamp
from mlprep_cli.core.session.keys import EndOfInput, Input, Key
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import DRILL, Rules

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAN = CheckpointPlan()


class Clock:
    """A clock that moves a second each time it is looked at."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment
        self.seconds = 1000.0

    def __call__(self) -> Stamp:
        self.seconds += 1
        self.moment += timedelta(seconds=1)
        return Stamp(self.seconds, self.moment, self.moment.date(), time_ordered_id(self.moment))


class Keys:
    """A keyboard on which a text is typed, and then nothing more."""

    def __init__(self, typed: Iterable[str | Input]) -> None:
        self.left = deque(Key(each) if isinstance(each, str) else each for each in typed)
        self.dropped = 0

    def read(self, timeout: float | None) -> Input | None:
        return self.left.popleft() if self.left else EndOfInput()

    def drop(self) -> None:
        self.dropped += 1


class Screen:
    """A stage that remembers which parts were shown."""

    def __init__(self) -> None:
        self.shown: list[Part] = []

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        self.shown.append(part)

    def prompt(self, session: Session, at: Stamp) -> None:
        self.last = session

    def resize(self, session: Session, at: Stamp) -> None:
        self.last = session

    def resume(self, session: Session, at: Stamp) -> None:
        self.last = session


class Memory:
    """A journal and a library in memory."""

    def __init__(self, *questions: Question, weakest: tuple[Item, ...] = ()) -> None:
        self.questions = {each.id: each for each in questions}
        self.cards: dict[str, Card] = {}
        self.reviews: list[Review] = []
        self.notes: list[Note] = []
        self.answers: list[MockAnswer] = []
        self.weak = weakest

    def record(self, answered: Answered) -> None:
        self.reviews.append(answered.review)
        self.cards[answered.review.question_id] = answered.after

    def retract(self, retraction: Retract) -> None:
        self.reviews = [each for each in self.reviews if each.id != retraction.review_id]

    def keep_answer(self, answer: MockAnswer) -> None:
        self.answers.append(answer)

    def add_note(self, note: Note) -> None:
        self.notes.append(note)

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        note = next((each for each in reversed(self.notes) if each.question_id == question_id), None)
        return self.questions[question_id], self.cards.get(question_id, Card(question_id)), note

    def weakest(self) -> tuple[Item, ...]:
        return self.weak


def question(question_id: str = "one", *, points: int = 4, musts: int = 2, **changes: object) -> Question:
    """Return a question with as many key points, the first of them musts, and two follow-ups."""
    plain = Question(
        id=question_id,
        round="screening",
        topic="regularization",
        difficulty="medium",
        prompt=f"What is {question_id}?",
        answer=f"**{question_id}** is this.\n\n- first\n- second",
        key_points=tuple(
            KeyPoint(f"point {number} of {question_id}", number <= musts) for number in range(1, points + 1)
        ),
        rubric=Rubric("says why", "says what", "says neither"),
        budget=120,
        follow_ups=(FollowUp("Why?", "Because."), FollowUp("And deeper?", "Like so.")),
        companies=(Company("Google", 2023),),
    )
    return plain._replace(**changes)  # type: ignore[arg-type]  # the names are checked when it is called


def review(
    grade: Grade,
    day: date = DAY,
    *,
    question_id: str = "one",
    checkpoint: Checkpoint = 0,
    moment: datetime | None = None,
    seconds: float = 60.0,
    budget: int = 120,
) -> Review:
    """Return a review on a study day, at noon unless told."""
    at = moment or datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Review(
        id=time_ordered_id(at),
        question_id=question_id,
        session_id="session",
        reviewed_at=at,
        study_day=day,
        grade=grade,
        thinking_seconds=seconds,
        reviewing_seconds=10.0,
        budget_seconds=budget,
        timed_out=False,
        mode="drill",
        key_points=(),
        checkpoint=checkpoint,
    )


def item(question_id: str = "one", topic: str = "regularization", **card: object) -> Item:
    """Return a waiting question; what is said of its card replaces that of a new one."""
    return Item("screening", topic, Card(question_id, **card))  # type: ignore[arg-type]  # as above


def session_of(*ids: str, rules: Rules = DRILL) -> Session:
    """Return a session about to ask these questions."""
    return Session("session", rules, PLAN, tuple(item(each) for each in ids))
