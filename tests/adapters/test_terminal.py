"""The keyboard: keys from a real pseudo-terminal, and its modes restored."""

from __future__ import annotations

import os
import pty
import signal
import termios
from collections.abc import Iterator
from time import monotonic

import pytest

from mlprep_cli.adapters.terminal import LineKeyboard, RawKeyboard
from mlprep_cli.core.session.keys import EndOfInput, Input, Interrupted, Key, Resized, TypedLine


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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (b"a", [Key("a")]),
        (b"s l", [Key("s"), Key(" "), Key("l")]),
        (b"\r", [Key("\n")]),
        (b"\x7f", [Key("\x7f")]),
        ("naïve".encode(), [Key(character) for character in "naïve"]),
        (b"\xff\xfex", [Key("x")]),
        (b"\x1b[Ax\x1bOPy\x1b[15~z", [Key("x"), Key("y"), Key("z")]),
        (b"\x1b", [Key("\x1b")]),
        (b"\x04", [EndOfInput]),
    ],
)
def test_keys_are_read_singly_and_escape_sequences_are_ignored(
    ends: tuple[int, int], typed: bytes, expected: list[object]
) -> None:
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.write(ends[0], typed)
        assert [comparable(keyboard.read(5)) for _ in expected] == expected
        assert keyboard.read(0) is None


def test_keys_typed_ahead_can_be_dropped(ends: tuple[int, int]) -> None:
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.write(ends[0], b"abc")
        assert keyboard.read(5) == Key("a")
        keyboard.drop()
        os.write(ends[0], b"d")
        assert keyboard.read(5) == Key("d")


def test_signals_are_read_like_keys_and_their_handlers_are_restored(ends: tuple[int, int]) -> None:
    before = signal.getsignal(signal.SIGINT)
    with RawKeyboard(ends[1], monotonic) as keyboard:
        os.kill(os.getpid(), signal.SIGINT)
        assert keyboard.read(5) == Interrupted(signal.SIGINT)
        os.kill(os.getpid(), signal.SIGWINCH)
        assert isinstance(keyboard.read(5), Resized)
    assert signal.getsignal(signal.SIGINT) is before


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
