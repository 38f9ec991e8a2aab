"""Timing of whole processes: interleaved, so that a machine whose speed drifts treats all alike."""

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
    """Return the median seconds of each case over so many rounds, one of each in turn; the first round is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in cases.items():
            seconds = case()
            if number:
                taken[name].append(seconds)
    return {name: median(each) for name, each in taken.items()}


def run(*command: str, home: Path | None = None) -> float:
    """Return the seconds that a command takes to its end."""
    environment = {**os.environ, **({} if home is None else {"MLPREP_HOME": str(home)})}
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment, check=True)
    return time.perf_counter() - begun


class Practice:
    """mlprep on a pseudo-terminal, watched from outside."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.begun = time.perf_counter()
        self.process, self._descriptor = pty.fork()
        if self.process == 0:
            os.environ.update(MLPREP_HOME=str(home), TERM="xterm-256color")
            os.execv(sys.executable, [sys.executable, "-m", "mlprep_cli", *arguments])
        self._seen = b""

    def until(self, *texts: str) -> float:
        """Return the moment at which one of these texts has been written after all that was waited for before."""
        deadline = time.perf_counter() + PATIENCE
        while not (
            ends := [self._seen.find(text.encode()) + len(text) for text in texts if text.encode() in self._seen]
        ):
            if not select.select([self._descriptor], [], [], max(0.0, deadline - time.perf_counter()))[0]:
                raise TimeoutError(f"never saw {texts}: {self._seen[-200:]!r}")
            self._seen += os.read(self._descriptor, 65536)
        now = time.perf_counter()
        self._seen = self._seen[min(ends) :]
        return now

    def key(self, key: str, *leads_to: str) -> float:
        """Return the seconds from a key to what it leads to."""
        self._seen = b""
        begun = time.perf_counter()
        os.write(self._descriptor, key.encode())
        return self.until(*leads_to) - begun

    def peak_mebibytes(self) -> float:
        """Return the most memory it has used so far."""
        for line in Path(f"/proc/{self.process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def leave(self) -> None:
        """Stop, and wait for the end; a key that comes while the screen is being drawn is dropped, so it is pressed again."""
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
    """Return the command that runs a line of Python."""
    return (sys.executable, "-c", code)
