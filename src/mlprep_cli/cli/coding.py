"""The command of the coding room: `code`."""

from __future__ import annotations

from typing import Annotated

import typer

from mlprep_cli.app import coding as actions
from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.app.names import question_named
from mlprep_cli.cli.options import complete_coding_id
from mlprep_cli.errors import UsageError
from mlprep_cli.views import coding as views

cli = typer.Typer(rich_markup_mode=None)


@cli.command(epilog="Example: mlprep code reverse-linked-list")
def code(
    ctx: typer.Context,
    question_id: Annotated[
        str | None,
        typer.Argument(
            help="The coding question; the one that is due first if you name none.",
            autocompletion=complete_coding_id,
            metavar="ID",
        ),
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="Run the checks on your last attempt, and exit.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Run the checks at each save, until Ctrl-C.")] = False,
) -> None:
    """Solve a coding question in your editor, and run its checks."""
    context: Context = ctx.obj
    if not (run or watch):
        from mlprep_cli.app.practice import code_room

        raise typer.Exit(code_room(context, None if question_id is None else question_named(context, question_id)))
    if run and watch:
        raise UsageError("--run and --watch exclude each other.", "--watch runs the checks at once, too.")
    if question_id is None:
        raise UsageError("--run and --watch need a question.", "mlprep code reverse-linked-list --run")
    question, _, _ = current(context).questions.fetch(question_named(context, question_id))
    actions.refuse_missing_module(context, question)
    code_of_question = actions.code_of(question)
    files = actions.attempts(context, question.id)
    path = files[-1] if files else actions.new_attempt(context, question)
    context.screen.write(str(path))
    hidden = sum(check.hidden for check in code_of_question.checks)
    result = None
    for text in actions.saves(path) if watch else (actions.text_of(path),):
        result = actions.run(context, code_of_question, text, hidden=False)
        context.screen.show(views.run_report(result, left=hidden))
        actions.record(context, question.id, text, result)
    raise typer.Exit(0 if result is not None and result.passed else 1)
