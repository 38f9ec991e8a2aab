"""What an interview asks: the share of each round in its onsite, and the weight of each question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from mlprep_cli.core.questions import InterviewProcess

TAGGED = 3.0
"""The weight of a question that the target has asked, as a multiple of another one of its round."""


class Target(NamedTuple):
    """The interview to prepare for.

    Attributes:
        companies: The companies; none for an average of all.
        shares: The share of each round in the minutes of the onsite; the sum is 1. None if no bank describes an onsite.
    """

    companies: tuple[str, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()

    def asks(self, companies: Collection[str]) -> bool:
        """Return whether a target company is among the companies of a question."""
        return any(name in companies for name in self.companies)

    def weight(self, companies: Collection[str]) -> float:
        """Return the weight of a question among those of its round."""
        return TAGGED if self.asks(companies) else 1.0


def target_of(companies: Sequence[str], processes: Sequence[InterviewProcess]) -> Target:
    """Return the target of these companies; without one, or without an onsite of one, the average of all companies."""
    described = {process.name: _shares(process) for process in processes}
    named = [described[name] for name in companies if described.get(name)]
    onsites = named or [shares for shares in described.values() if shares]
    summed: dict[str, float] = defaultdict(float)
    for shares in onsites:
        for name, share in shares.items():
            summed[name] += share / len(onsites)
    return Target(tuple(companies), tuple(sorted(summed.items())))


def _shares(process: InterviewProcess) -> dict[str, float]:
    """Return the share of each round in the minutes of an onsite; a visit divides its minutes among its rounds."""
    minutes: dict[str, float] = defaultdict(float)
    for visit in process.onsite:
        for name in visit.rounds:
            minutes[name] += visit.minutes / len(visit.rounds)
    total = sum(minutes.values())
    return {name: share / total for name, share in minutes.items()} if total else {}
