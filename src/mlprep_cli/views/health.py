"""The report on a database's integrity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.views.theme import ALARM, QUIET, plural

if TYPE_CHECKING:
    from mlprep_cli.core.health import HealthReport


def health_report(report: HealthReport) -> RenderableType:
    """Return each fault with what to do about it, or that there is none."""
    if not report.faults:
        counts = f"{plural(report.reviews, 'review')}, {plural(report.cards, 'card')}"
        return Text.assemble(("ok", "green"), f": {counts}, every card matches its reviews")
    rows: list[RenderableType] = []
    for fault in report.faults:
        rows += [Text(fault.message, style=ALARM), Text(f"  {fault.hint}", style=QUIET)]
    return Group(*rows)
