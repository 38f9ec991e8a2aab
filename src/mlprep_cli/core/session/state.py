"""The state of a session, as an immutable value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import MockAnswer
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.modes import Rules
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.reading import Reading
from mlprep_cli.core.text_field import TextField

EMPTY_FIELD, UNREAD = TextField(), Reading()
RETRY_AFTER, RETRY_SECONDS = 5, 480.0
"""A missed question comes back after this number of other questions, or this time, whichever comes first."""


class Retry(NamedTuple):
    """A missed question that is asked again: the number of answers before it was missed, and when that was."""

    item: Item
    answers: int
    since: float

    def is_ripe(self, answers: int, seconds: float) -> bool:
        """Return whether it is asked again after a number of answers, at the moment `seconds`."""
        return answers - self.answers >= RETRY_AFTER or seconds - self.since >= RETRY_SECONDS


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its rules, its queue, the current attempt, and the answers so far.

    Attributes:
        queue: The questions that were not asked yet.
        retries: The missed questions, which wait for other questions or for some time to pass.
        field: The text field, while a note or a search is typed.
        before_field: The phase before the text field was opened, and after it is closed.
        reading: The text on the screen, and the place in it.
        coached: Whether the first review explains its keys.
        opens_editor: Whether the editor opens at once for a coding question.
        linear: Whether the session is printed and never redrawn, so that nothing opens over the question.
    """

    id: str
    rules: Rules
    plan: CheckpointPlan
    queue: tuple[Item, ...]
    phase: Phase = Phase.LOADING
    attempt: Attempt | None = None
    answered: tuple[Answered, ...] = ()
    field: TextField = EMPTY_FIELD
    before_field: Phase = Phase.REVIEWING
    reading: Reading = UNREAD
    message: str = ""
    mock_answers: tuple[MockAnswer, ...] = ()
    coached: bool = False
    linear: bool = False
    retries: tuple[Retry, ...] = ()
    opens_editor: bool = False

    @property
    def phase_of_question(self) -> Phase:
        """The phase of the question itself: under an open text field, the one that it was opened in."""
        return self.before_field if self.phase.is_typing else self.phase

    @property
    def total(self) -> int:
        """The number of attempts in the session, as known now."""
        done = self.mock_answers if self.rules.interview else self.answered
        return len(done) + (self.attempt is not None) + len(self.queue) + len(self.retries)

    @property
    def was_passed(self) -> bool:
        """Whether the question of a debrief was passed in its interview."""
        name = None if self.attempt is None else self.attempt.question.id
        return any(answer.passed and answer.question_id == name for answer in self.mock_answers)

    def thinking(self, seconds: float) -> float:
        """Return the seconds of thinking about the current question up to the moment `seconds`."""
        if self.attempt is None:
            return 0.0
        runs = self.phase_of_question is Phase.THINKING
        return self.attempt.thinking + (seconds - self.attempt.since if runs else 0.0)

    def mock_answer(self, attempt: Attempt, seconds: float, *, passed: bool) -> MockAnswer:
        """Return the answer of an interview as it is at the moment `seconds`."""
        spent = self.thinking(seconds)
        main = spent if attempt.main is None else attempt.main
        return MockAnswer(
            session_id=self.id,
            position=len(self.mock_answers),
            question_id=attempt.question.id,
            thinking=round(main, 3),
            probing=round(spent - main, 3),
            probes=attempt.probes,
            passed=passed,
        )

    def spent(self, seconds: float) -> float:
        """Return the seconds of an interview up to the moment `seconds`."""
        return sum(answer.thinking + answer.probing for answer in self.mock_answers) + self.thinking(seconds)
