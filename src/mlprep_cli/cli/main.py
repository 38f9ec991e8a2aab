"""The command line: the list of commands, and the one place where errors are shown."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_group

from mlprep_cli import __version__
from mlprep_cli.app.context import Context
from mlprep_cli.app.errors import damage_of, database_errors
from mlprep_cli.app.streams import OutputUnwritable, discard, guarded_streams, use_utf_8
from mlprep_cli.cli.options import Home
from mlprep_cli.cli.parser import HELP_OPTIONS, run_words
from mlprep_cli.core.session.modes import MODES
from mlprep_cli.core.text import plain
from mlprep_cli.errors import InvalidBank, MlprepError, UsageError

if TYPE_CHECKING:
    from typer._click import Command, HelpFormatter  # the names in the signatures of TyperGroup
    from typer._click import Context as ClickContext

HELP = {
    **{mode.name: mode.help for mode in MODES.values()},
    "code": "Solve a coding question in your editor, and run its checks.",
    "plan": "Show the plan until your interview: checkpoint days, activities, pace.",
    "eve": "Show a review sheet for the last twenty minutes before the interview: lapses, notes, formulas.",
    "companies": "Show how companies interview, what they value, and how ready you are.",
    "stats": "Show your progress, and how well you remember.",
    "status": "Print one short line for a shell prompt or a status bar.",
    "browse": "Search questions, answers and notes on the full screen, with a heat map; Enter practises.",
    "list": "List questions with their round, topic, checkpoint and due day.",
    "show": "Show one question with its answer and its history.",
    "export": "Write questions to a file for other programs: CSV, Markdown, a bank file or Anki.",
    "study": "Show the study page of a topic and its questions.",
    "suspend": "Never ask questions again until you unsuspend them; nothing is lost.",
    "unsuspend": "Ask suspended questions again.",
    "mine": "Show, edit and remove your own answers.",
    "stories": "Keep your stories for behavioral questions, and see which values they miss.",
    "asked": "Enter the questions of a real interview, so that you meet them again.",
    "notes": "Show your notes, newest first.",
    "history": "Show the review log.",
    "undo": "Undo the last grade, whichever session it was in.",
    "guide": "Show how interviews work, and how to answer.",
    "bank": "Use question banks of your own.",
    "import": "Import flashcards from Anki, Quizlet, tables and notes as questions.",
    "data": "Check, back up, move and merge your data.",
    "config": "Show and change settings.",
    "help": "Show the help of a command.",
}
"""Each command with its help, so that the list needs no imports."""


def _typer_of(name: str) -> typer.Typer:  # noqa: PLR0911, PLR0912, PLR0915  one arm per group of commands
    """Return the Typer app that has a command; only its module is imported."""
    match name:
        case "mock":
            from mlprep_cli.cli import mock

            return mock.cli
        case _ if name in MODES:
            from mlprep_cli.cli import practice

            return practice.cli
        case "code":
            from mlprep_cli.cli import coding

            return coding.cli
        case "plan":
            from mlprep_cli.cli import plan

            return plan.cli
        case "eve":
            from mlprep_cli.cli import eve

            return eve.cli
        case "companies":
            from mlprep_cli.cli import companies

            return companies.cli
        case "stats":
            from mlprep_cli.cli import stats

            return stats.cli
        case "status":
            from mlprep_cli.cli import status

            return status.cli
        case "browse":
            from mlprep_cli.cli import browse

            return browse.cli
        case "export":
            from mlprep_cli.cli import export

            return export.cli
        case "notes" | "history" | "undo":
            from mlprep_cli.cli import reviews

            return reviews.cli
        case "suspend" | "unsuspend":
            from mlprep_cli.cli import suspensions

            return suspensions.cli
        case "mine":
            from mlprep_cli.cli import attempts

            return attempts.cli
        case "stories":
            from mlprep_cli.cli import stories

            return stories.cli
        case "asked":
            from mlprep_cli.cli import asked

            return asked.cli
        case "bank":
            from mlprep_cli.cli import banks

            return banks.cli
        case "import":
            from mlprep_cli.cli import cards

            return cards.cli
        case "data":
            from mlprep_cli.cli import data

            return data.cli
        case "help":
            from mlprep_cli.cli import help as help_page

            return help_page.cli
        case "config":
            from mlprep_cli.cli import settings

            return settings.cli
        case _:
            from mlprep_cli.cli import questions

            return questions.cli


class Commands(TyperGroup):
    """The commands, each imported when it is used."""

    def list_commands(self, ctx: ClickContext) -> list[str]:
        """Return the names in the order of the help."""
        return list(HELP)

    def get_command(self, ctx: ClickContext, cmd_name: str) -> Command | None:
        """Return a command, None if there is no such command."""
        return get_group(_typer_of(cmd_name)).commands[cmd_name] if cmd_name in HELP else None

    def format_commands(self, ctx: ClickContext, formatter: HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(HELP.items()))


cli = typer.Typer(
    name="mlprep",
    cls=Commands,
    epilog="Example: mlprep drill --round screening --count 5",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": [*HELP_OPTIONS]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"mlprep {__version__}")
        raise typer.Exit


@cli.callback()
def root(
    ctx: typer.Context,
    home: Home = None,
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Flashcards against the clock for machine-learning interviews. Without a command, show what to do today."""
    context: Context = ctx.obj
    if home is not None and home.is_file():
        raise UsageError(f"{home} is a file, not a folder.", "Name a folder with --home or MLPREP_HOME.")
    context.given_home = home
    if ctx.invoked_subcommand is None:
        from mlprep_cli.cli.today import show_today

        show_today(context)


