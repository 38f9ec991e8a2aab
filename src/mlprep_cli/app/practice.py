"""Practice: drill, quickfire, and a topic after its study page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from mlprep_cli.adapters.terminal import open_keyboard
from mlprep_cli.app.banks import current
from mlprep_cli.app.session import SessionRunner
from mlprep_cli.app.share import share_of_today
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.queue import Item, drill_queue, quickfire_queue, shuffled_days, shuffled_ties
from mlprep_cli.core.session.machine import Session
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE, Rules
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

TOPIC_QUESTIONS = 5
"""The number of questions practised after a study page; more if more are due."""
_DRILLED = tuple(name for name in ROUNDS if name != "quickfire")
_MOST_PICKED = 300
"""The most new questions to pick from."""


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """The options of a drill.

    Attributes:
        count: The maximum number of questions.
        new: The maximum number of new questions on this study day, None for that of the settings or the plan.
        early: Whether questions that are not due yet are asked too. With `minutes` and `ids` they always are.
        minutes: Pick the questions that add most to expected recall in this many minutes.
        seed: The seed that shuffles questions due on the same day, None for their usual order.
        ids: Only these questions, due or not. They cannot be combined with a query, `new` or `minutes`.
        timer: Seconds for each question, None for its own budget.
    """

    count: int | None = None
    new: int | None = None
    early: bool = False
    minutes: int | None = None
    seed: int | None = None
    ids: Sequence[str] = ()
    timer: int | None = None


def drill(context: Context, query: Query, options: DrillOptions) -> int:
    """Practise due questions, then new ones, and return the exit code.

    If a plan paces new questions and nothing restricts the drill, the new ones are those chosen for today.

    Raises:
        UsageError: The options contradict each other.
        MlprepError: No question matches.
    """
    store, today = current(context), context.clock.today
    rules = DRILL._replace(timer=options.timer)
    chance = None if options.seed is None else Random(options.seed)
    if options.ids:
        _refuse_restrictions(query, options)
        named = store.cards.named(options.ids)
        named = named if chance is None else shuffled_days(named, chance)
        return _practise(context, rules, tuple(named[: options.count]), query)
    plan = store.plans.running()
    paced = plan is not None and plan.paced and options.new is None and query == Query()
    if not query.rounds:
        query = query._replace(rounds=_DRILLED)
    if options.minutes is not None:
        new = _MOST_PICKED if options.new is None else options.new - store.cards.introduced(today, plan)
        picks = _picked(context, query, options.minutes, min(new, _MOST_PICKED))
        queue = drill_queue(picks if chance is None else shuffled_days(picks, chance), (), options.count)
        return _practise(context, rules, queue, query)
    due = store.cards.due(query, today)
    if options.early:
        due += store.cards.early(query, today)
    if chance is not None:
        due = shuffled_ties(due, chance)
    if plan is not None and paced:
        fresh = store.cards.chosen(share_of_today(context, plan).new)
    else:
        allowed = context.settings.new_per_day if options.new is None else options.new
        allowed -= store.cards.introduced(today, plan)
        fresh = store.cards.new(query, min(allowed, _MOST_PICKED))
    return _practise(context, rules, drill_queue(due, fresh, options.count), query)


def quickfire(context: Context, query: Query, *, timer: int | None, count: int | None, seed: int | None) -> int:
    """Practise a quickfire round, and return the exit code. `timer` is in seconds."""
    cards, today = current(context).cards, context.clock.today
    count = count or context.settings.quickfire_count
    query = query._replace(rounds=("quickfire",))
    tiers = [
        cards.due(query, today),
        cards.weakest(query, today, count),
        cards.new(query, count),
        cards.strong(query, today, count),
    ]
    if seed is not None:
        chance = Random(seed)
        tiers = [shuffled_ties(tier, chance) for tier in tiers]
    rules = QUICKFIRE._replace(timer=timer or context.settings.quickfire_timer)
    return _practise(context, rules, quickfire_queue(tiers, count), query)


def study(context: Context, topic: str) -> int:
    """Show the study page of a topic, practise its due and weakest questions, and return the exit code."""
    cards = current(context).cards
    show_page(context, topic)
    query = Query(rounds=_DRILLED, topics=(topic,))
    due = cards.due(query, context.clock.today)
    names = {item.question_id for item in due}
    weak = [item for item in cards.practice(query, TOPIC_QUESTIONS) if item.question_id not in names]
    return _practise(context, DRILL, tuple([*due, *weak][: max(TOPIC_QUESTIONS, len(due))]), query)


def show_page(context: Context, topic: str) -> None:
    """Show the study page of a topic, if it has one."""
    from mlprep_cli.views import answer

    if (page := current(context).pages.page("topic", topic)) is not None:
        context.screen.show(answer.page(page))


def _refuse_restrictions(query: Query, options: DrillOptions) -> None:
    """Refuse options that would restrict questions which the user named."""
    given = {
        "the filters": query != Query(),
        "--new": options.new is not None,
        "--minutes": options.minutes is not None,
    }
    if excluded := " and ".join(option for option, is_given in given.items() if is_given):
        raise UsageError(
            "A drill with question ids asks only those questions.", f"Leave out {excluded}, or leave out the ids."
        )


def _picked(context: Context, query: Query, minutes: int, new: int) -> tuple[Item, ...]:
    """Return the questions to practise in these minutes, at most `new` of them new."""
    from mlprep_cli.core.readiness import picked

    store, clock = current(context), context.clock
    items = [
        *store.cards.due(query, clock.today),
        *store.cards.early(query, clock.today),
        *store.cards.new(query, new),
    ]
    return picked(store.readiness.choices(items, _goal(context), clock.moment()), 60.0 * minutes)


def _goal(context: Context) -> date:
    """Return the day to prepare for: the interview, or the last checkpoint of a question begun today."""
    plans, today = context.store.plans, context.clock.today
    plan = plans.running()
    if plan is not None and plan.interview is not None and plan.interview > today:
        return plan.interview
    return today + timedelta(days=plans.schedule().days[-1])


def _practise(context: Context, rules: Rules, queue: tuple[Item, ...], query: Query) -> int:
    if not queue and not context.store.cards.practice(query, 1):
        raise MlprepError("No question matches.", "Leave out an option. mlprep list shows all questions.")
    start = context.clock.now()
    runner = SessionRunner(context, rules, query, start)
    try:
        with open_keyboard(monotonic) as keyboard:
            _, signal = runner.play(Session(start.id, rules, context.store.plans.schedule(), queue), keyboard)
    finally:
        runner.close()
    return 0 if signal is None else 128 + signal
