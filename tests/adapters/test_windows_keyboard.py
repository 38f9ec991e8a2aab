"""The keyboard of Windows, over a stand-in of `msvcrt`, whose time passes only while the keyboard waits."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.adapters.windows_keyboard import MOST_TYPED, POLL_SECONDS, WindowsKeyboard, decoded
from mlprep_cli.core.inputs import EndOfInput, Input, Interrupted, Key, Paste, Resized

UP, ALT_F, F1, F11 = "\xe0H", "\x00!", "\x00;", "\xe0\x85"


class StandIn:
    """A Windows console: each text arrives at its second. `waits` are the waits of the keyboard."""

    def __init__(self, *typed: tuple[float, str]) -> None:
        self.arrivals = sorted(
            ((second, unit) for second, text in typed for unit in utf_16(text)), key=lambda pair: pair[0]
        )
        self.events: list[tuple[float, Callable[[], object]]] = []
        self.seconds = 0.0
        self.waits: list[float] = []
        self.columns = 80
        self.alt = False

    def kbhit(self) -> bool:
        return bool(self.arrivals) and self.arrivals[0][0] <= self.seconds

    def getwch(self) -> str:
        assert self.kbhit(), "this would wait forever"
        return self.arrivals.pop(0)[1]

    def clock(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds
        while self.events and self.events[0][0] <= self.seconds:
            self.events.pop(0)[1]()

    def size(self) -> tuple[int, int]:
        return self.columns, 25

    def keyboard(self) -> WindowsKeyboard:
        return WindowsKeyboard(self, self.clock, self.wait, self.size, lambda: self.alt)


def utf_16(text: str) -> list[str]:
    """Return the units of UTF-16, as `getwch` returns them."""
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[place : place + 2].decode("utf-16-le", "surrogatepass") for place in range(0, len(data), 2)]


def read_all(console: StandIn, seconds: float = 5.0) -> list[Input]:
    """Return every input within some seconds."""
    read: list[Input] = []
    with console.keyboard() as keyboard:
        while (left := seconds - console.seconds) > 0:
            if (each := keyboard.read(left)) is not None:
                read.append(each)
    return read


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("s", Key("s")),
        (" ", Key(" ")),
        ("\r", Key("\n")),
        ("\n", Key("\n")),
        ("\x08", Key("backspace")),
        ("\t", Key("tab")),
        ("\x1b", Key("escape")),
        ("\x01", Key("ctrl+a")),
        ("\x17", Key("ctrl+w")),
        ("é", Key("é")),
        ("à", Key("à")),
        ("€", Key("€")),  # with AltGr
        ("@", Key("@")),
        ("😀", Key("😀")),  # two units of UTF-16
        (UP, Key("up")),
        ("\x00H", Key("up")),  # on the keypad
        ("\xe0G", Key("home")),
        ("\xe0S", Key("delete")),
        ("\xe0s", Key("ctrl+left")),
        ("\xe0I", Key("pageup")),
    ],
)
def test_a_key_is_a_character_or_a_name(typed: str, expected: Input) -> None:
    assert read_all(StandIn((1.0, typed))) == [expected]


@pytest.mark.parametrize("typed", [F1, F11, ALT_F, "\x00\x78", "\x1c", "\ud83d"])
def test_other_keys_and_half_characters_are_nothing(typed: str) -> None:
    assert read_all(StandIn((1.0, typed))) == []


@given(st.characters(codec="utf-16"))
def test_no_key_after_a_prefix_acts_as_its_code(code: str) -> None:
    """Ctrl+Left is a prefix and the letter “s”: it must never grade."""
    names = [each for each in decoded(f"\x00{code}") if isinstance(each, Key) and len(each.text) == 1]
    assert names == []


@pytest.mark.parametrize(
    "text", ["sl", "sigmoid", "Lean\nor\rnot", "softmax and\ttanh", "x" * 500, "àb", f"ab{UP}s\x1bn"]
)
def test_characters_that_arrive_together_are_a_paste_and_no_keys(text: str) -> None:
    (read,) = read_all(StandIn((1.0, text)))
    assert isinstance(read, Paste)
    assert read.text[0] == text[0]


def test_the_text_of_a_paste_has_no_keys_without_text() -> None:
    assert read_all(StandIn((1.0, f"a{UP}\x1b\x08\tb\r\x01c"))) == [Paste("a b\nc")]


def test_a_character_of_several_code_points_is_a_paste_of_all_of_them() -> None:
    assert read_all(StandIn((1.0, "👩\u200d🔬"))) == [Paste("👩\u200d🔬")]


@given(st.lists(st.floats(0.0, 0.009), min_size=1, max_size=40))
def test_a_paste_is_one_whatever_the_gaps_in_which_it_arrives(gaps: list[float]) -> None:
    typed = [(second, "s") for second in accumulate(gaps, initial=1.0)]
    assert read_all(StandIn(*typed)) == [Paste("s" * len(typed))]


def test_keys_typed_one_after_the_other_are_keys_even_if_the_program_was_busy() -> None:
    console = StandIn((1.0, "1"), (1.1, "2"), (1.2, "3"))
    assert read_all(console) == [Key("1"), Key("2"), Key("3")]
    busy = StandIn((0.1, "1"), (0.2, "2"))
    with busy.keyboard() as keyboard:
        busy.seconds = 0.3
        assert [keyboard.read(1), keyboard.read(1)] == [Key("1"), Key("2")]


def test_more_than_a_person_types_ahead_is_a_paste() -> None:
    console = StandIn((0.0, "n" * (MOST_TYPED + 1)))
    with console.keyboard() as keyboard:
        console.seconds = 60.0
        assert keyboard.read(1) == Paste("n" * (MOST_TYPED + 1))


def test_a_letter_with_alt_is_a_chord() -> None:
    console = StandIn((1.0, "l"), (2.0, "\r"))
    console.alt = True
    assert read_all(console) == [Key("alt+l"), Key("alt+enter")]


def test_keys_typed_ahead_are_dropped_and_ctrl_c_is_not() -> None:
    console = StandIn((0.0, f"sl{UP}n\x03"), (2.0, "s"))
    with console.keyboard() as keyboard:
        keyboard.drop()
        assert [keyboard.read(1), keyboard.read(1), keyboard.read(3)] == [Interrupted(signal.SIGINT), None, Key("s")]


@pytest.mark.parametrize("typed", ["\x04", "\x1a"])
def test_ctrl_d_and_ctrl_z_end_the_input(typed: str) -> None:
    (read,) = read_all(StandIn((1.0, typed)))
    assert isinstance(read, EndOfInput)


def test_ctrl_c_is_read_as_a_character_a_signal_or_an_exception() -> None:
    assert read_all(StandIn((1.0, "\x03"))) == [Interrupted(signal.SIGINT)]
    signalled = StandIn()
    signalled.events = [(1.0, lambda: signal.raise_signal(signal.SIGINT))]
    assert read_all(signalled) == [Interrupted(signal.SIGINT)]
    raised = Raising((1.0, "s"), (1.0, "!"))
    assert read_all(raised) == [Interrupted(signal.SIGINT), Key("s")]


class Raising(StandIn):
    """A console that raises `KeyboardInterrupt` instead of returning an exclamation mark."""

    def getwch(self) -> str:
        if (unit := super().getwch()) == "!":
            raise KeyboardInterrupt
        return unit


def test_ctrl_break_is_a_signal_that_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGFPE, raising=False)
    before = signal.getsignal(signal.SIGFPE)
    console = StandIn()
    console.events = [(1.0, lambda: signal.raise_signal(signal.SIGFPE))]
    assert read_all(console) == [Interrupted(signal.SIGFPE)]
    assert signal.getsignal(signal.SIGFPE) is before


def test_a_new_size_is_read_once_it_has_settled() -> None:
    console = StandIn()
    console.events = [(1.0 + step / 100, partial(setattr, console, "columns", 80 + step)) for step in range(10)]
    (read,) = read_all(console)
    assert isinstance(read, Resized)


def test_the_keyboard_waits_in_short_steps_and_ends_at_its_deadline() -> None:
    console = StandIn()
    with console.keyboard() as keyboard:
        for second in range(1, 4):
            assert keyboard.read(second - console.seconds) is None
            assert console.seconds == pytest.approx(second)
    assert max(console.waits) <= POLL_SECONDS
    assert sum(after < POLL_SECONDS for after in console.waits) <= 3, "only the last step before a deadline is shorter"


@given(st.lists(st.sampled_from(["s", "\x1b", UP, "\x00;", "\x03", "é", "😀"]), max_size=30), st.data())
def test_units_are_decoded_alike_wherever_they_are_cut(parts: list[str], data: st.DataObject) -> None:
    """A pair is never cut: the keyboard reads on while something is waiting."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(parts)), max_size=4)))
    pieces = [parts[start:end] for start, end in pairwise([0, *cuts, len(parts)])]
    whole = list(decoded("".join(parts)))
    assert [each for piece in pieces for each in decoded("".join(piece))] == whole
