"""Power cuts at any instant: the content that the disk may have, built from the operations of SQLite, is sound and complete."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from conftest import Figure
from mlprep_cli.storage.database import FILE_NAME
from soak.disk_runner import operations_in, runner
from soak.failing_disk import Operation, library
from soak.fresh_homes import FreshHomes
from soak.invariants import EMPTY, QUESTION, content_of, damaged_copies, lost, receipts

pytestmark = pytest.mark.skipif(library() is None, reason="SQLite's own functions cannot be found in this Python")

SECTOR = 512
WAL = f"{FILE_NAME}-wal"


class Scenario(NamedTuple):
    """A run with a power cut at every instant: the content that its home begins with, a command and keys."""

    name: str
    begins: str
    arguments: str
    keys: str = ""


ANSWERS = "".join(f"\n{grade}\n" for grade in "slnlslslsl")
SCENARIOS = (
    Scenario("drill", "practised", "drill --count 12", f"\ns\n\ne\nforgot it\nl\nu\nn\n{ANSWERS}\nq\n"),
    Scenario("mock", "practised", "mock phone-screen --questions 3 --minutes 9", "\n" * 9 + "s\nl\nn\n\n"),
    Scenario("first run", "nothing", "drill --count 2", "\ns\n\nn\nq\n"),
    Scenario("merge", "practised", "data merge {others}/theirs.jsonl"),
    Scenario("restore", "practised", "data restore --force {others}/further.db"),
    Scenario("repair", "wrong", "data check --repair"),
    Scenario("migration", "older", "drill --count 2", "\ns\n\nn\nq\n"),
)


@dataclass
class File:
    """The durable content of a file, and the operations on it since its last sync."""

    durable: bytearray = field(default_factory=bytearray)
    synced: bool = False
    pending: list[Operation] = field(default_factory=list)

    def sync(self) -> None:
        """Make every pending operation durable."""
        for each in self.pending:
            _do(self.durable, each)
        self.pending.clear()
        self.synced = True

    def after_a_cut(self, chance: Random) -> bytes | None:
        """Return the content after a power cut, None if not even the name is left."""
        if not self.synced and chance.random() < 0.3:
            return None
        survival = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        left = bytearray(self.durable)
        for each in self.pending:
            if each.kind == "truncate":
                if chance.random() < 0.5:
                    _do(left, each)
                continue
            for piece in _sectors(each):
                if chance.random() < survival:
                    _do(left, piece)
        return bytes(left)


def _do(data: bytearray, operation: Operation) -> None:
    if operation.kind == "truncate":
        del data[operation.place :]
    else:
        data.extend(bytes(max(0, operation.place - len(data))))
        data[operation.place : operation.place + len(operation.data)] = operation.data


def _sectors(write: Operation) -> Iterator[Operation]:
    """Yield a write in parts, one per sector."""
    at, rest = write.place, write.data
    while rest:
        amount = SECTOR - at % SECTOR
        yield write._replace(place=at, data=rest[:amount])
        at, rest = at + amount, rest[amount:]


class SimulatedDisk:
    """A disk that follows the operations of a run, and can write its content after a power cut."""

    def __init__(self, home: Path, begun_as: Path) -> None:
        self._home = home
        self._files = {
            str(each.relative_to(begun_as)): File(bytearray(each.read_bytes()), synced=True)
            for each in begun_as.rglob("*")
            if each.is_file() and not each.name.endswith("-shm")
        }
        self._ghosts: dict[str, File] = {}

    def follow(self, operation: Operation) -> None:
        """Apply an operation on the disk."""
        if operation.kind in ("typed", "shown") or not operation.file.startswith(str(self._home)):
            return
        name = str(Path(operation.file).relative_to(self._home))
        if operation.kind == "delete":
            gone = self._files.pop(name, None)
            if gone is not None and not operation.place:
                self._ghosts[name] = gone  # its folder was not synced: it may still exist
            return
        self._ghosts.pop(name, None)
        file = self._files.setdefault(name, File())
        if operation.kind == "sync":
            if not file.synced and name.endswith(("-wal", "-journal")):
                # SQLite syncs the folder after the first sync of a new log.
                folder = Path(name).parent
                self._ghosts = {ghost: gone for ghost, gone in self._ghosts.items() if Path(ghost).parent != folder}
            file.sync()
        else:
            file.pending.append(operation)

    def cut(self, into: Path, chance: Random) -> None:
        """Write the files that a power cut would leave."""
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        ghosts = {name: file for name, file in self._ghosts.items() if chance.random() < 0.5}
        for name, file in {**self._files, **ghosts}.items():
            left = file.after_a_cut(chance)
            if left is not None:
                (into / name).parent.mkdir(exist_ok=True)
                (into / name).write_bytes(left)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshHomes]:
    with runner() as disk_runner:
        yield FreshHomes(tmp_path_factory.mktemp("power"), disk_runner)


def play(homes: FreshHomes, scenario: Scenario, record: Path) -> tuple[Path, list[Operation]]:
    """Run a scenario, and return its home and its operations."""
    home = homes.fresh(scenario.begins)
    ended = homes.run(
        home, scenario.arguments, scenario.keys, {"later": scenario.begins == "older", "record": str(record)}
    )
    assert ended.code == 0, ended
    return home, list(operations_in(record))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_a_power_cut_at_any_instant_loses_nothing_shown(
    homes: FreshHomes, scenario: Scenario, tmp_path: Path, long: bool, figure: Figure
) -> None:
    home, operations = play(homes, scenario, tmp_path / "record")
    later = scenario.begins == "older"
    before = content_of(homes.template(scenario.begins)) if scenario.begins != "nothing" else EMPTY
    instants = list(range(1, len(operations) + 1))
    ends = {Path(each.file).name: number for number, each in enumerate(operations, 1) if each.kind == "write"}
    images = 715 if long else 9
    chance = Random(scenario.name)
    # Each instant once or more if there are enough images, else an even spread.
    chosen = sorted(instants[each * len(instants) // images] for each in range(images))
    disk, shown, done, promised = SimulatedDisk(home, homes.template(scenario.begins)), "", 0, 0
    for number, instant in enumerate(chosen):
        for each in operations[done:instant]:
            disk.follow(each)
            shown += each.data.decode() if each.kind == "shown" else ""
        done = instant
        disk.cut(tmp_path / "cut", chance)
        for part in (tmp_path / "cut").rglob("*.part"):
            if ends[part.name] < instant and operations[instant - 1].file.startswith(str(home / FILE_NAME)):
                part.rename(part.with_suffix(".db"))  # it has been renamed to a backup
        what = f"{scenario.name}, cut after {instant} of {len(operations)}: {operations[instant - 1][:3]}"
        after = content_of(tmp_path / "cut", later=later)
        assert after.faults in ([], before.faults), what
        assert lost(shown, before, after) == [], what
        assert damaged_copies((tmp_path / "cut" / "backups").glob("*.db")) == [], what
        promised += len(receipts(shown))
        if number % 25 == 5:  # the next run works too
            more = homes.run(tmp_path / "cut", scenario.arguments, scenario.keys, {"later": later}, "2026-03-02T13")
            after = content_of(tmp_path / "cut", later=later)
            assert (more.code, after.faults, lost(shown, before, after)) == (0, [], []), f"{what}, then {more}"
    figure(
        f"power, {scenario.name}: {images} crash images of {len(operations)} instants, 0 damaged,"
        f" {promised} receipts checked, 0 missing"
    )


def test_each_grade_is_synced_once_between_its_key_and_its_receipt(
    homes: FreshHomes, tmp_path: Path, figure: Figure
) -> None:
    _, operations = play(homes, SCENARIOS[0], tmp_path / "record")
    graded = notes = undone = 0
    asked: list[Operation] = []
    for each in operations:
        if each.kind == "typed":
            # The text of a note is a line of its own.
            assert asked == [], "nothing is written while waiting for a key"
            continue
        if each.kind != "shown":
            asked.append(each)
            continue
        if not asked or not each.data.strip():
            continue
        shown = each.data.decode()
        assert {Path(one.file).name for one in asked} == {WAL}, "only the write-ahead log is written"
        if asked[0].place == 0:
            assert asked.pop(1).kind == "sync"  # of the header of a new log
        *writes, last = asked
        assert last.kind == "sync"
        assert {one.kind for one in writes} == {"write"}
        asked = []
        graded += len(receipts(shown))
        notes += shown.startswith("noted: ")
        undone += bool(QUESTION.search(shown))
    assert (graded, notes, undone) == (13, 1, 1)
    figure(f"order: {graded} grades, a note, an undo: each one sync of the log, after its writes, before it is shown")
