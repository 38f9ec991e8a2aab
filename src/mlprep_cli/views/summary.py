"""The end of a session: what happened, what moved where, what to study, when to come back."""

from __future__ import annotations

from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.stats import Kept, Sitting, moved, sitting
from mlprep_cli.views.theme import GRADE_STYLES, QUIET, STRONG, checkpoint_name, clock, day_name, plural


def summary(session: Session, coming: tuple[date, int] | None, kept: Kept, today: date) -> RenderableType:
    """Return what happened: grades, time, what moved where, what to study, when to come back, and the day so far."""
    if not session.answered:
        return Text("\nNothing was graded.", style=QUIET)
    reviews = [each.review for each in session.answered]
    figures = sitting(reviews)
    rows: list[RenderableType] = [Text(), _grades_line(figures)]
    times = f"{clock(figures.seconds)} thinking, {figures.in_budget} of {figures.grades.total} inside the budget"
    if session.rules.target_seconds is not None:
        verdict = "inside" if figures.seconds <= session.rules.target_seconds else "over"
        times += f"; {verdict} the {clock(session.rules.target_seconds)} target"
    rows.append(_fact("time", times))
    last = {each.review.question_id: each for each in session.answered}
    stands = [checkpoint_name(each.after.checkpoint) for each in last.values()]
    # The order of the plan: by the day's number, mastered last.
    places = sorted(set(stands), key=lambda name: (name == "mastered", len(name), name))
    up, back = moved(((each.before, each.after) for each in session.answered), session.plan.checkpoints)
    if up or back:
        rows.append(_fact("moved", ", ".join(part for part in (up and f"{up} up", back and f"{back} back") if part)))
    rows.append(_fact("next", ", ".join(f"{name} ×{stands.count(name)}" for name in places)))
    missed = {each.attempt.question.topic: None for each in session.answered if each.review.grade is Grade.NO_HIRE}
    if missed:
        rows.append(_fact("study", ", ".join(f"mlprep study {topic}" for topic in missed)))
    left = sum(each.after.checkpoint == 0 for each in last.values())
    if left:
        rows.append(_fact("come back", f"{plural(left, 'question')} today: mlprep drill"))
    elif coming is not None:
        rows.append(_fact("come back", f"{day_name(coming[0], today)}, {plural(coming[1], 'question')} due"))
    rows.append(_fact("day", f"{clock(kept.seconds)} so far, streak {plural(kept.streak, 'day')}"))
    if session.phase is Phase.ENDED:
        rows.append(_fact("undo", "mlprep undo takes the last grade back"))
    return Group(*rows)


def _grades_line(figures: Sitting) -> Text:
    line = Text.assemble((f"{figures.grades.total} answered", STRONG))
    for grade in Grade:
        line.append(f"  {figures.grades.of(grade)} {grade.label}", style=GRADE_STYLES[grade])
    return line


def _fact(name: str, text: str) -> Text:
    return Text.assemble((f"{name:<10}", QUIET), text)
