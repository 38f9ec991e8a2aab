"""Readiness: the prediction for the day of the interview, and its change by the reviews of today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mlprep_cli.app.banks import current
from mlprep_cli.core.plan import goal_of
from mlprep_cli.core.questions import Query
from mlprep_cli.core.readiness import Headline, ReadinessReport, by_round, grouped, headline
from mlprep_cli.core.readiness import readiness as readiness_of
from mlprep_cli.core.stats import ReadinessChange
from mlprep_cli.core.target import Target, target_of

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

EVERYTHING = Query()


def readiness(context: Context, query: Query = EVERYTHING, companies: Sequence[str] | None = None) -> ReadinessReport:
    """Return the readiness for the matching questions on the day of the interview, or today without one.

    The headline is for the interview of these companies; without them, for that of the running plan.
    """
    store = current(context)
    day = goal_of(store.plans.running(), context.clock.today)
    state = store.readiness.state()
    evidence = state.evidence
    predicted = store.readiness.predictions(query, day, state)
    return ReadinessReport(
        day,
        headline(predicted, _target(context, companies), evidence),
        readiness_of("all", predicted, evidence),
        by_round(predicted, store.readiness.paces(), evidence),
        grouped(predicted, lambda question: (question.topic,), evidence),
        tuple(
            sorted(grouped(predicted, lambda question: question.companies, evidence), key=lambda company: company.name)
        ),
    )


def quick_headline(context: Context, query: Query = EVERYTHING) -> tuple[Headline, date]:
    """Return the headline for the matching questions, and its day."""
    store = current(context)
    day = goal_of(store.plans.running(), context.clock.today)
    state = store.readiness.state()
    predicted = store.readiness.predictions(query, day, state)
    return headline(predicted, _target(context), state.evidence), day


def change_of_today(context: Context) -> ReadinessChange | None:
    """Return what today's reviews have done to the headline; None if it was too early for one before them."""
    store, today = current(context), context.clock.today
    day, target = goal_of(store.plans.running(), today), _target(context)
    shares = []
    for state in (store.readiness.state(before=today), store.readiness.state()):
        shares.append(headline(store.readiness.predictions(EVERYTHING, day, state), target, state.evidence).share)
        if shares[-1] is None:
            return None
    before, after = shares
    return None if before is None or after is None else ReadinessChange(before, after, day)


def _target(context: Context, companies: Sequence[str] | None = None) -> Target:
    store = current(context)
    if companies is None:
        plan = store.plans.running()
        companies = () if plan is None else plan.companies
    return target_of(companies, store.pages.processes())
