"""Run crash-prone cases in child processes, with limits of memory and time.

The parent imports everything that the cases need, so that a child costs one fork. A crash, a hang or a flood of memory ends
the child and not the tests, and the case that caused it is known by its number.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

MEGABYTE = 1_000_000
Case = TypeVar("Case")


class Limits(NamedTuple):
    """The limits of a case: memory in bytes beyond the current use, processor time and time in seconds."""

    memory: int = 512 * MEGABYTE
    processor: int = 20
    seconds: float = 120.0


class CaseResult(NamedTuple):
    """The result of one case: its number from 0, its value or the reason why it has none, its seconds and its peak of bytes."""

    number: int
    value: Any  # the type is that of the work
    failure: str = ""
    seconds: float = 0.0
    peak: int = 0


def run_in_children(
    work: Callable[[Case], object], cases: Sequence[Case], limits: Limits | None = None, *, batch: int = 200
) -> Iterator[CaseResult]:
    """Yield the result of each case, in order. A child runs a batch of cases; if it dies, the next child continues."""
    following = 0
    while following < len(cases):
        for result in _batch(work, cases, following, min(following + batch, len(cases)), limits or Limits()):
            yield result
            following = result.number + 1


def _batch(
    work: Callable[[Case], object], cases: Sequence[Case], first: int, end: int, limits: Limits
) -> Iterator[CaseResult]:
    reads, writes = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # An earlier test may have left a thread; the child uses nothing that the thread could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reads)
        _inside(work, cases, first, end, limits, writes)
    os.close(writes)
    number, begun, incomplete = first, time.monotonic(), True
    try:
        with os.fdopen(reads, "rb") as results:
            for number in range(first, end):  # noqa: B007  the number of the case that ended the child
                begun = time.monotonic()
                if (result := _received(results)) is None:
                    break
                yield result
            else:
                incomplete = False
    finally:
        if incomplete and sys.exc_info()[0] is not None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if incomplete:
        yield CaseResult(number, None, _reason(status), time.monotonic() - begun)


def _received(results: BinaryIO) -> CaseResult | None:
    try:
        result: CaseResult = pickle.load(results)
    except (EOFError, pickle.UnpicklingError):
        return None
    return result


def _inside(
    work: Callable[[Case], object], cases: Sequence[Case], first: int, end: int, limits: Limits, writes: int
) -> None:
    """Run the cases in the child, send each result to the parent, and exit without the clean-up of the parent."""
    code = 70
    try:
        _forbid_core_files()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _limit(resource.RLIMIT_AS, _addresses(), limits.memory)
        before = _peak()
        with os.fdopen(writes, "wb") as results:
            for number in range(first, end):
                signal.setitimer(signal.ITIMER_REAL, limits.seconds)
                _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1, limits.processor)
                begun = time.monotonic()
                value, failure = None, ""
                try:
                    value = work(cases[number])
                except BaseException:  # noqa: BLE001  the parent judges it
                    failure = traceback.format_exc(limit=-6)
                pickle.dump(CaseResult(number, value, failure, time.monotonic() - begun, _peak() - before), results)
                results.flush()
        code = 0
    finally:
        os._exit(code)


def _limit(which: int, used: int, more: int) -> None:
    """Limit a resource to its current use plus `more`; set no limit if the current use is unknown."""
    if used:
        _, hard = resource.getrlimit(which)
        wanted = used + more
        resource.setrlimit(which, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _forbid_core_files() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _addresses() -> int:
    """Return the bytes of address space in use, 0 if the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _peak() -> int:
    """Return the most bytes of memory that this process has used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"left with code {code}"
    name = signal.Signals(-code).name
    why = {"SIGALRM": "a hang", "SIGXCPU": "too much processor time", "SIGSEGV": "a crash"}.get(name, "a signal")
    return f"{why} ({name})"
