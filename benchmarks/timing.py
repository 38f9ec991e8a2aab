"""Timing of whole processes, interleaved, so that a drift in the speed of the machine affects all cases alike."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

PATIENCE = 20.0


def interleaved(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each case over `rounds` rounds; a first round is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in cases.items():
            seconds = case()
            if number:
                taken[name].append(seconds)
    return {name: median(seconds) for name, seconds in taken.items()}


def run(*command: str, home: Path | None = None) -> float:
    """Return the seconds from the start of a command to its end."""
    environment = {**os.environ, **({} if home is None else {"MLPREP_HOME": str(home)})}
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment, check=True)
    return time.perf_counter() - begun


class Practice:
    """A session of mlprep on a pseudo-terminal."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.begun = time.perf_counter()
        self.process, self._descriptor = pty.fork()
        if self.process == 0:
            os.environ.update(MLPREP_HOME=str(home), TERM="xterm-256color")
            os.execv(sys.executable, [sys.executable, "-m", "mlprep_cli", *arguments])
        self._seen = b""

    def until(self, *texts: str) -> float:
        """Wait for one of these texts after the last one waited for, and return the moment."""
        deadline = time.perf_counter() + PATIENCE
        while not (
            ends := [self._seen.find(text.encode()) + len(text) for text in texts if text.encode() in self._seen]
        ):
            if not select.select([self._descriptor], [], [], max(0.0, deadline - time.perf_counter()))[0]:
                raise TimeoutError(f"{texts} did not appear: {self._seen[-200:]!r}")
            self._seen += os.read(self._descriptor, 65536)
        now = time.perf_counter()
        self._seen = self._seen[min(ends) :]
        return now

    def press(self, key: str, *texts: str) -> float:
        """Press a key, and return the seconds until one of these texts appears."""
        self._seen = b""
        begun = time.perf_counter()
        os.write(self._descriptor, key.encode())
        return self.until(*texts) - begun

    def peak_mebibytes(self) -> float:
        """Return the peak memory so far, in MiB."""
        for line in Path(f"/proc/{self.process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def leave(self) -> None:
        """Quit, and wait for the end. Keys pressed while the screen is drawn are dropped, so `q` is pressed repeatedly."""
        try:
            while True:
                os.write(self._descriptor, b"q")
                while select.select([self._descriptor], [], [], 0.2)[0]:
                    if not os.read(self._descriptor, 65536):
                        raise EOFError
        except (OSError, EOFError):
            pass
        os.waitpid(self.process, 0)
        os.close(self._descriptor)


def python(code: str) -> Sequence[str]:
    """Return the command that runs Python code."""
    return (sys.executable, "-c", code)
