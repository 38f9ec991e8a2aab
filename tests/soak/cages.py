"""A cage: a forked child under limits of memory and time; what became of it comes back as a value.

The parent imports whatever the cases need, so that a cage costs one fork; a crash, a hang or a blow-up of memory ends the
cage and not the tests, and the case that it happened in is known by its place.
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


class Ended(NamedTuple):
    """What became of one case: what it returned, or the reason why it returned nothing; what it took."""

    place: int
    value: Any  # whatever the work returns
    death: str = ""
    seconds: float = 0.0
    peak: int = 0


def caged(
    work: Callable[[Case], object], cases: Sequence[Case], limits: Limits | None = None, *, batch: int = 200
) -> Iterator[Ended]:
    """Yield what became of each case, in order; a cage holds a batch of them, and one that dies is followed by another."""
    place = 0
    while place < len(cases):
        ended = place
        for each in _batch(work, cases, place, min(place + batch, len(cases)), limits or Limits()):
            yield each
            ended = each.place + 1
        place = ended


def _batch(
    work: Callable[[Case], object], cases: Sequence[Case], first: int, end: int, limits: Limits
) -> Iterator[Ended]:
    reads, writes = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # A test before this one may have left a thread; the child uses nothing that such a one could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reads)
        _inside(work, cases, first, end, limits, writes)
    os.close(writes)
    place, begun, alive = first, time.monotonic(), True
    try:
        with os.fdopen(reads, "rb") as told:
            for place in range(first, end):  # noqa: B007  the place is where it died
                begun = time.monotonic()
                if (found := _received(told)) is None:
                    break
                yield found
            else:
                alive = False
    finally:
        if alive and sys.exc_info()[0] is not None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if alive:
        yield Ended(place, None, _death(status), time.monotonic() - begun)


def _received(told: BinaryIO) -> Ended | None:
    try:
        found: Ended = pickle.load(told)
    except (EOFError, pickle.UnpicklingError):
        return None
    return found


def _inside(
    work: Callable[[Case], object], cases: Sequence[Case], first: int, end: int, limits: Limits, writes: int
) -> None:
    """Do the work in the child, tell the parent of each case, and end without any of the parent's cleaning up."""
    code = 70
    try:
        _forbid_core_files()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _limit(resource.RLIMIT_AS, _addresses(), limits.memory)
        before = _peak()
        with os.fdopen(writes, "wb") as told:
            for place in range(first, end):
                signal.setitimer(signal.ITIMER_REAL, limits.seconds)
                _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1, limits.processor)
                begun = time.monotonic()
                value, death = None, ""
                try:
                    value = work(cases[place])
                except BaseException:  # noqa: BLE001  the parent judges it
                    death = traceback.format_exc(limit=-6)
                pickle.dump(Ended(place, value, death, time.monotonic() - begun, _peak() - before), told)
                told.flush()
        code = 0
    finally:
        os._exit(code)


def _limit(which: int, used: int, more: int) -> None:
    """Limit the memory to the current use plus a margin; set no limit if the current use is unknown."""
    if used:
        _, hard = resource.getrlimit(which)
        wanted = used + more
        resource.setrlimit(which, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _forbid_core_files() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _addresses() -> int:
    """Return the bytes of addresses that are used; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _peak() -> int:
    """Return the most bytes of memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _death(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"left with code {code}"
    name = signal.Signals(-code).name
    why = {"SIGALRM": "a hang", "SIGXCPU": "too much processor time", "SIGSEGV": "a crash"}.get(name, "a signal")
    return f"{why} ({name})"
