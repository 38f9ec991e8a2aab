"""A database after a restore or a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.views.health import health_report
from mlprep_cli.views.theme import QUIET, plural

if TYPE_CHECKING:
    from mlprep_cli.core.health import HealthReport, RepairReport


def restored(report: HealthReport) -> RenderableType:
    """Return the number of reviews after a restore, and any faults."""
    lines: list[RenderableType] = [Text(f"restored: {plural(report.reviews, 'review')}")]
    if report.faults:
        lines.append(health_report(report))
    return Group(*lines)


def repaired(repair: RepairReport) -> RenderableType:
    """Return each fault from before the repair with its outcome, then the report from after it."""
    lines: list[RenderableType] = [
        Text.assemble(("not repaired" if fault in repair.after.faults else "repaired", QUIET), f"  {fault.message}")
        for fault in repair.before.faults
    ]
    if repair.lost:
        lines.append(Text(f"{plural(repair.lost, 'line')} of the log could not be read or kept"))
    lines.append(health_report(repair.after))
    return Group(*lines)
