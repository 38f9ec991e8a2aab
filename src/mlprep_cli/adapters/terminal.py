"""The keyboard: single keys from a terminal, and the terminal restored whatever happens."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from errno import EINTR
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from mlprep_cli.core.inputs import Continued, EndOfInput, Input, Interrupted, Key, Paste, Resized, Suspended, TypedLine
from mlprep_cli.core.terminal_input import Parser, as_pastes, is_burst

if TYPE_CHECKING:
    from mlprep_cli.adapters.windows_keyboard import WindowsKeyboard

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]  # None says that the module is missing

_Modes = list[Any]  # as the stubs of `termios` declare them

STOP_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
_HARMLESS = {"SIGCHLD", "SIGCONT", "SIGINFO", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGWINCH"}
_FATAL = {"SIGKILL", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL"}
ENDING = signal.valid_signals() - {getattr(signal, name) for name in _HARMLESS | _FATAL if hasattr(signal, name)}
"""The signals that end a program unless it handles them, without those that report a crash."""
_SIGNAL_KEYS = {"ctrl+c": signal.SIGINT, **({"ctrl+z": signal.SIGTSTP, "ctrl+\\": signal.SIGQUIT} if termios else {})}
"""Keys whose signal the kernel sends, except if another program has left the terminal sending sequences for them."""

ESCAPE_SECONDS, REMOTE_ESCAPE_SECONDS = 0.025, 0.1
REST_SECONDS = 0.5
"""How long the rest of a sequence may take before what follows may be typed by a person."""
SETTLE_SECONDS, MOST_SETTLING_SECONDS = 0.08, 0.5
CONTINUED_SECONDS = 0.1
PIECE, PIECE_SECONDS = 512, 0.1
"""The bytes of a burst that may be a piece of a longer one, and how soon its next piece comes."""
DROPPED_READS = 256
PASTES_ON, PASTES_OFF = b"\x1b[?2004h", b"\x1b[?2004l"


def open_keyboard(clock: Callable[[], float]) -> RawKeyboard | WindowsKeyboard | LineKeyboard:
    """Return the keyboard on standard input: single keys if it is a terminal, otherwise one key per line."""
    if termios is not None and sys.stdin.isatty():
        is_remote = os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_CLIENT") or os.environ.get("SSH_TTY")
        return RawKeyboard(
            sys.stdin.fileno(),
            clock,
            escape_seconds=REMOTE_ESCAPE_SECONDS if is_remote else ESCAPE_SECONDS,
            marks_pastes=os.environ.get("TERM", "") not in ("", "dumb", "unknown"),
        )
    if not sys.stdin.isatty():
        return LineKeyboard()
    from mlprep_cli.adapters.windows_keyboard import open_console  # noqa: PLC0415  only Windows needs it

    return open_console(clock)


class RawKeyboard:
    """Single keys from a terminal, and its signals. Use it as a context manager.

    Args:
        descriptor: The terminal.
        clock: Returns monotonic seconds.
        escape_seconds: How long an Escape may wait for the rest of a sequence before it is a key.
        marks_pastes: Whether the terminal understands the request to mark pastes.
    """

    def __init__(
        self,
        descriptor: int,
        clock: Callable[[], float],
        *,
        escape_seconds: float = ESCAPE_SECONDS,
        marks_pastes: bool = True,
    ) -> None:
        self._terminal = descriptor
        self._clock = clock
        self._escape_seconds = escape_seconds
        self._marks_pastes = marks_pastes
        self._parser = Parser()
        self._fed_at: float | None = None
        self._burst_until = 0.0
        self._inputs: deque[Input] = deque()
        self._raised: deque[int] = deque()
        self._is_listening = False

    def __enter__(self) -> Self:
        self._wakeup_end, self._signal_end = os.pipe()
        for end in (self._wakeup_end, self._signal_end):
            os.set_blocking(end, False)
        self._wakeup_before = signal.set_wakeup_fd(self._signal_end, warn_on_full_buffer=False)
        self._handlers = {number: signal.signal(number, _ignore) for number in _watched()}
        self._input = self._opened_again()
        self._saved_modes = self._modes() if self._wait_for_foreground() else None
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for end in (self._wakeup_end, self._signal_end, self._input):
            os.close(end)

    def read(self, timeout: float | None) -> Input | None:
        """Return the next key, paste or signal, or None after `timeout` seconds without one."""
        deadline = None if timeout is None else self._clock() + timeout
        while True:
            if self._raised:
                if (event := self._signalled(self._raised.popleft())) is not None:
                    return event
            elif self._inputs:
                return self._inputs.popleft()
            else:
                complete = self._complete_at()
                moments = [moment for moment in (deadline, complete) if moment is not None]
                # Whatever is waiting is read before a time is up: the program may have been busy all that time.
                if self._wait(max(0.0, min(moments) - self._clock()) if moments else None):
                    continue
                if complete is not None and self._clock() >= complete:
                    self._fed_at = None
                    self._take(self._parser.time_out())
                elif deadline is not None and self._clock() >= deadline:
                    return None

    def drop(self) -> bool:
        """Discard keys typed ahead, also those that the terminal holds, and the rest of a sequence that came in part.

        Returns:
            Whether `q` was among them: the wish to stop is never too early.
        """
        for _ in range(DROPPED_READS):
            if not select.select([self._input], [], [], 0)[0] or not self._read_terminal():
                break
        wants_to_stop = any(read in (Key("q"), Key("Q")) for read in self._inputs)
        self._inputs.clear()
        self._burst_until = 0.0
        self._parser.drop()
        return wants_to_stop

    def suspend(self) -> None:
        """Stop the program until the shell continues it."""
        self._restore()
        self._collect_signals()
        if signal.SIGCONT not in self._raised:  # a shell may have continued the program since it was asked to stop
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, _ignore)
        self._parser = Parser()
        self._inputs.clear()
        self._listen()
        self._collect_signals()
        self._forget(signal.SIGTSTP, signal.SIGCONT)

    @contextmanager
    def released(self) -> Iterator[None]:
        """Give the terminal to another program for a while."""
        self._restore()
        try:
            yield
        finally:
            self._parser = Parser()
            self._inputs.clear()
            self._listen()

    def _complete_at(self) -> float | None:
        """Return the moment from which on a sequence that has come in part is not waited for."""
        if self._fed_at is None or not self._parser.is_inside:
            return None
        return self._fed_at + (self._escape_seconds if self._parser.at_escape else REST_SECONDS)

    def _wait(self, timeout: float | None) -> bool:
        """Read the keys and signals that arrive within `timeout` seconds, and return whether there were any."""
        ready, _, _ = select.select([self._input, self._wakeup_end], [], [], timeout)
        if self._wakeup_end in ready:
            self._collect_signals()
        if self._input in ready:
            self._read_terminal()
        return bool(ready)

    def _read_terminal(self) -> bool:
        """Read what the terminal holds, and return whether there was anything."""
        try:
            data = os.read(self._input, 4096)
        except BlockingIOError:  # it was flushed, or a shell has set the modes back
            return False
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return False
        self._fed_at = self._clock()
        read = self._parser.feed(data)
        # Fingers type one key at a time: many at once are a paste that the terminal did not mark.
        if is_burst(read) or self._fed_at < self._burst_until:
            read = as_pastes(read)
            self._burst_until = self._fed_at + PIECE_SECONDS if len(data) >= PIECE else 0.0
        self._take(read)
        return True

    def _take(self, read: list[Key | Paste]) -> None:
        for pressed in read:
            if isinstance(pressed, Key) and (number := _SIGNAL_KEYS.get(pressed.text)):
                self._raised.append(number)
            else:
                self._inputs.append(EndOfInput() if pressed == Key("ctrl+d") else pressed)

    def _hang_up(self) -> None:
        if signal.SIGHUP not in self._raised:
            self._raised.append(signal.SIGHUP)

    # --- the modes of the terminal ---

    def _opened_again(self) -> int:
        """Return the terminal, opened for reads that never block.

        While this program is stopped between seeing input and reading it, a shell sets the terminal back to whole lines.
        A read that waits for such a line would also wait instead of handling signals.
        """
        try:
            return os.open(os.ttyname(self._terminal), os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            return os.dup(self._terminal)

    def _modes(self) -> _Modes | None:
        """Return the modes of the terminal. If it is gone, that is a hang-up."""
        try:
            return termios.tcgetattr(self._terminal)
        except termios.error:
            self._hang_up()
            return None

    def _set_modes(self, modes: _Modes) -> bool:
        """Set the modes of the terminal, and return whether it has them; a signal that ends the program comes first."""
        while not self._is_ending():
            try:
                termios.tcsetattr(self._terminal, termios.TCSANOW, modes)
            except termios.error as error:
                if error.args[0] == EINTR:
                    continue
                self._hang_up()
                return False
            return True
        return False

    def _listen(self) -> None:
        if self._saved_modes is None or not self._wait_for_foreground() or (modes := self._modes()) is None:
            return
        modes[3] &= ~(termios.ICANON | termios.ECHO)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        if self._set_modes(modes):
            self._is_listening = True
            self._request(PASTES_ON)

    def _restore(self) -> None:
        """Restore the modes of the terminal, unless another program uses it: then they are not ours to set."""
        was_listening, self._is_listening = self._is_listening, False
        if not was_listening or self._saved_modes is None or self._is_in_background():
            return None
        self._request(PASTES_OFF)
        while True:
            try:
                return termios.tcsetattr(self._terminal, termios.TCSANOW, self._saved_modes)
            except termios.error as error:
                if error.args[0] != EINTR:
                    return None  # a terminal that is gone cannot be restored

    def _request(self, sequence: bytes) -> None:
        if self._marks_pastes:
            self._write(sequence)

    def _write(self, text: bytes) -> None:
        """Write to the terminal, also if only its input can be read or the output goes elsewhere."""
        for descriptor in (self._terminal, 1, 2):
            with suppress(OSError):
                if os.isatty(descriptor):
                    os.write(descriptor, text)
                    return

    # --- signals ---

    def _collect_signals(self) -> None:
        with suppress(BlockingIOError):
            self._raised.extend(os.read(self._wakeup_end, 512))

    def _is_ending(self) -> bool:
        """Return whether a signal has come that ends the program."""
        self._collect_signals()
        return any(number in ENDING for number in self._raised)

    def _forget(self, *numbers: int) -> None:
        self._raised = deque(number for number in self._raised if number not in numbers)

    def _signalled(self, number: int) -> Input | None:
        if number in ENDING:
            return Interrupted(number)
        if number == signal.SIGTSTP:
            self._collect_signals()
            # A shell that has continued the program since then does not want it to stop.
            return None if signal.SIGCONT in self._raised else Suspended()
        if number == signal.SIGCONT:
            self._collect_signals()
            if signal.SIGCONT in self._raised:  # the last one counts, and it undoes a stop before it
                return None
            self._listen()
            return None if self._is_ending() else Continued()
        if number == signal.SIGWINCH:
            self._settle()
            return Resized()
        return None

    def _settle(self) -> None:
        """Wait until the size of the terminal stops changing, but not for long."""
        until = self._clock() + MOST_SETTLING_SECONDS
        while select.select([self._wakeup_end], [], [], SETTLE_SECONDS)[0] and self._clock() < until:
            self._collect_signals()
        self._forget(signal.SIGWINCH)

    def _is_in_background(self) -> bool:
        """Return whether another group of processes uses the terminal."""
        try:
            return os.tcgetpgrp(self._terminal) != os.getpgrp()
        except OSError:  # it is not the terminal of this session, so no shell shares it
            return False

    def _wait_for_foreground(self) -> bool:
        """Stop until the shell gives us the terminal, as the kernel does on a read; return whether it has."""
        while not self._is_ending():
            if not self._is_in_background():
                return True
            self._forget(signal.SIGTSTP, signal.SIGCONT)
            os.killpg(0, signal.SIGTTIN)
            # Without a shell that can continue us, the signal does not stop us, and nobody will type.
            if not select.select([self._wakeup_end], [], [], CONTINUED_SECONDS)[0]:
                self._hang_up()
        return False


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

    def drop(self) -> bool:
        """Discard nothing: a script cannot type too early."""
        return False

    def suspend(self) -> None:
        """Do nothing: without single keys, Ctrl-Z stops the program by itself."""

    def released(self) -> AbstractContextManager[None]:
        """Give the terminal to another program for a while."""
        return nullcontext()

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self._raised = number
        if self._reading:
            raise InterruptedError


def _watched() -> list[int]:
    """Return the signals that the keyboard reads. One that is ignored, as `nohup` does, stays ignored."""
    theirs = {signal.SIGINT, signal.SIGQUIT}
    numbers = {*ENDING, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH}
    usual = (signal.SIG_DFL, signal.default_int_handler)
    return sorted(number for number in numbers if number in theirs or signal.getsignal(number) in usual)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the number of the signal comes through the wake-up pipe, so that it never interrupts other code."""
