"""The attempts at a question: how the checks of its code went from day to day, and the answers that were written."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import RecordedAttempt
from mlprep_cli.views.tables import Column, Row, Table
from mlprep_cli.views.theme import GOOD, QUIET, UNDEFINED, clock

TITLES = ("day", "groups", Column("took", rank=1), Column("first failing group", holds="prose"))


ANSWER_TITLES = ("day", Column("took", rank=1), Column("answer", holds="prose"))


def answers(attempts: Sequence[RecordedAttempt]) -> RenderableType:
    """Return written answers in the order given: the day, the thinking time, and the text."""
    rows = [(attempt.study_day.isoformat(), _took(attempt), attempt.text or UNDEFINED) for attempt in attempts]
    return Table(ANSWER_TITLES, rows)


def table(attempts: Sequence[RecordedAttempt]) -> RenderableType:
    """Return attempts at code in the order given: the day, the groups that passed, the thinking time, the first failing group."""
    return Table(TITLES, [_row(attempt) for attempt in attempts])


def _row(attempt: RecordedAttempt) -> Row:
    undefined = Text(UNDEFINED, style=QUIET)
    if attempt.groups is None or attempt.passed is None:
        groups = Text("not run", style=QUIET)
    else:
        is_full = attempt.passed == attempt.groups
        groups = Text(f"{attempt.passed} of {attempt.groups}", style=GOOD if is_full else "")
    return attempt.study_day.isoformat(), groups, _took(attempt), attempt.failed[0] if attempt.failed else undefined


def _took(attempt: RecordedAttempt) -> Text | str:
    return Text(UNDEFINED, style=QUIET) if attempt.seconds is None else clock(attempt.seconds)
