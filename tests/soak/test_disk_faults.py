"""Failing writes and full disks: no grade that was shown as saved is lost, and the same command then works again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from conftest import Figure
from soak.disk_runner import RunPlan, operations_in, runner
from soak.failing_disk import library
from soak.fresh_homes import NO_FAULT, Command, FreshHomes
from soak.invariants import misbehaviour

pytestmark = pytest.mark.skipif(library() is None, reason="SQLite's own functions cannot be found in this Python")


GRADED = "\ns\n\nn\ne\nforgot it\n\nl\nq\n"
COMMANDS = (
    Command("first drill", "nothing", "drill --count 3", GRADED),
    Command("drill", "practised", "drill --count 3", GRADED),
    Command("undo in a drill", "practised", "drill --count 3", "\ns\nu\nl\n\nn\nu\ns\n\nl\nq\n"),
    Command("quickfire", "practised", "quickfire --count 2", "\ns\n\nl\n\n"),
    Command("mock", "practised", "mock phone-screen --questions 2", "\n" * 6 + "s\nl\n\n", "SELECT count(*) FROM said"),
    Command("debrief", "interviewed", "mock --debrief", "s\nl\n\n", done="No mock interview is waiting"),
    Command("undo", "practised", "undo", "", "SELECT count(*) FROM review WHERE voided_at IS NOT NULL"),
    Command("plan start", "practised", "plan start -i 2026-06-01", "", 'SELECT count(*) FROM "plan"', "A plan has been running"),
    Command("bank add", "practised", "bank add {home}/mine.yaml", "", "SELECT count(*) FROM bank WHERE name = 'mine'"),
    Command("config set", "practised", "config set new_per_day 7"),
    Command("data backup", "practised", "data backup {home}/backups/copy.db", done="already exists"),
    Command("data restore", "practised", "data restore --force {others}/further.db", "", "SELECT count(*) - 4 FROM review"),
    Command("data export", "practised", "data export --force {home}/log.jsonl"),
    Command("data import", "nothing", "data import {others}/theirs.jsonl", "", "SELECT count(*) FROM review", "already a log in"),
    Command("data merge", "practised", "data merge {others}/theirs.jsonl", "", "SELECT count(*) - 4 FROM review"),
    Command("data check", "wrong", "data check --repair"),
    Command("migration", "older", "stats", "", "SELECT count(*) FROM migration WHERE name = 'mood'"),
)  # fmt: skip
"""The commands. Their homes begin as `nothing`, `practised`, `interviewed`, `older` or `wrong`."""

FEW = COMMANDS[1::4]
"""The commands that the short form tries in all ways."""

HOWS = (("error", False), ("full", False), ("short", False), ("error", True), ("full", True))
"""The kinds of failure, and whether the disk fails from then on."""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshHomes]:
    with runner() as disk_runner:
        yield FreshHomes(tmp_path_factory.mktemp("disk"), disk_runner)


def spread(total: int, most: int) -> list[int]:
    """Return evenly spread numbers from 1 to a total, including the first and the last."""
    if total <= most:
        return list(range(1, total + 1))
    return sorted({1 + round(each * (total - 1) / (most - 1)) for each in range(most)})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.name)
def test_a_failing_write_loses_nothing_shown(homes: FreshHomes, command: Command, long: bool, figure: Figure) -> None:
    total = homes.operations(command)
    # In the short form, consecutive commands fail in other ways and at other operations.
    turn = COMMANDS.index(command)
    few = [(HOWS[(turn + each) % len(HOWS)], 1 + total * ((turn + 3 * each) % 7) // 7) for each in range(2)]
    ways = product(HOWS, spread(total, total)) if long else few
    plans: list[RunPlan] = [{"how": how, "dead": dead, "fail": number} for (how, dead), number in ways]
    failing(homes, command, "writes", plans, long, figure)


def test_a_disk_that_fails_even_to_read_loses_nothing_shown(homes: FreshHomes, long: bool, figure: Figure) -> None:
    for command in COMMANDS if long else FEW:
        total = homes.operations(command, {"reads": True})
        places = spread(total, 100) if long else [total // 2]
        plans: list[RunPlan] = [{"reads": True, "dead": True, "fail": number} for number in places]
        failing(homes, command, "reads and writes", plans, long, figure)


def test_a_failing_write_while_the_shipped_bank_is_loaded_loses_nothing(
    homes: FreshHomes, long: bool, figure: Figure
) -> None:
    shipped: RunPlan = {"bank": None}
    numbers = spread(homes.operations(COMMANDS[0], shipped), 60 if long else 3)[1:]
    plans: list[RunPlan] = [{**shipped, "dead": number % 2 == 0, "fail": number} for number in numbers]
    failing(homes, COMMANDS[0], "writes with the shipped bank", plans, long, figure)


def failing(homes: FreshHomes, command: Command, what: str, plans: list[RunPlan], long: bool, figure: Figure) -> None:
    """Run a command on a disk that fails in each of these ways, and record the counts."""
    failures = shown = unmoved = 0
    for plan in plans:
        ended, grades = homes.check_run(command, homes.fresh(command.begins), plan)
        failures += ended.failed
        shown += grades
        unmoved += ended.code == 0
    if long:
        figure(
            f"{what}, {command.name}: {len(plans)} runs, {failures} operations failed, {unmoved} succeeded anyway,"
            f" {shown} grades shown, 0 lost"
        )


def test_a_quota_reached_at_any_page_loses_nothing_shown(
    homes: FreshHomes, tmp_path: Path, long: bool, figure: Figure
) -> None:
    page = 4096
    runs = refused = shown = 0
    for command in COMMANDS if long else FEW:
        homes.operations(command, {"record": str(tmp_path / "record")})
        # The index of the write-ahead log takes eight pages that no operation shows.
        last = (
            max([page * 8, *(each.place + len(each.data) for each in operations_in(tmp_path / "record"))]) // page + 3
        )
        for pages in range(last) if long else (last // 2, last):
            ended, grades = homes.check_run(command, homes.fresh(command.begins), {"largest": page * pages})
            runs += 1
            refused += ended.code == 1
            shown += grades
        assert ended.code == 0, "the last limit is large enough"
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
        pytest.skip("only root can mount a disk")

    def of(size: int) -> Path:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(where)], check=True)
        return where

    yield of
    subprocess.run(["umount", str(where)], check=True)


ROOMY = 1 << 26


def test_a_disk_that_becomes_full_loses_nothing_shown(
    homes: FreshHomes, small_disk: Callable[[int], Path], long: bool, figure: Figure
) -> None:
    page = 4096
    runs = refused = shown = 0
    for command in COMMANDS if long else FEW:
        home = homes.fresh(command.begins, small_disk(ROOMY) / "home")
        before = used(home)
        homes.check_run(command, home)
        least, most = before // page + 3, 2 * used(home) // page + 24
        for pages in range(least, most) if long else [least + (most - least) // 4]:
            homes.fresh(command.begins, small_disk(ROOMY) / "home")
            small_disk(page * pages)
            ended, grades = homes.check_run(command, home, relief=lambda: small_disk(ROOMY))
            runs += 1
            refused += ended.code == 1
            shown += grades
        assert not long or ended.code == 0, f"{command.name}: the last disk is large enough"
    figure(f"full disk: {runs} sizes, {refused} refused, {shown} grades shown, 0 lost")


def used(home: Path) -> int:
    """Return the bytes of all files in a home."""
    return sum(each.stat().st_size for each in home.rglob("*") if each.is_file())


WRITTEN = (
    ("config set new_per_day 7", "config.toml"),
    ("stats --html {disk}/page.html --force", "page.html"),
    ("plan --ics {disk}/days.ics --force", "days.ics"),
    ("eve --markdown {disk}/eve.md --force", "eve.md"),
)
"""Commands, and the files that they write without SQLite."""


EARLIER = "# earlier\n" + "# a line\n" * 600


def written_or_unchanged(homes: FreshHomes, arguments: str, name: str, disk: Path, plan: RunPlan = NO_FAULT) -> bool:
    """Run a command that overwrites a file, check that it writes all or nothing, and return whether it wrote."""
    # A setting needs no database.
    home = disk if name == "config.toml" else homes.fresh("practised")
    ended = homes.run(home, arguments.format(home=home, disk=disk), "", plan)
    assert misbehaviour(ended) == [], ended
    assert [each.name for each in disk.iterdir()] == [name], "no other file is left"
    if ended.code:
        assert (disk / name).read_text() == EARLIER
        assert name not in ended.err or "Free some space" in ended.err
    else:
        assert (disk / name).read_text().startswith(EARLIER) == (name == "config.toml")
    return not ended.code


@pytest.mark.parametrize(("arguments", "name"), WRITTEN, ids=[name for _, name in WRITTEN])
def test_a_file_that_does_not_fit_on_the_disk_is_not_changed(
    homes: FreshHomes, arguments: str, name: str, small_disk: Callable[[int], Path], long: bool, figure: Figure
) -> None:
    disk, page = small_disk(ROOMY), 4096
    (disk / name).write_text(EARLIER)
    assert written_or_unchanged(homes, arguments, name, disk)
    most = len(EARLIER) // page + (disk / name).stat().st_size // page + 4
    written = []
    for pages in range(2, most) if long else (2, most - 1):
        (disk / name).write_text(EARLIER)
        small_disk(page * pages)
        written.append(written_or_unchanged(homes, arguments, name, disk))
        small_disk(ROOMY)
    assert not written[0]
    assert written[-1]
    figure(f"{name}: {len(written)} sizes of the disk, {written.count(False)} refused, else written completely")


@pytest.mark.parametrize(("arguments", "name"), WRITTEN, ids=[name for _, name in WRITTEN])
def test_a_file_beyond_a_quota_is_not_changed(
    homes: FreshHomes, arguments: str, name: str, tmp_path: Path, long: bool, figure: Figure
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / name).write_text(EARLIER)
    assert written_or_unchanged(homes, arguments, name, disk)
    most = max(2 * (disk / name).stat().st_size, 100_000)
    written = []
    for largest in [0, *spread(most, 100 if long else 2)]:
        (disk / name).write_text(EARLIER)
        written.append(written_or_unchanged(homes, arguments, name, disk, {"largest": largest}))
    assert not written[0]
    assert written[-1]
    figure(f"{name}: {len(written)} quotas, {written.count(False)} refused, else written completely")
