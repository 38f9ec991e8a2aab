"""The end of a session: grades, times, moved questions, what to study, and when to come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.stats import DayProgress, SessionFigures, moved, session_figures
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.views.suggestion import command_line
from mlprep_cli.views.tables import fact
from mlprep_cli.views.theme import ACCENT, GRADE_STYLES, QUIET, STRONG, checkpoint_name, clock, day_name, plural


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
    if not session.answered:
        return Text("\nNothing was graded.", style=QUIET)
    figures = session_figures([answered.review for answered in session.answered])
    last = {answered.review.question_id: answered for answered in session.answered}
    rows: list[RenderableType] = [
        Text(),
        _grades_line(figures),
        fact("time", Text(_times(figures, session.rules.target_seconds))),
    ]
    up, back = moved(((answered.before, answered.after) for answered in session.answered), session.plan.checkpoints)
    if up or back:
        changes = ", ".join(change for change in (up and f"{up} up", back and f"{back} back") if change)
        rows.append(fact("moved", Text(changes)))
    rows.append(fact("next", Text(_checkpoints(list(last.values())))))
    missed = dict.fromkeys(
        answered.attempt.question.topic for answered in session.answered if answered.review.grade is Grade.NO_HIRE
    )
    if missed:
        rows.append(fact("study", Text(", ".join(f"mlprep study {topic}" for topic in missed))))
    left = sum(answered.after.checkpoint == 0 for answered in last.values())
    if left:
        rows.append(fact("come back", Text(f"{plural(left, 'question')} today")))
    elif coming is not None:
        due = f"{day_name(coming[0], today)}, {plural(coming[1], 'question')} due"
        rows.append(fact("come back", Text(due)))
    if suggestion is not None:
        rows.append(fact("then", Text(command_line(suggestion), style=ACCENT)))
    streak = plural(day_progress.streak, "day")
    rows.append(fact("day", Text(f"{clock(day_progress.seconds)} so far, streak {streak}")))
    if session.phase is Phase.ENDED:
        rows.append(fact("undo", Text("mlprep undo takes back the last grade")))
    return Group(*rows)


def _grades_line(figures: SessionFigures) -> Text:
    line = Text.assemble((f"{figures.grades.total} answered", STRONG))
    for grade in Grade:
        line.append(f"  {figures.grades.of(grade)} {grade.label}", style=GRADE_STYLES[grade])
    return line


def _times(figures: SessionFigures, target: float | None) -> str:
    times = f"{clock(figures.seconds)} thinking, {figures.in_budget} of {figures.grades.total} within budget"
    if target is None:
        return times
    return f"{times}; {'within' if figures.seconds <= target else 'over'} the {clock(target)} target"


def _checkpoints(last: Sequence[Answered]) -> str:
    """Return how many questions are at each checkpoint, in the order of the plan: days by number, then mastered."""
    names = [checkpoint_name(answered.after.checkpoint) for answered in last]
    ordered = sorted(set(names), key=lambda name: (name == "mastered", len(name), name))
    return ", ".join(f"{name} ×{names.count(name)}" for name in ordered)
