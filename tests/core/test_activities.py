"""The activities of the checkpoint days: measured from reviews and mock interviews, each with its next command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import DAY, PLAN
from mlprep_cli.core.activities import (
    CASE,
    Activity,
    Available,
    Facts,
    HeldMock,
    Milestone,
    PractisedReview,
    milestones,
    next_activity,
    weakest_topics,
)
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.core.reviews import Grade
from mlprep_cli.views.suggestion import command_line

TIMELINE = PLAN.timeline(DAY)
TOPICS = ("regularization", "optimization", "strong", "weak", "lean", "mixed")


def practised(name: str, day: date = DAY, **changes: object) -> PractisedReview:
    plain = PractisedReview(
        name, "screening", "regularization", "a session", "drill", day, Grade.STRONG, 60.0, again=False, tagged=False
    )
    return plain._replace(**changes)  # type: ignore[arg-type]  # the names are checked when it is called


def practised_reviews(count: int, day: date = DAY, **changes: object) -> tuple[PractisedReview, ...]:
    return tuple(practised(f"q{number}", day, **changes) for number in range(count))


def plan(*reviews: PractisedReview, mocks: tuple[HeldMock, ...] = ()) -> dict[int, Milestone]:
    return {milestone.checkpoint: milestone for milestone in milestones(TIMELINE, facts(*reviews, mocks=mocks))}


def facts(*reviews: PractisedReview, mocks: tuple[HeldMock, ...] = (), seen: int = 50) -> Facts:
    return Facts(reviews, mocks, available=dict.fromkeys(ROUNDS, Available(50, seen)), topics={*TOPICS, *"abc"})


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
    assert (measured.done, measured.target, command(measured)) == (4, 15, "mlprep plan do screening")
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


def test_the_retries_of_a_quickfire_round_take_nothing_of_its_five_minutes() -> None:
    first, *others = practised_reviews(20, mode="quickfire", round="quickfire", seconds=15.0)
    assert activity(plan(first, first._replace(seconds=60.0), *others)[0], "five minutes").done == 20


def test_two_rounds_do_not_add_up_to_one() -> None:
    halves = [
        *practised_reviews(10, mode="quickfire", seconds=5.0),
        *practised_reviews(10, mode="quickfire", seconds=5.0, session_id="other"),
    ]
    assert activity(plan(*halves)[0], "five minutes").done == 10


def test_a_missed_question_counts_as_studied_once_it_is_recalled() -> None:
    missed = [*practised_reviews(3), practised("hard", topic="optimization", grade=Grade.NO_HIRE)]
    measured = activity(plan(*missed)[0], "study the No Hire")
    assert (measured.done, measured.target, command(measured)) == (0, 1, "mlprep plan do missed")
    assert not activity(
        plan(*missed, practised("hard", topic="optimization", grade=Grade.LEAN))[0], "study the No Hire"
    ).open


def test_without_missed_questions_there_is_nothing_to_study() -> None:
    assert activity(plan(*practised_reviews(3))[0], "study the No Hire") == Activity(
        "missed", "study the No Hire questions and retry them", 0, 0, None
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
    assert "strong" not in weakest_topics(reviews, len(reviews))
    later = practised("b", DAY + timedelta(days=3), topic="weak", grade=Grade.LEAN)
    assert activity(plan(*reviews, later)[3], "weakest").done == 1


def test_the_case_is_one_question() -> None:
    day = DAY + timedelta(days=8)
    assert command(activity(plan()[7], "fraud")) == "mlprep plan do pipeline"
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


def test_a_quickfire_answer_at_the_end_of_the_five_minutes_counts() -> None:
    def answered(*seconds: float) -> int:
        reviews = (practised(f"q{number}", mode="quickfire", seconds=own) for number, own in enumerate(seconds))
        return activity(plan(*reviews)[0], "five minutes").done

    assert answered(100.0, 200.0) == 2
    assert answered(100.0, 200.1) == 1


# --- an activity can always be finished ---


@given(st.data())
@settings(max_examples=60)
def test_answering_what_an_activity_lacks_completes_it(data: st.DataObject) -> None:
    today = DAY + timedelta(days=data.draw(st.integers(0, 30)))
    names = {name: [f"{name}-{number}" for number in range(data.draw(st.integers(0, 18)))] for name in ROUNDS}
    bank = [(one, name, data.draw(st.sampled_from(TOPICS))) for name in ROUNDS for one in names[name]]
    seen = {one for one, _, _ in bank if data.draw(st.booleans())}
    tagged = {one for one, _, _ in bank if data.draw(st.booleans())}
    reviews: list[PractisedReview] = []

    def answer(question: tuple[str, str, str], day: date, grade: Grade) -> None:
        one, name, topic = question
        again = one in seen or any(review.question_id == one and review.day < day for review in reviews)
        reviews.append(practised(one, day, round=name, topic=topic, grade=grade, again=again, tagged=one in tagged))

    for question in data.draw(st.lists(st.sampled_from(bank), max_size=20)) if bank else ():
        answer(question, DAY + timedelta(days=data.draw(st.integers(0, 30))), data.draw(st.sampled_from(Grade)))
    reviews = sorted((review for review in reviews if review.day <= today), key=lambda review: review.day)

    def was_seen(one: str) -> bool:
        return one in seen or any(review.question_id == one and review.day < today for review in reviews)

    def measured() -> list[Activity]:
        available = {name: Available(len(own), sum(map(was_seen, own))) for name, own in names.items()}
        known = Facts(tuple(reviews), (), (), available, len(tagged), TOPICS, has_case=False, today=today)
        days = milestones(TIMELINE, known)
        return [activity for day in days if day.day <= today for activity in day.activities]

    for name in [activity.name for activity in measured() if activity.lack is not None]:
        for _ in range(60):
            (current,) = (activity for activity in measured() if activity.name == name)
            if not current.open or current.lack is None:
                break
            lack = current.lack
            waiting = [
                question
                for question in bank
                if lack.counts(*question, is_seen=was_seen(question[0]), is_tagged=question[0] in tagged)
            ]
            assert waiting, current
            answer(waiting[0], today, Grade.STRONG)
        assert not current.open, current


def test_an_activity_without_its_questions_is_no_task() -> None:
    days = milestones(TIMELINE, Facts(tagged=0, has_case=False))
    assert {activity.name for day in days for activity in day.open_activities} == {"missed", "weakest", "gaps"}
    few = milestones(TIMELINE, Facts(available={"screening": Available(4, 2)}, today=DAY + timedelta(days=30)))
    assert activity(few[0], "15 screening").target == 4
    assert activity(few[1], "from memory").target == 2


def test_a_day_that_has_not_come_yet_asks_for_all_it_will_ask() -> None:
    coming = milestones(TIMELINE, replace(facts(seen=0), today=DAY))
    assert activity(coming[1], "from memory").target == 10
    assert (
        activity(milestones(TIMELINE, replace(facts(seen=0), today=DAY + timedelta(days=3)))[1], "memory").target == 0
    )
