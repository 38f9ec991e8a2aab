"""Mock interviews: drawing, the interview in which nothing is revealed, the debrief, the decision."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN, Clock, Keys, Memory, Screen, item, question
from mlprep_cli.app.loop import play
from mlprep_cli.core.inputs import Interrupted
from mlprep_cli.core.mock import (
    PRESETS,
    CandidateQuestion,
    Focus,
    Mock,
    Section,
    SectionPlan,
    decision,
    draw,
    onsite,
    resized,
    tuned,
)
from mlprep_cli.core.questions import ROUNDS, InterviewProcess, OnsiteRound
from mlprep_cli.core.reviews import Grade, MockAnswer
from mlprep_cli.core.session.events import Part, Tick
from mlprep_cli.core.session.machine import begin, step
from mlprep_cli.core.session.modes import DEBRIEF, Rules
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session

POOL = [
    CandidateQuestion(f"{name}-{number}", name, f"topic-{number % 7}", fit=2 if number % 3 == 0 else 0)
    for name in ROUNDS
    for number in range(24)
]
INTERVIEW = Rules("mock", interview=True, levels=2, limit_seconds=600)


def interview(keys: str, *ids: str, rules: Rules = INTERVIEW) -> tuple[Session, Screen, Memory]:
    """Hold an interview on these questions with these keys; `Clock` moves a second at a look."""
    memory, screen = Memory(*(question(name) for name in ids)), Screen()
    session = Session("mock", rules, PLAN, tuple(item(name) for name in ids))
    ended, _ = play(session, keyboard=Keys(keys), stage=screen, journal=memory, library=memory, now=Clock())
    return ended, screen, memory


# --- drawing ---


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_drawn_and_asks_nothing_twice(name: str) -> None:
    sections = draw(PRESETS[name], POOL, Random(1))
    assert sections is not None
    asked = [question_id for section in sections for question_id in section.questions]
    assert len(asked) == len(set(asked)) == sum(len(plan.rounds) for plan in PRESETS[name])
    rounds = {candidate.question_id: candidate.round for candidate in POOL}
    for section, wanted in zip(sections, PRESETS[name], strict=True):
        for drawn, choice in zip(section.questions, wanted.rounds, strict=True):
            assert rounds[drawn] in choice


def test_the_best_fitting_questions_are_drawn_first() -> None:
    sections = draw((SectionPlan("one", 30, 1, (("screening",),) * 8),), POOL, Random(2))
    assert sections is not None
    fit = {candidate.question_id: candidate.fit for candidate in POOL}
    assert all(fit[question_id] == 2 for question_id in sections[0].questions)


def test_topics_are_not_repeated_while_another_is_left() -> None:
    pool = [candidate._replace(fit=0) for candidate in POOL]
    sections = draw((SectionPlan("one", 30, 1, (("screening",),) * 7),), pool, Random(3))
    assert sections is not None
    topics = {candidate.question_id: candidate.topic for candidate in pool}
    assert len({topics[question_id] for question_id in sections[0].questions}) == 7


def test_too_few_questions_make_no_mock() -> None:
    assert draw((SectionPlan("one", 30, 1, (("screening",),) * 25),), POOL, Random(4)) is None


@given(questions=st.integers(1, 40), minutes=st.integers(1, 300), name=st.sampled_from(sorted(PRESETS)))
def test_a_preset_takes_any_number_of_questions_and_minutes(questions: int, minutes: int, name: str) -> None:
    plans = resized(PRESETS[name], questions, minutes)
    assert sum(len(plan.rounds) for plan in plans) == questions
    assert abs(sum(plan.minutes for plan in plans) - minutes) <= len(plans)


def company(*visits: OnsiteRound) -> InterviewProcess:
    return InterviewProcess("Acme", (), visits, (), ())


def test_an_onsite_is_the_companys_rounds() -> None:
    theory = OnsiteRound("Theory", ("screening", "deep-dive"), 3, 45)
    anywhere = (Focus("screening", (), ()), Focus("deep-dive", (), ()))
    in_turn = (("screening",), ("deep-dive",), ("screening",))
    assert onsite(company(theory)) == (SectionPlan("Theory", 45, 3, in_turn, anywhere),)
    mixed = theory._replace(mix=(("screening", 1), ("deep-dive", 2)), topics=("topic-1",), prefer=("x",))
    focus = (Focus("screening", ("topic-1",), ("x",)), Focus("deep-dive", ("topic-1",), ("x",)))
    expected = (("screening",), ("deep-dive",), ("deep-dive",))
    assert onsite(company(mixed)) == (SectionPlan("Theory", 45, 3, expected, focus),)


VISITS = st.builds(
    lambda mix, topics, prefer: OnsiteRound(
        "visit", tuple(mix), sum(mix.values()), 45, tuple(sorted(topics)), tuple(mix.items()), tuple(sorted(prefer))
    ),
    st.dictionaries(st.sampled_from(ROUNDS), st.integers(1, 4), min_size=1, max_size=3),
    st.sets(st.sampled_from([f"topic-{number}" for number in range(7)]), max_size=4),
    st.sets(st.sampled_from([one.question_id for one in POOL]) | st.just("coding-1*") | st.just("gone"), max_size=4),
)


@given(visits=st.lists(VISITS, min_size=1, max_size=4), seed=st.integers())
def test_a_loop_has_the_mix_the_topics_and_the_preferred_questions_of_each_round(
    visits: list[OnsiteRound], seed: int
) -> None:
    plans = onsite(company(*visits))
    sections = draw(plans, POOL, Random(seed))
    assert sections is not None
    pool = {one.question_id: one for one in POOL}
    asked: set[str] = set()
    for plan, visit, section in zip(plans, visits, sections, strict=True):
        drawn = [pool[question_id] for question_id in section.questions]
        assert Counter(one.round for one in drawn) == dict(visit.mix)
        for name, count in visit.mix:
            free = [one for one in POOL if one.round == name and one.question_id not in asked]
            preferred = {one.question_id for one in free if plan.prefers(one)}
            of_round = [one for one in drawn if one.round == name]
            assert len(preferred & {one.question_id for one in of_round}) == min(count, len(preferred))
            suitable = [one for one in free if plan.suits(one) and one.question_id not in preferred]
            strangers = [one for one in of_round if not plan.suits(one) and one.question_id not in preferred]
            assert len(strangers) == max(0, count - len(preferred) - len(suitable))
        assert asked.isdisjoint(section.questions)
        assert len(set(section.questions)) == visit.questions
        asked |= set(section.questions)


def test_a_question_that_a_later_round_prefers_is_left_for_it() -> None:
    first = OnsiteRound("first", ("coding",), 10, 45)
    last = OnsiteRound("last", ("coding",), 2, 45, prefer=("coding-3", "coding-6"))
    for seed in range(20):
        sections = draw(onsite(company(first, last)), POOL, Random(seed))
        assert sections is not None
        assert set(sections[1].questions) == {"coding-3", "coding-6"}


def test_principles_are_spread_over_the_rounds_that_ask_them() -> None:
    pool = [*POOL, *(CandidateQuestion(f"beh-lp-{number}", "behavioral", "behavioral", 0) for number in range(7))]
    visit = OnsiteRound(
        "x", ("screening", "behavioral"), 3, 60, (), (("screening", 1), ("behavioral", 2)), ("beh-lp-*",)
    )
    sections = draw(onsite(company(visit, visit, visit)), pool, Random(5))
    assert sections is not None
    principles = [one for section in sections for one in section.questions if one.startswith("beh-lp-")]
    assert [sum(one.startswith("beh-lp-") for one in section.questions) for section in sections] == [2, 2, 2]
    assert len(set(principles)) == 6


@given(name=st.sampled_from(sorted(PRESETS)), visits=st.lists(VISITS, max_size=3), seed=st.integers())
def test_a_preset_for_a_company_draws_what_its_rounds_of_the_same_kind_ask(
    name: str, visits: list[OnsiteRound], seed: int
) -> None:
    plans = tuned(PRESETS[name], [company(*visits)])
    sections = draw(plans, POOL, Random(seed))
    assert sections is not None
    pool = {one.question_id: one for one in POOL}
    for section, preset in zip(sections, PRESETS[name], strict=True):
        assert len(section.questions) == len(preset.rounds)
        for question_id in section.questions:
            parts = [visit for visit in visits if pool[question_id].round in visit.rounds]
            topics = {topic for visit in parts for topic in visit.topics}
            if len(section.questions) == 1 and parts and all(visit.topics for visit in parts):
                assert pool[question_id].topic in topics or any(
                    Focus("", (), visit.prefer).prefers(question_id) for visit in parts
                )


def test_a_preset_without_a_company_draws_as_before() -> None:
    for name in PRESETS:
        assert draw(tuned(PRESETS[name], []), POOL, Random(7)) == draw(PRESETS[name], POOL, Random(7))


# --- the interview ---


def test_nothing_is_revealed_and_follow_ups_are_probed_level_by_level() -> None:
    ended, screen, memory = interview("      ", "one", "two")
    assert Part.ANSWER not in screen.shown
    assert Part.HINT not in screen.shown
    assert screen.shown.count(Part.PROBE) == 4
    assert memory.reviews == []
    assert [(answer.question_id, answer.probes, answer.passed) for answer in memory.answers] == [
        ("one", 2, False),
        ("two", 2, False),
    ]
    assert all(answer.thinking > 0 and answer.probing > 0 for answer in memory.answers)
    assert ended.phase is Phase.ENDED


def test_an_answer_is_recorded_before_the_next_question_is_shown() -> None:
    _, screen, memory = interview("   q", "one", "two")
    assert [answer.question_id for answer in memory.answers] == ["one"]
    assert screen.shown == [Part.QUESTION, Part.PROBE, Part.PROBE, Part.QUESTION]


def test_a_question_can_be_passed() -> None:
    _, _, memory = interview("k", "one")
    assert [(answer.passed, answer.probes) for answer in memory.answers] == [(True, 0)]


def test_passing_on_a_follow_up_keeps_the_answer() -> None:
    _, _, memory = interview(" k", "one")
    assert [(answer.passed, answer.probes) for answer in memory.answers] == [(False, 1)]


def test_hints_and_undo_are_refused_with_a_message() -> None:
    for key in "hu":
        ended, screen, _ = interview(key, "one")
        assert "before the debrief" in ended.message
        assert screen.shown == [Part.QUESTION]


def test_a_note_is_taken_while_the_clock_runs() -> None:
    _, screen, memory = interview("eforgot the loss\n  ", "one")
    assert [note.text for note in memory.notes] == ["forgot the loss"]
    assert Part.NOTED in screen.shown
    (answer,) = interview("eforgot\n   ", "one")[2].answers
    assert answer.thinking > interview("   ", "one")[2].answers[0].thinking


def test_when_time_is_up_the_current_answer_is_recorded_and_nothing_more_is_asked() -> None:
    clock, memory = Clock(), Memory(question("one"), question("two"))
    session, effects = begin(Session("mock", INTERVIEW, PLAN, (item("one"), item("two"))))
    assert effects
    from mlprep_cli.core.session.events import Asked, RecordAnswer, Ring, Show

    session, _ = step(session, Asked(clock(), *memory.question("one")))
    at = clock()
    session, effects = step(session, Tick(at._replace(seconds=at.seconds + 500)))
    assert [type(effect) for effect in effects] == [Ring]
    assert session.attempt is not None
    session, effects = step(session, Tick(at._replace(seconds=at.seconds + 700)))
    assert [type(effect) for effect in effects] == [RecordAnswer, Show]
    assert session.phase is Phase.ENDED
    assert session.attempt is None


def test_quitting_discards_only_the_current_question() -> None:
    ended, _, memory = interview("   q", "one", "two")
    assert ended.attempt is not None
    assert [answer.question_id for answer in memory.answers] == ["one"]


@given(keys=st.text(alphabet=" \nekhpuq?sln123\x1b", max_size=40))
def test_an_interview_never_reveals_or_grades_whatever_keys_are_pressed(keys: str) -> None:
    ended, screen, memory = interview(keys, "one", "two", "three")
    assert not {Part.ANSWER, Part.HINT, Part.FOLLOW_UP, Part.GRADED, Part.STUDY} & set(screen.shown)
    assert memory.reviews == []
    assert ended.phase is Phase.ENDED
    assert [answer.question_id for answer in memory.answers] == ["one", "two", "three"][: len(memory.answers)]


def test_a_signal_ends_the_interview() -> None:
    memory = Memory(question("one"))
    session = Session("mock", INTERVIEW, PLAN, (item("one"),))
    _, signal = play(
        session, keyboard=Keys([Interrupted(15)]), stage=Screen(), journal=memory, library=memory, now=Clock()
    )
    assert signal == 15


# --- the debrief ---


def test_the_debrief_shows_each_answer_and_its_grade_has_the_time_of_the_interview() -> None:
    memory, screen = Memory(question("one"), question("two")), Screen()
    said = (
        MockAnswer("mock", 0, "one", 100.0, 20.0, 2, passed=False),
        MockAnswer("mock", 1, "two", 50.0, 0.0, 0, passed=False),
    )
    session = Session("mock", DEBRIEF, PLAN, (item("one"), item("two")), mock_answers=said)
    play(session, keyboard=Keys("sn"), stage=screen, journal=memory, library=memory, now=Clock())
    assert screen.shown[:2] == [Part.QUESTION, Part.ANSWER]
    assert [(review.question_id, review.grade, review.thinking_seconds, review.mode) for review in memory.reviews] == [
        ("one", Grade.STRONG, 100.0, "mock"),
        ("two", Grade.NO_HIRE, 50.0, "mock"),
    ]


def test_a_no_hire_is_not_asked_again_in_the_debrief() -> None:
    memory, screen = Memory(question("one")), Screen()
    play(
        Session("mock", DEBRIEF, PLAN, (item("one"),)),
        keyboard=Keys("n"),
        stage=screen,
        journal=memory,
        library=memory,
        now=Clock(),
    )
    assert screen.shown.count(Part.QUESTION) == 1


# --- the decision ---

S, L, N = Grade.STRONG, Grade.LEAN, Grade.NO_HIRE


@pytest.mark.parametrize(
    ("grades", "questions", "expected"),
    [
        ([S, S, S, L, L], 5, S),
        ([S, S, L, L, L], 5, L),
        ([S, S, S, S, N], 5, L),
        ([S, S, S, N, N], 5, N),
        ([S, S, S, S], 5, L),
        ([S, S, S], 5, N),
        ([L, L, N], 3, N),
        ([S], 1, S),
        ([], 3, N),
    ],
)
def test_the_decision_follows_its_rule(grades: list[Grade], questions: int, expected: Grade) -> None:
    assert decision(grades, questions) is expected


def test_of_two_debriefs_on_two_machines_the_later_grades_decide() -> None:
    grades = (("one", N), ("two", L), ("one", S), ("two", S))
    assert Mock("mock", DAY, "mixed", None, (Section("mixed", 900, 1, ("one", "two")),), grades=grades).verdict is S


@given(grades=st.lists(st.sampled_from([S, L, N]), min_size=1, max_size=12), place=st.integers(0, 11))
def test_a_better_answer_never_makes_the_decision_worse(grades: list[Grade], place: int) -> None:
    order = [N, L, S]
    better = list(grades)
    spot = place % len(grades)
    better[spot] = order[min(2, order.index(grades[spot]) + 1)]
    assert order.index(decision(better, len(grades))) >= order.index(decision(grades, len(grades)))


def mock(*answers: tuple[str, float], grades: tuple[tuple[str, Grade], ...] = ()) -> Mock:
    sections = (Section("one", 600, 2, ("a", "b")), Section("two", 600, 2, ("c",)))
    spoken = tuple(
        MockAnswer("m", place, name, took, 0.0, 0, passed=False) for place, (name, took) in enumerate(answers)
    )
    return Mock("m", DAY, "mixed", None, sections, spoken, grades)


def test_a_stopped_mock_resumes_where_it_stopped() -> None:
    assert [(number, left) for number, _, left in mock(("a", 100.0)).open_sections] == [(1, ("b",)), (2, ("c",))]


def test_a_section_whose_time_is_up_is_over() -> None:
    assert [number for number, _, _ in mock(("a", 600.0)).open_sections] == [2]


def test_a_graded_mock_cannot_be_resumed() -> None:
    assert mock(("a", 100.0), grades=(("a", S),)).open_sections == ()


def test_there_is_no_verdict_before_every_answer_is_graded() -> None:
    answers = (("a", 100.0), ("b", 100.0), ("c", 100.0))
    assert mock(*answers, grades=(("a", S), ("b", S))).verdict is None
    assert mock(*answers, grades=(("a", S), ("b", S), ("c", L))).verdict is S
