"""The commands that look at questions and progress: today, stats, list, show, study, guide."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import status
from mlprep_cli.app.context import Mlprep
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
from mlprep_cli.core.questions import Filter
from mlprep_cli.errors import WrongUsage
from mlprep_cli.storage import banks, lists, reviews, stats
from mlprep_cli.views import documents, reports

cli = typer.Typer(rich_markup_mode=None)


def today(app: Mlprep) -> None:
    """Show what to do today; on a terminal, one key begins it."""
    route = app.route()
    day = stats.day(app.content, Filter(), app.today, app.settings.new_per_day, app.plan, app.chosen_now())
    app.show(reports.today(day, route))
    command = reports.next_command(day, route)
    if command and app.answers_keys:
        app.show(reports.begin_key())
        if app.key() in ("\n", " "):
            app.run(command)


@cli.command("status", epilog="Example: mlprep status --json")
def show_status(context: typer.Context, as_json: AsJson = False) -> None:
    """Print one short line for a shell prompt or a status bar."""
    app: Mlprep = context.obj
    app.write(status.told(app.home, as_json=as_json))


@cli.command("list", epilog="Example: mlprep list dropout --round quickfire")
def list_questions(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="Words that the question has.", metavar="[WORDS]")] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    due: Annotated[bool, typer.Option("--due", help="Only what is due.")] = False,
    as_json: AsJson = False,
) -> None:
    """List questions with their round, topic, checkpoint and due day."""
    app: Mlprep = context.obj
    wanted = app.filter(rounds, topics, companies, difficulties, levels, words)
    found = lists.listed(app.content, wanted, app.today if due else None)
    if as_json:
        app.write(documents.text(documents.listed(found, app.today)))
    else:
        app.show(reports.questions(found, app.today, app.display.width))


@cli.command(epilog="Example: mlprep show l1-vs-l2-regularization")
def show(
    context: typer.Context,
    question_id: Annotated[str, typer.Argument(help="Its id.", autocompletion=complete_id, metavar="ID")],
    part: Annotated[
        CodePart | None, typer.Option("--part", help="Print only its code, as it is: for a file, or for python.")
    ] = None,
) -> None:
    """Show one question whole, with its history."""
    app: Mlprep = context.obj
    question, card, _ = banks.fetch(app.content, question_id)
    if part is not None:
        if question.code is None:
            raise WrongUsage(f"{question_id} has no code.", "mlprep list --round coding shows those that have")
        app.write(getattr(question.code, part.value).rstrip())
        return
    app.show(app.answers.card_of(question))
    app.show(reports.card_line(card, app.today))
    entries = reviews.entries(app.content, question_id=question_id, newest_first=True, voided=False, limit=None)
    if card.reviews:
        app.show(reports.history(entries, app.display.width))
    if missed := reviews.notes(app.content, question_id):
        app.show(reports.notes(missed))


@cli.command(epilog="Example: mlprep study regularization")
def study(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic.", autocompletion=complete_topic)],
    drilled: Annotated[
        bool, typer.Option("--drill", help="Then practise its questions, due and weakest first.")
    ] = False,
) -> None:
    """Show a topic's study page and its questions."""
    app: Mlprep = context.obj
    (name,) = app.chosen("topic", [topic])
    page = banks.page(app.content, "topic", name)
    if page is not None:
        app.show(app.answers.page(page))
    if drilled:
        raise typer.Exit(app.repair(name))
    found = lists.listed(app.content, Filter(topics=(name,)))
    app.show(reports.questions(found, app.today, app.display.width))


@cli.command(epilog="Example: mlprep guide star")
def guide(
    context: typer.Context,
    page: Annotated[
        str | None, typer.Argument(help="The page.", autocompletion=complete_guide, metavar="[PAGE]")
    ] = None,
) -> None:
    """Show how interviews run, and how to answer."""
    app: Mlprep = context.obj
    if page is None:
        app.show(reports.contents(banks.pages(app.content, "guide")))
        return
    (name,) = app.chosen("guide", [page])
    if (found := banks.page(app.content, "guide", name)) is not None:
        app.show(app.answers.page(found))
