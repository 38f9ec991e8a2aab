"""The end of a session: its first answers, questions to repair, key points missed most, and questions that came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.stats import PastAnswers

if TYPE_CHECKING:
    from mlprep_cli.core.session.attempt import Attempt
    from mlprep_cli.core.session.events import Answered


class Repair(NamedTuple):
    """A question that was graded No Hire, and the key points that its answer lacked, musts first."""

    question_id: str
    missed: tuple[str, ...]


class MissedPoint(NamedTuple):
    """A key point that an answer of the session lacked: it was missed in `missed` of the `answers` with ticks, ever."""

    question_id: str
    point: str
    missed: int
    answers: int


class Recovery(NamedTuple):
    """A question that came back: it was recalled after a No Hire, or answered within budget for the first time.

    `lapses` is the number of lapses before the session; None if the answer before was recalled too.
    """

    question_id: str
    lapses: int | None
    first_in_budget: bool


def first_answers(answered: Iterable[Answered]) -> tuple[Answered, ...]:
    """Return the first answer to each question of a session; the others are retries."""
    firsts: dict[str, Answered] = {}
    for answer in answered:
        firsts.setdefault(answer.review.question_id, answer)
    return tuple(firsts.values())


def repairs(answered: Iterable[Answered]) -> tuple[Repair, ...]:
    """Return each question with a No Hire, with what the last of these answers lacked."""
    failed = {answer.review.question_id: answer.attempt for answer in answered if answer.review.grade is Grade.NO_HIRE}
    return tuple(Repair(name, tuple(point for _, point in _lacking(attempt))) for name, attempt in failed.items())


def missed_most(
    answered: Sequence[Answered], past: Iterable[PastAnswers], shown: Iterable[Repair] = ()
) -> tuple[MissedPoint, ...]:
    """Return the key points that first answers of a session lacked, those missed most often ever first.

    Answers without ticks say nothing about key points. The first point of each repair in `shown` is left out.
    """
    ticks = {answers.question_id: answers.ticks for answers in past}
    named = {(repair.question_id, repair.missed[0]) for repair in shown if repair.missed}
    missed = []
    for answer in first_answers(answered):
        name, attempt = answer.review.question_id, answer.attempt
        ever = ticks.get(name) or (answer.review.key_points,)
        missed += [
            MissedPoint(name, point, sum(number not in ticked for ticked in ever), len(ever))
            for number, point in (_lacking(attempt) if attempt.ticked else ())
            if (name, point) not in named
        ]
    return tuple(sorted(missed, key=lambda point: -point.missed))


def recoveries(answered: Iterable[Answered], past: Iterable[PastAnswers]) -> tuple[Recovery, ...]:
    """Return the questions that came back in a session, those with the most lapses first."""
    before = {answers.question_id: answers for answers in past if answers.earlier}
    recovered = []
    for answer in first_answers(answered):
        review = answer.review
        known = before.get(review.question_id)
        if known is None or review.grade is Grade.NO_HIRE:
            continue
        in_budget = review.thinking_seconds < review.budget_seconds and not known.within_budget
        if known.last_missed or in_budget:
            lapses = answer.before.lapses if known.last_missed else None
            recovered.append(Recovery(review.question_id, lapses, in_budget))
    return tuple(sorted(recovered, key=lambda recovery: -(recovery.lapses or 0)))


def _lacking(attempt: Attempt) -> list[tuple[int, str]]:
    """Return the key points that were not ticked, with their numbers, musts first."""
    lacking = [
        (number, key_point)
        for number, key_point in enumerate(attempt.question.key_points, start=1)
        if number not in attempt.ticked
    ]
    return [(number, key_point.point) for number, key_point in sorted(lacking, key=lambda pair: not pair[1].must)]
