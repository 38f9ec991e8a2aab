"""One session, as typed keys: questions, grades, undo, times and notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, NOON, PLAN, Clock, Keys, Memory, Screen, item, question, review, session_of
from mlprep_cli.app.loop import play
from mlprep_cli.core.coding import Failure, GroupResult, Run
from mlprep_cli.core.inputs import Input, Interrupted, Key, Paste, Suspended, TypedLine
from mlprep_cli.core.questions import CheckGroup, Code
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Checkpoint, Grade, OwnTexts, RecordedAttempt
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.events import Answered, Extent, Panel, Part, Stamp
from mlprep_cli.core.session.keys import BINDINGS
from mlprep_cli.core.session.modes import DRILL, QUICKFIRE, Rules
from mlprep_cli.core.session.phases import Phase
from mlprep_cli.core.session.state import Session
from mlprep_cli.errors import DatabaseLocked

TYPED = st.text(alphabet=" \nphksln123456fteug?/q", max_size=60)


def run(
    typed: Iterable[str | Input | None],
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
    _, memory, screen = run("?? t?s", "one")
    assert screen.shown.count(Part.HELP) == 3
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
    _, memory, _ = run(" sul l", "one", "two")
    assert grades(memory) == [("one", "lean"), ("two", "lean")]


def test_undo_of_a_no_hire_removes_its_retry_too() -> None:
    _, memory, _ = run(" nus", "one")
    assert grades(memory) == [("one", "strong")]


@pytest.mark.parametrize(
    ("typed", "ids"), [(" nu", ("one", "two")), (" nu", ("one",)), (" n s nuu", ("one", "two", "three"))]
)
def test_undo_of_a_no_hire_leaves_no_retry_in_the_queue(typed: str, ids: tuple[str, ...]) -> None:
    ended, _, _ = run(typed, *ids)
    assert ended.attempt is not None
    names = [ended.attempt.question.id, *(waiting.question_id for waiting in ended.queue)]
    assert sorted(names) == sorted(set(names))


def test_undo_reaches_back_grade_by_grade() -> None:
    ended, memory, _ = run(" s l suu", "one", "two", "three", "four")
    assert grades(memory) == [("one", "strong")]
    assert ended.attempt is not None
    assert ended.attempt.question.id == "two"
    assert [item.question_id for item in ended.queue] == ["three", "four"]


def test_undo_with_nothing_graded_says_so() -> None:
    _, _, screen = run("u", "one")
    assert screen.last.message.startswith("nothing graded yet")


def test_the_last_grade_ends_the_session_without_waiting_for_a_key() -> None:
    keyboard, memory = Keys(" sgit status"), Memory(question("one"))
    ended, _ = play(session_of("one"), keyboard=keyboard, stage=Screen(), journal=memory, library=memory, now=Clock())
    assert ended.phase is Phase.ENDED
    assert "".join(key.text for key in keyboard.left if isinstance(key, Key)) == "git status"


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
    ended, memory, _ = run([*" e", "f", "o", "r", "m", "backspace", "r", "\n", *"n "], "one")
    assert [note.text for note in memory.notes] == ["forr"]
    assert ended.attempt is not None
    assert ended.attempt.note == memory.notes[0]


@pytest.mark.parametrize("keys", [[*" exyz", "escape", "s"], [*" e\ns"], [*" e   \ns"]])
def test_a_cancelled_or_empty_note_is_not_saved(keys: list[str]) -> None:
    _, memory, _ = run(keys, "one")
    assert memory.notes == []
    assert grades(memory) == [("one", "strong")]


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\u034f", "\ufe0f", "\u200b \u202e"])
def test_a_note_that_cannot_be_seen_is_none(blank: str) -> None:
    _, memory, screen = run([TypedLine(""), TypedLine("e"), TypedLine(blank), TypedLine("s")], "one")
    assert memory.notes == []
    assert Part.NOT_NOTED in screen.shown


def test_a_note_is_as_long_as_a_log_can_hold() -> None:
    _, memory, _ = run([TypedLine(""), TypedLine("e"), TypedLine("word " * 2500), TypedLine("s")], "one")
    assert [len(note.text) for note in memory.notes] == [9_999]  # the blank at the end is not kept


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
    class Away(Keys):
        def suspend(self) -> None:
            clock.seconds += 500

    clock, memory, screen = Clock(), Memory(question("one")), Screen()
    keyboard = Away([Suspended(), *" s"])
    play(session_of("one"), keyboard=keyboard, stage=screen, journal=memory, library=memory, now=clock)
    assert memory.reviews[0].thinking_seconds < 20
    assert screen.done == ["left", "resumed"]


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
    named = {key for binding in BINDINGS for key in binding.keys if len(key) == 1}
    assert named == set(" \nxcrwphksln123456789fteugy?qb/v<>")


def test_a_review_says_when_and_on_which_study_day_it_was() -> None:
    _, memory, _ = run(" s", "one")
    first = memory.reviews[0]
    assert first.study_day == DAY
    assert first.reviewed_at - review(Grade.STRONG).reviewed_at < timedelta(minutes=1)


# --- only a deliberate key acts ---


@pytest.mark.parametrize("name", ["s", "l", "n"])
def test_letters_mean_the_same_with_caps_lock(name: str) -> None:
    _, memory, _ = run([" ", name.upper()], "one")
    assert len(memory.reviews) == 1


@pytest.mark.parametrize("chord", ["alt+s", "alt+l", "ctrl+n", "shift+tab", "f5", "delete"])
def test_chords_and_named_keys_never_grade_or_tick(chord: str) -> None:
    ended, memory, _ = run([" ", chord, chord], "one")
    assert memory.reviews == []
    assert ended.attempt is not None
    assert not ended.attempt.ticked


def test_a_paste_is_text_in_a_note_and_nothing_anywhere_else() -> None:
    pasted = Paste("slow\nsigmoid n\n")
    _, memory, _ = run([pasted, " ", pasted, "e", pasted, "\n", "l"], "one")
    assert [note.text for note in memory.notes] == ["slow sigmoid n"]
    assert grades(memory) == [("one", "lean")]


def test_the_first_second_after_a_reveal_by_the_clock_takes_no_grade() -> None:
    class Frozen(Clock):
        def __call__(self) -> Stamp:
            self.seconds -= 0.9
            return super().__call__()

    memory = Memory(question("one", budget=5))
    session = session_of("one", rules=QUICKFIRE._replace(timer=1))
    keyboard = Slow(16, "1\ns" + "l" * 20)
    play(session, keyboard=keyboard, stage=Screen(), journal=memory, library=memory, now=Frozen())
    assert grades(memory) == [("one", "lean")]


def test_q_typed_too_early_still_stops() -> None:
    class Hasty(Keys):
        def drop(self) -> bool:
            super().drop()
            return self.dropped == 3

    memory, screen = Memory(question("one"), question("two")), Screen()
    ended, _ = play(
        session_of("one", "two"), keyboard=Hasty(" s s"), stage=screen, journal=memory, library=memory, now=Clock()
    )
    assert grades(memory) == [("one", "strong")]
    assert (ended.phase, screen.shown[-1]) == (Phase.ENDED, Part.SUMMARY)


# --- panels, and texts longer than the screen ---

LONG = Extent(tuple(f"line {number}" for number in range(40)), rows=11)


def read(keys: Iterable[str | Input], extent: Extent = LONG) -> Session:
    """Return a session while it waits for the next key after these."""
    screen, memory = Screen(extent), Memory(question("one"))
    play(session_of("one"), keyboard=Keys(keys), stage=screen, journal=memory, library=memory, now=Clock())
    return screen.last


@pytest.mark.parametrize(
    ("keys", "panel"),
    [
        (" ", None), ("  ", Panel.ANSWER), (" f", Panel.FOLLOW_UP), (" t", Panel.STUDY), (" tt", None), (" ?", Panel.KEYS),
        (" ??", None), (" g", Panel.RUBRIC), (" gg", None), (" gt", Panel.STUDY), ("?", Panel.KEYS), ("? ", None),
    ],
)  # fmt: skip
def test_a_key_opens_a_panel_and_the_same_key_closes_it(keys: str, panel: Panel | None) -> None:
    assert read(keys, Extent()).reading.panel is panel


def test_the_earlier_answer_is_a_panel_and_without_one_a_message_says_so() -> None:
    memory, screen = Memory(question("one")), Screen()
    memory.own["one"] = OwnTexts(earlier=RecordedAttempt("a", "one", None, "typed", NOON, DAY, "First.", 9.0))
    play(session_of("one"), keyboard=Keys(" y"), stage=screen, journal=memory, library=memory, now=Clock())
    assert screen.last.reading.panel is Panel.EARLIER
    assert Part.EARLIER in screen.shown
    play(session_of("one"), keyboard=Keys(" yy1l"), stage=screen, journal=memory, library=memory, now=Clock())
    assert grades(memory) == [("one", "lean")]
    without = read(" y", Extent())
    assert without.reading.panel is None
    assert without.message == "no earlier answer to this question is kept: w writes one next time"


@pytest.mark.parametrize("key", ["f", "t", "?", " ", "g"])
def test_escape_closes_every_panel(key: str) -> None:
    assert read([" ", key, "escape"]).reading.panel is None


def test_ticks_and_grades_work_while_a_panel_is_open() -> None:
    _, memory, _ = run("  12l", "one")
    assert (memory.reviews[0].grade, memory.reviews[0].key_points) == (Grade.LEAN, (1, 2))


@pytest.mark.parametrize(
    ("keys", "top"),
    [
        (["t"], 0), (["t", " "], 10), (["t", " ", " "], 20), (["t", " ", " ", " "], 29), (["t", "pagedown", "b"], 0),
        (["t", "down", "down", "up"], 1), (["t", "end"], 29), (["t", "end", "home"], 0), (["t", "up"], 0),
        (["t", "end", "down"], 29), (["t", "end", "pageup"], 19),
    ],
)  # fmt: skip
def test_a_long_text_is_turned_by_pages_and_lines_and_never_past_its_ends(keys: list[str], top: int) -> None:
    reading = read([" ", *keys]).reading
    assert (reading.panel, reading.top) == (Panel.STUDY, top)


def test_space_on_the_last_page_closes_the_panel() -> None:
    assert read([" ", "t", "end", " "]).reading.panel is None


@pytest.mark.parametrize(
    ("keys", "top"),
    [([*"line 17", "\n"], 17), ([*"LINE 2", "\n"], 2), ([*"line 2", "\n", "/", "\n"], 20), ([*"line 39", "\n"], 29)],
)
def test_a_search_jumps_to_the_next_match(keys: list[str], top: int) -> None:
    assert read([" ", "t", "/", *keys]).reading.top == top


def test_a_search_without_a_match_says_so_and_stays() -> None:
    last = read([" ", "t", " ", "/", *"gradient", "\n"])
    assert (last.reading.top, last.message) == (10, "“gradient” is not in this text")


def test_letters_of_a_search_are_text_and_the_clock_goes_on() -> None:
    ended, memory, _ = run([*"/slnq", "escape", " ", "s"], "one")
    assert grades(memory) == [("one", "strong")]
    assert memory.reviews[0].thinking_seconds > 5
    assert ended.phase is Phase.ENDED


def test_the_pager_and_a_redraw_leave_the_session_as_it_is() -> None:
    screen, memory = Screen(), Memory(question("one"))
    keys = Keys([" ", "1", "v", "ctrl+l", "l"])
    play(session_of("one"), keyboard=keys, stage=screen, journal=memory, library=memory, now=Clock())
    assert screen.done == ["paged", "resumed", "resized"]
    assert memory.reviews[0].key_points == (1,)


@given(st.lists(st.sampled_from(sorted({key for binding in BINDINGS for key in binding.keys})), max_size=40))
def test_after_any_keys_the_place_is_inside_the_text(keys: list[str]) -> None:
    last = read([" ", *keys])
    assert 0 <= last.reading.top <= last.reading.extent.last_top


def test_undo_says_what_was_taken_back() -> None:
    _, _, screen = run(" su", "one", "two")
    assert screen.last.message == "taken back: Strong Hire on one"


# --- a locked database, and the bell ---


class Locked(Memory):
    """A journal that another program locks a number of times."""

    def __init__(self, times: int) -> None:
        super().__init__(question("one"))
        self.times = times

    def record(self, answered: Answered) -> None:
        if self.times:
            self.times -= 1
            raise DatabaseLocked("The database is locked by another program.", "Close it.")
        super().record(answered)


def test_a_locked_database_pauses_the_session_until_it_can_be_written() -> None:
    memory, screen = Locked(2), Screen()
    play(session_of("one"), keyboard=Keys(" s\n\n"), stage=screen, journal=memory, library=memory, now=Clock())
    assert grades(memory) == [("one", "strong")]
    assert screen.done == ["The database is locked by another program."] * 2


def test_the_user_can_give_up_on_a_locked_database() -> None:
    memory = Locked(5)
    with pytest.raises(DatabaseLocked) as stopped:
        play(session_of("one"), keyboard=Keys(" sq"), stage=Screen(), journal=memory, library=memory, now=Clock())
    assert stopped.value.hint.startswith("Everything graded before is saved.")


@pytest.mark.parametrize(("rules", "rings"), [(DRILL, 1), (QUICKFIRE, 1)])
def test_the_bell_rings_once_when_the_budget_is_spent(rules: Rules, rings: int) -> None:
    screen, memory = Screen(), Memory(question("one", budget=5))
    keyboard = Slow(20, "q")
    play(
        session_of("one", rules=rules._replace(timer=5)), keyboard=keyboard, stage=screen, journal=memory, library=memory,
        now=Clock(),
    )  # fmt: skip
    assert screen.done.count("rung") == rings


# --- retries, follow-ups, leeches ---


def test_a_missed_question_comes_back_after_five_others_or_else_at_the_end() -> None:
    names = [f"q{number}" for number in range(8)]
    _, memory, _ = run(" n" + " s" * 8, *names)
    assert [name for name, _ in grades(memory)] == ["q0", "q1", "q2", "q3", "q4", "q5", "q0", "q6", "q7"]
    _, memory, _ = run(" n s s s", "one", "two", "three")
    assert [name for name, _ in grades(memory)] == ["one", "two", "three", "one"]


def test_a_missed_question_comes_back_after_eight_minutes() -> None:
    clock, memory = Clock(), Memory(*(question(name) for name in ("one", "two", "three")))

    class Slow(Keys):
        """A keyboard on which every third key takes five minutes."""

        def read(self, timeout: float | None) -> Input | None:
            clock.seconds += 300 if len(self.left) % 2 else 0
            return super().read(timeout)

    session = session_of("one", "two", "three", "two", "three")
    play(session, keyboard=Slow(" n s s s s s"), stage=Screen(), journal=memory, library=memory, now=clock)
    names = [name for name, _ in grades(memory)]
    assert names[0] == "one"
    assert names.index("one", 1) in (2, 3)


@given(st.lists(st.sampled_from("sln"), min_size=1, max_size=20))
def test_every_missed_question_is_asked_again_once_for_each_miss(keys: list[str]) -> None:
    names = [f"q{number}" for number in range(len(keys))]
    _, memory, _ = run("".join(f" {key}" for key in keys) + " s" * 40, *names)
    answered = [name for name, _ in grades(memory)]
    for name in names:
        missed = sum(one == (name, "no_hire") for one in grades(memory))
        assert answered.count(name) == 1 + missed


@pytest.mark.parametrize(
    ("checkpoint", "reviews", "prompt"), [(3, 3, None), (7, 4, 0), (14, 5, 1), ("mastered", 7, 1), (None, 0, None)]
)
def test_from_day_seven_on_a_follow_up_is_asked_before_the_grade_and_counted(
    checkpoint: Checkpoint | None, reviews: int, prompt: int | None
) -> None:
    memory = Memory(question("one"))
    memory.cards["one"] = Card("one", checkpoint, None if checkpoint is None else DAY, 7, 0, reviews)
    _, memory, _ = run(" s", "one", memory=memory)
    (graded,) = memory.reviews
    assert graded.follow_ups == (None if prompt is None else 1)
    memory = Memory(question("one"))
    memory.cards["one"] = Card("one", checkpoint, None if checkpoint is None else DAY, 7, 0, reviews)
    ended, _, _ = run(" ", "one", memory=memory)
    assert ended.attempt is not None
    assert ended.attempt.follow_up == prompt


def test_a_leech_shows_its_study_page_first_and_can_be_suspended() -> None:
    def leech() -> Memory:
        memory = Memory(question("one"), question("two"))
        memory.cards["one"] = Card("one", 3, DAY, 3, lapses=4, reviews=9)
        return memory

    _, memory, screen = run("  s s", "one", "two", memory=leech())
    assert screen.shown[:3] == [Part.STUDY, Part.QUESTION, Part.ANSWER]
    assert grades(memory) == [("one", "strong"), ("two", "strong")]
    _, memory, screen = run("x s", "one", "two", memory=leech())
    assert memory.suspended == ["one"]
    assert grades(memory) == [("two", "strong")]
    assert Part.SUSPENDED in screen.shown
    _, memory, _ = run("  n s  s", "one", "two", memory=leech())
    assert [name for name, _ in grades(memory)] == ["one", "two", "one"]
    _, memory, screen = run(" s", "one", rules=QUICKFIRE, memory=leech())
    assert Part.STUDY not in screen.shown


ASKED = DRILL._replace(asks_confidence=True)


def test_the_last_confidence_before_the_reveal_is_kept_with_the_review() -> None:
    _, memory, screen = run("32 1l", "one", rules=ASKED)
    assert memory.reviews[0].confidence == 2
    assert memory.reviews[0].key_points == (1,)
    assert screen.shown.count(Part.SURE) == 2


def test_a_confidence_that_is_not_said_or_not_asked_is_none() -> None:
    for typed, rules in ((" l", ASKED), ("3 l", DRILL)):
        _, memory, screen = run(typed, "one", rules=rules)
        assert memory.reviews[0].confidence is None
        assert Part.SURE not in screen.shown


def test_the_next_question_has_a_confidence_of_its_own() -> None:
    _, memory, _ = run("3 l l", "one", "two", rules=ASKED)
    assert [review.confidence for review in memory.reviews] == [3, None]


# --- coding ---

CODE = Code("def f(): ...\n", "def f(): return 1\n", (CheckGroup("one", "assert f() == 1"),))
PASSED = Run((GroupResult("one"),))
FAILED = Run((GroupResult("one", failure=Failure("wrong")), GroupResult("two", hidden=True)))


def coding(typed: str, run: Run | None = None, *, opens_editor: bool = False) -> tuple[Session, Screen, Memory]:
    """Return a session with two coding questions after the typed keys."""
    memory = Memory(*(question(name, code=CODE) for name in ("one", "two")))
    memory.runs = {} if run is None else {"one": run}
    screen = Screen()
    begun = replace(session_of("one", "two"), opens_editor=opens_editor)
    ended, _ = play(begun, keyboard=Keys(typed), stage=screen, journal=memory, library=memory, now=Clock())
    return ended, screen, memory


def test_c_opens_the_attempt_and_r_runs_the_visible_checks() -> None:
    ended, screen, memory = coding("crc", PASSED)
    assert memory.edited == [("one", ""), ("one", "one.py")]
    assert memory.checked == [("one", "one.py", False)]
    assert "running the checks…" in screen.done
    assert ended.attempt is not None
    assert ended.attempt.run == PASSED
    assert memory.reviews == []


def test_the_reveal_runs_the_hidden_checks_and_the_run_suggests_the_grade() -> None:
    for run, grade in ((PASSED, Grade.STRONG), (FAILED, Grade.NO_HIRE)):
        _, _, memory = coding("c \n", run)
        assert memory.checked == [("one", "one.py", True)]
        assert [review.grade for review in memory.reviews] == [grade]


def test_ticks_come_before_the_run() -> None:
    _, _, memory = coding("c 1234\n", FAILED)
    assert [review.grade for review in memory.reviews] == [Grade.STRONG]


def test_without_an_attempt_nothing_runs() -> None:
    ended, _, memory = coding("r", PASSED)
    assert ended.message == "c opens your editor first"
    assert memory.checked == []
    ended, _, memory = coding("  r")
    assert memory.checked == []
    assert ended.message == "there is no run of your code"


def test_a_question_without_code_has_no_coding_room() -> None:
    memory = Memory(question("one"))
    for key in "cr":
        ended, _ = play(
            session_of("one"), keyboard=Keys(key), stage=Screen(), journal=memory, library=memory, now=Clock()
        )
        assert ended.message == "this question has no code"
    assert memory.edited == []


def test_the_coding_room_opens_the_editor_at_once() -> None:
    _, _, memory = coding("", opens_editor=True)
    assert memory.edited == [("one", "")]


def test_what_hinders_the_code_is_said_when_the_question_is_asked() -> None:
    memory = Memory(question("one", code=CODE))
    memory.hindrances = {"one": "one needs NumPy."}
    ended, _ = play(session_of("one"), keyboard=Keys(""), stage=Screen(), journal=memory, library=memory, now=Clock())
    assert ended.message == "one needs NumPy."
