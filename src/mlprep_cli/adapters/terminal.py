"""The keyboard: single keys from a terminal, and the terminal restored whatever happens."""

from __future__ import annotations

import os
import select
import signal
import sys
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

from mlprep_cli.core.session.keys import Continued, EndOfInput, Input, Interrupted, Key, Resized, TypedLine

try:
    import termios
except ImportError:  # Windows reads lines instead of keys
    termios = None  # type: ignore[assignment]  # None says that the module is missing

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM) + ((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ())
SETTLE_SECONDS = 0.08
ESCAPE_SECONDS = 0.02


def open_keyboard(clock: Callable[[], float]) -> RawKeyboard | LineKeyboard:
    """Return the keyboard on standard input: single keys if it is a terminal, otherwise one key per line."""
    if termios is not None and sys.stdin.isatty():
        return RawKeyboard(sys.stdin.fileno(), clock)
    return LineKeyboard()


class RawKeyboard:
    """Single keys from a terminal, and its signals. Use it as a context manager."""

    def __init__(self, descriptor: int, clock: Callable[[], float]) -> None:
        self._terminal = descriptor
        self._clock = clock
        self._typed: deque[str] = deque()
        self._raised: deque[int] = deque()
        self._decoder = getincrementaldecoder("utf-8")("ignore")

    def __enter__(self) -> Self:
        self._saved_modes = termios.tcgetattr(self._terminal)
        self._wakeup_end, self._signal_end = os.pipe()
        for end in (self._wakeup_end, self._signal_end):
            os.set_blocking(end, False)
        self._wakeup_before = signal.set_wakeup_fd(self._signal_end, warn_on_full_buffer=False)
        watched = (*STOP_SIGNALS, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
        self._handlers = {number: signal.signal(number, _ignore) for number in watched}
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        os.close(self._wakeup_end)
        os.close(self._signal_end)

    def read(self, timeout: float | None) -> Input | None:
        """Return the next key or signal, or None after `timeout` seconds without one."""
        deadline = None if timeout is None else self._clock() + timeout
        while True:
            if self._raised:
                if (event := self._signalled(self._raised.popleft())) is not None:
                    return event
            elif self._typed:
                if (key := self._key()) is not None:
                    return key
            elif deadline is not None and self._clock() >= deadline:
                return None
            elif not self._wait(None if deadline is None else max(0.0, deadline - self._clock())):
                return EndOfInput()

    def drop(self) -> None:
        """Discard keys that were typed ahead."""
        self._typed.clear()
        self._decoder.reset()
        try:
            termios.tcflush(self._terminal, termios.TCIFLUSH)
        except termios.error:
            self._raised.append(signal.SIGHUP)

    def _listen(self) -> None:
        modes = termios.tcgetattr(self._terminal)
        modes[3] &= ~(termios.ICANON | termios.ECHO)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._terminal, termios.TCSADRAIN, modes)

    def _restore(self) -> None:
        with suppress(termios.error):  # a terminal that is gone cannot be restored
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._saved_modes)

    def _wait(self, timeout: float | None) -> bool:
        """Read the keys and signals that arrive within `timeout` seconds; return False at the end of input."""
        ready, _, _ = select.select([self._terminal, self._wakeup_end], [], [], timeout)
        if self._wakeup_end in ready:
            self._raised.extend(os.read(self._wakeup_end, 512))
        if self._terminal in ready:
            try:
                data = os.read(self._terminal, 4096)
            except OSError:
                self._raised.append(signal.SIGHUP)
                return True
            self._typed.extend(self._decoder.decode(data))
            return bool(data)
        return True

    def _key(self) -> Input | None:
        character = self._typed.popleft()
        if character == "\x1b":
            return self._escaped()
        if character == "\x04":
            return EndOfInput()
        return Key("\n" if character == "\r" else character)

    def _escaped(self) -> Input | None:
        """Return a single Escape; ignore the sequence of an arrow key or a function key."""
        if not self._typed:
            self._wait(ESCAPE_SECONDS)
        if not self._typed or self._typed[0] not in "[O":
            return Key("\x1b")
        self._typed.popleft()
        while self._typed and not "@" <= self._typed.popleft() <= "~":
            pass
        return None

    def _signalled(self, number: int) -> Input | None:
        if number in STOP_SIGNALS:
            return Interrupted(number)
        if number == signal.SIGTSTP:
            return self._stopped()
        if number == signal.SIGCONT:
            self._listen()
            return Resized()
        if number == signal.SIGWINCH:
            self._settle()
            return Resized()
        return None

    def _settle(self) -> None:
        """Wait until the size of the terminal stops changing."""
        while select.select([self._wakeup_end], [], [], SETTLE_SECONDS)[0]:
            self._raised.extend(number for number in os.read(self._wakeup_end, 512) if number != signal.SIGWINCH)

    def _stopped(self) -> Input:
        since = self._clock()
        self._restore()
        os.write(sys.stdout.fileno(), b"\n")
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, _ignore)
        self._listen()
        self._wait(0)
        self._raised = deque(number for number in self._raised if number != signal.SIGCONT)
        return Continued(since)


class LineKeyboard:
    """Standard input that is not a terminal: one key per line. Use it as a context manager."""

    def __init__(self) -> None:
        self._reading = False
        self._raised: int | None = None

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, self._interrupt) for number in STOP_SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def read(self, timeout: float | None) -> Input | None:
        """Return the next line; `timeout` is ignored."""
        try:
            self._reading = True
            if self._raised is not None:
                return Interrupted(self._raised)
            data = sys.stdin.buffer.readline()
        except InterruptedError:
            return Interrupted(self._raised or signal.SIGINT)
        finally:
            self._reading = False
        return TypedLine(data.decode("utf-8", "replace").rstrip("\r\n")) if data else EndOfInput()

    def drop(self) -> None:
        """Discard nothing: a script cannot type too early."""

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self._raised = number
        if self._reading:
            raise InterruptedError


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the number of the signal comes through the wake-up pipe, so that it never interrupts other code."""
