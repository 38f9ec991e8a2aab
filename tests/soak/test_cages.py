"""A cage tells a crash, a hang and a flood of memory from each other, names where they happened, and goes on."""

from __future__ import annotations

import ctypes
import faulthandler
import os
from collections.abc import Callable

import pytest

pytest.importorskip("resource", reason="a cage needs limits that this system does not have")

from soak.cages import MEGABYTE, Limits, _addresses, caged


def endless() -> None:
    while True:
        pass


def waiting() -> None:
    os.read(os.pipe()[0], 1)


def crashing() -> None:
    faulthandler.disable()  # the crash is meant, and nobody wants to read of it
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


def test_each_end_is_told_by_name_and_the_next_case_is_run() -> None:
    limits = Limits(processor=1, seconds=0.5)
    found = list(caged(lambda case: case(), CASES, limits))
    assert [each.place for each in found] == list(range(len(CASES)))
    assert [each.value for each in found if not each.death] == ["well", "well after a crash", "well to the end"]
    deaths = [each.death for each in found if each.death]
    assert deaths[0] == "a crash (SIGSEGV)"
    assert deaths[1] == "a hang (SIGALRM)"
    assert "ZeroDivisionError" in deaths[2]
    assert deaths[3] in ("too much processor time (SIGXCPU)", "a hang (SIGALRM)")
    assert deaths[4] == "left with code 3"


@pytest.mark.skipif(not _addresses(), reason="the system does not say how much memory is used")
def test_a_flood_of_memory_is_stopped() -> None:
    sizes = (50 * MEGABYTE, 400 * MEGABYTE)
    small, large = caged(lambda size: len(bytearray(b"x") * size), sizes, Limits(memory=200 * MEGABYTE))
    assert small.value == 50 * MEGABYTE
    assert small.peak >= 49 * MEGABYTE
    assert "MemoryError" in large.death
