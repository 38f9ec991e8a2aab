"""The activities of the checkpoint days: measured from reviews and mock interviews, each with its next command."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fakes import DAY, PLAN
from mlprep_cli.core.activities import (
    CASE,
    Activity,
    Facts,
    HeldMock,
    Milestone,
    PractisedReview,
    milestones,
    next_activity,
    weakest_topics,
)
from mlprep_cli.core.reviews import Grade
from mlprep_cli.views.suggestion import command_line

TIMELINE = PLAN.timeline(DAY)


def practised(name: str, day: date = DAY, **changes: object) -> PractisedReview:
    plain = PractisedReview(
        name, "screening", "regularization", "a session", "drill", day, Grade.STRONG, 60.0, again=False, tagged=False
    )
    return plain._replace(**changes)  # type: ignore[arg-type]  # the names are checked when it is called


def practised_reviews(count: int, day: date = DAY, **changes: object) -> tuple[PractisedReview, ...]:
    return tuple(practised(f"q{number}", day, **changes) for number in range(count))


def plan(*reviews: PractisedReview, mocks: tuple[HeldMock, ...] = ()) -> dict[int, Milestone]:
    return {milestone.checkpoint: milestone for milestone in milestones(TIMELINE, Facts(reviews, mocks))}


def activity(milestone: Milestone, words: str) -> Activity:
    (match,) = (activity for activity in milestone.activities if words in activity.task)
    return match


def command(activity: Activity) -> str:
    return "" if activity.suggestion is None else command_line(activity.suggestion)


def test_the_five_days_have_their_names_and_dates() -> None:
    assert [(milestone.checkpoint, milestone.name, (milestone.day - DAY).days) for milestone in plan().values()] == [
        (0, "Initial learning", 0),
        (3, "Recall", 3),
        (7, "Application", 7),
        (14, "Integration", 14),
        (21, "Mastery", 21),
    ]


def test_at_the_start_every_activity_is_open_and_suggests_a_command() -> None:
    for milestone in plan().values():
        for open_activity in milestone.open_activities:
            assert command(open_activity).startswith("mlprep "), open_activity
    assert all(activity.open for activity in plan()[0].activities)


def test_a_question_counts_once() -> None:
    measured = activity(plan(*practised_reviews(4), *practised_reviews(4))[0], "15 screening")
    assert (measured.done, measured.target, command(measured)) == (4, 15, "mlprep drill --round screening --new 11")
    assert not activity(plan(*practised_reviews(20))[0], "15 screening").open


def test_a_milestone_counts_only_practice_from_its_day_on() -> None:
    later = DAY + timedelta(days=7)
    days = plan(*practised_reviews(15), *practised_reviews(6, later, again=True))
    assert activity(days[7], "cold").done == 6
    assert activity(days[3], "from memory").done == 6


def test_a_quickfire_round_counts_the_answers_of_five_minutes() -> None:
    rapid = practised_reviews(20, mode="quickfire", round="quickfire", seconds=20.0)
    assert activity(plan(*rapid)[0], "five minutes").done == 15
    assert not activity(plan(*(review._replace(seconds=15.0) for review in rapid))[0], "five minutes").open


def test_two_rounds_do_not_add_up_to_one() -> None:
    halves = [
        *practised_reviews(10, mode="quickfire", seconds=5.0),
        *practised_reviews(10, mode="quickfire", seconds=5.0, session_id="other"),
    ]
    assert activity(plan(*halves)[0], "five minutes").done == 10


def test_a_missed_question_counts_as_studied_once_it_is_recalled() -> None:
    missed = [*practised_reviews(3), practised("hard", topic="optimization", grade=Grade.NO_HIRE)]
    measured = activity(plan(*missed)[0], "study the No Hire")
    assert (measured.done, measured.target, command(measured)) == (0, 1, "mlprep study optimization --drill")
    assert not activity(
        plan(*missed, practised("hard", topic="optimization", grade=Grade.LEAN))[0], "study the No Hire"
    ).open


def test_without_missed_questions_there_is_nothing_to_study() -> None:
    assert activity(plan(*practised_reviews(3))[0], "study the No Hire") == Activity(
        "study the No Hire questions and retry them", 0, 0, None
    )


def test_the_weakest_topics_have_the_lowest_grades() -> None:
    reviews = [
        practised("a", topic="strong"),
        practised("b", topic="weak", grade=Grade.NO_HIRE),
        practised("c", topic="lean", grade=Grade.LEAN),
        practised("d", topic="mixed", grade=Grade.NO_HIRE),
        practised("e", topic="mixed"),
    ]
    assert weakest_topics(reviews, 3)[0] == "weak"
    assert set(weakest_topics(reviews, 3)) == {"weak", "lean", "mixed"}
    later = practised("b", DAY + timedelta(days=3), topic="weak", grade=Grade.LEAN)
    assert activity(plan(*reviews, later)[3], "weakest").done == 1


def test_the_case_is_one_question() -> None:
    day = DAY + timedelta(days=8)
    assert command(activity(plan()[7], "fraud")) == f"mlprep drill {CASE}"
    assert not activity(plan(practised(CASE, day))[7], "fraud").open


def mocked(**changes: object) -> HeldMock:
    plain = HeldMock("mixed", DAY + timedelta(days=22), questions=5, answered=5, graded=5, levels=(2, 3, 0, 2, 1))
    return plain._replace(**changes)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("mock", "is_open", "expected"),
    [
        (mocked(), False, "mlprep mock --questions 5 --minutes 45"),
        (mocked(graded=3), True, "mlprep mock --debrief"),
        (mocked(questions=4), True, "mlprep mock --questions 5 --minutes 45"),
    ],
)
def test_a_mock_counts_when_its_debrief_is_done(mock: HeldMock, is_open: bool, expected: str) -> None:
    measured = activity(plan(mocks=(mock,))[14], "5 questions in 45")
    assert (measured.open, command(measured)) == (is_open, expected)


def test_chains_of_follow_ups_count_two_levels_deep() -> None:
    assert activity(plan(mocks=(mocked(),))[21], "follow-ups two or three").done == 3


def test_only_designs_inside_twenty_minutes_count() -> None:
    day = DAY + timedelta(days=21)
    designs = [
        practised(f"d{number}", day, round="system-design", seconds=1000.0 + 150 * number) for number in range(3)
    ]
    assert activity(plan(*designs)[21], "designs").done == 2


def test_the_next_activity_is_the_first_open_one_up_to_today() -> None:
    days = tuple(plan(*practised_reviews(15)).values())
    following = next_activity(days, DAY)
    assert following is not None
    assert command(following) == "mlprep quickfire --count 20"
    assert next_activity((), DAY) is None
