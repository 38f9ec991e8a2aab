"""The outcome of importing or merging a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.views.theme import QUIET, plural

if TYPE_CHECKING:
    from mlprep_cli.core.log_merge import MergeReport

SHOWN_IDS = 3
_NOUNS = {
    "review": "review",
    "session": "session",
    "mock": "mock interview",
    "said": "answer",
    "note": "note",
    "plan": "plan",
}


def merged(name: str, merge: MergeReport) -> RenderableType:
    """Return the new and changed records of a log, and what was left out of it."""
    counts = [(_counts(merge.new), "new"), (_counts(merge.changed), "changed")]
    changes = "; ".join(f"{count} {state}" for count, state in counts if count)
    lines = [Text(f"{name}: {changes or 'nothing new'}")]
    if merge.unknown:
        ids = f"{', '.join(merge.unknown[:SHOWN_IDS])}{', …' if len(merge.unknown) > SHOWN_IDS else ''}"
        unknown = plural(len(merge.unknown), "question")
        text = (
            f"{unknown} not in any bank here ({ids}): the reviews are kept and count again after mlprep bank add FILE"
        )
        lines.append(Text(text, style=QUIET))
    if merge.left_out:
        lines.append(Text(f"{plural(len(merge.left_out), 'unreadable line')} left out: {merge.left_out[0]}"))
    return Group(*lines)


def _counts(counts: dict[str, int]) -> str:
    names = [plural(counts[kind], noun) for kind, noun in _NOUNS.items() if counts.get(kind)]
    if unknown := sum(count for kind, count in counts.items() if kind not in _NOUNS):
        names.append(f"{plural(unknown, 'record')} of unknown kind")
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
