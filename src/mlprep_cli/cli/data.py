"""The commands of the database and the log: `data path`, `check`, `backup`, `restore`, `export`, `import`, `merge`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlprep_cli.app import backup as backups
from mlprep_cli.app import health, transfer
from mlprep_cli.app.context import Context
from mlprep_cli.cli.options import Force
from mlprep_cli.core.log_merge import MergeReport
from mlprep_cli.errors import MlprepError, UsageError
from mlprep_cli.views import backup as backup_views
from mlprep_cli.views import transfer as views
from mlprep_cli.views.health import health_report

cli = typer.Typer(rich_markup_mode=None)
data = typer.Typer(
    rich_markup_mode=None,
    help="Check, back up, move and merge your data.",
    no_args_is_help=True,
    epilog="Example: mlprep data check",
)
cli.add_typer(data, name="data")


@data.command(epilog="Example: sqlite3 \"$(mlprep data path)\" 'SELECT * FROM review'")
def path(ctx: typer.Context) -> None:
    """Print the path of the database."""
    context: Context = ctx.obj
    context.screen.write_document(str(context.store.path))


@data.command("check", epilog="Example: mlprep data check --repair")
def check_data(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make a backup, then repair everything that can be derived again.")
    ] = False,
) -> None:
    """Check the database file, the review log and every card."""
    context: Context = ctx.obj
    if repair:
        repaired = health.repair(context)
        context.screen.outcome = "The database was repaired."
        context.screen.show(backup_views.repaired(repaired))
        _show_copy(context, repaired.backup)
        report = repaired.after
    else:
        report = health.check(context)
        context.screen.show(health_report(report))
    if report.faults:
        raise typer.Exit(1)


@data.command(epilog="Example: mlprep data backup ~/mlprep-backup.db")
def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="The file to write; without it, a file in backups/ in the home folder.", metavar="FILE"),
    ] = None,
    force: Force = False,
) -> None:
    """Write a checked copy of the database.

    The copy is consistent even while a drill is running.
    """
    context: Context = ctx.obj
    written = backups.write_backup(context, file, replace=force)
    context.screen.outcome = "The backup was written."
    context.screen.write(f"backup written and checked: {written}")


@data.command(epilog="Example: mlprep data restore --force ~/mlprep-backup.db")
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace the current database and keep a copy of it.")] = False,
) -> None:
    """Restore a backup. A copy of the current database is kept."""
    context: Context = ctx.obj
    copy = backups.restore(context, file, replace=force)
    context.screen.outcome = "The backup was restored."
    context.screen.show(backup_views.restored(health.check(context)))
    _show_copy(context, copy)


@data.command(epilog="Example: mlprep data export mlprep-laptop.jsonl")
def export(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="The file to write; without it, standard output.", metavar="FILE")
    ] = None,
    force: Force = False,
) -> None:
    """Write your log as lines of JSON.

    The log has your reviews, sessions, notes, plans, mock interviews and settings.
    """
    context: Context = ctx.obj
    if file == Path("-"):
        file = None
    transfer.export(context, file, replace=force)
    if file is not None:
        context.screen.outcome = "The log was written."
        context.screen.write(f"log written: {file}")


@data.command("import", epilog="Example: mlprep data import mlprep-laptop.jsonl")
def import_log(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A log written by `data export`.", metavar="FILE")],
) -> None:
    """Import an exported log into an empty home folder."""
    context: Context = ctx.obj
    report = transfer.import_log(context, file)
    context.screen.outcome = "The log was imported."
    context.screen.show(views.merged(file.name, report))


@data.command(epilog="Example: mlprep data merge --from ~/Sync/mlprep")
def merge(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="The log of another machine, or its database.", metavar="FILE")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--from", help="Merge every log (*.jsonl) in a folder.", metavar="DIR")
    ] = None,
) -> None:
    """Merge the logs of other machines into yours.

    You can merge in any order and direction, and as often as you like.
    """
    context: Context = ctx.obj
    if (file is None) == (folder is None):
        raise UsageError("Name either a file or, with --from, a folder.", "mlprep data merge --help")
    files = [file] if file is not None else transfer.logs_in(folder) if folder else []
    merges: list[MergeReport] = []
    failures: list[MlprepError] = []
    for log, result in transfer.merge(context, files):
        if isinstance(result, MlprepError):
            failures.append(result)
            if len(files) > 1:
                context.screen.show(views.refused(log.name))
        else:
            context.screen.outcome = "The logs were merged."
            merges.append(result)
            context.screen.show(views.merged(log.name, result))
            _show_copy(context, result.backup)
    if len(files) > 1:
        context.screen.show(views.all_merged(merges, len(failures)))
    for failure in failures[:-1]:
        context.screen.warn(f"{failure.message} {failure.hint}")
    if failures:
        raise failures[-1]


def _show_copy(context: Context, copy: Path | str | None) -> None:
    # On one line even on a narrow screen, so that the path can be copied.
    if copy is not None:
        context.screen.write(f"the earlier database is kept: {copy}")
