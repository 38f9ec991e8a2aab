"""What the commands that look show: today, lists, history, statistics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.core.questions import Page
from mlprep_cli.core.reviews import LEECH_LAPSES, Card, Entry, Note, Review
from mlprep_cli.core.stats import Day, Listed
from mlprep_cli.views.parts import NARROW, fact, grades_bar, listing
from mlprep_cli.views.theme import (
    ACCENT,
    ALARM,
    GRADE_STYLES,
    QUIET,
    STRONG,
    UNDEFINED,
    checkpoint_name,
    clock,
    day_name,
    plural,
)

if TYPE_CHECKING:
    from mlprep_cli.core.health import Checked
    from mlprep_cli.core.outlook import Route


def today(day: Day, route: Route | None = None) -> RenderableType:
    """Return the start of the day: the days to go, what is due, what is new, the streak, and the next step."""
    rows: list[RenderableType] = [Text.assemble((f"{day.today:%A} {day.today.day} {day.today:%B}", STRONG))]
    if route is not None:
        rows += _route(route, day.today)
    due = sum(count for _, count in day.due)
    if due:
        by_round = ", ".join(f"{name} {count}" for name, count in day.due)
        rows.append(fact("due", Text.assemble((str(due), STRONG), f"  {by_round}")))
        if day.share is not None and day.due_drill > max(1, day.share):
            spread = f"{max(1, day.share - day.reviewed_today)} today, the others on the days after"
            rows.append(fact("", Text.assemble(spread, ("  mlprep drill --minutes", QUIET))))
    else:
        coming = "" if day.next_due is None else f", next {day_name(day.next_due[0], day.today)}: {day.next_due[1]}"
        rows.append(fact("due", Text(f"nothing{coming}")))
    rows.append(fact("new", Text.assemble((str(day.new_today), STRONG), f" today, {day.new} waiting")))
    rows.append(
        fact("done", Text.assemble((str(day.reviewed_today), STRONG), " today  ", grades_bar(day.grades_today)))
    )
    rows.append(fact("streak", Text(plural(day.streak, "day"))))
    rows += [Text(), Text.assemble(("next  ", QUIET), _next(day, route))]
    return Group(*rows)


def next_command(day: Day, route: Route | None = None) -> str:
    """Return the command that does what is most worth doing now; empty where the day is done."""
    if route is not None and route.next_activity is not None:
        return route.next_activity.command
    if day.due_drill or day.new_today:
        return "mlprep drill"
    return "mlprep quickfire" if day.due_quickfire or not day.reviewed_today else ""


def begin_key() -> Text:
    """Return the key that begins it."""
    return Text.assemble(("Enter", STRONG), (" begins it · any other key leaves", QUIET))


def _route(route: Route, today: date) -> list[Text]:
    plan, rows = route.plan, []
    if plan.interview is not None and (left := plan.days_left(today)) is not None:
        whom = f" at {', '.join(plan.companies)}" if plan.companies else ""
        away = f"{left} days to go" if left > 1 else ("today", "tomorrow")[left] if left >= 0 else "over"
        rows.append(fact("interview", Text.assemble((away, STRONG), f"  {day_name(plan.interview, today)}{whom}")))
    if (stage := route.stage) is not None:
        done = len(stage.activities) - len(stage.open)
        then = "" if route.coming is None else f"; Day {route.coming.checkpoint} {day_name(route.coming.day, today)}"
        told = f"  {stage.name}, {done} of {len(stage.activities)} done{then}"
        rows.append(fact("plan", Text.assemble((f"Day {stage.checkpoint}", STRONG), told)))
    return rows


def _next(day: Day, route: Route | None) -> Text:
    if route is not None and route.next_activity is not None:
        found = route.next_activity
        return Text.assemble((found.command, f"{STRONG} {ACCENT}"), f"  {found.does} ({found.done}/{found.target})")
    return next_step(day)


def next_step(day: Day) -> Text:
    """Return the command that does what is most worth doing now."""
    if day.due_drill or day.new_today:
        parts = [f"{day.due_drill} due" if day.due_drill else "", f"{day.new_today} new" if day.new_today else ""]
        return Text.assemble(
            ("mlprep drill", f"{STRONG} {ACCENT}"), f"  {' and '.join(part for part in parts if part)}"
        )
    if day.due_quickfire or not day.reviewed_today:
        return Text.assemble(("mlprep quickfire", f"{STRONG} {ACCENT}"), "  twenty rapid ones")
    return Text.assemble("done for today; ", ("mlprep stats", f"{STRONG} {ACCENT}"), " shows how far you are")


def questions(rows: Sequence[Listed], day: date, width: int) -> RenderableType:
    """Return a list of questions: id, round, topic, and where each stands. Narrow screens get the id and the day."""
    if not rows:
        return Text("no question matches", style=QUIET)
    table = listing("question", *(("round", "topic") if width >= NARROW else ()), "next", "due")
    for each in rows:
        filed = (each.round, each.topic) if width >= NARROW else ()
        name = Text(each.card.question_id, style=ALARM if each.card.lapses >= LEECH_LAPSES else "")
        table.add_row(name, *filed, checkpoint_name(each.card.checkpoint), _due(each.card, day))
    return Group(table, Text(plural(len(rows), "question"), style=QUIET))


def card_line(card: Card, day: date) -> Text:
    """Return where one question stands, in a line."""
    if card.due is None:
        return Text("new: never asked", style=QUIET)
    lapses = f", {plural(card.lapses, 'lapse')}" if card.lapses else ""
    return Text.assemble(
        (checkpoint_name(card.checkpoint), STRONG),
        ", due ",
        _due(card, day),
        f", {plural(card.reviews, 'review')}{lapses}",
    )


def history(rows: Iterable[Entry], width: int) -> RenderableType:
    """Return the review log as a table, moments in the learner's zone; what was taken back is struck through."""
    wide = width >= NARROW
    table = listing("day", *(("time",) if wide else ()), "question", *(("at", "took") if wide else ()), "grade")
    count = 0
    for each in rows:
        count += 1
        review = each.review
        moment = (f"{review.reviewed_at:%H:%M}",) if wide else ()
        at = (checkpoint_name(review.checkpoint), clock(review.thinking_seconds)) if wide else ()
        table.add_row(
            review.study_day.isoformat(),
            *moment,
            review.question_id,
            *at,
            Text(review.grade.label, style=GRADE_STYLES[review.grade]),
            style="strike" if each.voided_at else None,
        )
    return table if count else Text("no review yet: mlprep drill", style=QUIET)


