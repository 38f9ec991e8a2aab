"""Every write that fails: what was shown as graded is kept, and the same command then works again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from conftest import Figure
from soak.disk import library
from soak.laws import manners
from soak.on_bad_disk import Plan, machine, recorded
from soak.place import HARMLESS, Command, Place

pytestmark = pytest.mark.skipif(library() is None, reason="SQLite's own functions cannot be found in this Python")


GRADED = "\ns\n\nn\ne\nforgot it\n\nl\nq\n"
COMMANDS = (
    Command("first drill", "nothing", "drill --count 3", GRADED),
    Command("drill", "practised", "drill --count 3", GRADED),
    Command("undo in a drill", "practised", "drill --count 3", "\ns\nu\nl\n\nn\nu\ns\n\nl\nq\n"),
    Command("quickfire", "practised", "quickfire --count 2", "\ns\n\nl\n\n"),
    Command("mock", "practised", "mock phone-screen --questions 2", "\n" * 6 + "s\nl\n\n", "SELECT count(*) FROM said"),
    Command("debrief", "interviewed", "mock --debrief", "s\nl\n\n", done="no mock interview waits"),
    Command("undo", "practised", "undo", "", "SELECT count(*) FROM review WHERE voided_at IS NOT NULL"),
    Command("plan start", "practised", "plan start -i 2026-06-01", "", 'SELECT count(*) FROM "plan"', "a plan is running"),
    Command("bank add", "practised", "bank add {home}/mine.yaml", "", "SELECT count(*) FROM bank WHERE name = 'mine'"),
    Command("config set", "practised", "config set new_per_day 7"),
    Command("data backup", "practised", "data backup {home}/backups/copy.db", done="already exists"),
    Command("data restore", "practised", "data restore --force {others}/further.db", "", "SELECT count(*) - 4 FROM review"),
    Command("data export", "practised", "data export --force {home}/log.jsonl"),
    Command("data import", "nothing", "data import {others}/theirs.jsonl", "", "SELECT count(*) FROM review", "a log in"),
    Command("data merge", "practised", "data merge {others}/theirs.jsonl", "", "SELECT count(*) - 4 FROM review"),
    Command("data check", "wrong", "data check --repair"),
    Command("migration", "older", "stats", "", "SELECT count(*) FROM migration WHERE name = 'mood'"),
)  # fmt: skip
"""One line a command. More begin with `nothing`, `practised`, `interviewed`, `older` or `wrong`."""

FEW = COMMANDS[1::4]
"""Those that the short form tries in all ways."""

HOWS = (("error", False), ("full", False), ("short", False), ("error", True), ("full", True))
"""What fails once, and what fails from then on."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with machine() as runs_on:
        yield Place(tmp_path_factory.mktemp("disk"), runs_on)


def spread(total: int, most: int) -> list[int]:
    """Return evenly spread numbers from 1 to a total, including the first and the last."""
    if total <= most:
        return list(range(1, total + 1))
    return sorted({1 + round(each * (total - 1) / (most - 1)) for each in range(most)})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.name)
