"""First answers ever: from the learner's own, the chance that a question not seen yet is answered."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

PESSIMISTIC = 1 / 3
"""The chance before anything was answered."""
_PRIOR_WEIGHT, _GROUP_WEIGHT = 3, 6
"""The number of answers that a chance counts for when it is the prior of a narrower group."""


class Counts(NamedTuple):
    """First answers: the number asked, and how many were Lean Hire or better."""

    asked: int = 0
    recalled: int = 0


class FirstAttempts(NamedTuple):
    """The first answers by round and difficulty.

    The chance of a round is shrunk to that of all rounds, and that of a difficulty to its round's: few answers say little.
    """

    groups: Mapping[tuple[str, str], Counts]

    @property
    def asked(self) -> int:
        """The number of first answers."""
        return sum(counts.asked for counts in self.groups.values())

    def chance(self, round_name: str, difficulty: str | None = None) -> float:
        """Return the chance that a new question of a round is answered Lean or better; of one difficulty, if it is given."""
        of_all = _shrunk(_total(list(self.groups.values())), PESSIMISTIC, _PRIOR_WEIGHT)
        of_round = _shrunk(self.of(round_name), of_all, _GROUP_WEIGHT)
        if difficulty is None:
            return of_round
        return _shrunk(self.groups.get((round_name, difficulty), Counts()), of_round, _GROUP_WEIGHT)

    def error(self, round_name: str) -> float:
        """Return the standard error of the chance of a round."""
        chance = self.chance(round_name)
        return sqrt(chance * (1 - chance) / (self.of(round_name).asked + _GROUP_WEIGHT + 1))

    def of(self, round_name: str) -> Counts:
        """Return the first answers of a round."""
        return _total([counts for (name, _), counts in self.groups.items() if name == round_name])


def _total(groups: list[Counts]) -> Counts:
    return Counts(sum(counts.asked for counts in groups), sum(counts.recalled for counts in groups))


def _shrunk(counts: Counts, prior: float, weight: int) -> float:
    return (counts.recalled + weight * prior) / (counts.asked + weight)