def notes(rows: Sequence[Note]) -> RenderableType:
    """Return what was missed, newest first."""
    if not rows:
        return Text("no note yet: e after a reveal takes one", style=QUIET)
    table = listing("day", "question", "missed")
    for note in rows:
        table.add_row(note.study_day.isoformat(), Text(note.question_id, style=ACCENT), note.text)
    return table


def contents(pages: Sequence[Page]) -> RenderableType:
    """Return the pages of the guide."""
    rows = [Text.assemble((f"  {page.id:<12}", ACCENT), page.title) for page in pages]
    return Group(Text("mlprep guide PAGE", style=STRONG), *rows)


def undone(review: Review, card: Card, day: date) -> RenderableType:
    """Return what was taken back, and where that leaves the card."""
    return Group(
        Text.assemble("took back ", (review.grade.label, GRADE_STYLES[review.grade]), f" for {review.question_id}"),
        card_line(card, day),
    )


def nothing_to_undo() -> Text:
    """Return that there is nothing to take back."""
    return Text("there is no grade to take back", style=QUIET)


def banks(rows: Sequence[tuple[str, int, Path]]) -> RenderableType:
    """Return the banks in use."""
    table = listing("bank", "questions", "file")
    for name, count, path in rows:
        table.add_row(Text(name, style=ACCENT), str(count), str(path))
    return table


def settings(rows: Sequence[tuple[str, str, str]], places: Sequence[tuple[str, Path]]) -> RenderableType:
    """Return the settings with what each means, and where they and the database live."""
    table = listing("setting", "value", "meaning")
    for key, value, meaning in rows:
        table.add_row(Text(key, style=ACCENT), Text(value, style=STRONG), meaning)
    return Group(table, Text(), *(fact(name, Text(str(path))) for name, path in places))


def checked(found: Checked) -> RenderableType:
    """Return what is wrong with the database and how to mend it, or that nothing is."""
    if not found.faults:
        return Text.assemble(
            ("ok", "green"),
            f": {plural(found.reviews, 'review')}, {plural(found.cards, 'card')}, each as its reviews say",
        )
    rows: list[RenderableType] = []
    for each in found.faults:
        rows += [Text(each.what, style=ALARM), Text(f"  {each.hint}", style=QUIET)]
    return Group(*rows)


def _due(card: Card, day: date) -> Text:
    if card.due is None:
        return Text(UNDEFINED, style=QUIET)
    late = (day - card.due).days
    if late > 0:
        return Text(f"{plural(late, 'day')} ago", style=ALARM)
    return Text(day_name(card.due, day), style=STRONG if late == 0 else "")
