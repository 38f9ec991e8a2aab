"""What to do next, as a value: a command and its arguments. The views write it as text, the app runs it."""

from __future__ import annotations

from typing import NamedTuple

from mlprep_cli.core.questions import Query
from mlprep_cli.core.stats import Day


class Suggestion(NamedTuple):
    """A command with its arguments; those that it does not take, or that are not given, keep their defaults.

    Names in `query` are written as a user types them: a company may be `any`.

    Attributes:
        command: `drill`, `quickfire`, `mock` or `study`.
        query: The questions of a drill or quickfire round.
        ids: The only questions of a drill.
        limit: The maximum number of questions (`--count`).
        new: The maximum number of new questions, including those introduced today.
        early: Whether questions that are not due yet are asked too.
        timer: Seconds for each question.
        preset: The kind of mock interview.
        questions: Questions of the mock interview.
        minutes: Minutes of the mock interview.
        debrief: Whether to grade the last mock interview instead of holding a new one.
        topic: The topic to study, then to practise.
    """

    command: str
    query: Query = Query()
    ids: tuple[str, ...] = ()
    limit: int | None = None
    new: int | None = None
    early: bool = False
    timer: int | None = None
    preset: str = ""
    questions: int | None = None
    minutes: int | None = None
    debrief: bool = False
    topic: str = ""


def next_suggestion(day: Day, activity: Suggestion | None = None) -> Suggestion | None:
    """Return what to do next on a day, or None if nothing is left to do.

    The next open activity of the running plan comes first, then a drill if anything is due or new, then a quickfire
    round if one is due or nothing has been reviewed today.

    Args:
        day: What is due, new and reviewed today.
        activity: The suggestion of the next open activity, if a plan is running and has one.
    """
    if activity is not None:
        return activity
    if day.due_drill or day.new_today:
        return Suggestion("drill")
    return Suggestion("quickfire") if day.due_quickfire or not day.reviewed_today else None
