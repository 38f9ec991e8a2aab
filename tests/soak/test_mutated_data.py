"""A damaged database is used or refused with a message: never as a bug, with a hang or with a crash."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource", reason="this system has no resource limits")

from soak.child_process import MEGABYTE, Limits, run_in_children
from soak.commands import Command, run, violation
from soak.damage import damaged
from soak.homes import BANK, practised_home
from soak.mutations import LOGS, mutated

SEED = 20260309
SHORT, LONG = (40, 15), (6_000, 4_000)
"""The numbers of databases and of logs."""
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
    """Return a folder with a home that has practice in it."""
    folder = tmp_path_factory.mktemp("sound")
    practised_home(folder)
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
    """Yield each seed, and the commands that merge its corrupted log into a home with a log and import it into a new one."""
    home, bank, file = sound / "home", sound / BANK, folder / "log.jsonl"
    (exported,) = run_in_children(run, [Command(home, ("data", "export", str(file)), bank)])
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
    figure(f"{len(seeds)} damaged databases, {run_all(cases(sound, tmp_path, seeds))}")


def test_a_corrupted_log_is_merged_or_refused(
    sound: Path, tmp_path: Path, long: bool, figure: Callable[[str], None]
) -> None:
    seeds = range(SEED, SEED + (LONG if long else SHORT)[1])
    figure(f"{len(seeds)} corrupted logs, {run_all(logs(sound, tmp_path, seeds))}")


def run_all(damages: Iterable[tuple[int, str, list[Command]]]) -> str:
    """Run the commands, check that each ended normally, and return the counts."""
    failures, codes, peak, slowest = [], Counter[int](), (0, 0), (0.0, 0)
    for seed, done, commands in damages:
        for each in run_in_children(run, commands, RUNNING, batch=1):
            peak, slowest = max(peak, (each.peak, seed)), max(slowest, (each.seconds, seed))
            why = each.failure or violation(each.value)
            codes[0 if each.failure else each.value.code] += 1
            if why:
                said = "" if each.failure else f"{each.value.output[-200:]!r} {each.value.errors[-400:]!r}"
                failures.append(
                    f"seed {seed}: {' '.join(('mlprep', *commands[each.number].arguments))}: {why} {said}\n  {done}"
                )
    assert not failures, f"{len(failures)} of {sum(codes.values())}\n" + "\n".join(failures[:20])
    return (
        f"{sum(codes.values())} commands: exit codes {dict(sorted(codes.items()))}; at most "
        f"{peak[0] // MEGABYTE} MB (seed {peak[1]}), slowest {slowest[0]:.2f} s (seed {slowest[1]})"
    )
