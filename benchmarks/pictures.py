"""Make the pictures of the README from a month of practice that is always the same: `python -m benchmarks.pictures`.

The screens are exported by Rich as SVG; the page of the statistics is photographed by Chromium, where there is one.
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

from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.app.context import Mlprep
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.queue import Item, drill_queue
from mlprep_cli.core.reviews import Grade, Review
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE, Rules
from mlprep_cli.core.stats import DayProgress
from mlprep_cli.core.suggestion import next_suggestion
from mlprep_cli.storage import banks, cards, pace, plans
from mlprep_cli.storage import stats as stored_stats
from mlprep_cli.storage.journal import Journal, Sitting
from mlprep_cli.views import answer, stats_document, summary
from mlprep_cli.views import session as session_views
from mlprep_cli.views import stats as views
from mlprep_cli.views import today as today_views
from mlprep_cli.views.stats_page import page

TARGET = Path(__file__).parents[1] / "docs" / "pictures"
START = date(2026, 3, 2)
TODAY = START + timedelta(days=24)
INTERVIEW = START + timedelta(days=38)
SEED = 7
WITHOUT_FONTS = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""Rich's frame of a terminal, but with the reader's own fixed-width font: a picture loads nothing from elsewhere."""


def main() -> None:
    """Practise the month, and export what is on the screen at its end."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLPREP_NOW"] = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC).isoformat()
        app = Mlprep()
        app.given_home = Path(folder)
        practised(app)
        for name, made in PICTURES.items():
            export(name, made(app))
        found = stored_stats.progress(app.content, Query(), app.today, None, app.schedule)
        document = stats_document.progress(found, app.details(Query(), None, found.checkpoints))
        photograph(page(document), Path(folder))
        app.close()


def practised(app: Mlprep) -> None:
    """Answer what is due and new on most days of a month, now well, now badly."""
    chance = Random(SEED)
    plan = Plan(START, START, INTERVIEW, ("Google",), (), 60)
    plans.start(app.content, plan, "plan", "2026-03-02T09:00:00Z")
    usual = tuple(name for name in ROUNDS if name != "quickfire")
    for number in range((TODAY - START).days):
        day = START + timedelta(days=number)
        if number % 7 == 6:
            continue
        now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        due = cards.due_items(app.content, Query(rounds=usual), day)
        new = cards.chosen_items(app.content, pace.chosen_today(app.content, plan, day).new)
        sit(app, DRILL, list(drill_queue(due, new)), now, chance)
        if number % 4 == 0:
            rapid = Query(rounds=("quickfire",))
            items = [*cards.due_items(app.content, rapid, day), *cards.new_items(app.content, rapid, 20)][:20]
            sit(app, QUICKFIRE, items, now + timedelta(hours=2), chance)


def sit(app: Mlprep, rules: Rules, items: list[Item], now: datetime, chance: Random) -> None:
    """Answer these questions in one session; what is missed is answered again at the end."""
    session = time_ordered_id(now)
    journal = Journal(app.path, Sitting(session, rules.mode, now))
    waiting = list(items)
    while waiting:
        item = waiting.pop(0)
        question, card, _ = banks.fetch(app.content, item.question_id)
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
        journal.record(Answered(review, card, app.schedule.schedule(card, review), attempt))
        if grade is Grade.NO_HIRE:
            waiting.append(item)
    journal.end_session(now)
    journal.close()


def today(app: Mlprep) -> RenderableType:
    """Return the start of the day."""
    day = stored_stats.day(app.content, Query(), app.today, app.settings.new_per_day, app.plan, app.chosen_now())
    position = app.plan_position()
    activity = None if position is None else position.next_activity
    suggestion = next_suggestion(day, None if activity is None else activity.suggestion)
    return Group(today_views.today(day, position, suggestion), today_views.begin_key())


def asked(app: Mlprep, question_id: str, rules: Rules) -> Session:
    """Return a session in which a question is being thought about."""
    (item,) = cards.named_items(app.content, [question_id])
    question, _, _ = banks.fetch(app.content, question_id)
    queue = tuple(cards.due_items(app.content, Query(rounds=(question.round,)), app.today))[:7]
    attempt = Attempt(item, question, None, question.budget, since=0.0)
    return Session("picture", rules, app.schedule, queue, Phase.THINKING, attempt)


def drill(app: Mlprep) -> RenderableType:
    """Return a question under its clock, and below it the answer with the checklist half ticked."""
    session = asked(app, "l1-vs-l2-regularization", DRILL)
    assert session.attempt is not None
    revealed = replace(session.attempt, thinking=92.0, ticked=frozenset({1, 2, 3}))
    reviewing = replace(session, phase=Phase.REVIEWING, attempt=revealed)
    return Group(
        session_views.question(session, app.today),
        session_views.countdown(31.0, revealed.budget, 80),
        answer.answer(revealed, app.today, list_points=False),
        session_views.prompt(reviewing, 92.0, 80),
    )


def quickfire(app: Mlprep) -> RenderableType:
    """Return a rapid question, its answer, and the end of a round."""
    session = asked(app, "qf-precision-vs-recall", replace(QUICKFIRE, timer=15))
    assert session.attempt is not None
    revealed = replace(session.attempt, thinking=9.0, ticked=frozenset({1, 2}))
    ended = replace(session, phase=Phase.ENDED, attempt=None, answered=round_of(app, session))
    return Group(
        session_views.question(session, app.today),
        session_views.countdown(6.0, 15, 80),
        answer.answer(revealed, app.today, list_points=True),
        summary.summary(ended, (app.today + timedelta(days=1), 9), DayProgress(1740.0, 6), app.today),
    )


def round_of(app: Mlprep, session: Session) -> tuple[Answered, ...]:
    """Return a round of the picture's questions, answered."""
    chance, found = Random(SEED), []
    for number, item in enumerate(cards.new_items(app.content, Query(rounds=("quickfire",)), 20)):
        question, card, _ = banks.fetch(app.content, item.question_id)
        grade = chance.choice([Grade.STRONG, Grade.STRONG, Grade.STRONG, Grade.LEAN, Grade.LEAN, Grade.NO_HIRE])
        review = Review(
            str(number), question.id, session.id, app.moment(), app.today, grade, chance.uniform(5, 15), 6.0, 15,
            timed_out=False, mode="quickfire", key_points=(), checkpoint=0,
        )  # fmt: skip
        attempt = Attempt(item, question, None, 15, 0.0)
        found.append(Answered(review, card, app.schedule.schedule(card, review), attempt))
    return tuple(found)


def overview(app: Mlprep) -> RenderableType:
    """Return the overview of the statistics."""
    found = stored_stats.progress(app.content, Query(), app.today, None, app.schedule)
    recall = app.ready().whole.recall
    return views.overview(found, None if recall is None else (recall, INTERVIEW), 80)


PICTURES: dict[str, Callable[[Mlprep], RenderableType]] = {
    "today": today,
    "drill": drill,
    "quickfire": quickfire,
    "stats": overview,
}


def export(name: str, shown: RenderableType) -> None:
    """Write what is shown as SVG, the same bytes each time."""
    console = Console(
        record=True, width=80, file=StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print(shown)
    command = "mlprep" if name == "today" else f"mlprep {name}"
    svg = console.export_svg(title=command, unique_id=name, code_format=WITHOUT_FONTS)
    (TARGET / f"{name}.svg").write_text(svg, "utf-8")
    print(TARGET / f"{name}.svg")


def photograph(text: str, folder: Path) -> None:
    """Write a picture of the page of the statistics, where there is a browser to take it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("no Chromium: the picture of the page stays as it was")
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
