"""Practice: drill, quickfire, and a topic after its study page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from mlprep_cli.adapters.terminal import open_keyboard
from mlprep_cli.app import coding
from mlprep_cli.app.agenda import MOST_NEW, candidates_of, frame_of
from mlprep_cli.app.banks import current
from mlprep_cli.app.session import SessionRunner
from mlprep_cli.app.today import is_first
from mlprep_cli.core.agenda import fills
from mlprep_cli.core.allocator import Limits, allocate, arranged, picked
from mlprep_cli.core.candidates import valued
from mlprep_cli.core.questions import ROUNDS, Query
from mlprep_cli.core.queue import Item, by_topics, quickfire_queue, shuffled_ties
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE, Rules
from mlprep_cli.core.session.state import Session
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.activities import Activity

MOST_TOPICS = 8
"""A round of quickfire spreads its new questions over the topics of this many times its questions."""
TOPIC_QUESTIONS = 5
"""The number of questions practised after a study page; more if more are due."""
_DRILLED = tuple(name for name in ROUNDS if name != "quickfire")


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """The options of a drill.

    Attributes:
        count: The maximum number of questions.
        new: The maximum number of new questions on this study day, None for that of the settings.
        early: Whether questions that are known well are asked like those that are fading. With `ids` they always are.
        minutes: The minutes from now on, None for those of the day.
        seed: The seed that shuffles the questions chosen, None for their usual order.
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

    def restrict(self, query: Query) -> bool:
        """Return whether the drill is another one than that of the day."""
        return query != Query() or self.early or self.new is not None or self.minutes is not None


def drill(context: Context, query: Query, options: DrillOptions) -> int:
    """Practise the questions of the day, or those that the options and the query leave, and return the exit code.

    Raises:
        UsageError: The options contradict each other.
        MlprepError: No question matches.
    """
    rules = DRILL._replace(timer=options.timer)
    if options.ids:
        _refuse_restrictions(query, options)
        items = current(context).cards.named(options.ids)
    else:
        items = list(_chosen(context, query, options))
    if options.seed is not None:
        items = Random(options.seed).sample(items, len(items))
    return _practise(context, rules, tuple(items[: options.count]), query)


def _chosen(context: Context, query: Query, options: DrillOptions) -> tuple[Item, ...]:
    """Return the questions that the allocator chooses."""
    store = current(context)
    frame = frame_of(context, store)
    if not options.restrict(query):
        items = allocate(candidates_of(store, frame), frame.goal).items
        if options.count is None or options.count <= len(items):
            return items
    candidates = candidates_of(store, frame, query)
    if options.early:
        candidates = [candidate._replace(counts=not candidate.is_new) for candidate in candidates]
    return picked(candidates, frame.goal, Limits(options.minutes, options.count, options.new)).items


def retrieve(context: Context) -> int:
    """Practise what an eve or the day of an interview holds, the weakest questions at any time, and return the exit code."""
    store = current(context)
    frame = frame_of(context, store)
    goal = frame.goal
    if not goal.is_near:  # any day may be the eve of an interview without a plan
        goal = goal._replace(day=goal.today + timedelta(days=1), has_interview=True, off=frozenset())
    items = allocate(candidates_of(store, frame), goal).items
    return _practise(context, DRILL, items, Query()) if items else 0


def work_on(context: Context, activity: Activity) -> int:
    """Practise the questions that an open activity of the plan still counts, and return the exit code."""
    lack = activity.lack
    assert lack is not None
    store = current(context)
    frame = frame_of(context, store)
    if lack.topic:
        show_page(context, lack.topic)
    query = Query(
        rounds=lack.rounds,
        topics=(lack.topic,) if lack.topic else None,
        companies=(frame.plan.companies or tuple(store.questions.names("company"))) if lack.is_tagged else None,
    )
    goal = frame.goal._replace(has_interview=False, off=frozenset())
    choices = valued([one for one in candidates_of(store, frame, query, MOST_NEW) if fills(one, lack)], goal)
    # A question answered today without counting, a No Hire for example, comes last.
    choices.sort(key=lambda choice: (choice.candidate.spent is not None, -choice.rate))
    wanted = TOPIC_QUESTIONS if lack.topic and lack.ids is None else lack.missing
    items = tuple(choice.candidate.item for choice in arranged(choices[:wanted]))
    return _practise(context, DRILL, items, query)


def quickfire(context: Context, query: Query, *, timer: int | None, count: int | None, seed: int | None) -> int:
    """Practise a quickfire round, and return the exit code. `timer` is in seconds."""
    cards, today = current(context).cards, context.clock.today
    count = count or context.settings.quickfire_count
    query = query._replace(rounds=("quickfire",))
    tiers = [
        cards.due(query, today),
        cards.weakest(query, today, count),
        by_topics(cards.new(query, MOST_TOPICS * count)),
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


def code_room(context: Context, question_id: str | None) -> int:
    """Practise one coding question with the editor open from the start, and return the exit code.

    Args:
        context: The context of the run.
        question_id: The question; the one that the allocator would ask first if None.

    Raises:
        UsageError: The question has no code.
        MlprepError: There is no coding question, or its code cannot run here.
    """
    store = current(context)
    query = Query(rounds=("coding",))
    if question_id is None:
        items = list(_chosen(context, query, DrillOptions(count=1))) or store.cards.practice(query, 1)
        if not items:
            raise MlprepError("There is no coding question.", "Add a bank with coding questions: mlprep bank add FILE")
        question_id = items[0].question_id
    question, _, _ = store.questions.fetch(question_id)
    coding.refuse_missing_module(context, question)
    return _practise(context, DRILL, tuple(store.cards.named([question_id])), query, opens_editor=True)


def _practise(
    context: Context, rules: Rules, queue: tuple[Item, ...], query: Query, *, opens_editor: bool = False
) -> int:
    if not queue and not context.store.cards.practice(query, 1):
        raise MlprepError("No question matches.", "Leave out an option. mlprep list shows all questions.")
    start = context.clock.now()
    rules = rules._replace(asks_confidence=context.settings.confidence)
    runner = SessionRunner(context, rules, query, start)
    try:
        with open_keyboard(monotonic) as keyboard:
            session = Session(start.id, rules, context.store.plans.schedule(), queue, coached=is_first(context))
            session = replace(session, opens_editor=opens_editor)
            _, signal = runner.play(session, keyboard)
    finally:
        runner.close()
    return 0 if signal is None else 128 + signal
