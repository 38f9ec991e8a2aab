"""Every failure a user can meet: what is wrong, what to do about it, and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class MlprepError(Exception):
    """A failure to tell the user about.

    Args:
        message: One sentence that says what is wrong, with the value that is wrong in it.
        hint: One line that says what to do.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongUsage(MlprepError):
    """The command line names something that does not exist or does not fit."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a bank file: its line (from 1), what is wrong, and the fix."""

    line: int
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.line}: {self.what}; {self.fix}"


class InvalidBank(MlprepError):
    """A bank file that cannot be used, with every problem in it."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        super().__init__(f"{path} has {count}.", "mend what is named, and run this again")
        self.path = path
        self.problems = problems

    def lines(self) -> list[str]:
        """Return each problem as `file:line: what; fix`, in the order of the file."""
        return [f"{self.path}:{problem}" for problem in self.problems]


class InvalidLog(MlprepError):
    """A log file that cannot be used, with the first line that is wrong. Nothing of the file was taken."""

    def __init__(self, path: Path, line: int, what: str, hint: str = "") -> None:
        super().__init__(
            f"{path}:{line}: {what}.", hint or "write the file anew with mlprep data export; nothing of it was taken"
        )


class Unusable(MlprepError):
    """The database cannot be opened, read or written. Nothing in it was changed."""


class Damaged(Unusable):
    """A file is no database any more, or holds what cannot be: it can be mended, or put aside."""


class Unreadable(MlprepError):
    """A row of the database holds what mlprep never wrote there."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "mlprep data check")


def no_such(message: str, name: str, known: list[str]) -> WrongUsage:
    """Return the failure of a name that nothing has, with the nearest that something has."""
    match = nearest(name, known)
    return WrongUsage(message, f"did you mean {match}?" if match else f"known: {', '.join(known[:30]) or 'none'}")


def nearest(name: str, known: list[str]) -> str | None:
    """Return the known name that `name` most likely meant, or None."""
    from difflib import get_close_matches  # noqa: PLC0415  only failures need it

    matches = get_close_matches(name.lower(), [each.lower() for each in known], n=1, cutoff=0.5)
    return next((each for each in known if matches and each.lower() == matches[0]), None)
