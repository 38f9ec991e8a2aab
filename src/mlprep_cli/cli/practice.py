"""The commands that ask: drill, quickfire."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from mlprep_cli.app import practice
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import Companies, Difficulties, Levels, Rounds, Seed, Topics, complete_id
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE

cli = typer.Typer(rich_markup_mode=None)

Count = Annotated[int | None, typer.Option("--count", "-n", min=1, help="At most this many questions.")]
Timer = Annotated[int | None, typer.Option("--timer", min=1, help="Seconds for each question.", metavar="SECONDS")]


@cli.command(epilog="Example: mlprep drill --round screening --topic regularization --count 5")
def drill(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Only these questions, due or not.", autocompletion=complete_id, metavar="[ID]..."),
    ] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    count: Count = None,
    timer: Timer = None,
    new: Annotated[int | None, typer.Option("--new", min=0, help="New questions a study day (15).")] = None,
    early: Annotated[bool, typer.Option("--early", help="Also what is not due yet.")] = False,
    minutes: Annotated[
        int | None, typer.Option("--minutes", "-m", min=1, max=600, help="What is worth most in so many minutes.")
    ] = None,
    seed: Seed = None,
) -> None:
    """Answer what is due, then new questions: aloud, against the clock."""
    app: Mlprep = context.obj
    wanted = app.filter(rounds, topics, companies, difficulties, levels)
    rules = replace(DRILL, timer=timer)
    raise typer.Exit(
        practice.drill(
            app, wanted, rules, count=count, new=new, early=early, seed=seed, minutes=minutes, ids=app.chosen("id", ids)
        )
    )


@cli.command(epilog="Example: mlprep quickfire --timer 15")
def quickfire(
    context: typer.Context,
    timer: Timer = None,
    count: Count = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    seed: Seed = None,
) -> None:
    """Answer twenty rapid questions, 15 seconds each; the answer shows itself when the time is up."""
    app: Mlprep = context.obj
    wanted = app.filter(None, topics, companies, difficulties, levels)
    rules = replace(QUICKFIRE, timer=timer or app.settings.quickfire_timer)
    how_many = count or app.settings.quickfire_count
    raise typer.Exit(practice.quickfire(app, wanted, rules, count=how_many, seed=seed))
