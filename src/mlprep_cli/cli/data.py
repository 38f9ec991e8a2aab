"""The commands of the user's data: where it is, whether it is sound, out, in, together, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.adapters.files import expanded
from mlprep_cli.app import data as actions
from mlprep_cli.app.context import Mlprep
from mlprep_cli.errors import MlprepError, WrongUsage
from mlprep_cli.views import data as data_views
from mlprep_cli.views import reports

cli = typer.Typer(rich_markup_mode=None)
data = typer.Typer(
    rich_markup_mode=None, help="Your database.", no_args_is_help=True, epilog="Example: mlprep data check"
)
cli.add_typer(data, name="data")

Force = Annotated[bool, typer.Option("--force", help="Replace the file that is there.")]


@data.command(epilog="Example: sqlite3 \"$(mlprep data path)\" 'SELECT * FROM review'")
def path(context: typer.Context) -> None:
    """Print where the database is."""
    app: Mlprep = context.obj
    app.write(str(app.path))


@data.command("check", epilog="Example: mlprep data check --repair")
def check_data(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be derived again, after a backup.")] = False,
) -> None:
    """Check the file, the log, and that every card follows from it."""
    app: Mlprep = context.obj
    if repair:
        mended = actions.repair(app)
        app.show(data_views.mended(mended))
        _tell_kept(app, mended.kept)
        found = mended.after
    else:
        found = actions.check(app)
        app.show(reports.checked(found))
    if found.faults:
        raise typer.Exit(1)


@data.command(epilog="Example: mlprep data backup ~/mlprep-backup.db")
def backup(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to; without it, into backups/ in the home folder.", metavar="[FILE]")
    ] = None,
    force: Force = False,
) -> None:
    """Write a copy of the database, and check it.

    It is consistent, even while a drill is running.
    """
    app: Mlprep = context.obj
    app.write(f"backup written and checked: {actions.write_backup(app, file, replace=force)}")


@data.command(epilog="Example: mlprep data restore --force ~/mlprep-backup.db")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace the database that is there; it is kept.")] = False,
) -> None:
    """Go back to a backup; the database from before is kept."""
    app: Mlprep = context.obj
    kept = actions.restore(app, expanded(file), replace=force)
    app.show(data_views.restored(actions.check(app)))
    _tell_kept(app, kept)


@data.command(epilog="Example: mlprep data export mlprep-laptop.jsonl")
def export(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to; without it, to standard output.", metavar="[FILE]")
    ] = None,
    force: Force = False,
) -> None:
    """Write all you did as lines of JSON.

    The review log, sessions, notes, plans, mock interviews and settings; without a file, to standard output.
    """
    app: Mlprep = context.obj
    actions.export(app, None if file is None else expanded(file), replace=force)
    if file is not None:
        app.write(f"log written: {file}")


@data.command("import", epilog="Example: mlprep data import mlprep-laptop.jsonl")
def import_log(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="A log of data export.", metavar="FILE")]
) -> None:
    """Begin a new home with an exported log."""
    app: Mlprep = context.obj
    file = expanded(file)
    app.show(data_views.taken(file.name, actions.import_log(app, file)))


@data.command(epilog="Example: mlprep data merge --from ~/Sync/mlprep")
def merge(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A log of another machine, or its database.", metavar="[FILE]")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--from", help="Take every log (*.jsonl) of a folder.", metavar="DIR")
    ] = None,
) -> None:
    """Make one log of this and other machines' logs.

    How often, in which order and in which direction does not matter.
    """
    app: Mlprep = context.obj
    if (file is None) == (folder is None):
        raise WrongUsage("merge takes one file, or --from a folder.", "mlprep data merge --help shows both")
    files = [expanded(file)] if file is not None else actions.logs_in(expanded(folder)) if folder else []
    failures: list[MlprepError] = []
    for each, came in actions.merge(app, files):
        if isinstance(came, MlprepError):
            failures.append(came)
        else:
            app.show(data_views.taken(each.name, came))
            _tell_kept(app, came.kept)
    for failure in failures[:-1]:
        app.warn(f"{failure.message} {failure.hint}")
    if failures:
        raise failures[-1]


def _tell_kept(app: Mlprep, path: Path | str | None) -> None:
    # Not broken into lines of the screen: it is there to be copied.
    if path is not None:
        app.write(f"the database from before is kept: {path}")
