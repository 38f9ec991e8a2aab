"""Every write that fails: what was shown as graded is kept, and the same command then works again."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from mlprep_cli.adapters.database import FILE_NAME
from program import bank_text
from soak.conftest import Figure
from soak.disk import library
from soak.laws import damaged, found, manners, receipts, small_bank
from soak.on_bad_disk import Ended, Machine, Plan, machine

pytestmark = pytest.mark.skipif(library() is None, reason="SQLite's own functions cannot be found in this Python")


class Command(NamedTuple):
    """A command to be run on a bad disk: its name, what its home begins with, arguments, and keys.

    Where it ends well, `fact` counts something in the database. Tried again, it works, or says that it was done: `done`.
    """

    name: str
    begins: str
    arguments: str
    keys: str = ""
    fact: str = "SELECT 1"
    done: str = ""


GRADED = "\ns\n\nn\ne\nforgot it\n\nl\nq\n"
COMMANDS = (
    Command("first drill", "nothing", "drill --count 3", GRADED),
    Command("drill", "practised", "drill --count 3", GRADED),
    Command("quickfire", "practised", "quickfire --count 2", "\ns\n\nl\n\n"),
    Command("mock", "practised", "mock phone-screen --questions 2 --minutes 9", "\n" * 6 + "s\nl\n\n", "SELECT count(*) FROM said"),
    Command("debrief", "interviewed", "mock --debrief", "s\nl\n\n", done="no mock interview waits"),
    Command("undo", "practised", "undo", "", "SELECT count(*) FROM review WHERE voided_at IS NOT NULL"),
    Command("plan start", "practised", "plan start --interview 2026-06-01", "", 'SELECT count(*) FROM "plan"', "a plan is running"),
    Command("bank add", "practised", "bank add {home}/mine.yaml", "", "SELECT count(*) FROM bank WHERE name = 'mine'"),
    Command("config set", "practised", "config set new_per_day 7"),
    Command("data backup", "practised", "data backup {home}/backups/copy.db", done="is there already"),
    Command("migration", "older", "stats", "", "SELECT count(*) FROM migration WHERE name = 'mood'"),
)  # fmt: skip
"""One line a command. More begin with `nothing`, `practised`, `interviewed` or `older`."""

HOWS = (("error", False), ("full", False), ("short", False), ("error", True), ("full", True))
"""What fails once, and what fails from then on."""


class Place:
    """A home that is made anew for each run, and the laws that hold after it."""

    def __init__(self, where: Path, runs_on: Machine) -> None:
        self._where = where
        self._machine = runs_on
        (where / "shipped.yaml").write_text(small_bank(), "utf-8")
        self._begin("nothing")
        self._begin("practised", "drill --count 3", "\ns\n\nl\n\nn\nq\n", "quickfire --count 1", "\ns\n\n")
        self._begin("interviewed", "mock phone-screen --questions 2 --minutes 9", "\n" * 6)
        shutil.copytree(where / "practised", where / "older")

    def _begin(self, name: str, *commands: str) -> None:
        home = self._where / name
        home.mkdir()
        (home / "mine.yaml").write_text(bank_text("theirs", "ours", topic="shared"), "utf-8")
        for arguments, keys in zip(commands[::2], commands[1::2], strict=True):
            assert self.run(home, arguments, keys, "2026-03-02T10").code == 0
        # A day later: another backup of the day is due.
        for each in (home / "backups").glob("*"):
            each.unlink()

    def run(self, home: Path, arguments: str, keys: str, hour: str = "2026-03-02T12", **plan: object) -> Ended:
        """Run a command in a home."""
        wanted: Plan = {
            "arguments": arguments.format(home=home).split(),
            "typed": keys,
            "bank": str(self._where / "shipped.yaml"),
            "environment": {"MLPREP_HOME": str(home), "MLPREP_NOW": f"{hour}:00:00+00:00", "TZ": "UTC", "COLUMNS": "80"},
        }
        return self._machine.run({**wanted, **plan})  # type: ignore[typeddict-item]  # the keys are those of a plan

    def hold(self, command: Command, home: Path | None = None, **plan: object) -> tuple[Ended, int]:
        """Run a command on a disk that fails, hold the laws, and return how it ended, and how many grades were shown."""
        home = home or self._where / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self._where / command.begins, home)
        later = command.begins == "older"
        before = [] if command.begins == "nothing" else found(self._where / command.begins).grades
        what = f"{command.name}, {plan}"

        ended = self.run(home, command.arguments, command.keys, later=later, **plan)
        assert manners(ended) == [], f"{what}: {ended}"
        after = found(home, later=later)
        shown = receipts(ended.out)
        assert after.problems == [], what
        assert after.grades[: len(before) + len(shown)] == before + shown, f"{what}: a grade is lost"
        assert damaged((home / "backups").glob("*.db")) == [], what
        if ended.code == 0:
            assert counted(home, command.fact), f"{what}: it was not done"

        assert not [each.name for each in home.rglob("*.part*")], what
        again = self.run(home, command.arguments, command.keys, "2026-03-02T13", later=later)
        told = command.done and re.search(command.done, again.err)
        assert (again.code == 0 or told) and manners(again) in ([], ["exit code 2"]), f"{what}, then {again}"
        assert counted(home, command.fact), what
        assert found(home, later=later).problems == [], what
        assert damaged((home / "backups").glob("*.db")) == [], what
        return ended, len(shown)


def counted(home: Path, query: str) -> int:
    """Return what a query counts in the database of a home."""
    connection = sqlite3.connect(home / FILE_NAME)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with machine() as runs_on:
        yield Place(tmp_path_factory.mktemp("disk"), runs_on)


def spread(total: int, most: int) -> list[int]:
    """Return so many numbers from 1 to a total, the first and the last among them."""
    if total <= most:
        return list(range(1, total + 1))
    return sorted({1 + round(each * (total - 1) / (most - 1)) for each in range(most)})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.name)
def test_whichever_write_fails_nothing_shown_is_lost(
    place: Place, command: Command, long: bool, figure: Figure
) -> None:
    clean, _ = place.hold(command)
    assert clean.code == 0, clean
    places = spread(clean.operations, clean.operations if long else 3)
    ways = list(product(HOWS, places)) if long else list(zip(HOWS, places, strict=False))
    failures = shown = unmoved = 0
    for (how, dead), number in ways:
        ended, grades = place.hold(command, fail=number, dead=dead, how=how)
        failures += ended.failed
        shown += grades
        unmoved += ended.code == 0
    figure(
        f"{command.name}: {len(ways)} runs over {clean.operations} operations, {failures} operations failed,"
        f" {unmoved} runs ended well all the same, {shown} grades shown, 0 lost"
    )
