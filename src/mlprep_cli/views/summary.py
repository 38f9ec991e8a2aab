"""The end of a session: grades, times, questions to repair, missed key points, and when to come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
from mlprep_cli.core.stats import DayProgress, ReadinessChange, SessionFigures, moved, session_figures
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.core.summary import Recovery, first_answers, missed_most, recoveries, repairs
from mlprep_cli.views.suggestion import command_line
from mlprep_cli.views.tables import fact
from mlprep_cli.views.theme import (
    ACCENT,
    GRADE_STYLES,
    QUIET,
    STRONG,
    chance,
    checkpoint_name,
    clock,
    date_name,
    day_name,
    plural,
)

LISTED = 3
"""The most lines of a list: if there are more items, the last line says how many."""
_LAPSES = ("a No Hire", "a lapse", "two lapses", "three lapses")
_NARROWEST = 12
"""The fewest columns for a text beside the name of its question."""


def summary(
    session: Session,
    coming: tuple[date, int] | None,
    suggestion: Suggestion | None,
    day_progress: DayProgress,
    today: date,
) -> RenderableType:
    """Return the summary of a session.

    Args:
        session: The session.
        coming: The next day on which questions are due, and their number.
        suggestion: What to do next, None if nothing is left for today.
        day_progress: The day so far.
        today: The study day.
    """
    answered = session.answered
    if not answered:
        return Text("\nNothing was graded.", style=QUIET)
    firsts = first_answers(answered)
    figures = session_figures([answer.review for answer in firsts])
    last = {answer.review.question_id: answer for answer in answered}
    rows: list[RenderableType] = [Text(), _grades_line(figures, len(answered) - len(firsts))]
    rows.append(fact("time", Text(_times(figures, session.rules.target_seconds))))
    up, back = moved(((answer.before, answer.after) for answer in answered), session.plan.checkpoints)
    if up or back:
        changes = ", ".join(change for change in (up and f"{up} up", back and f"{back} back") if change)
        rows.append(fact("moved", Text(changes)))
    rows += _lists(answered, day_progress)
    rows.append(fact("next", Text(_checkpoints(list(last.values())))))
    failed = Counter(a.attempt.question.topic for a in answered if a.review.grade is Grade.NO_HIRE)
    if failed:
        (topic, _), *others = failed.most_common()
        more = f", and {plural(len(others), 'more topic')}" if others else ""
        rows.append(fact("study", Text(f"mlprep study {topic}{more}")))
    left = sum(answer.after.checkpoint == 0 for answer in last.values())
    if left:
        rows.append(fact("come back", Text(f"{plural(left, 'question')} today")))
    elif coming is not None:
        due = f"{day_name(coming[0], today)}, {plural(coming[1], 'question')} due"
        rows.append(fact("come back", Text(due)))
    if suggestion is not None:
        rows.append(fact("then", Text(command_line(suggestion), style=ACCENT)))
    if day_progress.readiness is not None:
        rows.append(fact("ready", _readiness(day_progress.readiness, today)))
    streak = plural(day_progress.streak, "day")
    rows.append(fact("day", Text(f"{clock(day_progress.seconds)} so far, streak {streak}")))
    if session.phase is Phase.ENDED:
        rows.append(fact("undo", Text("mlprep undo takes back the last grade")))
    return Group(*rows)


class _Item:
    """A line of a list: a question and a text, shortened to the width of a terminal. The name is never shortened."""

    def __init__(self, label: str, name: str, text: str, *, text_first: bool = False) -> None:
        self._label = label
        self._name = name
        self._text = text
        self._text_first = text_first

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        line = fact(self._label, Text(self._name))
        line.no_wrap, line.overflow = True, "ellipsis" if options.is_terminal else "ignore"
        has_room = not options.is_terminal or options.max_width - line.cell_len - 2 >= _NARROWEST
        if self._text and has_room:
            line.append(f": {self._text}" if self._name else self._text)
        elif self._text and self._text_first:
            line = fact(self._label, Text(self._text))
            line.no_wrap, line.overflow = True, "ellipsis"
        yield line


def _lists(answered: Sequence[Answered], day_progress: DayProgress) -> Iterable[RenderableType]:
    """Return what came back, what to repair, and the key points missed most."""
    to_repair = repairs(answered)
    repaired = [(repair.question_id, next(iter(repair.missed), "")) for repair in to_repair]
    yield from _listed("recovered", [(r.question_id, _recovery(r)) for r in recoveries(answered, day_progress.past)])
    yield from _listed("repair", repaired)
    shown = to_repair if len(to_repair) <= LISTED else to_repair[: LISTED - 1]
    points = missed_most(answered, day_progress.past, shown)
    missed = [
        (
            f"{point.question_id} {point.missed} of {point.answers}" if point.answers > 1 else point.question_id,
            point.point,
        )
        for point in points
    ]
    yield from _listed("missed", missed, text_first=True)


def _listed(label: str, items: Sequence[tuple[str, str]], *, text_first: bool = False) -> Iterable[RenderableType]:
    shown = items if len(items) <= LISTED else items[: LISTED - 1]
    for place, (name, text) in enumerate(shown):
        yield _Item("" if place else label, name, text, text_first=text_first)
    if len(items) > len(shown):
        yield fact("", Text(f"and {len(items) - len(shown)} more", style=QUIET))


def _recovery(recovery: Recovery) -> str:
    parts = []
    if recovery.lapses is not None:
        number = recovery.lapses
        parts.append(f"recalled after {_LAPSES[number] if number < len(_LAPSES) else f'{number} lapses'}")
    if recovery.first_in_budget:
        parts.append("first time within budget")
    return ", ".join(parts)


def _readiness(change: ReadinessChange, today: date) -> Text:
    when = "today" if change.day == today else f"on {date_name(change.day, today)}"
    before, after = chance(change.before), chance(change.after)
    move = after if before == after else f"{before} → {after}"
    return Text.assemble((move, STRONG), f" {when}")


def _grades_line(figures: SessionFigures, retries: int) -> Text:
    line = Text.assemble((f"{figures.grades.total} answered", STRONG))
    for grade in Grade:
        line.append(f"  {figures.grades.of(grade)} {grade.label}", style=GRADE_STYLES[grade])
    if retries:
        line.append(f"  {retries} asked again", style=QUIET)
    return line


def _times(figures: SessionFigures, target: float | None) -> str:
    times = f"{clock(figures.seconds)} thinking, {figures.in_budget} of {figures.grades.total} within budget"
    if target is None:
        return times
    return f"{times}; {'within' if figures.seconds <= target else 'over'} the {clock(target)} target"


def _checkpoints(last: Sequence[Answered]) -> str:
    """Return how many questions are at each checkpoint, in the order of the plan: days by number, then mastered."""
    names = [checkpoint_name(answer.after.checkpoint) for answer in last]
    ordered = sorted(set(names), key=lambda name: (name == "mastered", len(name), name))
    return ", ".join(f"{name} ×{names.count(name)}" for name in ordered)
