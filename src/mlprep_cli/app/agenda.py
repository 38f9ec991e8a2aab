"""The agenda of today: the goal, the candidates, and the questions that the allocator chooses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.activities import Lack, Milestone, milestones, next_activity
from mlprep_cli.core.agenda import Agenda, Outlook, counting, outlook
from mlprep_cli.core.allocator import USUAL_DAYS, USUAL_MINUTES, USUAL_SHARES, allocate
from mlprep_cli.core.candidates import Candidate, Goal
from mlprep_cli.core.plan import Plan, schedule_of
from mlprep_cli.core.questions import Query
from mlprep_cli.core.suggestion import next_suggestion
from mlprep_cli.core.target import Target, target_of

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.storage.store import Store

EVERYTHING = Query()
MOST_NEW, MOST_INTRODUCED = 100, 500
"""The most new questions of a round to choose from, for one day and for all days."""


class DayFrame(NamedTuple):
    """What the allocator is asked about: the plan, the goal and the target of today, and what open activities lack."""

    plan: Plan
    is_running: bool
    goal: Goal
    target: Target
    milestones: tuple[Milestone, ...]
    lacks: tuple[Lack, ...]


def agenda(context: Context, store: Store, plan: Plan | None = None) -> Agenda:
    """Return what today holds under a plan: the running one if no other is given. Nothing is written."""
    frame = frame_of(context, store, plan)
    day = allocate(candidates_of(store, frame), frame.goal)
    activity = next_activity(frame.milestones, frame.goal.today) if frame.is_running else None
    suggestion = next_suggestion(day, frame.goal, None if activity is None else activity.suggestion)
    return Agenda(frame.goal, day, frame.plan, frame.is_running, frame.milestones, activity, suggestion)


def frame_of(context: Context, store: Store, plan: Plan | None = None) -> DayFrame:
    """Return what the allocator is asked about today, under the running plan if no other is given."""
    today = context.clock.today
    running = plan or store.plans.running()
    plan = running or Plan(started=today, dated=today)
    facts = store.activities.facts(plan, today)
    timeline = schedule_of(plan).timeline(plan.started)
    target = target_for(store, plan)
    lacks: tuple[Lack, ...] = ()
    if running is not None:
        morning = milestones(timeline, facts.until(today))
        activities = (activity for day in morning if day.day <= today for activity in day.open_activities)
        lacks = tuple(activity.lack for activity in activities if activity.lack is not None)
    goal = goal_of_plan(context, store, plan, target)
    return DayFrame(plan, running is not None, goal, target, milestones(timeline, facts), lacks)


def candidates_of(
    store: Store, frame: DayFrame, query: Query = EVERYTHING, most_new: int = MOST_NEW
) -> list[Candidate]:
    """Return the candidates of today that match, those marked that an open activity counts."""
    return counting(store.candidates.all(query, frame.goal, frame.plan, most_new), frame.lacks)


def outlook_of(context: Context, plan: Plan) -> Outlook:
    """Return what the days until the interview will hold under a plan."""
    store = context.store
    frame = frame_of(context, store, plan)
    return outlook(
        candidates_of(store, frame, most_new=MOST_INTRODUCED),
        frame.goal,
        schedule_of(plan),
        store.candidates.totals(),
    )


def target_for(store: Store, plan: Plan) -> Target:
    """Return the target of a plan."""
    return target_of(plan.companies, store.pages.processes())


def goal_of_plan(context: Context, store: Store, plan: Plan, target: Target) -> Goal:
    """Return what today works towards under a plan."""
    today = context.clock.today
    has_interview = plan.interview is not None and plan.interview >= today
    end = plan.interview if has_interview and plan.interview is not None else today + timedelta(days=USUAL_DAYS)
    started = min(plan.started, today)
    practised = store.candidates.practised(started, today)
    return Goal(
        today,
        end,
        started,
        plan.minutes or context.settings.minutes or USUAL_MINUTES,
        dict(target.shares) or USUAL_SHARES,
        practised.seconds,
        practised.last_days,
        has_interview,
        store.days_off.days(),
        plan.breadth or 0,
        context.settings.new_per_day,
    )
