"""What the days will hold: the same days that the allocator gives, day after day."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings

from core.test_allocator import Course, Learner, courses
from mlprep_cli.core.activities import Lack
from mlprep_cli.core.agenda import counting, fills, outlook


@given(courses())
@settings(max_examples=30)
def test_the_outlook_is_the_days_of_a_learner_who_answers_everything(course: Course) -> None:
    course = course._replace(skill=1.0)
    learner = Learner(course)
    totals = {name: (0, count) for name, count in Counter(course.rounds).items()}
    expected = outlook(learner.candidates, learner.goal, learner.schedule, totals)
    assert [day.day for day in expected.days] == [
        learner.today + timedelta(days=number) for number in range(course.days + 1)
    ]
    first = learner.day
    assert (expected.days[0].seconds, expected.days[0].new) == (first.seconds, len(first.new))
    for day in expected.days:
        if day.day in course.off:
            assert not day.seconds
    seen = sum(one.seen for one in expected.coverage)
    assert seen + len(expected.left_out) == len(course.rounds)


def test_the_outlook_of_a_day_half_done_is_of_the_rest() -> None:
    course = Course(("screening",) * 40, 0, 10, 30, {"screening": 1.0}, frozenset(), 1.0, 1, 0)
    learner = Learner(course)
    totals = {"screening": (0, 40)}
    before = outlook(learner.candidates, learner.goal, learner.schedule, totals)
    learner.answer(learner.day.choices[0].question_id)
    after = outlook(learner.candidates, learner.goal, learner.schedule, {"screening": (1, 40)})
    assert after.days[0].new == before.days[0].new - 1
    assert after.coverage == before.coverage


def test_a_candidate_that_an_open_activity_counts_is_marked() -> None:
    learner = Learner(Course(("screening", "coding"), 0, 10, 30, {"coding": 1.0}, frozenset(), 1.0, 1, 0))
    lack = Lack(rounds=("coding",))
    marked = counting(learner.candidates, [lack])
    assert [one.counts for one in marked] == [False, True]
    assert not any(fills(one, Lack(is_seen=True)) for one in marked)
