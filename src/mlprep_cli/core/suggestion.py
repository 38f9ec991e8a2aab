"""What to do next, as a value: a command and its arguments. The views write it as text, the app runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mlprep_cli.core.allocator import DayList
    from mlprep_cli.core.candidates import Goal


class Suggestion(NamedTuple):
    """A command with its arguments; those that it does not take, or that are not given, keep their defaults.

    Attributes:
        command: `drill`, `quickfire`, `mock`, `eve` or `plan`.
        activity: The activity of the plan to work on (`plan do`).
        limit: The maximum number of questions (`--count`).
        timer: Seconds for each question.
        preset: The kind of mock interview.
        questions: Questions of the mock interview.
        minutes: Minutes of the mock interview.
        debrief: Whether to grade the last mock interview instead of holding a new one.
        drill: Whether the weakest questions are asked before the sheet of the eve.
    """

    command: str
    activity: str = ""
    limit: int | None = None
    timer: int | None = None
    preset: str = ""
    questions: int | None = None
    minutes: int | None = None
    debrief: bool = False
    drill: bool = False


def next_suggestion(day: DayList, goal: Goal, activity: Suggestion | None = None) -> Suggestion | None:
    """Return what to do next on a day, or None if nothing is left to do.

    What is left of the day comes first, then the next open activity of the running plan. On the eve and the day of an
    interview, the review sheet comes last.
    """
    is_eve = goal.is_near and goal.days_left == 1
    if day.items:
        return Suggestion("eve", drill=True) if is_eve else Suggestion("drill")
    if goal.is_near:
        return Suggestion("eve")
    return None if goal.today in goal.off else activity
