"""The context of a use case: settings, clock, store and screen, each opened on first use."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.clock import Clock
from mlprep_cli.adapters.files import expand_home
from mlprep_cli.adapters.settings import Settings, default_home, read_settings
from mlprep_cli.storage.store import Store

if TYPE_CHECKING:
    from mlprep_cli.adapters.display import Screen


class Context:
    """The context of one run: the home folder, settings, clock, store and screen.

    Attributes:
        given_home: The folder that the user named, if any. Set it before anything is opened.
    """

    def __init__(self, home: Path | None = None) -> None:
        self.given_home = home

    @cached_property
    def home(self) -> Path:
        """The folder of the database, absolute: the given one, or the platform's folder for user data."""
        return default_home() if self.given_home is None else expand_home(self.given_home).absolute()

    @cached_property
    def settings(self) -> Settings:
        """The user's settings."""
        return read_settings(self.home)

    @cached_property
    def clock(self) -> Clock:
        """The clock, which knows when a study day starts."""
        return Clock.from_environment(lambda: self.settings.day_starts_at)

    @cached_property
    def store(self) -> Store:
        """The database."""
        return Store(self.home, self._warn)

    def _warn(self, sentence: str) -> None:
        self.screen.warn(sentence)

    @cached_property
    def screen(self) -> Screen:
        """Standard output and standard error, on a terminal or redirected. Loads Rich."""
        from mlprep_cli.adapters.display import Screen

        return Screen()

    @property
    def opened_store(self) -> Store | None:
        """The database if anything has used it, else None."""
        return self.__dict__.get("store")

    def close(self) -> None:
        """Close the database if it was opened."""
        if self.opened_store is not None:
            self.opened_store.close()
