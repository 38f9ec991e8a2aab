"""What users name on the command line, whatever its case: rounds, topics, companies, levels, ids, pages, banks."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod

from mlprep_cli.core.plan import is_of_level
from mlprep_cli.core.questions import DIFFICULTIES, ROUNDS, Filter
from mlprep_cli.errors import no_such
from mlprep_cli.storage import banks


class Naming(ABC):
    """Names, looked up in the loaded banks."""

    @property
    @abstractmethod
    def content(self) -> sqlite3.Connection:
        """Return the open database with every bank brought up to date."""

    def names(self, what: str) -> list[str]:
        """Return what can be named: every `round`, `difficulty`, `topic`, `company`, `level`, `id`, `guide` or `bank`."""
        fixed = {"round": ROUNDS, "difficulty": DIFFICULTIES}
        return list(fixed[what]) if what in fixed else banks.names(self.content, what)

    def chosen(self, what: str, wanted: list[str] | None) -> tuple[str, ...]:
        """Return the names that are meant, whatever their case.

        Raises:
            WrongUsage: A name that nothing has, with the nearest that something has.
        """
        if not wanted:
            return ()
        known = self.names(what)
        if what == "company" and any(name.lower() == "any" for name in wanted):
            return tuple(known)
        exact = {each.lower(): each for each in known}
        for name in wanted:
            if name.lower() not in exact:
                raise no_such(f"there is no {what} {name}.", name, known)
        return tuple(exact[name.lower()] for name in wanted)

    def levels(self, wanted: list[str] | None) -> tuple[str, ...]:
        """Return the levels that are meant: those that questions name, and those that one of theirs includes (L6 in L5+).

        Raises:
            WrongUsage: A level that no question is asked at.
        """
        known = self.names("level")
        upper = [name.upper() for name in wanted or []]
        included = [name for name in upper if any(is_of_level(asked, name) for asked in known)]
        return (*included, *self.chosen("level", [name for name in upper if name not in included]))

    def filter(
        self,
        rounds: list[str] | None = None,
        topics: list[str] | None = None,
        companies: list[str] | None = None,
        difficulties: list[str] | None = None,
        levels: list[str] | None = None,
        words: list[str] | None = None,
    ) -> Filter:
        """Return the questions wanted.

        Raises:
            WrongUsage: A name that no question has.
        """
        return Filter(
            rounds=self.chosen("round", rounds),
            topics=self.chosen("topic", topics),
            companies=self.chosen("company", companies),
            difficulties=self.chosen("difficulty", difficulties),
            levels=self.chosen("level", levels),
            words=tuple(words or ()),
        )
