"""The keyboard of a Windows console: single keys through `msvcrt`, which reads characters and not key presses."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from time import sleep
from types import FrameType, TracebackType
from typing import Protocol, Self, cast

from mlprep_cli.core.inputs import EndOfInput, Input, Interrupted, Key, Paste, Resized

POLL_SECONDS = 0.02
"""The time between two looks at the console: short for fingers, and long for the processor."""
GATHER_SECONDS = 0.01
"""Characters that follow each other this closely belong together: no finger is that fast, but a paste is."""
FINGER_SECONDS = 0.03
"""The least time between two keys that somebody types."""
MOST_TYPED = 4
"""More characters than this that arrive together are always a paste."""

_CODES = {
    "H": "up", "P": "down", "K": "left", "M": "right", "G": "home", "O": "end", "I": "pageup", "Q": "pagedown",
    "S": "delete", "s": "ctrl+left", "t": "ctrl+right", "u": "ctrl+end", "w": "ctrl+home", "\x8d": "ctrl+up",
    "\x91": "ctrl+down", "R": "insert", "v": "ctrl+pagedown", "\x86": "ctrl+pageup",
}  # fmt: skip
"""The keys that `msvcrt` reports as a prefix and a code."""
_CONTROLS = {"\r": "\n", "\n": "\n", "\t": "tab", "\x08": "backspace", "\x7f": "backspace", "\x1b": "escape"}
_END_OF_INPUT = "\x04\x1a"


class CharacterConsole(Protocol):
    """The part of `msvcrt` that reads keys."""

    def kbhit(self) -> bool:
        """Return whether a character is waiting."""

    def getwch(self) -> str:
        """Return the next unit of UTF-16; a key without a character is a prefix and a code."""


class WindowsKeyboard:
    """Single keys from a Windows console. Use it as a context manager.

    Args:
        console: The module `msvcrt`.
        clock: Returns monotonic seconds.
        wait: Waits for some seconds.
        size: Returns the columns and rows of the console.
        alt_is_held: Whether the left Alt key is down. `msvcrt` gives Alt+S as S.
    """

    def __init__(
        self,
        console: CharacterConsole,
        clock: Callable[[], float],
        wait: Callable[[float], None],
        size: Callable[[], tuple[int, int]],
        alt_is_held: Callable[[], bool],
    ) -> None:
        self._console = console
        self._clock = clock
        self._wait = wait
        self._size = size
        self._alt_is_held = alt_is_held
        self._inputs: deque[Input] = deque()
        self._interrupts: deque[Interrupted] = deque()

    def __enter__(self) -> Self:
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
        self._handlers = {number: signal.signal(number, self._interrupt) for number in numbers}
        self._size_before, self._resizing = self._size(), False
        self._empty_at = self._clock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def read(self, timeout: float | None) -> Input | None:
        """Return the next key or signal, or None after `timeout` seconds without one."""
        deadline = None if timeout is None else self._clock() + timeout
        while True:
            self._collect()
            if self._interrupts:
                return self._interrupts.popleft()
            if self._inputs:
                return self._inputs.popleft()
            if self._is_resized():
                return Resized()
            left = POLL_SECONDS if deadline is None else deadline - self._clock()
            if left <= 0:
                return None
            self._wait(min(left, POLL_SECONDS))

    def drop(self) -> bool:
        """Discard keys that were typed ahead, but not Ctrl-C; return whether `q` was among them."""
        self._keep(decoded(self._waiting()))
        wants_to_stop = any(read in (Key("q"), Key("Q")) for read in self._inputs)
        self._inputs.clear()
        self._empty_at = self._clock()
        return wants_to_stop

    def suspend(self) -> None:
        """Do nothing: Windows does not suspend programs."""

    def released(self) -> AbstractContextManager[None]:
        """Give the console to another program for a while."""
        return nullcontext()

    def _collect(self) -> None:
        """Read the characters that are waiting and those that follow at once, as keys or as one paste."""
        arrived = self._waiting()
        since, self._empty_at = self._empty_at, self._clock()
        if not arrived:
            return
        typed_at_most = min(MOST_TYPED, 1 + int((self._empty_at - since) / FINGER_SECONDS))
        with_alt = self._alt_is_held()
        more = arrived
        while more:
            self._wait(GATHER_SECONDS)
            more = self._waiting()
            arrived += more
        self._empty_at = self._clock()
        inputs = list(decoded(arrived))
        text = "".join(map(_text_of, inputs))
        if len(text) > typed_at_most:
            inputs = [Paste(text), *(read for read in inputs if isinstance(read, Interrupted))]
        elif with_alt:
            inputs = list(map(_with_alt, inputs))
        self._keep(inputs)

    def _keep(self, inputs: Iterable[Input]) -> None:
        for read in inputs:
            if isinstance(read, Interrupted):
                self._interrupts.append(read)
            else:
                self._inputs.append(read)

    def _waiting(self) -> str:
        """Return the characters that are waiting in the console."""
        arrived = ""
        with suppress(KeyboardInterrupt):
            while self._console.kbhit():
                arrived += self._console.getwch()
            return arrived
        return f"{arrived}\x03"

    def _is_resized(self) -> bool:
        """Return whether the size of the console has changed and is no longer changing."""
        size = self._size()
        was_resizing, self._resizing = self._resizing, size != self._size_before
        self._size_before = size
        return was_resizing and not self._resizing

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self._interrupts.append(Interrupted(number))


def open_console(clock: Callable[[], float]) -> WindowsKeyboard:
    """Return the keyboard of the console that this program runs in."""
    import msvcrt  # noqa: PLC0415  only Windows has it

    return WindowsKeyboard(cast("CharacterConsole", msvcrt), clock, sleep, _size, _alt_is_held)


def decoded(units: str) -> Iterator[Input]:
    """Yield the inputs that units of UTF-16 from `msvcrt` stand for."""
    characters = deque(units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore"))
    while characters:
        character = characters.popleft()
        if character == "\x00":
            if characters and (name := _CODES.get(characters.popleft())):
                yield Key(name)
        elif character == "\xe0" and characters and _is_code(characters[0]):
            if name := _CODES.get(characters.popleft()):
                yield Key(name)
        elif character == "\x03":
            yield Interrupted(signal.SIGINT)
        elif character in _END_OF_INPUT:
            yield EndOfInput()
        elif name := _CONTROLS.get(character):
            yield Key(name)
        elif character < "\x1b":
            yield Key(f"ctrl+{chr(ord(character) + 96)}")
        elif character >= " " and not "\x80" <= character <= "\x9f":
            yield Key(character)


def _is_code(character: str) -> bool:
    """Return whether a character after U+00E0 is a code; otherwise U+00E0 is the letter “à”."""
    return character in _CODES or "\x80" <= character <= "\x9f"


def _text_of(read: Input) -> str:
    """Return the text of an input, if it were part of a paste."""
    if not isinstance(read, Key):
        return ""
    return " " if read.text == "tab" else read.text if len(read.text) == 1 else ""


def _with_alt(read: Input) -> Input:
    """Return the chord of a key and Alt, a name that never acts as text."""
    return Key("alt+enter" if read.text == "\n" else f"alt+{read.text}") if isinstance(read, Key) else read


def _size() -> tuple[int, int]:
    with suppress(OSError):  # standard output is not a console
        return os.get_terminal_size()
    return 0, 0


def _alt_is_held() -> bool:
    state = 0
    if sys.platform == "win32":
        from ctypes import windll  # noqa: PLC0415  only Windows has it

        left_alt = 0xA4
        state = int(windll.user32.GetAsyncKeyState(left_alt))
    return state & 0x8000 != 0


def understand_escape_sequences() -> None:
    """Let the console interpret escape sequences. Older consoles do so only on request."""
    if sys.platform == "win32":
        from ctypes import byref, c_ulong, windll  # noqa: PLC0415  only Windows has it

        standard_output, escape_sequences = -11, 4
        handle, mode = windll.kernel32.GetStdHandle(standard_output), c_ulong()
        if windll.kernel32.GetConsoleMode(handle, byref(mode)):
            windll.kernel32.SetConsoleMode(handle, mode.value | escape_sequences)
