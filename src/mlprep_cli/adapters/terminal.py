"""Keys in. Whatever happens, the terminal is put back as it was found."""

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

from mlprep_cli.core.session.keys import Continued, EndOfInput, Input, Interrupted, Key, Line, Resized

try:
    import termios
except ImportError:  # Windows: a key is a line
    termios = None  # type: ignore[assignment]  # the module is missing there, which is what None says

STOPPING = (signal.SIGINT, signal.SIGTERM) + ((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ())
SETTLE_SECONDS = 0.08
ESCAPE_SECONDS = 0.02


def open_keyboard(clock: Callable[[], float]) -> RawKeyboard | LineKeyboard:
    """Return the keyboard that standard input is: single keys from a terminal, else a line a key."""
    if termios is not None and sys.stdin.isatty():
        return RawKeyboard(sys.stdin.fileno(), clock)
    return LineKeyboard()


class RawKeyboard:
    """Single keys of a terminal, and the signals that concern it. Use it as a context manager."""

    def __init__(self, descriptor: int, clock: Callable[[], float]) -> None:
        self._terminal = descriptor
        self._clock = clock
        self._typed: deque[str] = deque()
        self._raised: deque[int] = deque()
        self._decoder = getincrementaldecoder("utf-8")("ignore")

    def __enter__(self) -> Self:
        self._found = termios.tcgetattr(self._terminal)
        self._wakes, self._waker = os.pipe()
        for end in (self._wakes, self._waker):
            os.set_blocking(end, False)
        self._wakeup_before = signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        watched = (*STOPPING, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
        self._handlers = {each: signal.signal(each, _noticed) for each in watched}
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        os.close(self._wakes)
        os.close(self._waker)

    def read(self, timeout: float | None) -> Input | None:
        """Return the next key or signal, or None when `timeout` seconds passed without one."""
        deadline = None if timeout is None else self._clock() + timeout
        while True:
            if self._raised:
                if (happened := self._signalled(self._raised.popleft())) is not None:
                    return happened
            elif self._typed:
                if (key := self._key()) is not None:
                    return key
            elif deadline is not None and self._clock() >= deadline:
                return None
            elif not self._wait(None if deadline is None else max(0.0, deadline - self._clock())):
                return EndOfInput()

    def drop(self) -> None:
        """Forget what was typed ahead."""
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
        with suppress(termios.error):  # a terminal that is gone needs nothing put back
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._found)

    def _wait(self, timeout: float | None) -> bool:
        """Take in what there is within `timeout` seconds; return False when the terminal has ended."""
        ready, _, _ = select.select([self._terminal, self._wakes], [], [], timeout)
        if self._wakes in ready:
            self._raised.extend(os.read(self._wakes, 512))
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
        """Return a lone Escape; swallow the sequence that an arrow or a function key sends."""
        if not self._typed:
            self._wait(ESCAPE_SECONDS)
        if not self._typed or self._typed[0] not in "[O":
            return Key("\x1b")
        self._typed.popleft()
        while self._typed and not "@" <= self._typed.popleft() <= "~":
            pass
        return None

    def _signalled(self, number: int) -> Input | None:
        if number in STOPPING:
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
        """Wait until the terminal has stopped changing its size."""
        while select.select([self._wakes], [], [], SETTLE_SECONDS)[0]:
            self._raised.extend(each for each in os.read(self._wakes, 512) if each != signal.SIGWINCH)

    def _stopped(self) -> Input:
        since = self._clock()
        self._restore()
        os.write(sys.stdout.fileno(), b"\n")
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, _noticed)
        self._listen()
        self._wait(0)
        self._raised = deque(each for each in self._raised if each != signal.SIGCONT)
        return Continued(since)


class LineKeyboard:
    """Standard input that is no terminal: a line a key. Use it as a context manager."""

    def __init__(self) -> None:
        self._reading = False
        self._raised: int | None = None

    def __enter__(self) -> Self:
        self._handlers = {each: signal.signal(each, self._noticed) for each in STOPPING}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def read(self, timeout: float | None) -> Input | None:
        """Return the next line, however long it takes."""
        try:
            self._reading = True
            if self._raised is not None:
                return Interrupted(self._raised)
            data = sys.stdin.buffer.readline()
        except InterruptedError:
            return Interrupted(self._raised or signal.SIGINT)
        finally:
            self._reading = False
        return Line(data.decode("utf-8", "replace").rstrip("\r\n")) if data else EndOfInput()

    def drop(self) -> None:
        """Keep everything: in a script, nothing is typed too early."""

    def _noticed(self, number: int, _frame: FrameType | None) -> None:
        self._raised = number
        if self._reading:
            raise InterruptedError


def _noticed(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the signal's number comes through the wake-up pipe, so no code is ever cut in half by it."""
