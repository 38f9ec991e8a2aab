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
from pathlib import Path

PATIENCE = 15.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
MLPREP = (sys.executable, "-m", "mlprep_cli")


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

    def type(self, keys: str, then: str) -> str:
        """Type keys, and wait for what they lead to."""
        self.send(keys)
        return self.expect(then)

    def insist(self, keys: str, then: str) -> str:
        """Type keys until they lead to something: one that comes while the screen is being drawn is dropped."""
        deadline = time.monotonic() + PATIENCE
        while then not in self._unread() and time.monotonic() < deadline:
            self.send(keys)
            self._read(time.monotonic() + 0.3)
        return self.expect(then)

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
