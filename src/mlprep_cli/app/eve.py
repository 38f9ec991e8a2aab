"""The eve of the interview: lapses, notes and formulas on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import write_file
from mlprep_cli.app.banks import current
from mlprep_cli.app.files import file_to_write
from mlprep_cli.core.eve import NOTES, TOPICS, Eve, chosen_topics, formulas, sheet, weak
from mlprep_cli.core.questions import Query

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def eve(context: Context) -> Eve:
    """Return the review sheet for the eve of the interview."""
    store = current(context)
    plan = store.plans.running()
    weakest = weak(listed.card for listed in store.questions.listed(Query()))
    lapsed = [(store.questions.fetch(card.question_id)[0], card) for card in weakest]
    companies = () if plan is None else plan.companies
    asked = [listed.topic for listed in store.questions.listed(Query(companies=companies))] if companies else []
    pages = {page.id: page for page in store.pages.pages("topic")}
    topics = chosen_topics(list(pages), [question.topic for question, _ in lapsed], asked)
    parts = [(pages[topic].title, formulas(pages[topic])) for topic in topics]
    return Eve(
        None if plan is None else plan.interview,
        companies,
        tuple(lapsed),
        tuple(store.reviews.notes()[:NOTES]),
        tuple(part for part in parts if part[1])[:TOPICS],
    )


def last_look(context: Context, *, drill: bool) -> int:
    """Show the review sheet, after the weakest questions if `drill`, and return the exit code."""
    from mlprep_cli.views import answer
    from mlprep_cli.views.eve import eve_page

    code = 0
    if drill:
        from mlprep_cli.app.practice import retrieve

        code = retrieve(context)
    if code == 0:
        context.screen.show(answer.page(eve_page(eve(context), context.clock.today)))
    return code


def write_sheet(context: Context, last_look: Eve, path: Path, *, replace: bool) -> None:
    """Write the review sheet as a Markdown file.

    Raises:
        MlprepError: The file cannot be written.
    """
    write_file(file_to_write(context, path, replace=replace), sheet(last_look).encode(), replace=replace)
