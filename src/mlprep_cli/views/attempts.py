"""The attempts at a question: how the checks of its code went from day to day, and the answers that were written."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import RecordedAttempt
from mlprep_cli.views.tables import Column, Row, Table
from mlprep_cli.views.theme import ACCENT, GOOD, QUIET, STRONG, UNDEFINED, clock, plural

TITLES = ("day", "groups", Column("took", rank=1), Column("first failing group", holds="prose"))


ANSWER_TITLES = ("day", Column("took", rank=1), Column("answer", holds="prose"))


def answers(attempts: Sequence[RecordedAttempt]) -> RenderableType:
    """Return written answers in the order given: the day, the thinking time, and the text."""
    rows = [(attempt.study_day.isoformat(), _took(attempt), attempt.text or UNDEFINED) for attempt in attempts]
    return Table(ANSWER_TITLES, rows)


def mine(kept: Sequence[Sequence[RecordedAttempt]]) -> RenderableType:
    """Return the answers to each question, newest first: the day of the newest, the forms, its words, the question."""
    if not kept:
        return Text("No answers yet. Press w while a question is asked to write one.", style=QUIET)
    rows = [
        (
            texts[0].study_day.isoformat(),
            ", ".join(dict.fromkeys(text.form for text in texts)),
            str(texts[0].words),
            Text(texts[0].question_id, style=ACCENT),
        )
        for texts in kept
    ]
    return Table(("day", "form", "words", "question"), rows)


def texts(question_id: str, attempts: Sequence[RecordedAttempt]) -> RenderableType:
    """Return the texts of the answers to a question, each under its day, its form, its length and its time."""
    if not attempts:
        return Text(f"No answers to {question_id} yet.", style=QUIET)
    parts: list[RenderableType] = []
    for attempt in attempts:
        took = [] if attempt.seconds is None else [clock(attempt.seconds)]
        title = [attempt.study_day.isoformat(), attempt.form, plural(attempt.words, "word"), *took]
        parts += [Text(" · ".join(title), style=STRONG), Text(attempt.text), Text()]
    return Group(*parts[:-1])


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
