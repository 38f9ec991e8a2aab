"""The keyboard: keys from a real pseudo-terminal, and its modes restored."""

from __future__ import annotations

import os
import pty
import signal
import termios
from collections.abc import Iterator
from time import monotonic

import pytest

from mlprep_cli.adapters.terminal import (
    ESCAPE_SECONDS,
    REMOTE_ESCAPE_SECONDS,
    LineKeyboard,
    RawKeyboard,
    open_keyboard,
)
from mlprep_cli.core.inputs import EndOfInput, Input, Interrupted, Key, Paste, Resized, TypedLine


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Return the end of a terminal that is typed on, and the end that a program reads."""
    typed_on, read_from = pty.openpty()
    yield typed_on, read_from
    os.close(typed_on)
    os.close(read_from)


def comparable(read: Input | None) -> object:
    """Return an input, or its class if it has no fields to compare."""
    return read if isinstance(read, tuple) else type(read)


class HandClock:
    """A clock that moves only by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (b"a", [Key("a")]),
        (b"s l", [Key("s"), Key(" "), Key("l")]),
        (b"\r", [Key("\n")]),
        (b"\x7f", [Key("backspace")]),
        ("naïve".encode(), [Key(character) for character in "naïve"]),
        (b"\xff\xfex", [Key("x")]),
        (b"\x1b[Ax\x1bOPy\x1b[15~z", [Key("up"), Key("x"), Key("y"), Key("z")]),
        (b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\s", [Key("s")]),
        (b"\x1b[200~s\rl\x1b[201~n", [Paste("s\nl"), Key("n")]),  # a terminal turns a carriage return into a line feed
        (b"\x1b", [Key("escape")]),
        (b"\x04", [EndOfInput]),
        (b"\x1b[100;5u", [EndOfInput]),
        (b"\x1b[99;5u", [Interrupted(signal.SIGINT)]),
        (b"\x1b[92;5u", [Interrupted(signal.SIGQUIT)]),
    ],
)
def test_keys_and_pastes_are_read_and_other_sequences_are_ignored(
    ends: tuple[int, int], typed: bytes, expected: list[object]
) -> None:
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.write(ends[0], typed)
        assert [comparable(keyboard.read(5)) for _ in expected] == expected
        assert keyboard.read(0) is None


def test_a_slow_line_gets_the_time_it_needs_for_a_sequence(ends: tuple[int, int]) -> None:
    clock = HandClock()
    with RawKeyboard(ends[1], clock, escape_seconds=REMOTE_ESCAPE_SECONDS) as keyboard:
        os.write(ends[0], b"\x1b")
        assert keyboard.read(0) is None
        clock.seconds = 0.06
        assert keyboard.read(0) is None
        os.write(ends[0], b"[D")
        assert keyboard.read(0) == Key("left")


def test_an_escape_is_a_key_after_its_time(ends: tuple[int, int]) -> None:
    clock = HandClock()
    with RawKeyboard(ends[1], clock) as keyboard:
        os.write(ends[0], b"\x1b")
        assert keyboard.read(0) is None
        clock.seconds = ESCAPE_SECONDS
        assert keyboard.read(0) == Key("escape")
        assert keyboard.read(0) is None


def test_a_byte_that_came_while_the_program_was_busy_belongs_to_the_escape_before_it(ends: tuple[int, int]) -> None:
    clock = HandClock()
    with RawKeyboard(ends[1], clock) as keyboard:
        os.write(ends[0], b"\x1b")
        assert keyboard.read(0) is None
        os.write(ends[0], b"l")
        clock.seconds = 60.0
        assert keyboard.read(0) == Key("alt+l")


@pytest.mark.parametrize("start", [b"\x1bO", b"\x1b[", b"\x1b[1", b"\x1b]11;rgb:", b"\x1b[M", b"\x1b[200~s"])
def test_a_sequence_that_has_come_in_part_never_becomes_keys(ends: tuple[int, int], start: bytes) -> None:
    rest = {b"\x1bO": b"s", b"\x1b[M": b"sss", b"\x1b]11;rgb:": b"sln\x07"}.get(start, b"1s")
    clock = HandClock()
    with RawKeyboard(ends[1], clock) as keyboard:
        os.write(ends[0], start)
        for _ in range(5):
            assert keyboard.read(0) is None
            clock.seconds += 10.0
        os.write(ends[0], rest)
        assert keyboard.read(0) is None


@pytest.mark.parametrize(
    ("names", "seconds"),
    [((), ESCAPE_SECONDS), (("SSH_CONNECTION",), REMOTE_ESCAPE_SECONDS), (("SSH_TTY",), REMOTE_ESCAPE_SECONDS)],
)
def test_an_escape_waits_longer_over_ssh(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], seconds: float
) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    for name in names:
        monkeypatch.setenv(name, "somewhere")
    clock = HandClock()
    with open(ends[1], closefd=False) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        with open_keyboard(clock) as keyboard:
            os.write(ends[0], b"\x1b")
            assert keyboard.read(0) is None
            clock.seconds = seconds - 0.001
            assert keyboard.read(0) is None
            clock.seconds = seconds
            assert keyboard.read(0) == Key("escape")


