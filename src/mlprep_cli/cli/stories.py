"""The commands of stories: `stories`, `stories new`, `edit`, `show` and `remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import stories as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.drafts import refuse_without_terminal
from mlprep_cli.cli.options import AsJson, Yes, confirmed
from mlprep_cli.views import documents
from mlprep_cli.views import stories as views

cli = typer.Typer(rich_markup_mode=None)
stories = typer.Typer(
    rich_markup_mode=None,
    help="Keep your stories for behavioral questions, and see which values they miss.",
    invoke_without_command=True,
    epilog="Example: mlprep stories new",
)
cli.add_typer(stories, name="stories")

Name = Annotated[str, typer.Argument(help="The name of the story, as in `stories`.", metavar="NAME")]


@stories.callback()
def show_board(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show your stories with their questions and values, and the values of your companies that none of them shows."""
    context: Context = ctx.obj
    if ctx.invoked_subcommand is not None:
        return
    board = actions.board(context)
    if as_json:
        context.screen.write_document(documents.text(documents.stories(board, context.clock.today)))
    else:
        context.screen.show(views.board(board))


@stories.command(epilog="Example: mlprep stories new")
def new(ctx: typer.Context) -> None:
    """Write a story in your editor: situation, task, action, result."""
    context: Context = ctx.obj
    refuse_without_terminal(context, "mlprep stories new")
    _write(context, None, new=True)


@stories.command(epilog="Example: mlprep stories edit the-slow-ranker")
def edit(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="The name of the story; without it, the draft that could not be kept.", metavar="NAME"),
    ] = None,
) -> None:
    """Change a story in your editor."""
    context: Context = ctx.obj
    refuse_without_terminal(context, "mlprep stories edit")
    _write(context, name, new=False)


@stories.command(epilog="Example: mlprep stories show the-slow-ranker")
def show(ctx: typer.Context, name: Name) -> None:
    """Show a story."""
    from mlprep_cli.views import answer

    context: Context = ctx.obj
    story = actions.story_named(context, name)
    context.screen.show(views.head(story))
    context.screen.show(answer.markdown(story.text))


@stories.command(epilog="Example: mlprep stories remove the-slow-ranker")
def remove(
    ctx: typer.Context,
    name: Name,
    yes: Yes = False,
) -> None:
    """Remove a story for good, with all its earlier versions."""
    context: Context = ctx.obj
    story = actions.story_named(context, name)
    confirmed(context, f"Remove “{story.title}” for good?", "Nothing was removed.", yes=yes)
    actions.remove(context, story)
    context.screen.outcome = "The story was removed."
    context.screen.write("The story was removed.")


def _write(context: Context, name: str | None, *, new: bool) -> None:
    outcome = actions.write(context, name, new=new)
    context.screen.outcome = outcome
    context.screen.write(outcome or "Nothing was changed, so nothing was kept.")
