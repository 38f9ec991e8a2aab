"""Integrity checks and repair of the database."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mlprep_cli.app import banks
from mlprep_cli.app.context import Context
from mlprep_cli.app.progress import progress
from mlprep_cli.core.days import study_day
from mlprep_cli.core.health import Fault, HealthReport, Remedy, RepairReport
from mlprep_cli.errors import DatabaseDamaged, MlprepError

if TYPE_CHECKING:
    from datetime import date, datetime


def check(context: Context) -> HealthReport:
    """Return every fault of the database; nothing is changed.

    Raises:
        DatabaseUnavailable: It cannot be opened or reached.
    """
    with progress(context) as shown:
        return context.store.check(shown)


def repair(context: Context) -> RepairReport:
    """Back up the database and derive it again from its log; if the file is damaged, write its log to a new file.

    If the file has objects that are not of mlprep, its tables are first copied into a fresh schema.
    """
    try:
        before = check(context)
        damaged = before.needs_rebuilding
    except DatabaseDamaged as error:
        before, damaged = HealthReport(0, 0, (Fault(error.message, error.hint, Remedy.REBUILD),)), True
    if not before.faults:
        return RepairReport(before, before)
    if damaged:
        return _rebuild(context, before)
    zone, day_start = context.clock.moment().astimezone().tzinfo, context.settings.day_starts_at

    def day_of(moment: datetime) -> date:
        return study_day(moment.astimezone(zone), day_start)

    try:
        backup, lost = context.store.repair(day_of, context.clock.moment())
    except DatabaseDamaged:  # only its readable records can be saved
        return _rebuild(context, before)
    banks.load_changed(context)
    return RepairReport(before, check(context), str(backup), lost)


def _rebuild(context: Context, before: HealthReport) -> RepairReport:
    """Build a new database from the banks, the newest backup and every readable record of the damaged file."""
    from mlprep_cli.storage.repair import lost_banks, put_aside

    context.close()
    path, home = context.store.path, context.home
    with TemporaryDirectory(dir=home, prefix=".rebuilding-") as folder:
        fresh = Context(Path(folder))
        store = banks.current(fresh)
        for name, file in lost_banks(path):
            try:
                banks.load(fresh, name, file)
            except MlprepError as error:
                fresh.screen.warn(
                    f"{error.message} Its reviews are kept and count again after mlprep bank add FILE. {error.hint}"
                )
        lost = store.salvage(path, home, context.clock.moment())
        after = store.check()
        fresh.close()
        damaged = put_aside(Path(folder), path)
    return RepairReport(before, after, str(damaged), lost)
