"""How ready one is: the predicted chance of recall on a day, beside what was measured; and what is worth practising for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from mlprep_cli.core.queue import Item
from mlprep_cli.core.stats import Tally

PRIOR_RECALLED, PRIOR_ASKED = 1, 3
"""What is believed of questions never asked before any was: one in three would be recalled. It fades as answers come."""


class Predicted(NamedTuple):
    """A question, and the predicted chance that it is recalled on the day. Unseen ones have the chance of a new one."""

    question_id: str
    round: str
    topic: str
    companies: tuple[str, ...]
    seen: bool
    recall: float


class Readiness(NamedTuple):
    """How ready one is for a topic, a company or all.

    `recall` is the mean predicted chance over all its questions, `recall_seen` over those seen. `measured` are the first
    attempts of a day at questions that were not new: their share recalled is the retention.
    """

    name: str
    questions: int
    seen: int
    recall: float | None
    recall_seen: float | None
    measured: Tally


class Choice(NamedTuple):
    """A question that could be practised now: the seconds it takes, and how much it adds to the recall of the day."""

    item: Item
    seconds: float
    gain: float


def chance_of_new(recalled: int, asked: int) -> float:
    """Return the chance that a question never seen is recalled: the share so far of first attempts, drawn to a prior."""
    return (recalled + PRIOR_RECALLED) / (asked + PRIOR_ASKED)


def readiness(name: str, predicted: Iterable[Predicted], measured: Tally) -> Readiness:
    """Return how ready one is for these questions."""
    found = list(predicted)
    seen = [each.recall for each in found if each.seen]
    return Readiness(
        name,
        len(found),
        len(seen),
        sum(each.recall for each in found) / len(found) if found else None,
        sum(seen) / len(seen) if seen else None,
        measured,
    )


def grouped(
    predicted: Sequence[Predicted],
    names: Sequence[str],
    belongs: Callable[[Predicted, str], bool],
    measured: dict[str, Tally],
) -> tuple[Readiness, ...]:
    """Return how ready one is for each of these names, those without questions left out."""
    groups = ((name, [each for each in predicted if belongs(each, name)]) for name in names)
    return tuple(readiness(name, found, measured.get(name, Tally())) for name, found in groups if found)


def picked(choices: Iterable[Choice], seconds: float) -> tuple[Item, ...]:
    """Return what to practise in so many seconds: what adds most for its time first, as far as the time goes.

    One at least, where there is any that adds something.
    """
    worth = sorted((each for each in choices if each.gain > 0), key=lambda each: -each.gain / each.seconds)
    taken: list[Item] = []
    left = seconds
    for each in worth:
        if each.seconds <= left or not taken:
            taken.append(each.item)
            left -= each.seconds
    return tuple(taken)
