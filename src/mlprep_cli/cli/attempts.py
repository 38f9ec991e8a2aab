"""The commands of your own answers: `mine`, `mine show`, `mine edit` and `mine forget`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import attempts as actions
from mlprep_cli.app.context import Context
from mlprep_cli.app.drafts import refuse_without_terminal
from mlprep_cli.app.names import question_named
from mlprep_cli.cli.options import AsJson, Yes, complete_id, confirmed
from mlprep_cli.cli.parser import ShortGroup
from mlprep_cli.errors import UsageError
from mlprep_cli.views import attempts as views
from mlprep_cli.views import documents
from mlprep_cli.views.theme import plural

cli = typer.Typer(rich_markup_mode=None)
mine = typer.Typer(
    rich_markup_mode=None,
    cls=ShortGroup,
    help="Show, edit and remove your own answers.",
    invoke_without_command=True,
    epilog="Example: mlprep mine l1-vs-l2-regularization",
)
cli.add_typer(mine, name="mine")

Id = Annotated[str, typer.Argument(help="The id of the question.", autocompletion=complete_id, metavar="ID")]


@mine.callback()
def list_mine(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the questions with answers of your own, newest first. With an ID, show these answers."""
    context: Context = ctx.obj
    if ctx.invoked_subcommand is not None:
        return
    kept = actions.answers_by_question(context)
    if as_json:
        context.screen.write_document(documents.text(documents.mine(kept, context.clock.today)))
    else:
        context.screen.show(views.mine(kept))


@mine.command(epilog="Example: mlprep mine show l1-vs-l2-regularization")
def show(ctx: typer.Context, question_id: Id) -> None:
    """Show your answers to a question, newest first. The word show may be left out."""
    context: Context = ctx.obj
    question_id = question_named(context, question_id)
    context.screen.show(views.texts(question_id, actions.answers(context, question_id)))


@mine.command(epilog="Example: mlprep mine edit l1-vs-l2-regularization")
def edit(ctx: typer.Context, question_id: Id) -> None:
    """Write your own model answer in your editor. An emptied file removes it."""
    context: Context = ctx.obj
    refuse_without_terminal(context, "mlprep mine edit")
    outcome = actions.edit(context, question_named(context, question_id))
    context.screen.outcome = outcome
    context.screen.write(outcome or "Nothing was changed, so nothing was kept.")


@mine.command(epilog="Example: mlprep mine forget l1-vs-l2-regularization")
def forget(
    ctx: typer.Context,
    question_id: Annotated[
        str | None, typer.Argument(help="The id of the question.", autocompletion=complete_id, metavar="ID")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="The answers to every question.")] = False,
    code: Annotated[bool, typer.Option("--code", help="Also the code of the runs of your attempts.")] = False,
    yes: Yes = False,
) -> None:
    """Remove the texts of your answers for good; days, times and grades stay."""
    context: Context = ctx.obj
    if (question_id is None) != everything:
        raise UsageError("Name a question, or use --all.", "Example: mlprep mine forget l1-vs-l2-regularization")
    name = None if question_id is None else question_named(context, question_id)
    texts = actions.texts_to_forget(context, name, code=code)
    if not texts:
        context.screen.write("There is no text to remove.")
        return
    confirmed(context, f"Remove {plural(len(texts), 'text')} for good?", "Nothing was removed.", yes=yes)
    count = actions.forget(context, texts)
    context.screen.outcome = "The texts were removed."
    context.screen.write(f"{plural(count, 'text')} removed; days, times and grades are kept")
