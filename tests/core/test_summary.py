"""The end of a session: first answers, questions to repair, key points missed most, and questions that came back."""

from __future__ import annotations

from dataclasses import replace

from fakes import DAY, PLAN, item, question, review
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.stats import PastAnswers
from mlprep_cli.core.summary import first_answers, missed_most, recoveries, repairs


def answered(name: str, grade: Grade, *ticked: int, lapses: int = 0, seconds: float = 60.0) -> Answered:
    """Return the answer to a question with four key points, the first two of them musts."""
    card = Card(name, 7, DAY, 4, lapses=lapses, reviews=3)
    graded = replace(review(grade, question_id=name, checkpoint=7, seconds=seconds), key_points=ticked)
    attempt = Attempt(item(name), question(name), None, 120, 0.0, ticked=frozenset(ticked))
    return Answered(graded, card, PLAN.schedule(card, graded), attempt)


S, L, N = Grade.STRONG, Grade.LEAN, Grade.NO_HIRE


def test_the_first_answer_to_each_question_counts() -> None:
    session = (answered("a", N), answered("b", S), answered("a", L))
    assert first_answers(session) == session[:2]


def test_every_no_hire_is_to_be_repaired_even_if_it_was_recalled_later() -> None:
    session = (answered("a", N, 1), answered("b", S, 1, 2, 3, 4), answered("c", N), answered("a", L, 1, 2, 3))
    assert repairs(session) == (
        ("a", ("point 2 of a", "point 3 of a", "point 4 of a")),
        ("c", ("point 1 of c", "point 2 of c", "point 3 of c", "point 4 of c")),
    )


def test_musts_are_named_first() -> None:
    assert repairs([answered("a", N, 1, 3)])[0].missed == ("point 2 of a", "point 4 of a")


def test_the_points_missed_most_ever_come_first_and_none_twice() -> None:
    session = (answered("a", L, 1, 2, 3), answered("b", L, 1, 3, 4), answered("c", N, 1, 2), answered("d", S))
    past = (PastAnswers("b", 2, True, False, ((1,), (1, 3), (1, 3, 4))),)
    assert missed_most(session, past, repairs(session)) == (
        ("b", "point 2 of b", 3, 3),
        ("a", "point 4 of a", 1, 1),
        ("c", "point 4 of c", 1, 1),
    )


def test_a_question_comes_back_after_its_lapses_or_within_its_budget() -> None:
    session = (
        answered("lapsed", L, lapses=2),
        answered("quick", S),
        answered("both", S, lapses=3),
        answered("again", N, lapses=2),
        answered("slow", S, seconds=130.0),
        answered("known", S),
        answered("new", S),
    )
    past = (
        PastAnswers("lapsed", 4, True, True),
        PastAnswers("quick", 2, False, False),
        PastAnswers("both", 4, False, True),
        PastAnswers("again", 4, True, True),
        PastAnswers("slow", 2, False, False),
        PastAnswers("known", 2, True, False),
        PastAnswers("new", 0, False, False),
    )
    assert recoveries(session, past) == (("both", 3, True), ("lapsed", 2, False), ("quick", None, True))


def test_a_retry_in_the_session_brings_nothing_back() -> None:
    session = (answered("a", N, lapses=2), answered("a", S, lapses=3))
    assert recoveries(session, (PastAnswers("a", 3, False, True),)) == ()
