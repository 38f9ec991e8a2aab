"""Readiness: the predicted recall on a day beside the measured one, and the questions most worth practising for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.queue import Item
from mlprep_cli.core.stats import Tally

PRIOR_RECALLED, PRIOR_ASKED = 1, 3
"""The prior for new questions: one in three is recalled. It counts less with every first attempt."""


class Predicted(NamedTuple):
    """A question, and the predicted chance of recalling it on the day; an unseen one has the chance of a new question."""

    question_id: str
    round: str
    topic: str
    companies: tuple[str, ...]
    seen: bool
    recall: float


class Readiness(NamedTuple):
    """The readiness for a topic, a company or everything.

    Attributes:
        questions: The number of its questions.
        seen: The number of them that were reviewed.
        recall: The mean predicted chance of recall over all of them; None if there are none.
        recall_seen: The same over those seen.
        measured: The first attempts of a day at questions that were not new: the share recalled is the retention.
    """

    name: str
    questions: int
    seen: int
    recall: float | None
    recall_seen: float | None
    measured: Tally


class ReadinessReport(NamedTuple):
    """The readiness for a day: for everything, by topic and by company."""

    day: date
    whole: Readiness
    topics: tuple[Readiness, ...]
    companies: tuple[Readiness, ...]


class Choice(NamedTuple):
    """A question that could be practised now: the seconds it takes, and what it adds to the expected recall of the day."""

    item: Item
    seconds: float
    gain: float


def chance_of_new(recalled: int, asked: int) -> float:
    """Return the chance of recalling a new question: the share of first attempts recalled so far, pulled towards a prior."""
    return (recalled + PRIOR_RECALLED) / (asked + PRIOR_ASKED)


def readiness(name: str, predicted: Iterable[Predicted], measured: Tally) -> Readiness:
    """Return the readiness for these questions."""
    questions = list(predicted)
    seen = [question.recall for question in questions if question.seen]
    return Readiness(
        name,
        len(questions),
        len(seen),
        sum(question.recall for question in questions) / len(questions) if questions else None,
        sum(seen) / len(seen) if seen else None,
        measured,
    )


def grouped(
    predicted: Sequence[Predicted],
    names: Sequence[str],
    belongs: Callable[[Predicted, str], bool],
    measured: dict[str, Tally],
) -> tuple[Readiness, ...]:
    """Return the readiness for each name that has questions."""
    groups = ((name, [question for question in predicted if belongs(question, name)]) for name in names)
    return tuple(readiness(name, own, measured.get(name, Tally())) for name, own in groups if own)


def picked(choices: Iterable[Choice], seconds: float) -> tuple[Item, ...]:
    """Return the questions to practise in the given seconds, those that add most recall for their time first.

    At least one is returned if any adds recall.
    """
    useful = sorted((choice for choice in choices if choice.gain > 0), key=lambda choice: -choice.gain / choice.seconds)
    items: list[Item] = []
    left = seconds
    for choice in useful:
        if choice.seconds <= left or not items:
            items.append(choice.item)
            left -= choice.seconds
    return tuple(items)
