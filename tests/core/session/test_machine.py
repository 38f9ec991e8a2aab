"""One session, as typed keys: questions, grades, undo, times and notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN, Clock, Keys, Memory, Screen, item, question, review, session_of
from mlprep_cli.app.loop import play
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.events import Part
from mlprep_cli.core.session.keys import BINDINGS, Continued, Input, Interrupted, TypedLine
from mlprep_cli.core.session.machine import Phase, Session
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE, Rules

TYPED = st.text(alphabet=" \nphksln123456fteu?\x1bq", max_size=60)


def run(
    typed: Iterable[str | Input],
    *ids: str,
    rules: Rules = DRILL,
    memory: Memory | None = None,
    weak: tuple[Item, ...] = (),
) -> tuple[Session, Memory, Screen]:
    """Return a session after these keys, with what it wrote and showed."""
    memory = memory or Memory(*(question(name) for name in (*ids, "weak")), weakest=weak)
    screen = Screen()
    ended, _ = play(
        session_of(*ids, rules=rules), keyboard=Keys(typed), stage=screen, journal=memory, library=memory, now=Clock()
    )
    return ended, memory, screen


def grades(memory: Memory) -> list[tuple[str, str]]:
    return [(review.question_id, review.grade.value) for review in memory.reviews]


def test_space_reveals_and_a_letter_grades() -> None:
    _, memory, screen = run(" s l", "one", "two")
    assert grades(memory) == [("one", "strong"), ("two", "lean")]
    assert screen.shown == [
        Part.QUESTION, Part.ANSWER, Part.GRADED, Part.QUESTION, Part.ANSWER, Part.GRADED, Part.SUMMARY,
    ]  # fmt: skip


def test_a_grade_before_the_reveal_means_nothing() -> None:
    _, memory, _ = run("slnslq", "one")
    assert memory.reviews == []


def test_a_double_space_never_grades() -> None:
    ended, memory, _ = run("  ", "one")
    assert memory.reviews == []
    assert ended.answered == ()


def test_enter_without_a_tick_says_which_keys_grade() -> None:
    _, memory, screen = run(" \n", "one")
    assert memory.reviews == []
    assert screen.last.message.startswith("nothing ticked")


@pytest.mark.parametrize(("ticks", "grade"), [("123", "strong"), ("13", "lean"), ("4", "no_hire"), ("1233", "lean")])
def test_enter_accepts_the_grade_that_the_ticks_suggest(ticks: str, grade: str) -> None:
    _, memory, _ = run(f" {ticks}\n", "one")
    assert grades(memory)[0] == ("one", grade)


def test_the_users_own_key_wins_over_the_suggestion_and_the_ticks_are_kept() -> None:
    _, memory, _ = run(" 1234l", "one")
    assert grades(memory) == [("one", "lean")]
    assert memory.reviews[0].key_points == (1, 2, 3, 4)


def test_a_tick_beyond_the_last_key_point_means_nothing() -> None:
    _, memory, _ = run(" 9l", "one")
    assert memory.reviews[0].key_points == ()


def test_a_no_hire_is_asked_again_until_it_is_at_least_lean() -> None:
    _, memory, _ = run(" n s n l", "one", "two")
    assert grades(memory) == [("one", "no_hire"), ("two", "strong"), ("one", "no_hire"), ("one", "lean")]
    assert [review.checkpoint for review in memory.reviews] == [0, 0, 0, 0]


def test_a_skipped_question_comes_back_at_the_end_ungraded() -> None:
    _, memory, _ = run("k s s", "one", "two")
    assert grades(memory) == [("two", "strong"), ("one", "strong")]


def test_hints_are_the_key_points_one_by_one() -> None:
    ended, _, screen = run("hhhhhq", "one")
    assert screen.shown.count(Part.HINT) == 4
    assert ended.attempt is not None
    assert ended.attempt.hints == 4


def test_follow_ups_come_question_then_answer_and_end() -> None:
    _, _, screen = run(" fffff", "one")
    assert screen.shown.count(Part.FOLLOW_UP) == 4
    assert screen.last.message == "no more follow-ups"


def test_the_study_page_and_the_help_change_nothing() -> None:
    _, memory, screen = run("? t?s", "one")
    assert screen.shown.count(Part.HELP) == 2
    assert Part.STUDY in screen.shown
    assert grades(memory) == [("one", "strong")]


def test_undo_voids_the_last_grade_and_returns_to_its_answer_with_its_ticks_and_time() -> None:
    ended, memory, screen = run(" 12su", "one", "two")
    assert memory.reviews == []
    assert Part.UNDONE in screen.shown
    assert ended.attempt is not None
    assert (ended.attempt.question.id, ended.attempt.ticked) == ("one", frozenset({1, 2}))
    assert [item.question_id for item in ended.queue] == ["two"]


def test_undo_then_another_grade_keeps_only_the_other() -> None:
    _, memory, _ = run(" sul", "one")
    assert grades(memory) == [("one", "lean")]


def test_undo_of_a_no_hire_removes_its_retry_too() -> None:
    _, memory, _ = run(" nus", "one")
    assert grades(memory) == [("one", "strong")]


def test_undo_reaches_back_grade_by_grade() -> None:
    ended, memory, _ = run(" s l suu", "one", "two", "three", "four")
    assert grades(memory) == [("one", "strong")]
    assert ended.attempt is not None
    assert ended.attempt.question.id == "two"
    assert [item.question_id for item in ended.queue] == ["three", "four"]


def test_undo_with_nothing_graded_says_so() -> None:
    _, _, screen = run("u", "one")
    assert screen.last.message.startswith("nothing graded yet")


def test_undo_in_the_closing_summary_undoes_the_last_grade() -> None:
    _, memory, screen = run(" su n l", "one")
    assert screen.shown.count(Part.SUMMARY) >= 2
    assert grades(memory) == [("one", "no_hire"), ("one", "lean")]


def test_any_other_key_leaves_the_closing_summary() -> None:
    ended, memory, _ = run([*" s", "x", *"us"], "one")
    assert ended.phase is Phase.ENDED
    assert grades(memory) == [("one", "strong")]


def test_quitting_keeps_graded_answers_and_drops_a_revealed_one() -> None:
    ended, memory, screen = run(" s q", "one", "two")
    assert grades(memory) == [("one", "strong")]
    assert screen.shown[-1] is Part.SUMMARY
    assert ended.phase is Phase.ENDED


@pytest.mark.parametrize("ending", ["", "q"])
def test_the_end_of_input_ends_the_session_like_q(ending: str) -> None:
    _, memory, screen = run(" s " + ending, "one", "two")
    assert grades(memory) == [("one", "strong")]
    assert screen.shown[-1] is Part.SUMMARY


def test_ctrl_c_shows_the_summary_and_a_hang_up_does_not() -> None:
    for signal, shown in ((2, Part.SUMMARY), (1, Part.ANSWER), (15, Part.ANSWER)):
        screen, memory = Screen(), Memory(question("one"))
        _, ended_by = play(
            session_of("one"),
            keyboard=Keys([" ", Interrupted(signal)]),
            stage=screen,
            journal=memory,
            library=memory,
            now=Clock(),
        )
        assert (ended_by, screen.shown[-1]) == (signal, shown)


def test_a_note_is_saved_and_shown_the_next_time() -> None:
    ended, memory, _ = run([*" e", "f", "o", "r", "m", "\x7f", "r", "\n", *"n "], "one")
    assert [note.text for note in memory.notes] == ["forr"]
    assert ended.attempt is not None
    assert ended.attempt.note == memory.notes[0]


@pytest.mark.parametrize("keys", [" exyz\x1bs", " e\ns", " e   \ns"])
def test_a_cancelled_or_empty_note_is_not_saved(keys: str) -> None:
    _, memory, _ = run(keys, "one")
    assert memory.notes == []
    assert grades(memory) == [("one", "strong")]


def test_letters_in_a_note_are_text_and_not_keys() -> None:
    _, memory, _ = run(" eqslnu\ns", "one")
    assert [note.text for note in memory.notes] == ["qslnu"]
    assert grades(memory) == [("one", "strong")]


def test_a_line_is_a_key_and_the_whole_of_a_note() -> None:
    lines = [TypedLine(text) for text in ("", "e", "forgot the formula", " 1 ", "2", "3", "")]
    _, memory, _ = run(lines, "one")
    assert [note.text for note in memory.notes] == ["forgot the formula"]
    assert grades(memory) == [("one", "strong")]


def test_a_line_of_several_letters_is_no_key() -> None:
    _, memory, _ = run([TypedLine(""), TypedLine("sl"), TypedLine("l")], "one")
    assert grades(memory) == [("one", "lean")]


# --- time: the clock of these tests moves a second each time it is looked at ---


def test_pausing_stops_the_clock() -> None:
    _, straight, _ = run(["x", "x", "x", *" s"], "one")
    _, paused, _ = run(["p", "x", "p", *" s"], "one")
    assert paused.reviews[0].thinking_seconds < straight.reviews[0].thinking_seconds


def test_time_away_does_not_count() -> None:
    away = Continued(since=1000.0 - 500)
    _, memory, _ = run([away, *" s"], "one")
    _, plain, _ = run([*" s"], "one")
    assert memory.reviews[0].thinking_seconds < plain.reviews[0].thinking_seconds


def test_thinking_and_reviewing_are_timed_apart() -> None:
    _, memory, _ = run([" ", "x", "x", "x", "s"], "one")
    assert 0 < memory.reviews[0].thinking_seconds < memory.reviews[0].reviewing_seconds


def test_a_timer_replaces_the_budget() -> None:
    _, memory, _ = run(" s", "one", rules=DRILL._replace(timer=33))
    assert memory.reviews[0].budget_seconds == 33


class Slow(Keys):
    """A keyboard on which nothing is typed for a while."""

    def __init__(self, silences: int, typed: str) -> None:
        super().__init__(typed)
        self.silences = silences

    def read(self, timeout: float | None) -> Input | None:
        if timeout is not None and self.silences:
            self.silences -= 1
            return None
        return super().read(timeout)


@pytest.mark.parametrize(("rules", "timed_out"), [(QUICKFIRE, True), (DRILL, False)])
def test_only_quickfire_reveals_at_zero_and_marks_it(rules: Rules, timed_out: bool) -> None:
    memory, screen = Memory(question("one", budget=5)), Screen()
    play(
        session_of("one", rules=rules),
        keyboard=Slow(10, "l" if timed_out else " l"),
        stage=screen,
        journal=memory,
        library=memory,
        now=Clock(),
    )
    assert memory.reviews[0].timed_out is timed_out
    assert (memory.reviews[0].thinking_seconds == 5.0) is timed_out


def test_a_reveal_that_comes_too_late_in_quickfire_is_timed_out_too() -> None:
    _, memory, _ = run(["x"] * 10 + [*" l"], "one", rules=QUICKFIRE._replace(timer=3))
    assert memory.reviews[0].timed_out
    assert memory.reviews[0].thinking_seconds == 3.0


# --- what is due, and what is not ---


def test_nothing_due_offers_the_weakest() -> None:
    _, memory, screen = run("\n s", weak=(item("weak"),))
    assert screen.shown[0] is Part.OFFER
    assert grades(memory) == [("weak", "strong")]


def test_the_offer_can_be_declined() -> None:
    ended, memory, screen = run("q", weak=(item("weak"),))
    assert screen.shown == [Part.OFFER]
    assert memory.reviews == []
    assert ended.phase is Phase.ENDED


def test_a_question_is_graded_from_its_current_card() -> None:
    memory = Memory(question("one"))
    memory.cards["one"] = Card("one", 7, DAY, 4, reviews=3)
    _, memory, _ = run(" s", "one", memory=memory)
    assert memory.reviews[0].checkpoint == 7
    assert memory.cards["one"].checkpoint == 14


def test_keys_typed_ahead_are_dropped_whenever_something_new_is_to_be_answered() -> None:
    keyboard, memory = Keys(" h l"), Memory(question("one"), question("two"))
    play(session_of("one", "two"), keyboard=keyboard, stage=Screen(), journal=memory, library=memory, now=Clock())
    assert keyboard.dropped == 4


@given(TYPED)
def test_after_any_keys_the_cards_are_the_replay_of_the_reviews(typed: str) -> None:
    ended, memory, _ = run(typed, "one", "two", "three")
    assert [answered.review for answered in ended.answered] == memory.reviews
    for answered in ended.answered:
        reviews = [other for other in memory.reviews if other.question_id == answered.review.question_id]
        last = [other for other in ended.answered if other.review.question_id == answered.review.question_id][-1]
        assert last.after == replay(PLAN, answered.review.question_id, reviews)


@given(TYPED)
def test_after_any_keys_every_question_is_graded_queued_or_current(typed: str) -> None:
    ended, memory, _ = run(typed, "one", "two", "three")
    graded = {review.question_id for review in memory.reviews}
    waiting = {item.question_id for item in ended.queue}
    table = {ended.attempt.question.id} if ended.attempt else set()
    assert graded | waiting | table == {"one", "two", "three"}


def test_every_key_of_the_table_has_its_line_of_help() -> None:
    assert all(binding.does and binding.name and binding.when for binding in BINDINGS)
    named = {character for binding in BINDINGS for character in binding.keys}
    assert named == set(" \nphksln123456789fteu?q")


def test_a_review_says_when_and_on_which_study_day_it_was() -> None:
    _, memory, _ = run(" s", "one")
    first = memory.reviews[0]
    assert first.study_day == DAY
    assert first.reviewed_at - review(Grade.STRONG).reviewed_at < timedelta(minutes=1)
