"""The commands that show the banks: `list`, `show`, `study` and `guide`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import practice
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import one_of, query_of, question_named, resolve
from mlprep_cli.app.reviews import local
from mlprep_cli.cli.options import (
    AsJson,
    Companies,
    Difficulties,
    Due,
    Levels,
    Rounds,
    Topics,
    Words,
    complete_guide,
    complete_id,
    complete_topic,
)
from mlprep_cli.core.coding import checks_text
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import OWN
from mlprep_cli.errors import UsageError
from mlprep_cli.views import attempts, documents, reviews
from mlprep_cli.views import questions as views

cli = typer.Typer(rich_markup_mode=None)
PARTS = ("stub", "solution", "checks")
"""The parts of the code of a question that can be printed."""
ATTEMPTS = 10
"""The most attempts that are shown with a question."""


def complete_part(incomplete: str) -> list[str]:
    """Complete a part of the code of a question."""
    return [part for part in PARTS if part.startswith(incomplete)]


@cli.command("list", epilog="Example: mlprep list dropout --round quickfire")
def list_questions(
    ctx: typer.Context,
    words: Words = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    due: Due = False,
    as_json: AsJson = False,
) -> None:
    """List questions with their round, topic, checkpoint and due day."""
    context: Context = ctx.obj
    query = query_of(
        context,
        words=words,
        rounds=rounds,
        topics=topics,
        companies=companies,
        difficulties=difficulties,
        levels=levels,
    )
    today = context.clock.today
    questions = current(context).questions.listed(query, today if due else None)
    if as_json:
        context.screen.write_document(documents.text(documents.questions(questions, today)))
    else:
        context.screen.show(views.question_list(questions, today))


@cli.command(epilog="Example: mlprep show l1-vs-l2-regularization")
def show(
    ctx: typer.Context,
    question_id: Annotated[
        str, typer.Argument(help="The id of the question.", autocompletion=complete_id, metavar="ID")
    ],
    part: Annotated[
        str | None,
        typer.Option(
            "--part",
            help="Print only this part of its code, for a file or for python: stub, solution or checks.",
            autocompletion=complete_part,
            metavar="PART",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show one question with its answer and its history."""
    from mlprep_cli.views import answer

    context: Context = ctx.obj
    store, screen = current(context), context.screen
    question_id = question_named(context, question_id)
    question, card, _ = store.questions.fetch(question_id)
    if as_json and part is not None:
        raise UsageError("--json prints the whole question; it takes no --part.", "mlprep show ID --json")
    if as_json:
        every = store.attempts.of(question_id)
        screen.write_document(documents.text(documents.question(question, card, context.clock.today, every)))
        return
    if part is not None:
        part = one_of("part", part, PARTS)
        if (code := question.code) is None:
            raise UsageError(f"{question_id} has no code.", "mlprep list --round coding lists the coding questions.")
        screen.write_document((checks_text(code) if part == "checks" else getattr(code, part)).rstrip())
        return
    screen.show(answer.full_question(question, store.own_texts(question)))
    screen.show(views.card_line(card, context.clock.today))
    if card.reviews:
        entries = store.reviews.entries(question_id=question_id, newest_first=True, voided=False, limit=None)
        screen.show(reviews.history(local(entries)))
    if latest := [*store.attempts.of(question_id, limit=ATTEMPTS)]:
        if coded := [attempt for attempt in latest if attempt.form == "code"]:
            screen.show(attempts.table(coded))
        if written := [attempt for attempt in latest if attempt.form not in ("code", OWN)]:
            screen.show(attempts.answers(written))
    if notes := store.reviews.notes(question_id):
        screen.show(reviews.notes(notes))


@cli.command(epilog="Example: mlprep study regularization")
def study(
    ctx: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic.", autocompletion=complete_topic, metavar="TOPIC")],
    drill: Annotated[
        bool, typer.Option("--drill", help="Practise its questions afterwards, due and weakest first.")
    ] = False,
) -> None:
    """Show the study page of a topic and its questions."""
    context: Context = ctx.obj
    (name,) = resolve(context, "topic", [topic])
    if drill:
        raise typer.Exit(practice.study(context, name))
    practice.show_page(context, name)
    questions = current(context).questions.listed(Query(topics=(name,)))
    context.screen.show(views.question_list(questions, context.clock.today))


@cli.command(epilog="Example: mlprep guide star")
def guide(
    ctx: typer.Context,
    page: Annotated[str | None, typer.Argument(help="The page.", autocompletion=complete_guide, metavar="PAGE")] = None,
) -> None:
    """Show how interviews work, and how to answer."""
    from mlprep_cli.views import answer

    context: Context = ctx.obj
    pages = current(context).pages
    if page is None:
        context.screen.show(views.guide_contents(pages.pages("guide")))
        return
    (name,) = resolve(context, "guide", [page])
    if (text := pages.page("guide", name)) is not None:
        context.screen.show(answer.page(text))
