"""Running one session: its reads and writes, and loading in the background while the user thinks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date
from threading import Event, Thread, current_thread, main_thread
from typing import TYPE_CHECKING

from mlprep_cli.app.loop import Keyboard, play
from mlprep_cli.app.stage import Answers, Stage
from mlprep_cli.core.questions import Page, Query, Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, MockAnswer, Note
from mlprep_cli.core.session.events import Answered, Retract, Stamp
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import Rules
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage.errors import translated

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mlprep_cli.app.context import Context
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

    def load(self) -> None:
        """Load the views and the journal in a thread, or let the paused thread continue."""
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

        self._views_loaded.wait()
        self._right_of_way.free.clear()
        return answer

    @property
    def journal(self) -> Journal:
        """The journal. Waits until it is loaded."""
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

    def keep_answer(self, answer: MockAnswer) -> None:
        """Record an answer of a mock interview."""
        assert self._mock is not None
        placed = answer._replace(position=len(self._mock.answers))
        self.journal.keep_answer(placed)
        self._mock = self._mock._replace(answers=(*self._mock.answers, placed))

    @property
    def mock(self) -> Mock | None:
        """The mock interview with its answers so far."""
        return self._mock

    def add_note(self, note: Note) -> None:
        """Record a note."""
        self.journal.add_note(note)

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its card as it is now, and the last note on it."""
        store = self._context.store
        with translated(store.path):
            return store.questions.fetch(question_id)

    def weakest(self) -> tuple[Item, ...]:
        """Return the questions to practise if nothing is due."""
        return tuple(self._context.store.cards.practice(self._query, OFFERED))

    def study(self, topic: str) -> Page | None:
        """Return the study page of a topic."""
        return self._context.store.pages.page("topic", topic)

    def next_due(self) -> tuple[date, int] | None:
        """Return the next day on which a card is due, and how many are."""
        return self._context.store.cards.next_due(self._query, self._context.clock.today)

    def suggestion(self) -> Suggestion | None:
        """Return what to do next, by the same rule as every other screen."""
        from mlprep_cli.app.today import today

        return today(self._context)[2]

    def day_progress(self) -> DayProgress:
        """Return the seconds practised today, and the streak."""
        return self._context.store.stats.day_progress(self._context.clock.today)

    def play(
        self,
        session: Session,
        keyboard: Keyboard,
        *,
        ending: Callable[[Session, Stamp], RenderableType] | None = None,
        company: str | None = None,
    ) -> tuple[Session, int | None]:
        """Run a session on the screen to its end, and return it with the signal that ended it, if any."""
        display = self._context.screen.display
        stage = Stage(display, self, ending=ending, company=company)
        try:
            return play(
                session, keyboard=keyboard, stage=stage, journal=self, library=self, now=self._context.clock.now
            )
        finally:
            display.close()

    def close(self) -> None:
        """If anything was written, end the session in the log and make the backup of the day."""
        if self._written and self._journal is not None:
            from mlprep_cli.app.readiness import prepare

            context = self._context
            self._journal.end_session(context.clock.moment())
            self._journal.close()
            prepare(context)
            try:
                context.store.back_up_daily(self._start.day)
            except MlprepError as error:
                context.screen.warn(f"Today's backup was not written. {error.message} {error.hint}")
