"""Child processes: a crash, a hang and a flood of memory are told apart by name, and the next case is run."""

from __future__ import annotations

import ctypes
import faulthandler
import os
from collections.abc import Callable

import pytest

pytest.importorskip("resource", reason="this system has no resource limits")

from soak.child_process import MEGABYTE, Limits, _addresses, run_in_children


def endless() -> None:
    while True:
        pass


def waiting() -> None:
    os.read(os.pipe()[0], 1)


def crashing() -> None:
    faulthandler.disable()  # the crash is intended, and its report is noise
    ctypes.string_at(0)


CASES: tuple[Callable[[], object], ...] = (
    lambda: "well",
    crashing,
    lambda: "well after a crash",
    waiting,
    lambda: 1 // 0,
    endless,
    lambda: os._exit(3),
    lambda: "well to the end",
)


def test_each_failure_has_its_name_and_the_next_case_is_run() -> None:
    limits = Limits(processor=1, seconds=0.5)
    results = list(run_in_children(lambda case: case(), CASES, limits))
    assert [result.number for result in results] == list(range(len(CASES)))
    assert [result.value for result in results if not result.failure] == [
        "well",
        "well after a crash",
        "well to the end",
    ]
    failures = [result.failure for result in results if result.failure]
    assert failures[0] == "a crash (SIGSEGV)"
    assert failures[1] == "a hang (SIGALRM)"
    assert "ZeroDivisionError" in failures[2]
    assert failures[3] in ("too much processor time (SIGXCPU)", "a hang (SIGALRM)")
    assert failures[4] == "left with code 3"


@pytest.mark.skipif(not _addresses(), reason="the system does not say how much memory is used")
def test_a_flood_of_memory_is_stopped() -> None:
    sizes = (50 * MEGABYTE, 400 * MEGABYTE)
    small, large = run_in_children(lambda size: len(bytearray(b"x") * size), sizes, Limits(memory=200 * MEGABYTE))
    assert small.value == 50 * MEGABYTE
    assert small.peak >= 49 * MEGABYTE
    assert "MemoryError" in large.failure
