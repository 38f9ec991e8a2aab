"""A person at a terminal: a program in a pseudo-terminal, its keys, and what it wrote."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import pyte

PATIENCE = 15.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
MLPREP = (sys.executable, "-m", "mlprep_cli")


class Emulator(pyte.HistoryScreen):
    """The screen of a terminal with an alternate one, as every terminal emulator of today has it."""

    ALTERNATE = 1049

    def set_mode(self, *modes: int, **kinds: bool) -> None:
        """Change to the alternate screen, which is empty."""
        super().set_mode(*modes, **kinds)
        if kinds.get("private") and self.ALTERNATE in modes:
            self._main = ({row: dict(cells) for row, cells in self.buffer.items()}, self.cursor.x, self.cursor.y)
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kinds: bool) -> None:
        """Change back to the main screen, as it was left."""
        super().reset_mode(*modes, **kinds)
        if kinds.get("private") and self.ALTERNATE in modes:
            self.erase_in_display(2)
            rows, self.cursor.x, self.cursor.y = self._main
            # A screen that has become lower keeps its last rows.
            above = max(0, self.cursor.y - self.lines + 1)
            self.cursor.y -= above
            for number, cells in rows.items():
                if number < above:
                    row = copy(self.buffer[self.lines])
                    row.update(cells)
                    self.history.top.append(row)
                elif number - above < self.lines:
                    self.buffer[number - above].update({x: cell for x, cell in cells.items() if x < self.columns})


class Terminal:
    """A program on a terminal of its own. Waits for what it wants to see, never for time."""

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        rows: int = 24,
        columns: int = 80,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            surroundings = {**os.environ, "MLPREP_HOME": str(home), "TERM": "xterm-256color", **(environment or {})}
            for name in ("COLUMNS", "LINES"):
                surroundings.pop(name, None)
            try:
                os.execvpe(command[0], list(command), surroundings)
            finally:
                os._exit(127)
        self.screen = Emulator(columns, rows, history=2000)
        self._stream = pyte.ByteStream(self.screen)
        self.resize(rows, columns)
        self.found = self.modes()
        self.written = ""
        self._read_up_to = 0
        self._code: int | None = None

    def modes(self) -> list[object]:
        """Return the settings of the terminal."""
        return termios.tcgetattr(self.descriptor)

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size, as a window manager does."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys: str) -> None:
        """Type keys."""
        os.write(self.descriptor, keys.encode())

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.process, number)

    def expect(self, text: str) -> str:
        """Wait until the text is written after all that was expected before, and return what was written up to it."""
        deadline = time.monotonic() + PATIENCE
        while (place := self._unread().find(text)) < 0:
            if not self._read(deadline):
                raise AssertionError(f"never saw {text!r} in {self._unread()!r}")
        seen = self._unread()[: place + len(text)]
        self._read_up_to += len(seen)
        return seen

    @property
    def display(self) -> str:
        """The rows that a person sees now."""
        return "\n".join(row.rstrip() for row in self.screen.display)

    @property
    def scrollback(self) -> str:
        """Everything that a person can scroll back to, and the rows of now."""
        above = ("".join(row[column].data for column in range(self.screen.columns)) for row in self.screen.history.top)
        return "\n".join([*(row.rstrip() for row in above), self.display])

    def see(self, *texts: str) -> str:
        """Wait until a person sees all of these texts at once, and return the rows of the screen."""
        deadline = time.monotonic() + PATIENCE
        while any(text not in self.display for text in texts):
            if not self._read(deadline):
                raise AssertionError(f"never saw {texts!r} in\n{self.display}")
        self._read_up_to = len(self.plain())
        return self.display

    def press(self, keys: str, *then: str) -> str:
        """Type keys, and wait until a person sees all of these texts at once."""
        self.send(keys)
        return self.see(*then)

    def type(self, keys: str, then: str) -> str:
        """Type keys, and wait for what they lead to."""
        self.send(keys)
        return self.expect(then)

    def insist(self, keys: str, then: str) -> str:
        """Type keys until they lead to something: one that comes while the screen is being drawn is dropped."""
        deadline = time.monotonic() + PATIENCE
        while then not in self.display and time.monotonic() < deadline:
            self.send(keys)
            self._read(time.monotonic() + 0.3)
        return self.see(then)

    def read_for(self, seconds: float) -> None:
        """Take in what is written within some seconds."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass

    def ended(self) -> int:
        """Wait for the end, and return the exit code; minus the signal where one killed it."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        while self._code is None:
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                self._code = os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"never ended after {self._unread()!r}"
        return self._code

    def plain(self) -> str:
        """Return all that was written, without escape sequences."""
        return ESCAPES.sub("", self.written).replace("\r", "")

    def close(self) -> None:
        """Leave nothing running."""
        if self._code is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.descriptor)

    def _unread(self) -> str:
        return self.plain()[self._read_up_to :]

    def _read(self, deadline: float) -> bool:
        """Take in what is written next; return False when nothing more will come in time."""
        ready, _, _ = select.select([self.descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.written += data.decode("utf-8", "replace")
        self._stream.feed(data)
        return bool(data)


@contextmanager
def terminal(
    *arguments: str, home: Path, rows: int = 24, columns: int = 80, environment: dict[str, str] | None = None
) -> Iterator[Terminal]:
    """Run mlprep on a terminal, and leave nothing behind."""
    opened = Terminal((*MLPREP, *arguments), home, rows=rows, columns=columns, environment=environment)
    try:
        yield opened
    finally:
        opened.close()
