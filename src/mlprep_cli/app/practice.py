"""Wiring of a session: its queue, its keyboard and screen, and what loads while the user thinks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from mlprep_cli.adapters.terminal import open_keyboard
from mlprep_cli.app.session import Sitting
from mlprep_cli.core.questions import ROUNDS, Filter
from mlprep_cli.core.queue import Item, drill_queue, quickfire_queue, shuffled_ties
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import DRILL, Rules
from mlprep_cli.errors import MlprepError
from mlprep_cli.storage import cards

REPAIRED = 5
"""Questions of a topic practised after its study page."""

if TYPE_CHECKING:
    from mlprep_cli.app.context import Mlprep
    from mlprep_cli.core.plan import Plan


def drill(
    app: Mlprep,
    wanted: Filter,
    rules: Rules,
    *,
    count: int | None,
    new: int | None,
    early: bool,
    seed: int | None,
    minutes: int | None = None,
    ids: Sequence[str] = (),
) -> int:
    """Practise what is due, then new questions, and return the exit code.

    Under a plan that paces them, and where nothing else is asked for, the new ones are those chosen for today.
    """
    if ids:
        return _practise(app, rules, tuple(cards.named_items(app.content, ids)), wanted)
    plan = app.plan
    paced = plan is not None and plan.paced and new is None and wanted == Filter()
    if not wanted.rounds:
        wanted = wanted._replace(rounds=tuple(name for name in ROUNDS if name != "quickfire"))
    if minutes is not None:
        items = [
            *cards.due_items(app.content, wanted, app.today),
            *cards.early_items(app.content, wanted, app.today),
            *cards.new_items(app.content, wanted, cards.MOST),
        ]
        picks = app.picked(items, _goal(app, plan), 60.0 * minutes)
        return _practise(app, rules, drill_queue(picks, (), count), wanted)
    due = cards.due_items(app.content, wanted, app.today)
    if early:
        due += cards.early_items(app.content, wanted, app.today)
    if (chance := app.chance(seed)) is not None:
        due = shuffled_ties(due, chance)
    if plan is not None and paced:
        fresh = cards.chosen_items(app.content, app.chosen_today(plan).new)
    else:
        allowed = app.settings.new_per_day if new is None else new
        allowed -= cards.introduced(app.content, app.today, plan)
        fresh = cards.new_items(app.content, wanted, min(allowed, cards.MOST))
    return _practise(app, rules, drill_queue(due, fresh, count), wanted)


def quickfire(app: Mlprep, wanted: Filter, rules: Rules, *, count: int, seed: int | None) -> int:
    """Practise a round of rapid ones, and return the exit code."""
    wanted = wanted._replace(rounds=("quickfire",))
    tiers = [
        cards.due_items(app.content, wanted, app.today),
        cards.weakest_items(app.content, wanted, app.today, count),
        cards.new_items(app.content, wanted, count),
        cards.other_items(app.content, wanted, app.today, count),
    ]
    if (chance := app.chance(seed)) is not None:
        tiers = [shuffled_ties(tier, chance) for tier in tiers]
    return _practise(app, rules, quickfire_queue(tiers, count), wanted)


def _goal(app: Mlprep, plan: Plan | None) -> date:
    """Return the day for which practice is to count: the interview, or the last checkpoint of what is begun today."""
    if plan is not None and plan.interview is not None and plan.interview > app.today:
        return plan.interview
    return app.today + timedelta(days=app.schedule.days[-1])


def repair(app: Mlprep, topic: str) -> int:
    """Practise a topic: what is due of it, then the weakest of what was seen, or new ones; return the exit code."""
    wanted = Filter(rounds=tuple(name for name in ROUNDS if name != "quickfire"), topics=(topic,))
    due = cards.due_items(app.content, wanted, app.today)
    names = {each.question_id for each in due}
    weak = [each for each in cards.practice_items(app.content, wanted, REPAIRED) if each.question_id not in names]
    return _practise(app, DRILL, tuple([*due, *weak][: max(REPAIRED, len(due))]), wanted)


def _practise(app: Mlprep, rules: Rules, queue: tuple[Item, ...], wanted: Filter) -> int:
    if not queue and not cards.practice_items(app.content, wanted, 1):
        raise MlprepError("no question matches.", "mlprep list with the same options shows what there is")
    begun = app.now()
    sitting = Sitting(app, rules, wanted, begun)
    try:
        with open_keyboard(monotonic) as keyboard:
            _, signal = sitting.play(Session(begun.id, rules, app.schedule, queue), keyboard)
    finally:
        sitting.close()
    return 0 if signal is None else 128 + signal
