"""The commands that ask questions: `drill` and `quickfire`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import practice as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import query_of, resolve
from mlprep_cli.cli.options import Companies, Difficulties, Levels, Rounds, Seed, Topics, complete_id

cli = typer.Typer(rich_markup_mode=None)

Count = Annotated[int | None, typer.Option("--count", "-n", min=1, help="At most this many questions.")]
Timer = Annotated[
    int | None, typer.Option("--timer", min=1, max=3600, help="Seconds for each question.", metavar="SECONDS")
]


@cli.command(epilog="Example: mlprep drill --round screening --topic regularization --count 5")
def drill(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Only these questions, due or not.", autocompletion=complete_id, metavar="ID"),
    ] = None,
    rounds: Rounds = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    count: Count = None,
    timer: Timer = None,
    new: Annotated[
        int | None, typer.Option("--new", min=0, help="At most this many new questions per study day.")
    ] = None,
    early: Annotated[bool, typer.Option("--early", help="Also ask questions that you still know well.")] = False,
    minutes: Annotated[
        int | None,
        typer.Option(
            "--minutes", "-m", min=1, max=600, help="The questions that are worth most in MINUTES from now on."
        ),
    ] = None,
    seed: Seed = None,
) -> None:
    """Answer the questions of the day: aloud, against the clock."""
    context: Context = ctx.obj
    query = query_of(
        context, rounds=rounds, topics=topics, companies=companies, difficulties=difficulties, levels=levels
    )
    options = actions.DrillOptions(
        count=count,
        new=new,
        early=early,
        minutes=minutes,
        seed=seed,
        ids=resolve(context, "id", ids or ()),
        timer=timer,
    )
    raise typer.Exit(actions.drill(context, query, options))


@cli.command(epilog="Example: mlprep quickfire --timer 15")
def quickfire(
    ctx: typer.Context,
    timer: Timer = None,
    count: Count = None,
    topics: Topics = None,
    companies: Companies = None,
    difficulties: Difficulties = None,
    levels: Levels = None,
    seed: Seed = None,
) -> None:
    """Answer twenty rapid questions in 15 seconds each; the answer appears when the time is up."""
    context: Context = ctx.obj
    query = query_of(context, topics=topics, companies=companies, difficulties=difficulties, levels=levels)
    raise typer.Exit(actions.quickfire(context, query, timer=timer, count=count, seed=seed))
