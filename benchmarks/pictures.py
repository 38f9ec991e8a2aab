"""Make the pictures of the README from a fixed month of practice: `python -m benchmarks.pictures`.

Rich exports the screens as SVG. Chromium, if it is installed, takes the picture of the page of the statistics.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.segment import Segment, Segments

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.app import stats as actions
from mlprep_cli.app.agenda import candidates_of, frame_of
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.readiness import quick_headline
from mlprep_cli.app.today import today as what_to_do
from mlprep_cli.core.allocator import allocate
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Grade, Review
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered, Cells
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE, Rules
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
from mlprep_cli.core.stats import DayProgress
from mlprep_cli.core.suggestion import Suggestion
from mlprep_cli.storage.journal import SessionStart
from mlprep_cli.views import stats as views
from mlprep_cli.views import stats_document, summary
from mlprep_cli.views import today as today_views
from mlprep_cli.views.question_screen import Surroundings, frame
from mlprep_cli.views.stats_page import page

TARGET = Path(__file__).parents[1] / "docs" / "pictures"
START = date(2026, 3, 2)
TODAY = START + timedelta(days=24)
INTERVIEW = START + timedelta(days=38)
SEED = 7
WITHOUT_FONTS = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""Rich's frame of a terminal, but with the reader's own fixed-width font, so that a picture loads nothing."""