@pytest.mark.parametrize(("kind", "requests"), [("xterm-256color", 2), ("dumb", 0), ("", 0)])
def test_pastes_are_marked_while_keys_are_read_and_not_on_a_dumb_terminal(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch, kind: str, requests: int
) -> None:
    monkeypatch.setenv("TERM", kind)
    with open(ends[1], closefd=False) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        with open_keyboard(monotonic):
            pass
    os.write(ends[1], b"end")
    written = b""
    while not written.endswith(b"end"):
        written += os.read(ends[0], 100)
    assert written == b"\x1b[?2004h\x1b[?2004l"[: requests * 8] + b"end"


def test_the_last_piece_of_a_long_burst_belongs_to_it_and_a_key_after_it_is_a_key(ends: tuple[int, int]) -> None:
    clock = HandClock()
    with RawKeyboard(ends[1], clock) as keyboard:
        os.write(ends[0], b"sigmoid " * 100)
        assert keyboard.read(0) == Paste("sigmoid " * 100)
        clock.seconds += 0.05
        for expected in (Paste("s"), Key("s")):
            os.write(ends[0], b"s")
            assert keyboard.read(0) == expected


def test_a_key_right_after_a_short_burst_is_a_key(ends: tuple[int, int]) -> None:
    with RawKeyboard(ends[1], HandClock()) as keyboard:
        os.write(ends[0], b"sigmoid and tanh")
        assert keyboard.read(0) == Paste("sigmoid and tanh")
        os.write(ends[0], b"s")
        assert keyboard.read(0) == Key("s")


def test_keys_typed_ahead_can_be_dropped(ends: tuple[int, int]) -> None:
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.write(ends[0], b"abc")
        assert keyboard.read(5) == Key("a")
        os.write(ends[0], b"sln" * 1000)  # these are still in the terminal
        keyboard.drop()
        os.write(ends[0], b"d")
        assert keyboard.read(5) == Key("d")
        assert keyboard.read(0) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\x1b[200~sln\rsln", b"sln\r\x1b[201~"),
        (b"\x1b[20", b"0~sln\x1b[201~"),
        (b"\x1b", b"[D"),
        (b"\x1b]11;rgb:", b"sln\x1b\\"),
        (b"\x1b[M", b"sln"),
        (b"\xe2\x9b", b"\xb5"),
    ],
)
def test_a_sequence_that_is_dropped_in_its_middle_leaves_no_keys(
    ends: tuple[int, int], before: bytes, after: bytes
) -> None:
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.write(ends[0], before)
        keyboard.drop()
        os.write(ends[0], after + b"d")
        assert keyboard.read(5) == Key("d")
        assert keyboard.read(0) is None


def test_signals_are_read_like_keys_and_their_handlers_are_restored(ends: tuple[int, int]) -> None:
    before = signal.getsignal(signal.SIGINT)
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.kill(os.getpid(), signal.SIGINT)
        assert keyboard.read(5) == Interrupted(signal.SIGINT)
        os.kill(os.getpid(), signal.SIGWINCH)
        assert isinstance(keyboard.read(5), Resized)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    "number",
    [signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGABRT, signal.SIGVTALRM, signal.SIGTERM],
)
def test_every_signal_that_would_end_the_program_is_read_and_its_handler_is_restored(
    ends: tuple[int, int], number: signal.Signals
) -> None:
    before = signal.signal(number, signal.SIG_DFL)
    try:
        with RawKeyboard(ends[1], monotonic) as keyboard:
            os.kill(os.getpid(), number)
            assert keyboard.read(5) == Interrupted(number)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_a_signal_that_is_ignored_stays_ignored(ends: tuple[int, int]) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with RawKeyboard(ends[1], monotonic) as keyboard:
            os.kill(os.getpid(), signal.SIGHUP)
            assert keyboard.read(0) is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_many_changes_of_the_size_are_one(ends: tuple[int, int]) -> None:
    with RawKeyboard(ends[1], monotonic) as keyboard:
        for _ in range(1000):
            os.kill(os.getpid(), signal.SIGWINCH)
        assert isinstance(keyboard.read(5), Resized)
        assert keyboard.read(0) is None


def test_a_terminal_that_is_gone_is_a_hang_up() -> None:
    typed_on, read_from = pty.openpty()
    with RawKeyboard(read_from, monotonic) as keyboard:
        os.close(typed_on)
        assert keyboard.read(None) == Interrupted(signal.SIGHUP)
        keyboard.drop()
        assert keyboard.read(None) == Interrupted(signal.SIGHUP)
    with RawKeyboard(read_from, monotonic) as keyboard:
        assert keyboard.read(None) == Interrupted(signal.SIGHUP)
    os.close(read_from)


def test_the_modes_of_the_terminal_are_restored_even_after_an_error(ends: tuple[int, int]) -> None:
    before = termios.tcgetattr(ends[1])
    with pytest.raises(ZeroDivisionError), RawKeyboard(ends[1], monotonic):
        _ = 1 / (termios.tcgetattr(ends[1]) == before)
    assert termios.tcgetattr(ends[1]) == before


def test_input_that_is_not_a_terminal_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    read_from, write_to = os.pipe()
    os.write(write_to, "s\r\n\nnaïve\n".encode() + b"\xff")
    os.close(write_to)
    with os.fdopen(read_from, encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        with LineKeyboard() as keyboard:
            read = [comparable(keyboard.read(None)) for _ in range(5)]
    assert read == [TypedLine("s"), TypedLine(""), TypedLine("naïve"), TypedLine("\ufffd"), EndOfInput]
