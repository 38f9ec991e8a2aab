"""Wiring of the way to an interview: the plan, its activities and its pace, together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import expanded, write_file
from mlprep_cli.core.activities import next_activity, stages
from mlprep_cli.core.eve import NOTES, TOPICS, Eve, chosen_topics, formulas, sheet, weak
from mlprep_cli.core.outlook import Outlook, Route
from mlprep_cli.core.plan import Plan, schedule_of
from mlprep_cli.core.questions import Filter
from mlprep_cli.errors import MlprepError, WrongUsage
from mlprep_cli.storage import banks, lists, plans, reviews
from mlprep_cli.storage import pace as stored_pace

if TYPE_CHECKING:
    from mlprep_cli.app.context import Mlprep


def outlook(app: Mlprep) -> Outlook:
    """Return the whole way; where no plan has begun, as it would be if one began today without a date."""
    begun = app.plan
    plan = begun or Plan(started=app.today, dated=app.today)
    if app.today < plan.started:
        app.warn(f"the clock says {app.today}, a day before the plan began ({plan.started}): is it set back?")
    facts = stored_pace.facts(app.content, plan, app.today)
    found = stages(schedule_of(plan).timeline(plan.started), facts)
    chosen = stored_pace.chosen_today(app.content, plan, app.today).new if begun and plan.paced else None
    pace = stored_pace.pace(app.content, plan, app.today, chosen)
    return Outlook(app.today, plan, begun is not None, found, pace, pace.today, next_activity(found, app.today))


def route(app: Mlprep) -> Route | None:
    """Return where one stands on the way, without the pace; None where no plan runs."""
    if (plan := app.plan) is None:
        return None
    found = stages(schedule_of(plan).timeline(plan.started), stored_pace.facts(app.content, plan, app.today))
    come = [each for each in found if each.day <= app.today]
    coming = next((each for each in found if each.day > app.today), None)
    return Route(plan, come[-1] if come else None, coming, next_activity(found, app.today))


def start(app: Mlprep, plan: Plan, *, fresh: bool) -> None:
    """Begin a plan.

    Raises:
        WrongUsage: One is running, and it is not to start over.
    """
    if (before := app.plan) is not None and not fresh:
        when = "" if before.interview is None else f", the interview is on {before.interview}"
        raise WrongUsage(
            f"a plan is running since {before.started}{when}.",
            "mlprep plan set --interview DATE moves it; mlprep plan start --fresh starts over",
        )
    plans.start(app.database, plan, app.now().id, app.timestamp())


def change(app: Mlprep, plan: Plan) -> None:
    """Make the plan that runs another one; every card is derived again under it."""
    plans.start(app.database, plan, app.now().id, app.timestamp())


def stop(app: Mlprep) -> None:
    """End the plan that runs.

    Raises:
        MlprepError: None is running.
    """
    if app.plan is None:
        raise MlprepError("no plan is running.", "mlprep plan start begins one")
    plans.stop(app.database, app.timestamp())


def eve(app: Mlprep) -> Eve:
    """Return the last look before the interview."""
    plan = app.plan
    cards = {each.card.question_id: each.card for each in lists.listed(app.content, Filter())}
    weakest = weak(cards.values())
    lapsed = [(banks.fetch(app.content, each.question_id)[0], each) for each in weakest]
    asked = Filter(companies=plan.companies) if plan is not None else Filter()
    wanted = [each.topic for each in lists.listed(app.content, asked)] if asked.companies else []
    pages = {each.id: each for each in banks.pages(app.content, "topic")}
    topics = chosen_topics(list(pages), [question.topic for question, _ in lapsed], wanted)
    found = [(pages[each].title, formulas(pages[each])) for each in topics]
    return Eve(
        None if plan is None else plan.interview,
        () if plan is None else plan.companies,
        tuple(lapsed),
        tuple(reviews.notes(app.content)[:NOTES]),
        tuple(pair for pair in found if pair[1])[:TOPICS],
    )


def write_sheet(found: Eve, path: Path) -> None:
    """Write the last look as a Markdown file."""
    write_file(path, sheet(found).encode())


def write_calendar(app: Mlprep, found: Outlook, path: Path) -> None:
    """Write the coming days of a plan as a calendar."""
    app.calendar_writer()(expanded(path), found, app.moment())
