"""A corrupted bank file is a bank or a list of errors: never another failure, a hang, a crash or a flood of memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource", reason="this system has no resource limits")

import yaml

from bank_files import bank_file
from fakes import DAY
from mlprep_cli.adapters import yaml_nodes
from mlprep_cli.adapters.settings import shipped_bank
from mlprep_cli.core.banks import KnownNames
from mlprep_cli.core.questions import Bank
from mlprep_cli.core.text import first_hidden_character
from mlprep_cli.errors import InvalidBank, Problem
from program import bank_text
from soak.child_process import MEGABYTE, Limits, run_in_children
from soak.commands import Command, run, violation
from soak.homes import EVERYTHING, new_home
from soak.mutations import BANKS, mutated

SEED = 20260302
SHORT, LONG = 300, 100_000
COMMANDS, MORE_COMMANDS = 6, 400
READING = Limits(memory=300 * MEGABYTE, processor=10)


SHIPPED = shipped_bank().read_text("utf-8")
_PAGES, _, _QUESTIONS = SHIPPED.partition("\nquestions:\n")
KNOWN = KnownNames(*(re.findall(r"(?m)^  - id: (.+)$", part) for part in (_PAGES, _QUESTIONS)))


def corpus() -> tuple[bytes, ...]:
    """Return valid bank files: one with every field, simple ones, and pieces of the shipped one."""
    topic, questions = (re.split(r"(?m)^(?=  - id: )", part) for part in (_PAGES, _QUESTIONS))
    having = [
        min((each for each in questions if f"\n    {name}:" in each), key=len) for name in ("code", "expects", "see")
    ]
    pieces = [f"format: 1\ntopics:\n{topic[1]}questions:\n{each}" for each in having]
    texts = (EVERYTHING, EVERYTHING, bank_text("one", "two"), bank_text("three", round_name="deep-dive"), *pieces)
    return tuple(each.encode() for each in texts)


SEEDS = corpus()


def case(seed: int) -> bytes:
    """Return the corrupted bank of a seed."""
    return mutated(Random(seed), SEEDS, BANKS)


def read_through(data: bytes) -> tuple[tuple[Problem, ...], tuple[Problem, ...], Bank | None]:
    """Return the errors of a file, the advice on it, and its bank if it has no errors."""
    try:
        found, advice = bank_file(data).advice(KNOWN, DAY)
    except InvalidBank as error:
        return error.problems, (), None
    return (), advice, found


def read(seed: int) -> str:
    """Read the corrupted bank of a seed, check every message, and return `sound`, `refused` or `without questions`."""
    data = case(seed)
    if seed % 8 == 0:  # an installation without the C library reads with this one
        yaml_nodes._LOADER = yaml.SafeLoader
    else:
        yaml_nodes._LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    problems, advice, found = read_through(data)
    lines = len(re.findall(b"[\n\r\x85]|\xe2\x80", data)) + 2
    for each in (*problems, *advice):
        assert 1 <= each.line <= lines, each
        assert not first_hidden_character(str(each)), each
        assert "\n" not in str(each), each
        assert len(str(each)) < 2000, each
    if found is None:
        assert problems
        return "refused"
    assert not [each for each in texts(found) if first_hidden_character(each)]
    return "sound" if found.questions else "without questions"


def texts(value: object) -> Iterator[str]:
    """Yield every text in a bank."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)


def test_the_banks_to_corrupt_are_valid() -> None:
    assert all(bank_file(each).bank(KNOWN).questions for each in SEEDS)


def test_a_corrupted_bank_is_a_bank_or_a_list_of_errors(long: bool, figure: Callable[[str], None]) -> None:
    seeds = range(SEED, SEED + (LONG if long else SHORT))
    found: Counter[str] = Counter()
    failures, peak, slowest = [], (0, 0), (0.0, 0)
    for each in run_in_children(read, seeds, READING):
        seed = seeds[each.number]
        peak, slowest = max(peak, (each.peak, seed)), max(slowest, (each.seconds, seed))
        if each.failure:
            failures.append(f"seed {seed}: {each.failure}")
        else:
            found[each.value] += 1
    figure(
        f"{len(seeds)} corrupted banks: {found['sound']} sound, {found['refused']} refused, "
        f"{found['without questions']} without questions; at most {peak[0] // MEGABYTE} MB (seed {peak[1]}), "
        f"slowest {slowest[0]:.2f} s (seed {slowest[1]})"
    )
    assert not failures, f"{len(failures)} of {len(seeds)}; case(seed) has the file\n" + "\n".join(failures[:20])
    assert found["sound"] > len(seeds) // 50
    assert found["refused"] > len(seeds) // 3


def test_a_command_with_a_corrupted_bank_succeeds_or_fails_with_a_message(
    tmp_path: Path, long: bool, figure: Callable[[str], None]
) -> None:
    bank = new_home(tmp_path)
    runs = []
    for seed in range(SEED, SEED + (MORE_COMMANDS if long else COMMANDS)):
        file = tmp_path / f"{seed}.yaml"
        file.write_bytes(case(seed))
        runs.append(Command(tmp_path / "home", ("bank", ("check", "add")[seed % 2], str(file)), bank))
    codes: Counter[int] = Counter()
    for each in run_in_children(run, runs, batch=1):
        arguments = " ".join(runs[each.number].arguments)
        assert not each.failure, f"{arguments}: {each.failure}"
        assert not (why := violation(each.value)), f"{arguments}: {why}\n{each.value}"
        codes[each.value.code] += 1
    figure(f"{len(runs)} commands with a corrupted bank: {dict(sorted(codes.items()))}")
