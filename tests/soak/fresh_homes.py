"""Home folders on a failing disk, created again for each run, and the invariants that hold after it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mlprep_cli.storage.database import FILE_NAME
from program import bank_text
from soak.disk_runner import Runner, RunPlan, RunResult
from soak.invariants import EMPTY, content_of, damaged_copies, lost, misbehaviour, receipts, small_bank


class Command(NamedTuple):
    """A command to run on a failing disk: its name, the content that its home begins with, arguments, and keys.

    If it succeeds, the SQL in `fact` counts at least one. Run again, it succeeds or says that it was done: `done`.
    """

    name: str
    begins: str
    arguments: str
    keys: str = ""
    fact: str = "SELECT 1"
    done: str = ""


NO_FAULT: RunPlan = {}


class FreshHomes:
    """Home folders that are created again for each run, and the invariants that hold after it."""

    def __init__(self, where: Path, disk_runner: Runner) -> None:
        self._where = where
        self._machine = disk_runner
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
        # A day later, another daily backup is due.
        for backup in (home / "backups").glob("*"):
            backup.unlink()

    def run(
        self, home: Path, arguments: str, keys: str, plan: RunPlan = NO_FAULT, hour: str = "2026-03-02T12"
    ) -> RunResult:
        """Run a command in a home."""
        wanted: RunPlan = {
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
        """Return the home that a fresh one is a copy of."""
        return self._where / begins

    def fresh(self, begins: str, home: Path | None = None) -> Path:
        """Create a home again, and return it."""
        home = home or self._where / "home"
        shutil.rmtree(home, ignore_errors=True)
        return shutil.copytree(self._where / begins, home)

    def operations(self, command: Command, plan: RunPlan = NO_FAULT) -> int:
        """Return the number of operations of a command on a disk that does not fail."""
        home = self.fresh(command.begins)
        ended = self.run(home, command.arguments, command.keys, {"later": command.begins == "older", **plan})
        assert ended.code == 0, ended
        return ended.operations

    def check_run(
        self, command: Command, home: Path, plan: RunPlan = NO_FAULT, relief: Callable[[], object] = lambda: None
    ) -> tuple[RunResult, int]:
        """Run a command on a failing disk, check the invariants, and return its result and the number of grades shown.

        `relief` is called before the home is checked and the command is run again.
        """
        later: RunPlan = {"later": command.begins == "older", "bank": plan.get("bank", self._bank)}
        before = content_of(self._where / command.begins) if command.begins != "nothing" else EMPTY
        what = f"{command.name}, {plan}"

        ended = self.run(home, command.arguments, command.keys, {**plan, **later})
        assert misbehaviour(ended) == [], f"{what}: {ended}"
        relief()
        after = content_of(home, later=later["later"])
        assert after.faults in ([], before.faults), what
        assert lost(ended.out, before, after) == [], f"{what}: {ended}"
        assert damaged_copies((home / "backups").glob("*.db")) == [], what
        if ended.code == 0:
            assert counted(home, command.fact), f"{what}: it succeeded and did nothing"

        assert [part.name for part in home.rglob("*.part*")] == [], what
        again = self.run(home, command.arguments, command.keys, later, "2026-03-02T13")
        done_before = command.done and re.search(command.done, again.err)
        assert again.code == 0 or done_before, f"{what}, then {again}"
        assert misbehaviour(again) in ([], ["exit code 2"]), f"{what}, then {again}"
        assert counted(home, command.fact), what
        assert content_of(home, later=later["later"]).faults == [], what
        assert damaged_copies((home / "backups").glob("*.db")) == [], what
        return ended, len(receipts(ended.out))


def counted(home: Path, query: str) -> int:
    """Return the count of a query in the database of a home."""
    connection = sqlite3.connect(home / FILE_NAME)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()
