"""The database of one home folder: a store per noun, each opened on first use."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection, IntegrityError
from typing import TYPE_CHECKING

from mlprep_cli.core.reviews import OwnTexts
from mlprep_cli.errors import SchemaDiffers
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.errors import translated
from mlprep_cli.storage.fields import moment_text

if TYPE_CHECKING:
    from mlprep_cli.core.health import HealthReport
    from mlprep_cli.core.log_merge import MergeReport
    from mlprep_cli.core.questions import Question
    from mlprep_cli.storage.activities import ActivityStore
    from mlprep_cli.storage.asked import AskedStore
    from mlprep_cli.storage.attempts import AttemptStore
    from mlprep_cli.storage.backup import Progress
    from mlprep_cli.storage.banks import BankStore
    from mlprep_cli.storage.browse import BrowseStore
    from mlprep_cli.storage.candidates import CandidateStore
    from mlprep_cli.storage.cards import CardStore
    from mlprep_cli.storage.days_off import DayOffStore
    from mlprep_cli.storage.journal import Journal, SessionStart
    from mlprep_cli.storage.log_records import LogStore
    from mlprep_cli.storage.memories import MemoryStore
    from mlprep_cli.storage.mocks import MockStore
    from mlprep_cli.storage.pages import PageStore
    from mlprep_cli.storage.plans import PlanStore
    from mlprep_cli.storage.questions import QuestionStore
    from mlprep_cli.storage.readiness import ReadinessStore
    from mlprep_cli.storage.reviews import ReviewStore
    from mlprep_cli.storage.stats import StatsStore
    from mlprep_cli.storage.stats_details import StatsDetailsStore
    from mlprep_cli.storage.stories import StoryStore
    from mlprep_cli.storage.suspensions import SuspensionStore
    from mlprep_cli.storage.transfer import Taking


class Store:
    """The database of one home folder.

    It returns only values of the core. Each public method of its stores is one transaction, and no read needs a write
    to succeed. The file is created or migrated when the first store is used.

    Attributes:
        home: The folder of the database.
        path: The database file.
        patience: The seconds to wait for a lock when the file is opened, if not as many as usual.
    """

    def __init__(self, home: Path, warn: Callable[[str], None] = lambda _: None) -> None:
        self.home = home
        self.path = home / FILE_NAME
        self.patience: float | None = None
        self._warn = warn

    @property
    def exists(self) -> bool:
        """Whether there is a database file."""
        return self.path.exists()

    @cached_property
    def _connection(self) -> Connection:
        return open_database(self.home, warn=self._warn, patience=self.patience)

    def close(self) -> None:
        """Close the database if it was opened; the last program to do so merges the write-ahead log into it."""
        if "_connection" in self.__dict__:
            self._connection.close()

    # --- a store per noun ---

    @cached_property
    def banks(self) -> BankStore:
        """The loaded banks."""
        from mlprep_cli.storage.banks import BankStore

        return BankStore(self._connection)

    @cached_property
    def questions(self) -> QuestionStore:
        """The questions of the loaded banks."""
        from mlprep_cli.storage.questions import QuestionStore

        return QuestionStore(self._connection)

    @cached_property
    def browse(self) -> BrowseStore:
        """The questions as a search of their whole text finds them."""
        from mlprep_cli.storage.browse import BrowseStore

        return BrowseStore(self._connection)

    @cached_property
    def pages(self) -> PageStore:
        """Study pages, the guide, and how companies interview."""
        from mlprep_cli.storage.pages import PageStore

        return PageStore(self._connection)

    @cached_property
    def cards(self) -> CardStore:
        """The cards: which are due, new or weak."""
        from mlprep_cli.storage.cards import CardStore

        return CardStore(self._connection)

    @cached_property
    def reviews(self) -> ReviewStore:
        """The review log, and notes."""
        from mlprep_cli.storage.reviews import ReviewStore

        return ReviewStore(self._connection)

    @cached_property
    def plans(self) -> PlanStore:
        """The plans."""
        from mlprep_cli.storage.plans import PlanStore

        return PlanStore(self._connection)

    @cached_property
    def candidates(self) -> CandidateStore:
        """The candidates of a day."""
        from mlprep_cli.storage.candidates import CandidateStore

        return CandidateStore(self._connection)

    @cached_property
    def days_off(self) -> DayOffStore:
        """Days without study."""
        from mlprep_cli.storage.days_off import DayOffStore

        return DayOffStore(self._connection)

    @cached_property
    def suspensions(self) -> SuspensionStore:
        """Suspended questions."""
        from mlprep_cli.storage.suspensions import SuspensionStore

        return SuspensionStore(self._connection)

    @cached_property
    def attempts(self) -> AttemptStore:
        """The attempts at questions, with their texts."""
        from mlprep_cli.storage.attempts import AttemptStore

        return AttemptStore(self._connection)

    @cached_property
    def stories(self) -> StoryStore:
        """The learner's stories."""
        from mlprep_cli.storage.stories import StoryStore

        return StoryStore(self._connection)

    @cached_property
    def asked(self) -> AskedStore:
        """The questions of real interviews."""
        from mlprep_cli.storage.asked import AskedStore

        return AskedStore(self._connection)

    @cached_property
    def activities(self) -> ActivityStore:
        """The practice that the activities of a plan are measured from."""
        from mlprep_cli.storage.activities import ActivityStore

        return ActivityStore(self._connection)

    @cached_property
    def mocks(self) -> MockStore:
        """Mock interviews."""
        from mlprep_cli.storage.mocks import MockStore

        return MockStore(self._connection)

    @cached_property
    def stats(self) -> StatsStore:
        """Statistics."""
        from mlprep_cli.storage.stats import StatsStore

        return StatsStore(self._connection)

    @cached_property
    def stats_details(self) -> StatsDetailsStore:
        """The detailed statistics."""
        from mlprep_cli.storage.stats_details import StatsDetailsStore

        return StatsDetailsStore(self._connection)

    @cached_property
    def readiness(self) -> ReadinessStore:
        """Predicted and measured recall."""
        from mlprep_cli.storage.readiness import ReadinessStore

        return ReadinessStore(self._connection)

    @cached_property
    def memories(self) -> MemoryStore:
        """What the reviews of each question have shown of its memory."""
        from mlprep_cli.storage.memories import MemoryStore

        return MemoryStore(self._connection)

    @cached_property
    def log(self) -> LogStore:
        """The log records."""
        from mlprep_cli.storage.log_records import LogStore

        return LogStore(self._connection)

    # --- the whole database ---

    def own_texts(self, question: Question) -> OwnTexts:
        """Return what the learner wrote on a question: the model answer, the last answer of practice, and stories."""
        name = question.id
        stories = self.stories.of(name) if question.round == "behavioral" else ()
        return OwnTexts(self.attempts.own(name), self.attempts.last_practised(name), stories)

    def journal(self, session: SessionStart | None = None) -> Journal:
        """Open a journal, for a session or for an undo. Loads SQLModel, which takes a third of a second."""
        from mlprep_cli.storage.journal import Journal

        return Journal(self.path, session)

    def back_up(self, target: Path, *, replace: bool = False, progress: Progress | None = None) -> None:
        """Write a checked copy to a file. Raises the same errors as `backup.back_up`."""
        from mlprep_cli.storage.backup import back_up, unwatched

        back_up(self._connection, target, replace=replace, progress=progress or unwatched)

    def back_up_daily(self, day: date) -> None:
        """Write one backup per study day, and keep the newest seven. Raises the same errors as `backup.back_up`."""
        from mlprep_cli.storage.backup import back_up_daily

        back_up_daily(self._connection, self.home, day)

    def check(self, progress: Progress | None = None) -> HealthReport:
        """Return every fault of the database; nothing is changed.

        Raises:
            DatabaseUnavailable: The database is locked, or the disk fails.
        """
        from mlprep_cli.storage.backup import unwatched
        from mlprep_cli.storage.database import open_unchecked
        from mlprep_cli.storage.health import check_store

        try:
            connection = self._connection
        except SchemaDiffers:
            with translated(self.path), closing(open_unchecked(self.path)) as connection:
                return check_store(connection, self.path, progress or unwatched)
        return check_store(connection, self.path, progress or unwatched)

    def repair(self, day_of: Callable[[datetime], date], at: datetime) -> tuple[Path, int]:
        """Repair everything derivable, after a backup; return the backup and the number of rows that were invalid and are lost.

        If there are objects that are not of mlprep, or rows that cannot be repaired, the tables are copied into a fresh schema
        without them. `day_of` returns the study
        day of a moment.

        Raises:
            DatabaseDamaged: The tables cannot be copied.
        """
        from mlprep_cli.storage.backup import back_up_before
        from mlprep_cli.storage.repair import repair
        from mlprep_cli.storage.restore import has_foreign_schema, renew

        problems: list[str] = []
        if has_foreign_schema(self.path):
            backup, problems = renew(self.home)
        else:
            backup = back_up_before(self._connection, self.home, "repair")
        try:
            repair(self._connection, day_of, moment_text(at))
        except IntegrityError:  # a row has a value that no table of mlprep can hold: it is left out
            _, problems = renew(self.home)
            repair(self._connection, day_of, moment_text(at))
        return backup, len(problems)

    def salvage(self, path: Path, home: Path, at: datetime) -> int:
        """Merge the readable records of a damaged database and its newest backup; return the number of lost records."""
        from mlprep_cli.storage.repair import salvage_into

        return salvage_into(self._connection, path, home, at)

    def take(self, file: Path, taking: Taking) -> MergeReport:
        """Merge the log in a file. Raises the same errors as `transfer.take`."""
        from mlprep_cli.storage.transfer import take

        return take(self._connection, self.path, file, taking)
