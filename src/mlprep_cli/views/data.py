"""What the commands of the data show: what was taken in, what came back, what was mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.views.reports import checked
from mlprep_cli.views.theme import QUIET, plural

if TYPE_CHECKING:
    from mlprep_cli.core.health import Checked, Mended
    from mlprep_cli.core.log_merge import Taken

_NAMES = {
    "review": "review",
    "session": "session",
    "mock": "mock interview",
    "said": "answer",
    "note": "note",
    "plan": "plan",
}


def taken(name: str, found: Taken) -> RenderableType:
    """Return what a log brought."""
    parts = [f"{counted} new" for counted in [_counts(found.new)] if counted]
    parts += [f"{counted} changed" for counted in [_counts(found.changed)] if counted]
    lines = [Text(f"{name}: {'; '.join(parts) or 'nothing new'}")]
    if found.unknown:
        ids = f"{', '.join(found.unknown[:3])}{', …' if len(found.unknown) > 3 else ''}"
        lines.append(
            Text(
                f"{plural(len(found.unknown), 'question')} of a bank that is not here ({ids}): "
                "kept, and asked again after mlprep bank add FILE",
                style=QUIET,
            )
        )
    if found.left_out:
        count = plural(len(found.left_out), "line")
        lines.append(Text(f"{count} of it cannot be read and stayed out: {found.left_out[0]}"))
    return Group(*lines)


def restored(found: Checked) -> RenderableType:
    """Return what the database is after a restore."""
    lines: list[RenderableType] = [Text(f"restored: {plural(found.reviews, 'review')}")]
    if found.faults:
        lines.append(checked(found))
    return Group(*lines)


def mended(found: Mended) -> RenderableType:
    """Return what was wrong, and what is wrong still."""
    lines: list[RenderableType] = [
        Text.assemble(("not mended" if each in found.after.faults else "mended", QUIET), f"  {each.what}")
        for each in found.before.faults
    ]
    if found.lost:
        lines.append(Text(f"{plural(found.lost, 'line')} of the damaged log could not stand beside the others"))
    lines.append(checked(found.after))
    return Group(*lines)


def _counts(counts: dict[str, int]) -> str:
    names = [plural(counts[kind], name) for kind, name in _NAMES.items() if counts.get(kind)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