def run() -> int:
    """Run the command line, show any error, and return the exit code."""
    os.umask(0o077)  # only the owner can read new files and folders, including the folders above the database
    with guarded_streams():
        context = Context()
        try:
            with database_errors(context):
                if "_MLPREP_COMPLETE" in os.environ:
                    cli(prog_name="mlprep", obj=context)  # a shell asks for completions: Typer answers and exits
                code = run_words(get_group(cli), sys.argv[1:], context)
            sys.stdout.flush()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except (OutputUnwritable, BrokenPipeError) as error:
            return _unwritten(context, error)
        except MlprepError as error:
            _show(error)
            return error.exit_code
        except Exception as error:
            if os.environ.get("MLPREP_DEBUG") == "1":
                raise
            if (damage := damage_of(context)) is not None:
                _show(damage)
            else:
                _tell(f"mlprep: This is a bug in mlprep ({type(error).__name__}: {error}).")
                _tell("  Your graded answers are kept. MLPREP_DEBUG=1 shows the traceback.")
            return 1
        return code


def _unwritten(context: Context, error: OutputUnwritable | BrokenPipeError) -> int:
    """Say what was done although its result could not be printed, and return the exit code.

    A reader that closes its pipe, such as `head`, has seen enough: if nothing was changed, there is nothing to say.
    """
    discard(sys.stdout)
    failure = OutputUnwritable(error) if isinstance(error, BrokenPipeError) else error
    outcome = context.screen.outcome
    if outcome or failure is error:
        _show(MlprepError(f"{outcome} {failure.message}".lstrip(), failure.hint))
    return failure.exit_code


def _show(error: MlprepError) -> None:
    if "--json" in sys.argv:
        from mlprep_cli.views import documents

        use_utf_8(sys.stderr)
        _tell(documents.text(documents.error(error.message, error.hint)))
        return
    problems = "".join(f"{line}\n" for line in error.lines()) if isinstance(error, InvalidBank) else ""
    message, hint = (" ".join(text.split("\n")) for text in (error.message, error.hint))
    _tell(f"{problems}mlprep: {message}\n  {hint}")


def _tell(text: str) -> None:
    """Print to standard error without control characters: the text may quote a file or its name."""
    print(plain(text), file=sys.stderr)
