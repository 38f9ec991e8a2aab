"""Running mlprep on a failing disk: `python -m soak.disk_runner '{"fail": 3}' -- drill --count 2`, or plan after plan.

`Runner` keeps one process in which everything is loaded, and each run is a fork of it.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import resource
import selectors
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TypedDict

from soak.commands import warm
from soak.failing_disk import Disk, Operation, install

LATER = (
    "mood",
    (
        "CREATE TABLE mood (review TEXT, mood TEXT)",
        "CREATE INDEX moods ON mood (mood)",
        "UPDATE card SET round = round",
    ),
)
"""A migration that mlprep does not have yet."""

PATIENCE = 60.0


class RunPlan(TypedDict, total=False):
    """A command and the fault of its disk; without the number `fail`, nothing fails."""

    arguments: list[str]
    typed: str
    environment: dict[str, str]
    fail: int | None
    dead: bool
    how: str
    reads: bool
    largest: int | None
    later: bool
    bank: str | None
    record: str | None


class RunResult(NamedTuple):
    """The result of a run: its exit code, its output and errors, and the numbers of operations and of failed ones."""

    code: int
    out: str
    err: str
    operations: int
    failed: int


class Runner:
    """Runs mlprep many times."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def run(self, plan: RunPlan) -> RunResult:
        """Run mlprep to its end as planned."""
        plans, results = self._server.stdin, self._server.stdout
        assert plans is not None
        assert results is not None
        plans.write(json.dumps(plan) + "\n")
        plans.flush()
        return RunResult(*json.loads(results.readline()))


@contextmanager
def runner() -> Iterator[Runner]:
    """Start a runner, and stop it at the end."""
    tests = str(Path(__file__).parents[1])
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "soak.disk_runner", "--serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", env=surroundings) as server:
        yield Runner(server)
        assert server.stdin is not None
        server.stdin.close()


def operations_in(record: Path) -> Iterator[Operation]:
    """Yield the operations of a run on its files, and between them each line typed and each text shown."""
    with record.open("rb") as file:
        while file.peek(1):
            yield Operation(*pickle.load(file))


class _Typed(io.BytesIO):
    """Standard input that records when a line is read."""

    def __init__(self, typed: bytes, note: Callable[[Operation], None]) -> None:
        super().__init__(typed)
        self._note = note

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        self._note(Operation("typed", "", 0, line))
        return line


class _Shown(io.TextIOWrapper):
    """Standard output that records when something is written."""

    note: Callable[[Operation], None]

    def write(self, text: str, /) -> int:
        self.note(Operation("shown", "", 0, text.encode()))
        return super().write(text)


def run(plan: RunPlan) -> tuple[int, Disk]:
    """Run mlprep in this process as planned, and return its exit code and the disk."""
    os.environ.update(plan.get("environment", {}))
    time.tzset()
    disk = Disk(plan.get("fail"), plan.get("dead", False), plan.get("how", "error"), plan.get("reads", False))
    # Written at once, not at the end: a killed run has a record too.
    record = os.open(plan.get("record") or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def note(operation: Operation) -> None:
        os.write(record, pickle.dumps(tuple(operation)))

    install(disk, note)
    if plan.get("later"):
        database, schema = import_module("mlprep_cli.storage.database"), import_module("mlprep_cli.storage.migrations")
        database.open_database.__defaults__ = ((*schema.MIGRATIONS, schema.Migration(*LATER)),)
    if (bank := plan.get("bank")) is not None:
        vars(import_module("mlprep_cli.app.banks"))["shipped_bank"] = lambda: Path(bank)
    if (largest := plan.get("largest")) is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    sys.argv = ["mlprep", *plan.get("arguments", [])]
    sys.stdin = io.TextIOWrapper(_Typed(plan.get("typed", "").encode(), note), "utf-8")
    sys.stdout = _Shown(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8")
    sys.stdout.note = note
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w", closefd=False)), "utf-8", write_through=True)
    try:
        code = import_module("mlprep_cli.__main__").start()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001  it is shown whatever it is
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    return code, disk


def serve() -> None:
    """Run one plan per line, each in a fork, and write its result as a line."""
    warm()
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), flush=True)


def _forked(plan: RunPlan) -> RunResult:
    """Run a plan in a fork. Its output goes to pipes, which have no limit of size."""
    pipes = [os.pipe() for _ in range(3)]
    child = os.fork()
    if child == 0:
        for descriptor, (_, end) in zip((1, 2), pipes, strict=False):
            os.dup2(end, descriptor)
        code, disk = run(plan)
        os.write(pipes[2][1], json.dumps([disk.counted, disk.failed]).encode())
        os._exit(code)
    found = {reading: b"" for reading, _ in pipes}
    with selectors.DefaultSelector() as selector:
        for reading, writing in pipes:
            os.close(writing)
            selector.register(reading, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                os.kill(child, signal.SIGKILL)
            for key, _ in ready:
                if data := os.read(key.fd, 1 << 16):
                    found[key.fd] += data
                else:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    _, status = os.waitpid(child, 0)
    out, err, counts = (found[reading] for reading, _ in pipes)
    operations, failed = json.loads(counts or b"[0, 0]")
    return RunResult(os.waitstatus_to_exitcode(status), out.decode(), err.decode(), operations, failed)


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        asked: RunPlan = json.loads(sys.argv[1])
        keys = "" if sys.stdin.isatty() else sys.stdin.read()
        ended, met = run({**asked, "arguments": sys.argv[3:], "typed": keys})
        print(f"{met.counted} operations, {met.failed} failed", file=sys.stderr)
        os._exit(ended)
