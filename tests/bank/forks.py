"""Runs checks in forks of one process that has loaded the harness and NumPy: a thousand solutions then start in seconds.

It has none of the limits of a learner's run but those of the harness itself; `tests/adapters/test_runner.py` tests the rest.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlprep_cli.adapters.runner import HARNESS, RunLimits
from mlprep_cli.core.questions import CheckGroup, Code

LIMITS = RunLimits(isolated=False)


class Forks:
    """The process that forks, and the pipes to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def rejections(self, code: Code, solution: str, checks: Sequence[CheckGroup], seconds: float) -> dict[str, str]:
        """Return the groups that reject a solution and what they say, each given these seconds of the processor."""
        job = {
            "solution": solution,
            "reference": code.solution if any(check.grows for check in checks) else "",
            "helpers": code.helpers,
            "groups": [{**check._asdict(), "from": check.start} for check in checks],
            "group_seconds": seconds,
            "stops_at_failure": False,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        events = json.loads(self._process.stdout.readline())
        broken = [event["failure"] for event in events if event["event"] == "broken"]
        passed = {event["group"]: event["failure"] for event in events if event["event"] == "done"}
        verdicts = broken * len(checks) or [passed.get(number, {"error": "ended"}) for number in range(len(checks))]
        return {
            check.name: json.dumps(verdict)
            for check, verdict in zip(checks, verdicts, strict=True)
            if verdict is not None
        }


@contextmanager
def forks() -> Iterator[Forks]:
    """Start the process, and end it."""
    with subprocess.Popen(
        [sys.executable, __file__, str(HARNESS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    ) as process:
        yield Forks(process)
        assert process.stdin is not None
        process.stdin.close()


def serve(harness: Path) -> None:
    """Read a job a line, run it in a fork, and print its events as one line."""
    spec = importlib.util.spec_from_file_location("check_harness", harness)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    import numpy as np  # noqa: F401  loaded once for all forks

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin:
        reading, writing = os.pipe()
        if not (child := os.fork()):
            module.limit(LIMITS._replace(processes=100_000)._asdict())
            sys.setrecursionlimit(1000)

            def report(event: dict[str, object], to: int = writing) -> None:
                os.write(to, (json.dumps(event) + "\n").encode())

            try:
                module.Runner(json.loads(line), report).run()
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as events:
            found = [json.loads(event) for event in events]
        os.waitpid(child, 0)
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
