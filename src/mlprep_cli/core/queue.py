"""The queue of a session: which questions it asks, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.reviews import Card

if TYPE_CHECKING:
    from random import Random


class Item(NamedTuple):
    """A question in a queue, with its card when the queue was made."""

    round: str
    topic: str
    card: Card

    @property
    def question_id(self) -> str:
        """The id of the question."""
        return self.card.question_id


def interleave(items: Sequence[Item]) -> list[Item]:
    """Return the items in their order, but without two of a topic in a row while another topic is left.

    Each step takes the first item left whose topic is not the last one taken. Items are grouped by topic, and each
    step compares only the first item of each group: the time is linear in the number of items.
    """
    heads: dict[str, list[int]] = {}
    for place in range(len(items) - 1, -1, -1):
        heads.setdefault(items[place].topic, []).append(place)
    ordered: list[Item] = []
    last = None
    while heads:
        topic = min((name for name in heads if name != last or len(heads) == 1), key=lambda name: heads[name][-1])
        ordered.append(items[heads[topic].pop()])
        if not heads[topic]:
            del heads[topic]
        last = topic
    return ordered


def by_topics(items: Sequence[Item]) -> list[Item]:
    """Return the items with the first one of every topic before every second one, and so on."""
    met: dict[str, int] = {}
    ranks = []
    for item in items:
        met[item.topic] = met.get(item.topic, -1) + 1
        ranks.append(met[item.topic])
    return [item for _, item in sorted(zip(ranks, items, strict=True), key=lambda ranked: ranked[0])]


def shuffled_ties(items: Sequence[Item], chance: Random) -> list[Item]:
    """Return the items with each run of the same due day in random order."""
    runs = (list(run) for _, run in groupby(items, key=lambda item: item.card.due))
    return [item for run in runs for item in chance.sample(run, len(run))]


def quickfire_queue(tiers: Iterable[Sequence[Item]], count: int) -> tuple[Item, ...]:
    """Return `count` items, using up each tier (due, weakest, new, the rest) before the next."""
    return tuple([item for tier in tiers for item in tier][:count])
