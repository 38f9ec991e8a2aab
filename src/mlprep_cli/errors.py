"""Errors that are shown to the user: a message, a hint that says what to do, and an exit code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_NAMES_LISTED = 30
MOST_SUGGESTED = 3
SHORTEST_PART = 3
"""The minimum length of a text that is searched for inside names."""
LIKENESSES = (0.8, 0.65, 0.5)
"""How much of two names must be alike for a suggestion. Less is enough only if no other name is more alike."""


class MlprepError(Exception):
    """A failure that is shown to the user.

    Args:
        message: A sentence that says what is wrong and quotes the wrong value.
        hint: What to type or to do.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MlprepError):
    """The command line contains an unknown name or an unsuitable value."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in a bank file: its line (from 1), the message and the fix."""

    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.line}: {self.message}; {self.fix}"


class InvalidBank(MlprepError):
    """A bank file has errors. All of them are listed."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        count = f"{len(problems)} errors" if len(problems) > 1 else "an error"
        super().__init__(f"{path} has {count}.", "Fix the problems above and run the command again.")
        self.path = path
        self.problems = problems

    def lines(self) -> list[str]:
        """Return each problem as `file:line: message; fix`, in the order of the file."""
        return [f"{self.path}:{problem}" for problem in self.problems]


class InvalidLog(MlprepError):
    """A review log file has an error. The first one is named, and nothing in the file was imported."""

    def __init__(self, path: Path, line: int, message: str, hint: str = "") -> None:
        super().__init__(
            f"{path}:{line}: {message}.",
            hint or "Export the log again with mlprep data export. Nothing was imported from this file.",
        )


class DatabaseUnavailable(MlprepError):
    """The database cannot be opened, read or written. It was not changed."""


class DatabaseLocked(DatabaseUnavailable):
    """Another program holds the lock of the database. The same call succeeds once it is free."""


class DatabaseDamaged(DatabaseUnavailable):
    """The file is not a database or contains invalid data. It can be repaired or moved aside."""


class SchemaDiffers(DatabaseDamaged):
    """The file has objects that are not of mlprep, or lacks some. It is not used until its tables were copied."""


class RowUnreadable(MlprepError):
    """A database row contains a value that mlprep never writes."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "mlprep data check")


def unknown_name(message: str, name: str, known: Collection[str], otherwise: str = "") -> UsageError:
    """Return the error for an unknown name. Its hint has the closest known names.

    Args:
        message: A sentence that says which name is unknown.
        name: The unknown name.
        known: The valid names.
        otherwise: The hint if no known name is close; by default the known names.
    """
    if suggestion := did_you_mean(nearest(name, known)):
        return UsageError(message, suggestion)
    listed = ", ".join([*known][:MOST_NAMES_LISTED]) or "none"
    return UsageError(message, otherwise or f"Known names: {listed}.")


def did_you_mean(names: Sequence[str]) -> str:
    """Return the hint that suggests these names; empty without one."""
    if not names:
        return ""
    *others, last = names
    return f"Did you mean {', '.join(others)}{' or ' if others else ''}{last}?"


def nearest(name: str, known: Collection[str]) -> list[str]:
    """Return up to three known names: those that `name` begins, else those that it is part of, else the closest ones."""
    from difflib import get_close_matches  # noqa: PLC0415  needed only after an error

    typed = name.lower()
    names = {candidate.lower(): candidate for candidate in reversed([*known])}
    if len(typed) >= SHORTEST_PART:
        parts = [candidate for candidate in reversed(names) if typed in candidate]
        if begun := [candidate for candidate in parts if candidate.startswith(typed)]:
            parts = begun
        if parts:
            return [names[candidate] for candidate in parts[:MOST_SUGGESTED]]
    for likeness in LIKENESSES:
        if close := get_close_matches(typed, list(names), n=MOST_SUGGESTED, cutoff=likeness):
            return [names[candidate] for candidate in close]
    return []
