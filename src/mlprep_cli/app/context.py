"""The doors: settings, clock, database, screen, each opened when a command first touches it.

This is the one module that imports inside functions, so that a command pays only for what it uses.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from mlprep_cli.adapters.clock import stamper, system_moment
from mlprep_cli.adapters.display import Display, make_console
from mlprep_cli.adapters.files import expanded
from mlprep_cli.adapters.settings import Settings, default_home, read_settings
from mlprep_cli.app import banks
from mlprep_cli.app.names import Naming
from mlprep_cli.core.plan import Plan, Share, schedule_of
from mlprep_cli.core.schedule import CheckpointPlan
from mlprep_cli.core.session.events import Stamp
from mlprep_cli.core.text import plain
from mlprep_cli.storage import banks as stored_banks
from mlprep_cli.storage import plans
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.rows import moment_text

if TYPE_CHECKING:
    from random import Random

    from rich.console import Console, RenderableType

    from mlprep_cli.adapters.bank_file import Known
    from mlprep_cli.app.stage import Answers, MockViews
    from mlprep_cli.core.mock import Mock
    from mlprep_cli.core.outlook import Outlook, Ready, Route
    from mlprep_cli.core.questions import Bank, Filter
    from mlprep_cli.core.queue import Item
    from mlprep_cli.core.stats import Attempts, Kept
    from mlprep_cli.core.stats_details import Details
    from mlprep_cli.errors import Problem
    from mlprep_cli.storage.banks import Fingerprint
    from mlprep_cli.storage.journal import Journal


class Mlprep(Naming):
    """One run of the program.

    Attributes:
        given_home: The folder of the database, where the user named one; set it before a door is opened.
    """

    def __init__(self) -> None:
        self.given_home: Path | None = None

    # --- where and when ---

    @cached_property
    def home(self) -> Path:
        """Return the folder of the database, absolute: without a given one, the platform's own for user data."""
        return default_home() if self.given_home is None else expanded(self.given_home).absolute()

    @property
    def path(self) -> Path:
        """Return the database file."""
        return self.home / FILE_NAME

    @cached_property
    def settings(self) -> Settings:
        """Return what the user has set."""
        return read_settings(self.home)

    @cached_property
    def moment(self) -> Callable[[], datetime]:
        """Return what tells the time in UTC."""
        return system_moment()

    @cached_property
    def now(self) -> Callable[[], Stamp]:
        """Return what stamps this moment."""
        return stamper(self.settings.day_starts_at, self.moment)

    @cached_property
    def today(self) -> date:
        """Return the study day on which the program was started."""
        return self.now().day

    def timestamp(self) -> str:
        """Return this moment as the database writes it."""
        return moment_text(self.moment())

    # --- the database ---

    @cached_property
    def database(self) -> sqlite3.Connection:
        """Return the open database, with the banks as they were loaded."""
        return open_database(self.home)

    @cached_property
    def content(self) -> sqlite3.Connection:
        """Return the open database with every bank brought up to date."""
        banks.refresh(self)
        return self.database

    @property
    def plan(self) -> Plan | None:
        """Return the plan that runs, if one does."""
        return plans.running(self.database)

    @property
    def schedule(self) -> CheckpointPlan:
        """Return the checkpoints that cards climb, fitted to the interview where there is one."""
        return schedule_of(self.plan)

    def journal(self, begun: Stamp | None = None, mode: str = "", mock: Mock | None = None) -> Journal:
        """Return the written side of the database, for a session or for one call. Loads SQLModel: a third of a second."""
        from mlprep_cli.storage.journal import Journal, Sitting

        return Journal(self.path, None if begun is None else Sitting(begun.id, mode, begun.moment, mock))

    def close(self) -> None:
        """Close the database, if it was opened: the last to leave folds the write-ahead log into it."""
        if "database" in self.__dict__:
            self.database.close()

    def route(self) -> Route | None:
        """Return where one stands on the way to the interview; None, and nothing loaded, where no plan runs."""
        if self.plan is None:
            return None
        from mlprep_cli.app.plan import route

        return route(self)

    def chosen_now(self) -> Share | None:
        """Return what the plan chose for today; None where nothing is paced."""
        plan = self.plan
        return self.chosen_today(plan) if plan is not None and plan.paced else None

    @property
    def answers_keys(self) -> bool:
        """Return whether somebody sits at both ends: a keyboard, and a screen that can change."""
        return self.display.live and sys.stdin.isatty()

    def key(self) -> str:
        """Return one key pressed; empty where something else happened."""
        from mlprep_cli.adapters.terminal import open_keyboard
        from mlprep_cli.core.session.keys import Key

        with open_keyboard(monotonic) as keyboard:
            pressed = keyboard.read(None)
        return pressed.text if isinstance(pressed, Key) else ""

    def run(self, command: str) -> None:
        """Run a command of mlprep as if it had been typed, and leave with its exit code."""
        from mlprep_cli.cli import run_typed

        run_typed(self, command)

    def chosen_today(self, plan: Plan) -> Share:
        """Return what a plan chose for today; the first to ask makes it choose."""
        if (known := plans.share(self.content, self.today)) is not None:
            return known
        from mlprep_cli.storage.pace import chosen_today

        return chosen_today(self.content, plan, self.today)

    def picked(self, items: Iterable[Item], day: date, seconds: float) -> tuple[Item, ...]:
        """Return what of these is worth most for a day, in so many seconds. Loads FSRS."""
        from mlprep_cli.app.readiness import picks

        return picks(self, items, day, seconds)

    def ready(self) -> Ready:
        """Return how ready one is for the interview, or for today. Loads FSRS."""
        from mlprep_cli.app.readiness import ready

        return ready(self)

    def kept(self) -> Kept:
        """Return the day so far, and the streak."""
        from mlprep_cli.storage.stats import kept

        return kept(self.database, self.today)

    def foresee(self) -> None:
        """Work out the readiness at the end of a session, so that nobody waits for it later. Loads FSRS."""
        from mlprep_cli.app.readiness import foresee

        foresee(self)

    def details(self, wanted: Filter, since: date | None, checkpoints: Sequence[Attempts]) -> Details:
        """Return the details of the statistics. Loads FSRS."""
        from mlprep_cli.app.readiness import details

        return details(self, wanted, since, checkpoints)

    def repair(self, topic: str) -> int:
        """Practise a topic, and return the exit code."""
        from mlprep_cli.app.practice import repair

        return repair(self, topic)

    def calendar_writer(self) -> Callable[[Path, Outlook, datetime], None]:
        """Return what writes a calendar file. Loads icalendar."""
        from mlprep_cli.adapters.calendar import write

        return write

    # --- banks ---

    def fingerprint(self, path: Path) -> Fingerprint:
        """Return what a bank file looks like.

        Raises:
            MlprepError: It cannot be read.
        """
        from mlprep_cli.adapters.bank_file import read_file

        return read_file(path)[1]

    def read_bank(self, name: str, path: Path) -> tuple[Bank, Fingerprint]:
        """Return the bank that a file holds, and what the file looks like. Loads PyYAML.

        Raises:
            InvalidBank: It has problems.
            MlprepError: It cannot be read.
        """
        from mlprep_cli.adapters.bank_file import read_bank, read_file

        data, seen = read_file(path)
        return read_bank(path, data, self._known(name)), seen

    def read_with_advice(self, name: str, path: Path) -> tuple[Bank, tuple[Problem, ...]]:
        """Return the bank that a file holds, and what would make it read better. Raises what `read_bank` does."""
        from mlprep_cli.adapters.bank_file import read_file, read_with_advice

        return read_with_advice(path, read_file(path)[0], self._known(name))

    def _known(self, name: str) -> Known:
        """Return what the other banks have, and a bank of this name may name."""
        from mlprep_cli.adapters.bank_file import Known

        topics, questions = stored_banks.claims(self.database, name)
        return Known(topics, set(questions))

    # --- the screen ---

    @cached_property
    def display(self) -> Display:
        """Return the screen."""
        return Display(make_console())

    @cached_property
    def messages(self) -> Console:
        """Return the console on standard error."""
        return make_console(stderr=True)

    @cached_property
    def answers(self) -> Answers:
        """Return the views from the reveal on. Loads Rich's Markdown."""
        from mlprep_cli.views import answer

        return answer

    @property
    def mock_views(self) -> MockViews:
        """Return the views of a mock interview."""
        from mlprep_cli.views import mock

        return mock

    def dice(self, seed: int | None) -> Random:
        """Return chance; the same for the same seed."""
        from random import Random

        return Random(seed)

    def show(self, renderable: RenderableType) -> None:
        """Print a result."""
        self.display.print(renderable)

    def chance(self, seed: int | None) -> Random | None:
        """Return chance that repeats itself for the same seed; None without one."""
        if seed is None:
            return None
        from random import Random

        return Random(seed)

    def write(self, text: str) -> None:
        """Print a result as it is: a line of JSON, a path."""
        print(plain(text))

    def warn(self, message: str) -> None:
        """Tell the user something that is no result."""
        self.messages.print(message, soft_wrap=True, style="dim")
