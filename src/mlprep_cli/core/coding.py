"""Coding questions: the groups of checks, what a run found out, and the grade that it suggests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mlprep_cli.core.questions import CheckGroup, Code
from mlprep_cli.core.reviews import NOT_RUN, Grade, Outcome

GROWTHS = ("1", "log n", "n", "n log n", "n**2", "n**2 log n", "n**3")
"""The growths in time that a check can claim."""
_EXPONENTS = ((0.3, "stays the same"), (1.4, "grows like n"), (2.4, "grows like n²"), (3.4, "grows like n³"))


class Growth(NamedTuple):
    """How the time grew with the size: sizes, seconds of the solution and of the reference, the exponent, the claim."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    reference: tuple[float, ...]
    exponent: float
    claim: str


class Failure(NamedTuple):
    """The first thing in a group that does not hold.

    Attributes:
        error: What went wrong, if it was not a value: an exception, a time limit, a program that ended.
        check: What does not hold, in the words of the check, if it compares no values.
        call: The call.
        came: The value that came.
        relation: How it should relate to the wanted one, such as `==`.
        wanted: The value that was wanted.
        values: The variables in the call, with their values.
        line: The line of the solution that was reached last, from 1; 0 if none was.
        text: That line.
        growth: The growth in time, if that is what failed.
    """

    error: str = ""
    check: str = ""
    call: str = ""
    came: str = ""
    relation: str = ""
    wanted: str = ""
    values: tuple[tuple[str, str], ...] = ()
    line: int = 0
    text: str = ""
    growth: Growth | None = None


class GroupResult(NamedTuple):
    """The result of a group of checks: its name, whether it is hidden, the seconds it took, and its failure if it has one.

    `ran` is false if the run ended before this group.
    """

    name: str
    hidden: bool = False
    seconds: float = 0.0
    failure: Failure | None = None
    ran: bool = True

    @property
    def passed(self) -> bool:
        """Whether everything in the group held."""
        return self.ran and self.failure is None


class Run(NamedTuple):
    """A run of checks.

    Attributes:
        groups: The result of each group.
        ended: The sentence that says what ended the run early; empty if nothing did.
        missing: The module that the interpreter lacks; empty if it lacks none.
        output: The beginning of what the solution printed.
        solution: The code that was run.
    """

    groups: tuple[GroupResult, ...] = ()
    ended: str = ""
    missing: str = ""
    output: str = ""
    solution: str = ""

    @property
    def summary(self) -> str:
        """The run in one line: how many groups pass, and the first one that does not."""
        passed = sum(group.passed for group in self.groups)
        first = next((group for group in self.groups if not group.passed), None)
        return f"{passed} of {len(self.groups)} groups pass{'' if first is None else f' · ✗ {first.name}'}"

    @property
    def outcome(self) -> Outcome:
        """The outcome as the log keeps it."""
        failed = tuple(group.name for group in self.groups if not group.passed)
        if not self.groups:
            return NOT_RUN
        is_full = any(group.hidden for group in self.groups)
        return Outcome(len(self.groups), len(self.groups) - len(failed), failed, is_full)

    @property
    def passed(self) -> bool:
        """Whether every group passed."""
        return bool(self.groups) and not self.ended and all(group.passed for group in self.groups)

    def suggested_grade(self, seconds: float, budget: int) -> Grade:
        """Return the grade that a run of every group suggests.

        Strong Hire: everything passes within the budget. Lean Hire: everything passes later, or all visible groups and
        at least half of all. No Hire: less.
        """
        if self.passed:
            return Grade.STRONG if seconds <= budget else Grade.LEAN
        passed = sum(group.passed for group in self.groups)
        visible = [group for group in self.groups if not group.hidden]
        is_half = visible and all(group.passed for group in visible) and 2 * passed >= len(self.groups)
        return Grade.LEAN if is_half else Grade.NO_HIRE


def level_reached(code: Code, passed: Sequence[str]) -> int:
    """Return the level that is open, from 1: the next one opens once every visible group of the levels before passes."""
    level = 1
    while level < len(code.levels) and all(
        check.name in passed for check in code.checks if check.level == level and not check.hidden
    ):
        level += 1
    return level


def open_level(code: Code, run: Run | None) -> int:
    """Return the level that is open after a run, from 1; 0 if the question has no levels."""
    if not code.levels:
        return 0
    return level_reached(code, [] if run is None else [group.name for group in run.groups if group.passed])


def checks_for(code: Code, level: int, *, hidden: bool) -> tuple[CheckGroup, ...]:
    """Return the groups up to a level; without the hidden ones unless they are asked for."""
    return tuple(check for check in code.checks if check.level <= level and (hidden or not check.hidden))


def growth_in_words(exponent: float) -> str:
    """Return how a time grows, such as `grows like n²`."""
    return next((words for most, words in _EXPONENTS if exponent <= most), "grows faster than n³")


def checks_text(code: Code) -> str:
    """Return all checks as one text that can be run after a solution in the same file; growth cannot be checked so."""
    groups = [f"# {check.name}\n{check.code.strip()}" for check in code.checks if not check.grows]
    return "\n\n".join(part for part in (code.helpers.strip(), *groups) if part)
