"""The commands that show the banks: `list`, `show`, `study` and `guide`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import practice
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import query_of, resolve
from mlprep_cli.cli.options import (
    AsJson,
    CodePart,
    Companies,
    Difficulties,
    Levels,
    Rounds,
    Topics,
    complete_guide,
    complete_id,
    complete_topic,
)
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import UsageError
from mlprep_cli.views import documents, reviews
from mlprep_cli.views import questions as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command("list", epilog="Example: mlprep list dropout --round quickfire")
def list_questions(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="Words in the question, its id or its topic.", metavar="[WORDS]...")
    ] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    due: Annotated[bool, typer.Option("--due", help="Only due questions.")] = False,
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
        context.screen.write(documents.text(documents.questions(questions, today)))
    else:
        context.screen.show(views.question_list(questions, today))


@cli.command(epilog="Example: mlprep show l1-vs-l2-regularization")
def show(
    ctx: typer.Context,
    question_id: Annotated[
        str, typer.Argument(help="The id of the question.", autocompletion=complete_id, metavar="ID")
    ],
    part: Annotated[
        CodePart | None, typer.Option("--part", help="Print only this part of its code, for a file or for python.")
    ] = None,
) -> None:
    """Show one question with its answer and its history."""
    from mlprep_cli.views import answer

    context: Context = ctx.obj
    store, screen = current(context), context.screen
    question, card, _ = store.questions.fetch(question_id)
    if part is not None:
        if question.code is None:
            raise UsageError(f"{question_id} has no code.", "mlprep list --round coding lists the coding questions.")
        screen.write(getattr(question.code, part.value).rstrip())
        return
    screen.show(answer.full_question(question))
    screen.show(views.card_line(card, context.clock.today))
    if card.reviews:
        entries = store.reviews.entries(question_id=question_id, newest_first=True, voided=False, limit=None)
        screen.show(reviews.history(entries))
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
    page: Annotated[
        str | None, typer.Argument(help="The page.", autocompletion=complete_guide, metavar="[PAGE]")
    ] = None,
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