def test_whichever_write_fails_nothing_shown_is_lost(
    place: Place, command: Command, long: bool, figure: Figure
) -> None:
    total = place.operations(command)
    # In the short form, commands that follow each other fail in other ways, and at other places.
    turn = COMMANDS.index(command)
    few = [(HOWS[(turn + each) % len(HOWS)], 1 + total * ((turn + 3 * each) % 7) // 7) for each in range(2)]
    ways = product(HOWS, spread(total, total)) if long else few
    plans: list[Plan] = [{"how": how, "dead": dead, "fail": number} for (how, dead), number in ways]
    failing(place, command, "writes", plans, long, figure)


def test_whenever_the_disk_stops_even_being_read_nothing_shown_is_lost(
    place: Place, long: bool, figure: Figure
) -> None:
    for command in COMMANDS if long else FEW:
        total = place.operations(command, {"reads": True})
        places = spread(total, 100) if long else [total // 2]
        plans: list[Plan] = [{"reads": True, "dead": True, "fail": number} for number in places]
        failing(place, command, "reads and writes", plans, long, figure)


def test_whichever_write_fails_while_the_shipped_bank_is_loaded_nothing_is_lost(
    place: Place, long: bool, figure: Figure
) -> None:
    shipped: Plan = {"bank": None}
    numbers = spread(place.operations(COMMANDS[0], shipped), 60 if long else 3)[1:]
    plans: list[Plan] = [{**shipped, "dead": number % 2 == 0, "fail": number} for number in numbers]
    failing(place, COMMANDS[0], "writes with the shipped bank", plans, long, figure)


def failing(place: Place, command: Command, what: str, plans: list[Plan], long: bool, figure: Figure) -> None:
    """Run a command on a disk that fails in each of these ways, and record the counts."""
    failures = shown = unmoved = 0
    for plan in plans:
        ended, grades = place.hold(command, place.fresh(command.begins), plan)
        failures += ended.failed
        shown += grades
        unmoved += ended.code == 0
    if long:
        figure(
            f"{what}, {command.name}: {len(plans)} runs, {failures} operations failed, {unmoved} ended well all the same,"
            f" {shown} grades shown, 0 lost"
        )


def test_a_quota_that_is_met_on_whichever_page_loses_nothing_shown(
    place: Place, tmp_path: Path, long: bool, figure: Figure
) -> None:
    page = 4096
    runs = refused = shown = 0
    for command in COMMANDS if long else FEW:
        place.operations(command, {"record": str(tmp_path / "record")})
        # The index of the log, which every command needs, takes eight pages that no operation shows.
        last = max([page * 8, *(each.place + len(each.data) for each in recorded(tmp_path / "record"))]) // page + 3
        for pages in range(last) if long else (last // 2, last):
            ended, grades = place.hold(command, place.fresh(command.begins), {"largest": page * pages})
            runs += 1
            refused += ended.code == 1
            shown += grades
        assert ended.code == 0, "the last limit holds nothing up"
    figure(f"quota: {runs} limits, {refused} refused, {shown} grades shown, 0 lost")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Return a function that makes an empty disk of a size in bytes; a second call resizes the same disk."""
    where = tmp_path / "small"
    where.mkdir()
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


def test_a_disk_that_is_full_sooner_or_later_loses_nothing_shown(
    place: Place, small_disk: Callable[[int], Path], long: bool, figure: Figure
) -> None:
    page = 4096
    runs = refused = shown = 0
    for command in COMMANDS if long else FEW:
        home = place.fresh(command.begins, small_disk(ROOMY) / "home")
        before = used(home)
        place.hold(command, home)
        least, most = before // page + 3, 2 * used(home) // page + 24
        for pages in range(least, most) if long else [least + (most - least) // 4]:
            place.fresh(command.begins, small_disk(ROOMY) / "home")
            small_disk(page * pages)
            ended, grades = place.hold(command, home, relief=lambda: small_disk(ROOMY))
            runs += 1
            refused += ended.code == 1
            shown += grades
        assert not long or ended.code == 0, f"{command.name}: the last disk is large enough"
    figure(f"full disk: {runs} sizes, {refused} refused, {shown} grades shown, 0 lost")


def used(home: Path) -> int:
    """Return the bytes that the files of a home take."""
    return sum(each.stat().st_size for each in home.rglob("*") if each.is_file())


WRITTEN = (
    ("config set new_per_day 7", "config.toml"),
    ("stats --html {disk}/page.html", "page.html"),
    ("plan --ics {disk}/days.ics", "days.ics"),
    ("eve --markdown {disk}/eve.md", "eve.md"),
)
"""Files that are not SQLite's: a command, and what it writes."""


EARLIER = "# earlier\n" + "# a line\n" * 600


def kept_or_written(place: Place, arguments: str, name: str, disk: Path, plan: Plan = HARMLESS) -> bool:
    """Run what writes a file over another one, hold that it is written whole or not at all, and return which."""
    # To set something takes no database.
    home = disk if name == "config.toml" else place.fresh("practised")
    ended = place.run(home, arguments.format(home=home, disk=disk), "", plan)
    assert manners(ended) == [], ended
    assert [each.name for each in disk.iterdir()] == [name], "nothing is left beside it"
    if ended.code:
        assert (disk / name).read_text() == EARLIER
        assert name not in ended.err or "free some space" in ended.err
    else:
        assert (disk / name).read_text().startswith(EARLIER) == (name == "config.toml")
    return not ended.code


@pytest.mark.parametrize(("arguments", "name"), WRITTEN, ids=[name for _, name in WRITTEN])
def test_a_file_for_which_a_disk_has_no_room_is_left_as_it_was(
    place: Place, arguments: str, name: str, small_disk: Callable[[int], Path], long: bool, figure: Figure
) -> None:
    disk, page = small_disk(ROOMY), 4096
    (disk / name).write_text(EARLIER)
    assert kept_or_written(place, arguments, name, disk)
    most = len(EARLIER) // page + (disk / name).stat().st_size // page + 4
    written = []
    for pages in range(2, most) if long else (2, most - 1):
        (disk / name).write_text(EARLIER)
        small_disk(page * pages)
        written.append(kept_or_written(place, arguments, name, disk))
        small_disk(ROOMY)
    assert not written[0]
    assert written[-1]
    figure(f"{name}: {len(written)} sizes of the disk, {written.count(False)} refused, else written whole")


@pytest.mark.parametrize(("arguments", "name"), WRITTEN, ids=[name for _, name in WRITTEN])
def test_a_file_that_meets_a_quota_is_left_as_it_was(
    place: Place, arguments: str, name: str, tmp_path: Path, long: bool, figure: Figure
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / name).write_text(EARLIER)
    assert kept_or_written(place, arguments, name, disk)
    most = max(2 * (disk / name).stat().st_size, 100_000)
    written = []
    for largest in [0, *spread(most, 100 if long else 2)]:
        (disk / name).write_text(EARLIER)
        written.append(kept_or_written(place, arguments, name, disk, {"largest": largest}))
    assert not written[0]
    assert written[-1]
    figure(f"{name}: {len(written)} quotas, {written.count(False)} refused, else written whole")
