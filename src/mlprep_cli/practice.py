"""Wiring of a session: its queue, its keyboard and screen, and what loads while the user thinks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from datetime import date
from threading import Event, Thread, current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING

from mlprep_cli.adapters import catalogue, plans, queues
from mlprep_cli.adapters.database import back_up_daily, translated
from mlprep_cli.adapters.terminal import open_keyboard
from mlprep_cli.core.events import Answered, Retract, Stamp
from mlprep_cli.core.modes import Rules
from mlprep_cli.core.questions import ROUNDS, Filter, Page, Question
from mlprep_cli.core.queue import Item, drill_queue, quickfire_queue, shuffled_ties
from mlprep_cli.core.reviews import Card, Note
from mlprep_cli.core.session import Session
from mlprep_cli.errors import MlprepError
from mlprep_cli.play import play
from mlprep_cli.stage import Answers, Stage

if TYPE_CHECKING:
    from mlprep_cli.adapters.journal import Journal
    from mlprep_cli.app import Mlprep

OFFERED = 20
"""Questions practised where nothing is due."""

# Seconds that a thread which wants to run leaves to the one that does.
YIELDING, USUAL = 0.0002, sys.getswitchinterval()


def drill(
    app: Mlprep,
    wanted: Filter,
    rules: Rules,
    *,
    count: int | None,
    new: int | None,
    early: bool,
    seed: int | None,
    minutes: int | None = None,
    ids: Sequence[str] = (),
) -> int:
    """Practise what is due, then new questions, and return the exit code.

    Under a plan that paces them, and where nothing else is asked for, the new ones are those chosen for today.
    """
    if ids:
        return _practise(app, rules, tuple(queues.named_item(app.content, each) for each in ids), wanted)
    plan = plans.running(app.content)
    paced = plan is not None and plan.paced and new is None and wanted == Filter()
    if not wanted.rounds:
        wanted = wanted._replace(rounds=tuple(name for name in ROUNDS if name != "quickfire"))
    due = queues.due_items(app.content, wanted, app.today)
    if early:
        due += queues.early_items(app.content, wanted, app.today)
    if (chance := app.chance(seed)) is not None:
        due = shuffled_ties(due, chance)
    if plan is not None and paced:
        fresh = queues.chosen_items(app.content, app.chosen_today(plan))
    else:
        allowed = app.settings.new_per_day if new is None else new
        allowed -= queues.introduced(app.content, app.today, plan)
        fresh = queues.new_items(app.content, wanted, min(allowed, queues.MOST))
    return _practise(app, rules, drill_queue(due, fresh, count), wanted)


def quickfire(app: Mlprep, wanted: Filter, rules: Rules, *, count: int, seed: int | None) -> int:
    """Practise a round of rapid ones, and return the exit code."""
    wanted = wanted._replace(rounds=("quickfire",))
    tiers = [
        queues.due_items(app.content, wanted, app.today),
        queues.weakest_items(app.content, wanted, app.today, count),
        queues.new_items(app.content, wanted, count),
        queues.other_items(app.content, wanted, app.today, count),
    ]
    if (chance := app.chance(seed)) is not None:
        tiers = [shuffled_ties(tier, chance) for tier in tiers]
    return _practise(app, rules, quickfire_queue(tiers, count), wanted)


def _practise(app: Mlprep, rules: Rules, queue: tuple[Item, ...], wanted: Filter) -> int:
    if not queue and not queues.practice_items(app.content, wanted, 1):
        raise MlprepError("no question matches.", "mlprep list with the same options shows what there is")
    begun = app.now()
    sitting = _Sitting(app, rules, wanted, begun)
    stage = Stage(app.display, answers=sitting.answers, study=sitting.study, coming=sitting.coming, idle=sitting.load)
    try:
        with open_keyboard(monotonic) as keyboard:
            _, signal = play(
                Session(begun.id, rules, app.schedule, queue),
                keyboard=keyboard,
                stage=stage,
                journal=sitting,
                library=sitting,
                now=app.now,
            )
    finally:
        app.display.close()
        sitting.close()
    return 0 if signal is None else 128 + signal


class _Way:
    """Gives the screen right of way: a finder of modules that finds none, and waits while something is being drawn."""

    def __init__(self) -> None:
        self.free = Event()
        self.free.set()

    def find_spec(self, _name: str, _path: object = None, _target: object = None) -> None:
        """Hold the loading thread between two modules; never for long, should the drawing itself want one of them."""
        if current_thread() is not main_thread():
            self.free.wait(0.2)


class _Sitting:
    """A session's doors: what it needs next is loaded in a thread while the user thinks about the first question."""

    def __init__(self, app: Mlprep, rules: Rules, wanted: Filter, begun: Stamp) -> None:
        self._app = app
        self._rules = rules
        self._wanted = wanted
        self._begun = begun
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
            self._journal = self._app.journal(self._begun, self._rules.mode)
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

    def jot(self, note: Note) -> None:
        """Keep a note."""
        self.journal.jot(note)

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        """Return a question, its card as it is now, and the last note taken on it."""
        with translated(self._app.path):
            return catalogue.fetch(self._app.database, question_id)

    def weakest(self) -> tuple[Item, ...]:
        """Return what to practise where nothing is due."""
        return tuple(queues.practice_items(self._app.database, self._wanted, OFFERED))

    def study(self, topic: str) -> Page | None:
        """Return a topic's study page."""
        return catalogue.page(self._app.database, "topic", topic)

    def coming(self) -> tuple[date, int] | None:
        """Return the next day on which something is due, and how many are."""
        return queues.next_due(self._app.database, self._wanted, self._app.today)

    def close(self) -> None:
        """Note that the session ended, and keep the day's backup, if anything was kept."""
        if self._used and self._journal is not None:
            self._journal.end_session(self._app.moment())
            self._journal.close()
            try:
                back_up_daily(self._app.database, self._app.home, self._begun.day)
            except MlprepError as error:
                self._app.warn(f"there is no backup of today: {error.message} {error.hint}.")
