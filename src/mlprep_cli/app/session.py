"""Wiring of one sitting: its doors, and what loads while the user thinks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date
from threading import Event, Thread, current_thread, main_thread
from typing import TYPE_CHECKING

from mlprep_cli.app.loop import Keyboard, play
from mlprep_cli.app.stage import Answers, Stage
from mlprep_cli.core.questions import Filter, Page, Question
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Note, Spoken
from mlprep_cli.core.session.events import Answered, Retract, Stamp
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import Rules
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage import banks, cards
from mlprep_cli.storage.backup import back_up_daily
from mlprep_cli.storage.errors import translated

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mlprep_cli.app.context import Mlprep
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.stats import Kept
    from mlprep_cli.storage.journal import Journal

OFFERED = 20
"""Questions practised where nothing is due."""

# Seconds that a thread which wants to run leaves to the one that does.
YIELDING, USUAL = 0.0002, sys.getswitchinterval()


class _Way:
    """Gives the screen right of way: a finder of modules that finds none, and waits while something is being drawn."""

    def __init__(self) -> None:
        self.free = Event()
        self.free.set()

    def find_spec(self, _name: str, _path: object = None, _target: object = None) -> None:
        """Hold the loading thread between two modules; never for long, should the drawing itself want one of them."""
        if current_thread() is not main_thread():
            self.free.wait(0.2)


class Sitting:
    """A session's doors: what it needs next is loaded in a thread while the user thinks about the first question."""

    def __init__(self, app: Mlprep, rules: Rules, wanted: Filter, begun: Stamp, mock: Mock | None = None) -> None:
        self._app = app
        self._rules = rules
        self._wanted = wanted
        self._begun = begun
        self._mock = mock
        self._views = Event()
        self._ready = Event()
        self._journal: Journal | None = None
        self._failure: BaseException | None = None
        self._used = False
        self._begun_loading = False
        self._way = _Way()

    def load(self) -> None:
        """Load while the user thinks."""
        if not self._begun_loading:
            self._begun_loading = True
            sys.meta_path.insert(0, self._way)
            Thread(target=self._load, daemon=True).start()
        if not self._ready.is_set():
            sys.setswitchinterval(YIELDING)
            self._way.free.set()

    def _load(self) -> None:
        try:
            self._app.answers.warm_up()
            self._views.set()
            self._journal = self._app.journal(self._begun, self._rules.mode, self._mock)
            self._journal.warm_up()
        except BaseException as error:  # noqa: BLE001  whoever waits for it raises it
            self._failure = error
        finally:
            # Only now may the collector run: over all that was loaded it would hold up a reveal.
            gc.freeze()
            gc.enable()
            sys.meta_path.remove(self._way)
            self._views.set()
            self._ready.set()
            sys.setswitchinterval(USUAL)

    def answers(self) -> Answers:
        """Return the views from the reveal on."""
        self._views.wait()
        self._way.free.clear()
        return self._app.answers

    @property
    def journal(self) -> Journal:
        """Return the written side of the database, once it is loaded."""
        self._way.free.set()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        assert self._journal is not None
        self._used = True
        return self._journal

    def record(self, answered: Answered) -> None:
        """Keep a review, and the card it leads to."""
        self.journal.record(answered)

    def retract(self, retraction: Retract) -> None:
        """Void a review, and derive its card again."""
        self.journal.retract(retraction)

    def keep(self, spoken: Spoken) -> None:
        """Keep an answer of an interview."""
        assert self._mock is not None
        placed = spoken._replace(position=len(self._mock.spoken))
        self.journal.keep(placed)
        self._mock = self._mock._replace(spoken=(*self._mock.spoken, placed))

    @property
    def mock(self) -> Mock | None:
        """Return the mock interview with what was answered so far."""
        return self._mock

    def jot(self, note: Note) -> None:
        """Keep a note."""
        self.journal.jot(note)

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its card as it is now, and the last note taken on it."""
        with translated(self._app.path):
            return banks.fetch(self._app.database, question_id)

    def weakest(self) -> tuple[Item, ...]:
        """Return what to practise where nothing is due."""
        return tuple(cards.practice_items(self._app.database, self._wanted, OFFERED))

    def study(self, topic: str) -> Page | None:
        """Return a topic's study page."""
        return banks.page(self._app.database, "topic", topic)

    def coming(self) -> tuple[date, int] | None:
        """Return the next day on which something is due, and how many are."""
        return cards.next_due(self._app.database, self._wanted, self._app.today)

    def kept(self) -> Kept:
        """Return the day so far."""
        return self._app.kept()

    def play(
        self,
        session: Session,
        keyboard: Keyboard,
        *,
        ending: Callable[[Session, Stamp], RenderableType] | None = None,
        company: str | None = None,
    ) -> tuple[Session, int | None]:
        """Run a session on the screen to its end, and return it with the signal that ended it, if one did."""
        stage = Stage(
            self._app.display,
            answers=self.answers,
            study=self.study,
            coming=self.coming,
            kept=self.kept,
            idle=self.load,
            ending=ending,
            company=company,
        )
        try:
            return play(session, keyboard=keyboard, stage=stage, journal=self, library=self, now=self._app.now)
        finally:
            self._app.display.close()

    def close(self) -> None:
        """Note that the session ended, and keep the day's backup, if anything was kept."""
        if self._used and self._journal is not None:
            self._journal.end_session(self._app.moment())
            self._journal.close()
            self._app.foresee()
            try:
                back_up_daily(self._app.database, self._app.home, self._begun.day)
            except MlprepError as error:
                self._app.warn(f"there is no backup of today: {error.message} {error.hint}.")
