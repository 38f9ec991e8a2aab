"""The outcome of importing or merging a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    "day_off": "range of days off",
    "suspension": "suspension",
    "attempt": "attempt",
    "story": "version of a story",
    "asked": "question of an interview",
}


def merged(name: str, merge: MergeReport) -> RenderableType:
    """Return the new and changed records of a log, and what was left out of it."""
    lines = [Text(f"{_one_line(name)}: {_changes([merge])}")]
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


def refused(name: str) -> RenderableType:
    """Return the line of a log that could not be merged; its error is shown after all logs."""
    return Text(f"{_one_line(name)}: refused")


def all_merged(merges: Sequence[MergeReport], refused: int) -> RenderableType:
    """Return the sum of several merges."""
    failed = f"; {plural(refused, 'log')} refused" if refused else ""
    return Text(f"{plural(len(merges), 'log')} merged: {_changes(merges)}{failed}")


def _changes(merges: Sequence[MergeReport]) -> str:
    new: Counter[str] = sum((Counter(merge.new) for merge in merges), Counter())
    changed: Counter[str] = sum((Counter(merge.changed) for merge in merges), Counter())
    counts = [(_counts(new), "new"), (_counts(changed), "changed")]
    return "; ".join(f"{count} {state}" for count, state in counts if count) or "nothing new"


def _counts(counts: Mapping[str, int]) -> str:
    names = [_counted(counts[kind], noun) for kind, noun in _NOUNS.items() if counts.get(kind)]
    if unknown := sum(count for kind, count in counts.items() if kind not in _NOUNS):
        names.append(f"{plural(unknown, 'record')} of unknown kind")
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _counted(count: int, noun: str) -> str:
    """Return a count with its noun; of `range of days off`, the first word gets the plural."""
    first, blank, rest = noun.partition(" of ")
    return f"{plural(count, first)}{blank}{rest}"


def _one_line(name: str) -> str:
    return " ".join(name.split())
