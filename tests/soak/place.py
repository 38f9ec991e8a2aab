"""A home on a bad disk, made again for each run, and the laws that hold after it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mlprep_cli.storage.database import FILE_NAME
from program import bank_text
from soak.laws import NOTHING, damaged, found, lost, manners, receipts, small_bank
from soak.on_bad_disk import Ended, Machine, Plan


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


HARMLESS: Plan = {}


class Place:
    """A home that is made again for each run, and the laws that hold after it."""

    def __init__(self, where: Path, runs_on: Machine) -> None:
        self._where = where
        self._machine = runs_on
        self._bank = str(where / "shipped.yaml")
        Path(self._bank).write_text(small_bank(), "utf-8")
        self._begin("nothing")
        self._begin("practised", "drill --count 3", "\ns\n\nl\n\nn\nq\n", "quickfire --count 1", "\ns\n\n")
        self._begin("interviewed", "mock phone-screen --questions 2 --minutes 9", "\n" * 6)
        shutil.copytree(where / "practised", where / "older")
        shutil.copytree(where / "practised", where / "wrong")
        connection = sqlite3.connect(where / "wrong" / FILE_NAME)
        with connection:
            connection.execute("UPDATE card SET lapses = 7 WHERE reviews > 0")
        connection.close()
        self._begin("elsewhere", "drill --count 2", "\nl\n\ns\nq\n", hour="2026-03-02T11")
        assert self.run(where / "elsewhere", "data export {others}/theirs.jsonl", "").code == 0
        further = self.fresh("practised")
        assert self.run(further, "drill --count 2", "\nl\n\ns\nq\n", hour="2026-03-02T11").code == 0
        assert self.run(further, "data backup {others}/further.db", "").code == 0

    def _begin(self, name: str, *commands: str, hour: str = "2026-03-02T10") -> None:
        home = self._where / name
        home.mkdir()
        (home / "mine.yaml").write_text(bank_text("theirs", "ours", topic="shared"), "utf-8")
        for arguments, keys in zip(commands[::2], commands[1::2], strict=True):
            assert self.run(home, arguments, keys, hour=hour).code == 0
        # A day later: another backup of the day is due.
        for each in (home / "backups").glob("*"):
            each.unlink()

    def run(self, home: Path, arguments: str, keys: str, plan: Plan = HARMLESS, hour: str = "2026-03-02T12") -> Ended:
        """Run a command in a home."""
        wanted: Plan = {
            "arguments": arguments.format(home=home, others=self._where).split(),
            "typed": keys,
            "bank": self._bank,
            "environment": {
                "MLPREP_HOME": str(home),
                "MLPREP_NOW": f"{hour}:00:00+00:00",
                "TZ": "UTC",
                "COLUMNS": "80",
            },
        }
        return self._machine.run({**wanted, **plan})

    def template(self, begins: str) -> Path:
        """Return the home that another one begins as."""
        return self._where / begins

    def fresh(self, begins: str, home: Path | None = None) -> Path:
        """Make the home again, and return it."""
        home = home or self._where / "home"
        shutil.rmtree(home, ignore_errors=True)
        return shutil.copytree(self._where / begins, home)

    def operations(self, command: Command, plan: Plan = HARMLESS) -> int:
        """Return how many operations a command takes on a disk that does not fail."""
        home = self.fresh(command.begins)
        ended = self.run(home, command.arguments, command.keys, {"later": command.begins == "older", **plan})
        assert ended.code == 0, ended
        return ended.operations

    def hold(
        self, command: Command, home: Path, plan: Plan = HARMLESS, relief: Callable[[], object] = lambda: None
    ) -> tuple[Ended, int]:
        """Run a command on a disk that fails, hold the laws, and return how it ended, and how many grades were shown.

        Before anybody looks, and the command is tried again, there is relief.
        """
        later: Plan = {"later": command.begins == "older", "bank": plan.get("bank", self._bank)}
        before = found(self._where / command.begins) if command.begins != "nothing" else NOTHING
        what = f"{command.name}, {plan}"

        ended = self.run(home, command.arguments, command.keys, {**plan, **later})
        assert manners(ended) == [], f"{what}: {ended}"
        relief()
        after = found(home, later=later["later"])
        assert after.problems in ([], before.problems), what
        assert lost(ended.out, before, after) == [], f"{what}: {ended}"
        assert damaged((home / "backups").glob("*.db")) == [], what
        if ended.code == 0:
            assert counted(home, command.fact), f"{what}: it was not done"

        assert [each.name for each in home.rglob("*.part*")] == [], what
        again = self.run(home, command.arguments, command.keys, later, "2026-03-02T13")
        told = command.done and re.search(command.done, again.err)
        assert again.code == 0 or told, f"{what}, then {again}"
        assert manners(again) in ([], ["exit code 2"]), f"{what}, then {again}"
        assert counted(home, command.fact), what
        assert found(home, later=later["later"]).problems == [], what
        assert damaged((home / "backups").glob("*.db")) == [], what
        return ended, len(receipts(ended.out))


def counted(home: Path, query: str) -> int:
    """Return what a query counts in the database of a home."""
    connection = sqlite3.connect(home / FILE_NAME)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()
