"""Power that goes at any instant: what the disk would hold, built from what SQLite asked of it, is sound and complete."""

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
from soak.disk import Operation, library
from soak.laws import NOTHING, QUESTION, damaged, found, lost, receipts
from soak.on_bad_disk import machine, recorded
from soak.place import Place

pytestmark = pytest.mark.skipif(library() is None, reason="SQLite's own functions cannot be found in this Python")

SECTOR = 512
WAL = f"{FILE_NAME}-wal"


class Story(NamedTuple):
    """A run of which every instant is a power cut: what its home begins with, and what is done."""

    name: str
    begins: str
    arguments: str
    keys: str = ""


ANSWERS = "".join(f"\n{grade}\n" for grade in "slnlslslsl")
STORIES = (
    Story("drill", "practised", "drill --count 12", f"\ns\n\ne\nforgot it\nl\nu\nn\n{ANSWERS}\nq\n"),
    Story("mock", "practised", "mock phone-screen --questions 3 --minutes 9", "\n" * 9 + "s\nl\nn\n\n"),
    Story("first run", "nothing", "drill --count 2", "\ns\n\nn\nq\n"),
    Story("merge", "practised", "data merge {others}/theirs.jsonl"),
    Story("restore", "practised", "data restore --force {others}/further.db"),
    Story("repair", "wrong", "data check --repair"),
    Story("migration", "older", "drill --count 2", "\ns\n\nn\nq\n"),
)


@dataclass
class File:
    """The durable content of a file, and the operations on it since its last sync."""

    durable: bytearray = field(default_factory=bytearray)
    synced: bool = False
    pending: list[Operation] = field(default_factory=list)

    def sync(self) -> None:
        """Make all that was asked durable."""
        for each in self.pending:
            _do(self.durable, each)
        self.pending.clear()
        self.synced = True

    def after_a_cut(self, chance: Random) -> bytes | None:
        """Return what is there after the power went; None where not even the name is."""
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
    """Yield a write cut at the borders of sectors."""
    at, rest = write.place, write.data
    while rest:
        amount = SECTOR - at % SECTOR
        yield write._replace(place=at, data=rest[:amount])
        at, rest = at + amount, rest[amount:]


class Machinery:
    """A disk in a machine: it follows operations, and shows its state after a power cut at any instant."""

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
                self._ghosts[name] = gone  # its folder was not synced: it may be there still
            return
        self._ghosts.pop(name, None)
        file = self._files.setdefault(name, File())
        if operation.kind == "sync":
            if not file.synced and name.endswith(("-wal", "-journal")):
                # The first sync of a new log is followed by one of its folder.
                folder = Path(name).parent
                self._ghosts = {ghost: gone for ghost, gone in self._ghosts.items() if Path(ghost).parent != folder}
            file.sync()
        else:
            file.pending.append(operation)

    def cut(self, into: Path, chance: Random) -> None:
        """Write what a power cut would leave."""
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        ghosts = {name: file for name, file in self._ghosts.items() if chance.random() < 0.5}
        for name, file in {**self._files, **ghosts}.items():
            left = file.after_a_cut(chance)
            if left is not None:
                (into / name).parent.mkdir(exist_ok=True)
                (into / name).write_bytes(left)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with machine() as runs_on:
        yield Place(tmp_path_factory.mktemp("power"), runs_on)


def play(place: Place, story: Story, record: Path) -> tuple[Path, list[Operation]]:
    """Run a story, and return its home and its record."""
    home = place.fresh(story.begins)
    ended = place.run(home, story.arguments, story.keys, {"later": story.begins == "older", "record": str(record)})
    assert ended.code == 0, ended
    return home, list(recorded(record))


@pytest.mark.parametrize("story", STORIES, ids=lambda each: each.name)
def test_power_may_go_at_any_instant(place: Place, story: Story, tmp_path: Path, long: bool, figure: Figure) -> None:
    home, operations = play(place, story, tmp_path / "record")
    later = story.begins == "older"
    before = found(place.template(story.begins)) if story.begins != "nothing" else NOTHING
    instants = list(range(1, len(operations) + 1))
    ends = {Path(each.file).name: number for number, each in enumerate(operations, 1) if each.kind == "write"}
    images = 715 if long else 9
    chance = Random(story.name)
    # Each instant once or more where there are enough images, else an even spread of them.
    chosen = sorted(instants[each * len(instants) // images] for each in range(images))
    disk, shown, done, promised = Machinery(home, place.template(story.begins)), "", 0, 0
    for number, instant in enumerate(chosen):
        for each in operations[done:instant]:
            disk.follow(each)
            shown += each.data.decode() if each.kind == "shown" else ""
        done = instant
        disk.cut(tmp_path / "cut", chance)
        for part in (tmp_path / "cut").rglob("*.part"):
            if ends[part.name] < instant and operations[instant - 1].file.startswith(str(home / FILE_NAME)):
                part.rename(part.with_suffix(".db"))  # by now it has the name of a backup
        what = f"{story.name}, cut after {instant} of {len(operations)}: {operations[instant - 1][:3]}"
        held = found(tmp_path / "cut", later=later)
        assert held.problems in ([], before.problems), what
        assert lost(shown, before, held) == [], what
        assert damaged((tmp_path / "cut" / "backups").glob("*.db")) == [], what
        promised += len(receipts(shown))
        if number % 25 == 5:  # what is left is also good enough to go on with
            more = place.run(tmp_path / "cut", story.arguments, story.keys, {"later": later}, "2026-03-02T13")
            held = found(tmp_path / "cut", later=later)
            assert (more.code, held.problems, lost(shown, before, held)) == (0, [], []), f"{what}, then {more}"
    figure(
        f"power, {story.name}: {images} crash images of {len(operations)} instants, 0 damaged,"
        f" {promised} receipts looked for, 0 missing"
    )


def test_between_key_and_receipt_each_grade_is_synced_once(place: Place, tmp_path: Path, figure: Figure) -> None:
    _, operations = play(place, STORIES[0], tmp_path / "record")
    graded = notes = undone = 0
    asked: list[Operation] = []
    for each in operations:
        if each.kind == "typed":
            # The text of a note comes on a line of its own.
            assert asked == [], "nothing is written while a key is awaited"
            continue
        if each.kind != "shown":
            asked.append(each)
            continue
        if not asked or not each.data.strip():
            continue
        shown = each.data.decode()
        assert {Path(one.file).name for one in asked} == {WAL}, "what is kept touches the log alone"
        if asked[0].place == 0:
            assert asked.pop(1).kind == "sync"  # of the header, when the log begins
        *writes, last = asked
        assert last.kind == "sync"
        assert {one.kind for one in writes} == {"write"}
        asked = []
        graded += len(receipts(shown))
        notes += shown.startswith("noted: ")
        undone += bool(QUESTION.search(shown))
    assert (graded, notes, undone) == (13, 1, 1)
    figure(f"order: {graded} grades, a note, an undo: each one sync of the log, after its writes, before it is shown")
