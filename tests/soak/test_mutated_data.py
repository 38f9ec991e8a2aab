"""A damaged database is used where it can be and refused where it cannot: in words, never as a bug, a hang or a crash."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource", reason="a cage needs limits that this system does not have")

from soak.cages import MEGABYTE, Limits, caged
from soak.commands import Command, broken_law, run
from soak.damage import damaged
from soak.homes import BANK, lived_in
from soak.mutations import LOGS, mutated

SEED = 20260309
SHORT, LONG = (40, 15), (6_000, 4_000)
"""How many databases, and how many logs."""
EACH = 3
RUNNING = Limits(memory=700 * MEGABYTE, processor=20, seconds=90)
COMMANDS = (
    (), ("drill", "--count", "2"), ("stats",), ("stats", "--json"), ("list",), ("list", "--json"), ("history", "--json"),
    ("history",), ("notes",), ("plan",), ("mock", "--history"), ("mock", "--resume"), ("mock", "--debrief"), ("eve",),
    ("status",), ("data", "check"), ("data", "backup"), ("undo",), ("companies",), ("bank", "list"), ("show", "one"),
    ("study", "mine"), ("quickfire", "--count", "2"), ("plan", "set", "--interview", "2026-05-01"), ("guide",),
)  # fmt: skip
TYPED = "\n1\n\nn\n\ne\nmissed\ns\nt\nu\n\nl\n\n\n\nq\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a home that was lived in."""
    folder = tmp_path_factory.mktemp("sound")
    lived_in(folder)
    return folder


def cases(sound: Path, folder: Path, seeds: range) -> Iterator[tuple[int, str, list[Command]]]:
    """Yield each seed with its damage, and the commands to run in the damaged home."""
    home = folder / "damaged"
    for seed in seeds:
        chance = Random(seed)
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(sound / "home", home)
        done = damaged(chance, home)
        yield seed, done, [Command(home, each, sound / BANK, TYPED) for each in chance.sample(COMMANDS, EACH)]


def logs(sound: Path, folder: Path, seeds: range) -> Iterator[tuple[int, str, list[Command]]]:
    """Yield each seed, and the commands that take its spoilt log into a home with a log of its own, and into a new one."""
    home, bank, file = sound / "home", sound / BANK, folder / "log.jsonl"
    (exported,) = caged(run, [Command(home, ("data", "export", str(file)), bank)])
    assert exported.value.code == 0, exported
    data = file.read_bytes()
    here, new = folder / "here", folder / "new"
    for seed in seeds:
        file.write_bytes(mutated(Random(seed), [data], LOGS))
        for each in (here, new):
            shutil.rmtree(each, ignore_errors=True)
        shutil.copytree(home, here)
        taken = [Command(here, ("data", "merge", str(file)), bank), Command(new, ("data", "import", str(file)), bank)]
        yield seed, "", [*taken, Command(here, ("data", "check"), bank), Command(new, ("stats",), bank)]


def test_a_damaged_database_is_never_called_a_bug(
    sound: Path, tmp_path: Path, long: bool, figure: Callable[[str], None]
) -> None:
    seeds = range(SEED, SEED + (LONG if long else SHORT)[0])
    figure(f"{len(seeds)} damaged databases, {told(cases(sound, tmp_path, seeds))}")


def test_a_spoilt_log_is_taken_or_refused(
    sound: Path, tmp_path: Path, long: bool, figure: Callable[[str], None]
) -> None:
    seeds = range(SEED, SEED + (LONG if long else SHORT)[1])
    figure(f"{len(seeds)} spoilt logs, {told(logs(sound, tmp_path, seeds))}")


def told(damages: Iterable[tuple[int, str, list[Command]]]) -> str:
    """Run the commands, check that each ended normally, and return the counts."""
    failures, codes, peak, slowest = [], Counter[int](), (0, 0), (0.0, 0)
    for seed, done, commands in damages:
        for each in caged(run, commands, RUNNING, batch=1):
            peak, slowest = max(peak, (each.peak, seed)), max(slowest, (each.seconds, seed))
            why = each.death or broken_law(each.value)
            codes[0 if each.death else each.value.code] += 1
            if why:
                said = "" if each.death else f"{each.value.output[-200:]!r} {each.value.errors[-400:]!r}"
                failures.append(
                    f"seed {seed}: {' '.join(('mlprep', *commands[each.place].arguments))}: {why} {said}\n  {done}"
                )
    assert not failures, f"{len(failures)} of {sum(codes.values())}\n" + "\n".join(failures[:20])
    return (
        f"{sum(codes.values())} commands: exit codes {dict(sorted(codes.items()))}; at most "
        f"{peak[0] // MEGABYTE} MB (seed {peak[1]}), slowest {slowest[0]:.2f} s (seed {slowest[1]})"
    )
