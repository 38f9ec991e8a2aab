"""Ten-line stand-ins for the world, and small values to test with."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.coding import Run
from mlprep_cli.core.hearing import Heard, hear
from mlprep_cli.core.inputs import EndOfInput, Input, Key
from mlprep_cli.core.questions import Company, FollowUp, KeyPoint, Question, Rubric
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import (
    NO_TEXTS,
    Card,
    Checkpoint,
    Grade,
    MockAnswer,
    Note,
    OwnTexts,
    RecordedAttempt,
    Review,
)
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.events import Answered, Extent, Part, Retract, Stamp, Suspend
from mlprep_cli.core.session.modes import DRILL, Rules
from mlprep_cli.core.session.state import Session

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAN = CheckpointPlan()
NO_EXTENT = Extent()


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

    def __init__(self, typed: Iterable[str | Input | None]) -> None:
        self.left = deque(Key(each) if isinstance(each, str) else each for each in typed)
        self.dropped = 0

    def read(self, timeout: float | None) -> Input | None:
        return self.left.popleft() if self.left else EndOfInput()

    def drop(self) -> bool:
        self.dropped += 1
        return False

    def suspend(self) -> None:
        self.suspended = True

    def released(self) -> AbstractContextManager[None]:
        return nullcontext()


class Screen:
    """A stage that remembers which parts were shown, as if its terminal had room for `extent` of a long text."""

    def __init__(self, extent: Extent = NO_EXTENT) -> None:
        self.shown: list[Part] = []
        self.done: list[str] = []
        self.extent = extent

    def show(self, part: Part, session: Session, at: Stamp) -> None:
        self.shown.append(part)

    def draw(self, session: Session, at: Stamp) -> Extent:
        self.last = session
        return self.extent

    def resize(self, session: Session, at: Stamp) -> None:
        self.done.append("resized")

    def leave(self) -> None:
        self.done.append("left")

    def resume(self, session: Session, at: Stamp) -> None:
        self.done.append("resumed")

    def read_all(self, session: Session, at: Stamp) -> None:
        self.done.append("paged")

    def ring(self) -> None:
        self.done.append("rung")

    def say(self, session: Session, at: Stamp, message: str) -> None:
        self.done.append(message)

    def ask_again(self, message: str) -> None:
        self.done.append(message)


class Memory:
    """A journal and a library in memory."""

    def __init__(self, *questions: Question, weakest: tuple[Item, ...] = ()) -> None:
        self.questions = {each.id: each for each in questions}
        self.cards: dict[str, Card] = {}
        self.reviews: list[Review] = []
        self.notes: list[Note] = []
        self.answers: list[MockAnswer] = []
        self.attempts: list[RecordedAttempt] = []
        self.suspended: list[str] = []
        self.weak = weakest
        self.hindrances: dict[str, str] = {}
        self.edited: list[tuple[str, str]] = []
        self.checked: list[tuple[str, str, bool]] = []
        self.texts: dict[str, str] = {}
        self.runs: dict[str, Run] = {}
        self.own: dict[str, OwnTexts] = {}

    def record(self, answered: Answered) -> None:
        self.reviews.append(answered.review)
        self.cards[answered.review.question_id] = answered.after

    def retract(self, retraction: Retract) -> None:
        self.reviews = [each for each in self.reviews if each.id != retraction.review_id]

    def suspend(self, suspension: Suspend) -> None:
        self.suspended.append(suspension.question_id)

    def keep_answer(self, answer: MockAnswer) -> None:
        self.answers.append(answer)

    def add_note(self, note: Note) -> None:
        self.notes.append(note)

    def add_attempt(self, attempt: RecordedAttempt) -> None:
        self.attempts.append(attempt)

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        note = next((each for each in reversed(self.notes) if each.question_id == question_id), None)
        return self.questions[question_id], self.cards.get(question_id, Card(question_id)), note

    def own_texts(self, question: Question) -> OwnTexts:
        return self.own.get(question.id, NO_TEXTS)

    def hindrance(self, question: Question) -> str:
        return self.hindrances.get(question.id, "")

    def edit(self, question: Question, file: str) -> tuple[str, str, str]:
        self.edited.append((question.id, file))
        return file or f"{question.id}.py", "r runs the checks", self.texts.get(question.id, "")

    def check(self, question: Question, file: str, *, hidden: bool) -> tuple[Run | None, str]:
        self.checked.append((question.id, file, hidden))
        return self.runs.get(question.id), ""

    def hear(self, question: Question, text: str) -> tuple[Heard, ...]:
        return hear(text, question.key_points)

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
