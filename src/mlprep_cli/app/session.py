"""Running one session: its reads and writes, and loading in the background while the user thinks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread
from typing import TYPE_CHECKING

from mlprep_cli.app.loop import Keyboard, play
from mlprep_cli.app.stage import Answers, LinearStage, ScreenStage
from mlprep_cli.core.questions import Page, Query, Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, MockAnswer, Note, OwnTexts, RecordedAttempt
from mlprep_cli.core.session.events import Answered, Retract, Stamp, Suspend
from mlprep_cli.core.session.modes import Rules
from mlprep_cli.core.session.state import Session
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.errors import translated

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mlprep_cli.adapters.voice import Voice
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.coding import Run
    from mlprep_cli.core.hearing import Heard
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.stats import DayProgress
    from mlprep_cli.core.suggestion import Suggestion
    from mlprep_cli.storage.journal import Journal

OFFERED = 20
"""The most questions practised if nothing is due."""

# The seconds before a waiting thread interrupts the running one.
_YIELDING, _USUAL = 0.0002, sys.getswitchinterval()


class _RightOfWay:
    """Lets the screen draw first: an import hook that pauses the loading thread while the main thread draws."""

    def __init__(self) -> None:
        self.free = Event()
        self.free.set()

    def find_spec(self, _name: str, _path: object = None, _target: object = None) -> None:
        """Pause the loading thread between two imports, but only briefly: drawing may need one of its modules."""
        if current_thread() is not main_thread():
            self.free.wait(0.2)


class SessionRunner:
    """Reads and writes for a session; a thread loads the views and the journal while the user thinks."""

    def __init__(self, context: Context, rules: Rules, query: Query, start: Stamp, mock: Mock | None = None) -> None:
        self._context = context
        self._rules = rules
        self._query = query
        self._start = start
        self._mock = mock
        self._views_loaded = Event()
        self._loaded = Event()
        self._journal: Journal | None = None
        self._failure: BaseException | None = None
        self._written = False
        self._loading = False
        self._right_of_way = _RightOfWay()
        self._voice: Voice | None = None
        self._unspoken = ""
        self._files: dict[str, Path] = {}
        self._kept: dict[str, str] = {}

    def load(self) -> None:
        """Load the views and the journal in a thread, or let the paused thread continue. The question is drawn: say it."""
        if self._voice is not None and self._unspoken:
            self._voice.speak(self._unspoken)
            self._unspoken = ""
        if not self._loading:
            self._loading = True
            sys.meta_path.insert(0, self._right_of_way)
            Thread(target=self._load, daemon=True).start()
        if not self._loaded.is_set():
            sys.setswitchinterval(_YIELDING)
            self._right_of_way.free.set()

    def _load(self) -> None:
        try:
            from mlprep_cli.views import answer

            answer.warm_up()
            self._views_loaded.set()
            # Imports SQLModel, so only after the views: a reveal needs them first.
            from mlprep_cli.storage.journal import SessionStart

            start = SessionStart(self._start.id, self._rules.mode, self._start.moment, self._mock)
            self._journal = self._context.store.journal(start)
            self._journal.warm_up()
        except BaseException as error:  # noqa: BLE001  the waiting thread raises it
            self._failure = error
        finally:
            # The collector stays off until now: collecting everything that was just loaded would delay a reveal.
            gc.freeze()
            gc.enable()
            sys.meta_path.remove(self._right_of_way)
            self._views_loaded.set()
            self._loaded.set()
            sys.setswitchinterval(_USUAL)

    def answers(self) -> Answers:
        """Wait until the views after the reveal are loaded, and return them."""
        from mlprep_cli.views import answer

        if self._voice is not None:
            self._voice.stop()
        if not self._loading:  # the study page of a question that lapsed often comes before any question
            self.load()
        self._views_loaded.wait()
        self._right_of_way.free.clear()
        return answer

    @property
    def journal(self) -> Journal:
        """The journal. Waits until it is loaded."""
        if not self._loading:
            self.load()
        self._right_of_way.free.set()
        self._loaded.wait()
        if self._failure is not None:
            raise self._failure
        assert self._journal is not None
        self._written = True
        return self._journal

    def record(self, answered: Answered) -> None:
        """Record a review and its card."""
        self.journal.record(answered)

    def retract(self, retraction: Retract) -> None:
        """Void a review, and derive its card again."""
        self.journal.retract(retraction)

    def suspend(self, suspension: Suspend) -> None:
        """Record that a question is asked no more."""
        at = suspension.at
        self._context.store.suspensions.suspend([(at.id, suspension.question_id)], at.moment)

    def keep_answer(self, answer: MockAnswer) -> None:
        """Record an answer of a mock interview."""
        assert self._mock is not None
        last = max((earlier.position for earlier in self._mock.answers), default=-1)
        placed = answer._replace(position=last + 1)
        self._keep_code(placed)
        self.journal.keep_answer(placed)
        self._mock = self._mock._replace(answers=(*self._mock.answers, placed))

    def _keep_code(self, answer: MockAnswer) -> None:
        """Record the code of an answer, unless it was: an editor with a window of its own does not say when it is saved."""
        from mlprep_cli.app import coding

        name = answer.question_id
        if name not in self._files or not (text := coding.text_or_none(self._files[name])) or text == self._kept[name]:
            return
        at = self._context.clock.now()
        spent = round(answer.thinking + answer.probing, 3)
        self.add_attempt(RecordedAttempt(at.id, name, answer.session_id, "code", at.moment, at.day, text, spent))

    @property
    def mock(self) -> Mock | None:
        """The mock interview with its answers so far."""
        return self._mock

    def add_note(self, note: Note) -> None:
        """Record a note."""
        self.journal.add_note(note)

    def add_attempt(self, attempt: RecordedAttempt) -> None:
        """Record an attempt at a question as it is now."""
        self.journal.add_attempt(attempt)
        self._kept[attempt.question_id] = attempt.text

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its card as it is now, and the last note on it."""
        store = self._context.store
        with translated(store.path):
            fetched = store.questions.fetch(question_id)
        self._unspoken = fetched[0].prompt
        return fetched

    def own_texts(self, question: Question) -> OwnTexts:
        """Return what the learner wrote on a question before."""
        store = self._context.store
        with translated(store.path):
            return store.own_texts(question)

    def weakest(self) -> tuple[Item, ...]:
        """Return the questions to practise if nothing is due."""
        return tuple(self._context.store.cards.practice(self._query, OFFERED))

    def study(self, topic: str) -> Page | None:
        """Return the study page of a topic."""
        return self._context.store.pages.page("topic", topic)

    def next_due(self) -> tuple[date, int] | None:
        """Return the next day on which a card is due, and how many are."""
        return self._context.store.cards.next_due(self._query, self._context.clock.today)

    def hindrance(self, question: Question) -> str:
        """Return why the code of a question cannot run here, and what to do; empty if it can."""
        from mlprep_cli.app import coding

        try:
            coding.refuse_missing_module(self._context, question)
        except MlprepError as error:
            return f"{error.message} {error.hint}"
        return ""

    def edit(self, question: Question, file: str) -> tuple[str, str, str]:
        """Open an attempt in the editor, a new one without a file.

        Returns:
            Its path, what to say, and its text if the editor has changed it.
        """
        from mlprep_cli.adapters.editor import edit
        from mlprep_cli.app import coding

        message = ""
        try:
            path = Path(file) if file else coding.new_attempt(self._context, question)
        except MlprepError as error:
            return "", f"{error.message} {error.hint}", ""
        before = coding.text_or_none(path)
        self._files[question.id] = path
        self._kept.setdefault(question.id, before or "")
        # The editor may be open before the question was ever drawn.
        self.load()
        try:
            edit(path)
        except MlprepError as error:
            message = f"{error.message} {error.hint}"
        after = coding.text_or_none(path)
        return str(path), message, after if after and after != before else ""

    def check(self, question: Question, file: str, *, hidden: bool) -> tuple[Run | None, str]:
        """Run the checks on an attempt; without a file on one of this interview. Return the run and what to say."""
        from mlprep_cli.app import coding

        code = coding.code_of(question)
        try:
            solution = coding.text_of(Path(file)) if file else self._written_in_interview(question.id)
            if solution is None:
                return None, ""
            run = coding.run(self._context, code, solution, hidden=hidden)
        except MlprepError as error:
            return None, f"{error.message} {error.hint}"
        return run._replace(solution=solution), ""

    def hear(self, question: Question, text: str) -> tuple[Heard, ...]:
        """Return the key points of a question that an answer says."""
        # Like `suggestion`, it imports modules that a paused thread may hold.
        self._right_of_way.free.set()
        from mlprep_cli.core.hearing import hear

        return hear(text, question.key_points)

    def _written_in_interview(self, question_id: str) -> str | None:
        """Return the last code that the log has of a question of this interview, if it has one."""
        if self._mock is None:
            return None
        # Like `suggestion`, it imports modules that a paused thread may hold.
        self._right_of_way.free.set()
        kept = self._context.store.attempts.of(question_id)
        session = self._mock.session_id
        return next((own.text for own in kept if own.session_id == session and own.removed_at is None), None)

    def suggestion(self) -> Suggestion | None:
        """Return what to do next, by the same rule as every other screen."""
        # It imports modules that the loading thread may be in the middle of importing: a paused thread would hold them.
        self._right_of_way.free.set()
        from mlprep_cli.app.agenda import agenda

        return agenda(self._context, self._context.store).suggestion

    def day_progress(self) -> DayProgress:
        """Return the day so far: its time, the streak, the readiness, and the answers to the session's questions."""
        # Like `suggestion`, it imports modules that a paused thread may hold.
        self._right_of_way.free.set()
        from mlprep_cli.app.readiness import change_of_today

        stats = self._context.store.stats
        past = stats.past_answers(self._start.id, self._start.day)
        readiness = change_of_today(self._context) if past else None
        return stats.day_progress(self._context.clock.today)._replace(readiness=readiness, past=past)

    def play(
        self,
        session: Session,
        keyboard: Keyboard,
        *,
        ending: Callable[[Session, Stamp], RenderableType] | None = None,
        company: str | None = None,
    ) -> tuple[Session, int | None]:
        """Run a session on the screen to its end, and return it with the signal that ended it, if any."""
        screen, settings = self._context.screen, self._context.settings
        stage: ScreenStage | LinearStage
        bell = screen.ring if settings.bell else None
        if settings.say:
            self._voice = self._open_voice(settings.speak)
        if screen.redraws and not settings.linear:
            stage = ScreenStage(screen.full, screen.display, self, ending=ending, company=company, bell=bell)
        else:
            session = replace(session, linear=True)
            stage = LinearStage(screen.display, self, ending=ending, company=company, bell=bell)
        try:
            return play(
                session,
                keyboard=keyboard,
                stage=stage,
                journal=self,
                library=self,
                now=self._context.clock.now,
            )
        finally:
            stage.close()
            if self._voice is not None:
                self._voice.stop()

    def _open_voice(self, command: str) -> Voice | None:
        """Return the voice that speaks the questions, or None with a warning if there is none."""
        from mlprep_cli.adapters.voice import Voice

        try:
            return Voice(command)
        except MlprepError as error:
            self._context.screen.warn(f"The questions are not spoken. {error.message} {error.hint}")
            return None

    def close(self) -> None:
        """If anything was written, end the session in the log and make the backup of the day."""
        if self._written and self._journal is not None:
            context = self._context
            self._journal.end_session(context.clock.moment())
            self._journal.close()
            context.screen.outcome = "Your answers are saved."
            try:
                context.store.back_up_daily(self._start.day)
            except MlprepError as error:
                context.screen.warn(f"Today's backup was not written. {error.message} {error.hint}")
