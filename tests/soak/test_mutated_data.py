"""A damaged database is used where it can be and refused where it cannot: in words, never as a bug, a hang or a crash."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource", reason="a cage needs limits that this system does not have")

from soak.cages import MEGABYTE, Limits, caged
from soak.commands import Command, broken_law, run
from soak.damage import damaged
from soak.homes import lived_in

SEED = 20260309
SHORT, LONG = 40, 10_000
EACH = 3
RUNNING = Limits(memory=700 * MEGABYTE, processor=20, seconds=90)
COMMANDS = (
    (), ("drill", "--count", "2"), ("stats",), ("stats", "--json"), ("list",), ("list", "--json"), ("history", "--json"),
    ("history",), ("notes",), ("plan",), ("mock", "--history"), ("mock", "--resume"), ("mock", "--debrief"), ("eve",),
    ("status",), ("data", "check"), ("data", "backup"), ("undo",), ("companies",), ("bank", "list"), ("show", "one"),
    ("study", "mine"), ("quickfire", "--count", "2"), ("plan", "set", "--interview", "2026-05-01"), ("guide",),
)  # fmt: skip
TYPED = "\n1\n\nn\n\ne\nmissed\ns\nt\nu\n\nl\n\n\n\nq\n"


def cases(folder: Path, seeds: range) -> Iterator[tuple[int, str, list[Command]]]:
    """Yield each seed with what was damaged, and the commands to run in the damaged home."""
    bank = lived_in(folder / "sound")
    home = folder / "damaged"
    for seed in seeds:
        chance = Random(seed)
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(folder / "sound" / "home", home)
        done = damaged(chance, home)
        yield seed, done, [Command(home, each, bank, TYPED) for each in chance.sample(COMMANDS, EACH)]


def test_a_damaged_database_is_never_called_a_bug(tmp_path: Path, long: bool, figure: Callable[[str], None]) -> None:
    failures, codes, peak, slowest = [], Counter[int](), (0, 0), (0.0, 0)
    count = LONG if long else SHORT
    for seed, done, commands in cases(tmp_path, range(SEED, SEED + count)):
        for each in caged(run, commands, RUNNING, batch=1):
            peak, slowest = max(peak, (each.peak, seed)), max(slowest, (each.seconds, seed))
            why = each.death or broken_law(each.value)
            codes[0 if each.death else each.value.code] += 1
            if why:
                said = "" if each.death else f"{each.value.output[-200:]!r} {each.value.errors[-400:]!r}"
                failures.append(
                    f"seed {seed}: {' '.join(('mlprep', *commands[each.place].arguments))}: {why} {said}\n  {done}"
                )
    figure(
        f"{count} damaged databases, {sum(codes.values())} commands: exit codes {dict(sorted(codes.items()))}; at most "
        f"{peak[0] // MEGABYTE} MB (seed {peak[1]}), slowest {slowest[0]:.2f} s (seed {slowest[1]})"
    )
    assert not failures, f"{len(failures)} of {sum(codes.values())}\n" + "\n".join(failures[:20])