def main() -> None:
    """Practise the month, and export the screens at its end."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLPREP_NOW"] = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC).isoformat()
        context = Context(Path(folder))
        practise_month(context)
        for name, picture in PICTURES.items():
            export(name, picture(context))
        progress = actions.progress(context, Query())
        document = stats_document.progress(progress, actions.details(context, Query(), progress))
        photograph(page(document), Path(folder))
        context.close()


def practise_month(context: Context) -> None:
    """Answer the due and new questions of most days of a month, with varying success."""
    chance = Random(SEED)
    store = current(context)
    plan = Plan(START, START, INTERVIEW, ("Google",), (), 60)
    store.plans.start(plan, "plan", datetime(2026, 3, 2, 9, tzinfo=UTC))
    for number in range((TODAY - START).days):
        day = START + timedelta(days=number)
        if number % 7 == 6:
            continue
        now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        request, practised = frame_of(context, store), store.candidates.practised(START, day)
        goal = request.goal._replace(today=day, practised=practised.seconds, last_days=practised.last_days)
        held = allocate(candidates_of(store, request._replace(goal=goal)), goal)
        practise(context, DRILL, list(held.items), now, chance)
        if number % 4 == 0:
            rapid = Query(rounds=("quickfire",))
            items = [*store.cards.due(rapid, day), *store.cards.new(rapid, 20)][:20]
            practise(context, QUICKFIRE, items, now + timedelta(hours=2), chance)


def practise(context: Context, rules: Rules, items: list[Item], now: datetime, chance: Random) -> None:
    """Answer these questions in one session; those graded No Hire are asked again at the end."""
    session = time_ordered_id(now)
    store = context.store
    journal = store.journal(SessionStart(session, rules.mode, now))
    waiting = list(items)
    while waiting:
        item = waiting.pop(0)
        question, card, _ = store.questions.fetch(item.question_id)
        known = 0.55 + 0.08 * card.reviews
        grade = Grade.NO_HIRE if chance.random() > known else chance.choice([Grade.STRONG, Grade.STRONG, Grade.LEAN])
        took = round(question.budget * min(1.6, max(0.3, chance.gauss(0.82 - 0.02 * card.reviews, 0.22))), 1)
        now += timedelta(seconds=took + 25)
        review = Review(
            id=time_ordered_id(now),
            question_id=question.id,
            session_id=session,
            reviewed_at=now,
            study_day=now.date(),
            grade=grade,
            thinking_seconds=took,
            reviewing_seconds=25.0,
            budget_seconds=question.budget,
            timed_out=False,
            mode=rules.mode,
            key_points=(),
            checkpoint=card.checkpoint or 0,
        )
        attempt = Attempt(item, question, None, question.budget, 0.0)
        journal.record(Answered(review, card, store.plans.schedule().schedule(card, review), attempt))
        if grade is Grade.NO_HIRE:
            waiting.append(item)
    journal.end_session(now)
    journal.close()


def today(context: Context) -> RenderableType:
    """Return the start of the day."""
    return Group(today_views.today(*what_to_do(context)), today_views.begin_key())


def asked(context: Context, question_id: str, rules: Rules) -> Session:
    """Return a session in the thinking phase of a question."""
    store = context.store
    (item,) = store.cards.named([question_id])
    question, _, _ = store.questions.fetch(question_id)
    queue = tuple(store.cards.due(Query(rounds=(question.round,)), context.clock.today))[:7]
    attempt = Attempt(item, question, None, question.budget, since=0.0)
    return Session("picture", rules, store.plans.schedule(), queue, Phase.THINKING, attempt)


def screen(context: Context, session: Session, panel: RenderableType | None = None) -> RenderableType:
    """Return the view of a whole terminal of 80 by 24."""
    console = Console(width=80, force_terminal=True)

    def render(renderable: RenderableType, columns: int) -> list[list[Segment]]:
        return console.render_lines(renderable, console.options.update(width=columns, height=None), pad=False)

    surroundings = Surroundings(Cells(80, 24), render, 31.0, context.clock.today, panel)
    return Segments([segment for line in frame(session, surroundings).lines for segment in (*line, Segment.line())])


def drill(context: Context) -> RenderableType:
    """Return a question with its countdown, then its review with a half ticked checklist."""
    session = asked(context, "l1-vs-l2-regularization", DRILL)
    assert session.attempt is not None
    revealed = replace(session.attempt, thinking=92.0, ticked=frozenset({1, 2, 3}))
    reviewing = replace(session, phase=Phase.REVIEWING, attempt=revealed)
    return Group(screen(context, session), Rule(style="dim"), screen(context, reviewing))


def quickfire(context: Context) -> RenderableType:
    """Return the review of a quickfire question, and the end of a round."""
    session = asked(context, "qf-precision-vs-recall", QUICKFIRE._replace(timer=15))
    assert session.attempt is not None
    tomorrow = context.clock.today + timedelta(days=1)
    revealed = replace(session.attempt, thinking=9.0, ticked=frozenset({1, 2}))
    reviewing = replace(session, phase=Phase.REVIEWING, attempt=revealed)
    ended = replace(session, phase=Phase.ENDED, attempt=None, answered=quickfire_round(context, session))
    return Group(
        screen(context, reviewing),
        Rule(style="dim"),
        summary.summary(ended, (tomorrow, 9), Suggestion("drill"), DayProgress(1740.0, 6), context.clock.today),
    )


def quickfire_round(context: Context, session: Session) -> tuple[Answered, ...]:
    """Return the answers of a whole quickfire round."""
    store = context.store
    chance, answers = Random(SEED), []
    for number, item in enumerate(store.cards.new(Query(rounds=("quickfire",)), 20)):
        question, card, _ = store.questions.fetch(item.question_id)
        grade = chance.choice([Grade.STRONG, Grade.STRONG, Grade.STRONG, Grade.LEAN, Grade.LEAN, Grade.NO_HIRE])
        review = Review(
            str(number), question.id, session.id, context.clock.moment(), context.clock.today, grade,
            chance.uniform(5, 15), 6.0, 15,
            timed_out=False, mode="quickfire", key_points=(), checkpoint=0,
        )  # fmt: skip
        attempt = Attempt(item, question, None, 15, 0.0)
        answers.append(Answered(review, card, store.plans.schedule().schedule(card, review), attempt))
    return tuple(answers)


def overview(context: Context) -> RenderableType:
    """Return the overview of the statistics."""
    return views.overview(actions.progress(context, Query()), quick_headline(context), 80)


PICTURES: dict[str, Callable[[Context], RenderableType]] = {
    "today": today,
    "drill": drill,
    "quickfire": quickfire,
    "stats": overview,
}


def export(name: str, screen: RenderableType) -> None:
    """Write a screen as SVG, with the same bytes every time."""
    console = Console(
        record=True, width=80, file=StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print(screen)
    command = "mlprep" if name == "today" else f"mlprep {name}"
    svg = console.export_svg(title=command, unique_id=name, code_format=WITHOUT_FONTS)
    (TARGET / f"{name}.svg").write_text(svg, "utf-8")
    print(TARGET / f"{name}.svg")


def photograph(text: str, folder: Path) -> None:
    """Write a picture of the page of the statistics, if Chromium is installed."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("Chromium is not installed: the picture of the page is unchanged")
        return
    source = folder / "page.html"
    source.write_text(text, "utf-8")
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=980,1500",
         f"--user-data-dir={folder / 'profile'}", f"--screenshot={TARGET / 'report.png'}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    print(TARGET / "report.png")


if __name__ == "__main__":
    main()
