"""Commands: parse, one call, show."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typer.main import get_group

from mlprep_cli import __version__
from mlprep_cli.app.context import Mlprep
from mlprep_cli.cli.options import Home
from mlprep_cli.core.text import plain
from mlprep_cli.errors import Damaged, InvalidBank, MlprepError, Unreadable, Unusable
from mlprep_cli.storage import plans
from mlprep_cli.storage.database import connect
from mlprep_cli.storage.errors import meaning

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter  # the names that TyperGroup's own signatures have

    from mlprep_cli.core.health import Checked
    from mlprep_cli.core.schedule import CheckpointPlan

COMMANDS = {
    "drill": ("practice", "Answer what is due, then new questions: aloud, against the clock."),
    "quickfire": ("practice", "Answer twenty rapid questions, 15 seconds each."),
    "mock": ("mock", "Hold a mock interview: a clock, follow-ups, nothing revealed; then the debrief."),
    "plan": ("plan", "Show the way to the interview: checkpoint days, activities, pace."),
    "eve": (
        "readiness",
        "Show the last look before the interview, for twenty minutes: lapses, what was missed, formulas.",
    ),
    "companies": (
        "readiness",
        "Show how companies interview, what they weigh, and how ready you are for what they ask.",
    ),
    "stats": ("stats", "Show how far you are, and how well you remember."),
    "status": ("questions", "Print one short line for a shell prompt or a status bar."),
    "list": ("questions", "List questions with their round, topic, checkpoint and due day."),
    "show": ("questions", "Show one question whole, with its history."),
    "study": ("questions", "Show a topic's study page and its questions."),
    "notes": ("reviews", "Show what was missed, question by question, newest first."),
    "history": ("reviews", "Show the review log."),
    "undo": ("reviews", "Take back the last grade, whichever session it was in."),
    "guide": ("questions", "Show how interviews run, and how to answer."),
    "bank": ("banks", "The shipped bank, and your own."),
    "data": ("data", "Your database."),
    "config": ("banks", "Show settings, and set them."),
}
"""Each command, the module that has it, and its help: the list of all is shown without loading any."""


class Commands(TyperGroup):
    """The commands, each loaded with its module when it is asked for."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"mlprep_cli.cli.{COMMANDS[cmd_name][0]}")
        return get_group(module.cli).commands[cmd_name]

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


cli = typer.Typer(
    name="mlprep",
    cls=Commands,
    epilog="Example: mlprep drill --round screening --count 5",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mlprep {__version__}")
        raise typer.Exit


@cli.callback()
def root(
    context: typer.Context,
    home: Home = None,
    version: bool = typer.Option(False, "--version", "-V", help="Show the version.", callback=_version, is_eager=True),
) -> None:
    """Flashcards against the clock for machine-learning interviews. Alone, it shows what to do today."""
    app: Mlprep = context.obj
    app.given_home = home
    if context.invoked_subcommand is None:
        import_module("mlprep_cli.cli.questions").today(app)


def run_typed(app: Mlprep, command: str) -> None:
    """Run a command of mlprep as if it had been typed, and leave with its exit code."""
    whole, words = get_group(cli), import_module("shlex").split(command)
    raise typer.Exit(whole.main(words[1:], prog_name="mlprep", obj=app, standalone_mode=False) or 0)


def run() -> int:
    """Run the command line, show what went wrong, and return the exit code."""
    os.umask(0o077)  # whatever is made is its owner's alone, the folders above the database too
    app = Mlprep()
    try:
        with _understood(app):
            cli(prog_name="mlprep", obj=app)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except MlprepError as error:
        _show(error)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing is left to write it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get("MLPREP_DEBUG") == "1":
            raise
        if "home" in app.__dict__ and (damage := _damage(app.path)) is not None:
            _show(damage)
        else:
            _tell(f"mlprep: this is a bug in mlprep ({type(error).__name__}: {error}).")
            _tell("  What was graded is kept. MLPREP_DEBUG=1 shows the traceback.")
        return 1
    return 0


@contextmanager
def _understood(app: Mlprep) -> Iterator[None]:
    """Close the database at the end, and turn what SQLite says into what the user can do about it."""
    try:
        yield
    except sqlite3.Error as error:
        raise meaning(error, app.path) from error
    except Unreadable as error:
        raise _damaged(app.path, error.message) from error
    finally:
        app.close()


def _damage(path: Path) -> MlprepError | None:
    """Return what is wrong with the database, where something is: what fails on that is no bug."""
    if not path.exists():
        return None
    check: Callable[[sqlite3.Connection, Path, CheckpointPlan], Checked]
    check = import_module("mlprep_cli.storage.health").check_database
    try:
        with closing(connect(path)) as connection:
            faults = check(connection, path, plans.schedule(connection)).faults
    except sqlite3.Error as error:
        return meaning(error, path)
    except Unusable as error:
        return error
    except Exception as error:  # noqa: BLE001  what cannot even be looked at is damaged
        return _damaged(path, str(error))
    return _damaged(path, faults[0].what) if faults else None


def _damaged(path: Path, what: str) -> Damaged:
    return Damaged(f"{path} is damaged: {what}.", "mlprep data check")


def _show(error: MlprepError) -> None:
    if "--json" in sys.argv:
        documents = import_module("mlprep_cli.views.documents")
        _tell(documents.text(documents.error(error.message, error.hint)))
        return
    problems = "".join(f"{line}\n" for line in error.lines()) if isinstance(error, InvalidBank) else ""
    _tell(f"{problems}mlprep: {error.message}\n  {error.hint}")


def _tell(text: str) -> None:
    """Print what is no result; it may quote a file name, or a line of a file."""
    print(plain(text), file=sys.stderr)
