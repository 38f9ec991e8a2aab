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
from soak.on_bad_disk import Ended, Machine, Plan, machine, recorded

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
            "environment": {
                "MLPREP_HOME": str(home),
                "MLPREP_NOW": f"{hour}:00:00+00:00",
                "TZ": "UTC",
                "COLUMNS": "80",
            },
        }
        return self._machine.run({**wanted, **plan})  # type: ignore[typeddict-item]  # the keys are those of a plan

    def template(self, begins: str) -> Path:
        """Return the home that another one begins as."""
        return self._where / begins

    def fresh(self, begins: str, home: Path | None = None) -> Path:
        """Make a home anew, and return it."""
        home = home or self._where / "home"
        shutil.rmtree(home, ignore_errors=True)
        return shutil.copytree(self._where / begins, home)

    def hold(
        self, command: Command, home: Path, relief: Callable[[], object] = lambda: None, **plan: object
    ) -> tuple[Ended, int]:
        """Run a command on a disk that fails, hold the laws, and return how it ended, and how many grades were shown.

        Before anybody looks, and the command is tried again, there is relief.
        """
        later = command.begins == "older"
        before = [] if command.begins == "nothing" else found(self._where / command.begins).grades
        what = f"{command.name}, {plan}"

        ended = self.run(home, command.arguments, command.keys, later=later, **plan)
        assert manners(ended) == [], f"{what}: {ended}"
        relief()
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
    clean, _ = place.hold(command, place.fresh(command.begins))
    assert clean.code == 0, clean
    places = spread(clean.operations, clean.operations if long else 3)
    ways = list(product(HOWS, places)) if long else list(zip(HOWS, places, strict=False))
    failing(place, command, figure, [{"how": how, "dead": dead, "fail": number} for (how, dead), number in ways])


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.name)
def test_whenever_the_disk_stops_even_being_read_nothing_shown_is_lost(
    place: Place, command: Command, long: bool, figure: Figure
) -> None:
    clean, _ = place.hold(command, place.fresh(command.begins), reads=True)
    places = spread(clean.operations, clean.operations if long else 3)
    ways = (
        [(dead, number) for dead in (False, True) for number in places]
        if long
        else [(True, number) for number in places[1:2]]
    )
    failing(place, command, figure, [{"reads": True, "dead": dead, "fail": number} for dead, number in ways])


def failing(place: Place, command: Command, figure: Figure, plans: list[dict[str, object]]) -> None:
    """Run a command on a disk that fails in each of these ways, and note what was counted."""
    failures = shown = unmoved = 0
    for plan in plans:
        ended, grades = place.hold(command, place.fresh(command.begins), **plan)
        failures += ended.failed
        shown += grades
        unmoved += ended.code == 0
    figure(
        f"{command.name}: {len(plans)} runs, {failures} operations failed, {unmoved} ended well all the same,"
        f" {shown} grades shown, 0 lost"
    )


def test_a_quota_that_is_met_on_whichever_page_loses_nothing_shown(
    place: Place, tmp_path: Path, long: bool, figure: Figure
) -> None:
    page = 4096
    runs = refused = shown = 0
    for command in COMMANDS:
        place.hold(command, place.fresh(command.begins), record=str(tmp_path / "record"))
        last = max([0, *(each.place + len(each.data) for each in recorded(tmp_path / "record"))]) // page + 3
        for pages in range(last) if long else (last // 2, last):
            ended, grades = place.hold(command, place.fresh(command.begins), largest=page * pages)
            runs += 1
            refused += ended.code == 1
            shown += grades
        assert ended.code == 0, "the last limit holds nothing up"
    figure(f"quota: {runs} limits in {len(COMMANDS)} commands, {refused} refused, {shown} grades shown, 0 lost")


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Path]]:
    """Return what makes a disk of so many bytes, empty; made again, the same disk has another size."""
    where = tmp_path_factory.mktemp("small")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "mlprep-soak", str(where)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("a disk can be mounted by root only")

    def of(size: int) -> Path:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(where)], check=True)
        return where

    yield of
    subprocess.run(["umount", str(where)], check=True)


ROOMY = 1 << 26


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.name)
def test_a_disk_that_is_full_sooner_or_later_loses_nothing_shown(
    place: Place, command: Command, small_disk: Callable[[int], Path], long: bool, figure: Figure
) -> None:
    page = 4096
    home = place.fresh(command.begins, small_disk(ROOMY) / "home")
    before = used(home)
    place.hold(command, home)
    after = used(home)
    least, most = before // page + 3, (2 * after) // page + 24
    runs = refused = shown = 0
    for pages in range(least, most) if long else [(least + most) // 2]:
        place.fresh(command.begins, small_disk(ROOMY) / "home")
        small_disk(page * pages)
        ended, grades = place.hold(command, home, lambda: small_disk(ROOMY))
        runs += 1
        refused += ended.code == 1
        shown += grades
    assert not long or ended.code == 0, "the last disk is large enough"
    figure(f"full disk, {command.name}: {runs} sizes, {refused} refused, {shown} grades shown, 0 lost")


def used(home: Path) -> int:
    """Return the bytes that the files of a home take."""
    return sum(each.stat().st_size for each in home.rglob("*") if each.is_file())


WRITTEN = (
    ("config set new_per_day 7", "config.toml"),
    ("stats --html {home}/disk/page.html", "page.html"),
    ("plan --ics {home}/disk/days.ics", "days.ics"),
    ("eve --markdown {home}/disk/eve.md", "eve.md"),
)
"""Files that are not SQLite's: a command, and what it writes."""


@pytest.mark.parametrize(("arguments", "name"), WRITTEN, ids=lambda each: each.split()[0])
def test_a_file_is_written_whole_or_left_as_it_was(
    place: Place, arguments: str, name: str, small_disk: Callable[[int], Path], long: bool, figure: Figure
) -> None:
    disk, page = small_disk(ROOMY), 4096
    shutil.rmtree(disk / "home", ignore_errors=True)
    home = place.fresh("practised")
    (home / "disk").symlink_to(disk)
    if name == "config.toml":
        (home / name).symlink_to(disk / name)
    earlier = "# earlier\n" + "# a line\n" * 600
    (disk / name).write_text(earlier)
    assert place.run(home, arguments, "").code == 0
    whole = (disk / name).stat().st_size
    runs = refused = 0
    for pages in range(2, 2 * (whole // page) + 8) if long else (2, 2 * (whole // page) + 8):
        small_disk(ROOMY)
        (disk / name).write_text(earlier)
        small_disk(page * pages)
        ended = place.run(home, arguments, "")
        assert manners(ended) == [], ended
        if ended.code:
            assert "free some space" in ended.err
            assert (disk / name).read_text() == earlier
        else:
            assert (disk / name).stat().st_size == whole
        assert [each.name for each in disk.iterdir()] == [name]
        runs += 1
        refused += ended.code
    assert ended.code == 0, "the last disk is large enough"
    assert refused
    (disk / name).unlink()
    figure(f"{name}: {runs} sizes of the disk, {refused} refused, each with what was there before left as it was")
