"""The write-ahead log beside a database, and whether it belongs to it.

SQLite replays `mlprep.db-wal` into `mlprep.db` without asking whether it was written for this file. If the database was
replaced while its log was left behind by a kill, this would mix two databases. Page 1 of a database has an identity,
which mlprep sets (`user_version`), and a counter of changes. It is in the file and in the log, and both must agree.
"""

from __future__ import annotations

import errno
import mmap
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from mlprep_cli.adapters.files import partial_file
from mlprep_cli.errors import DatabaseLocked

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # None says that the module is missing

_HEADER, _FRAME, _START = 32, 24, 100
"""The bytes of the header of a log, of the header of a frame, and of the header on page 1."""
_MAGIC = 0x377F0682
_DATABASE = b"SQLite format 3\0"
_HAS_LOG = b"\x02\x02"
"""The bytes in the header of a database that has a write-ahead log."""
_SHARED, _SHARED_BYTES = 0x40000002, 510
"""The bytes of a database file on which each connection holds a lock while the file is open."""


class _FirstPage(NamedTuple):
    """What page 1 of a database says: the counter of changes, and the identity (0 if it has none)."""

    counter: int
    identity: int


class _Frame(NamedTuple):
    """A frame of a log: its page, the size of the database in pages if it ends a transaction (else 0), and its page 1."""

    page: int
    pages: int
    first: _FirstPage | None


def beside(path: Path, end: str) -> Path:
    """Return the file that SQLite keeps beside a database: `-wal`, `-shm` or `-journal`."""
    return path.with_name(path.name + end)


def is_orphaned(path: Path) -> bool:
    """Return whether the write-ahead log beside a database was written for another one.

    Raises:
        OSError: A file cannot be read.
    """
    try:
        with beside(path, "-wal").open("rb") as log:
            header, (start, size) = log.read(_HEADER), _start_of(path)
            if not size:
                return len(header) > 0  # SQLite would delete it
            if len(header) < _HEADER or _number(header, 0) & ~1 != _MAGIC:
                return False  # SQLite ignores such a log
            return _disagrees(log, header, start, size)
    except FileNotFoundError:
        return False


def set_aside(path: Path, time: str) -> Path | None:
    """Give an orphaned write-ahead log another name, and return it; None if the log belongs to the database.

    Raises:
        DatabaseLocked: Another program has the database open.
        OSError: A file cannot be read or renamed.
    """
    if not is_orphaned(path):
        return None
    aside = path.with_name(f"{path.stem}-orphaned-{time}.wal")
    with _alone(path):
        if not is_orphaned(path):
            return None
        beside(path, "-wal").rename(aside)
        with suppress(FileNotFoundError):
            beside(path, "-shm").rename(aside.with_suffix(".shm"))
    return aside


def _start_of(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            return file.read(_START), path.stat().st_size
    except FileNotFoundError:
        return b"", 0


def _disagrees(log: BinaryIO, header: bytes, start: bytes, size: int) -> bool:
    """Return whether a log and a database, given by the start of its file and its size, do not belong together."""
    if not start.startswith(_DATABASE):
        return False  # not a database at all: opening it says so
    page_size = _number(header, 8)
    if start[18:20] == _HAS_LOG and _number(start[16:18].rjust(4, b"\0"), 0) in (page_size, page_size >> 16):
        here = _first_page(start)
        if _agrees(_frames(log, header), here, size // page_size):
            return False
        committed = list(_committed(log, header))
        firsts = [frame.first for frame in committed if frame.first is not None]
        if firsts:
            return not (
                all(_same(first.identity, here.identity) for first in firsts)
                and firsts[0].counter - 1 <= here.counter <= max(first.counter for first in firsts)
            )
        return any(frame.pages not in (0, size // page_size) for frame in committed)
    return any(_committed(log, header))


def _agrees(frames: Iterator[_Frame], here: _FirstPage, pages: int) -> bool:
    """Return whether the beginning of a log fits the database. It reads little: this runs whenever there is a log."""
    for frame in frames:
        if frame.first is not None:
            return _same(frame.first.identity, here.identity) and 0 <= frame.first.counter - here.counter <= 1
        if frame.pages not in (0, pages):
            return False
    return True


def _same(identity: int, other: int) -> bool:
    return identity == other or 0 in (identity, other)


def _frames(log: BinaryIO, header: bytes) -> Iterator[_Frame]:
    """Yield the frames of a log that were written since its last restart; the last ones may be incomplete."""
    place, page_size = _HEADER, _number(header, 8)
    while True:
        log.seek(place)
        frame = log.read(_FRAME)
        if len(frame) < _FRAME or frame[8:16] != header[16:24]:
            return
        page = _number(frame, 0)
        first = log.read(_START) if page == 1 else b""
        yield _Frame(page, _number(frame, 4), _first_page(first) if len(first) == _START else None)
        place += _FRAME + page_size


def _committed(log: BinaryIO, header: bytes) -> Iterator[_Frame]:
    """Yield the frames of a log that SQLite would replay: their checksums are right, and a commit follows."""
    page_size, big = _number(header, 8), bool(header[3] & 1)
    sums = _checksum(header[:24], (0, 0), big=big)
    if sums != (_number(header, 24), _number(header, 28)):
        return
    waiting: list[_Frame] = []
    for number, frame in enumerate(_frames(log, header)):
        log.seek(_HEADER + number * (_FRAME + page_size))
        data = log.read(_FRAME + page_size)
        sums = _checksum(data[:8] + data[_FRAME:], sums, big=big)
        if len(data) < _FRAME + page_size or sums != (_number(data, 16), _number(data, 20)):
            return
        waiting.append(frame)
        if frame.pages:
            yield from waiting
            waiting = []


def _checksum(data: bytes, sums: tuple[int, int], *, big: bool) -> tuple[int, int]:
    """Return the checksum of SQLite's log after more data."""
    order: Literal["big", "little"] = "big" if big else "little"
    one, two = sums
    for place in range(0, len(data) - 7, 8):
        one = one + int.from_bytes(data[place : place + 4], order) + two & 0xFFFFFFFF
        two = two + int.from_bytes(data[place + 4 : place + 8], order) + one & 0xFFFFFFFF
    return one, two


def _first_page(start: bytes) -> _FirstPage:
    return _FirstPage(_number(start, 24), _number(start, 60))


def _number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "big")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other programs from opening a database. Windows needs no lock: it renames no file that is open.

    Raises:
        DatabaseLocked: One of them has it open.
    """
    if not path.exists():
        yield
        return
    with path.open("r+b") as file:
        try:
            _lock(file, _SHARED_BYTES, _SHARED)
        except BlockingIOError as error:
            raise DatabaseLocked(
                f"{path} was replaced while another program has it open.",
                "Close the other program and run the command again.",
            ) from error
        yield


def _lock(file: BinaryIO, length: int, start: int) -> None:
    if sys.platform != "win32" and fcntl is not None:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)


def has_locks(folder: Path) -> bool:
    """Return whether the file system of a folder locks files. SQLite takes an error of `ENOLCK` for a lock of others."""
    try:
        with partial_file(folder / "lock") as part, part.open("r+b") as file:
            _lock(file, 1, 0)
    except OSError as error:
        return error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)
    return True


def is_possible(path: Path) -> bool:
    """Return whether the file system of a database shares the memory and the locks that a write-ahead log needs."""
    if beside(path, "-shm").is_dir():
        return False
    try:
        with partial_file(path) as part, beside(part, "-shm").open("w+b") as file:
            file.truncate(mmap.PAGESIZE)
            _lock(file, 1, 0)
            with mmap.mmap(file.fileno(), mmap.PAGESIZE) as memory:
                memory[0] = 1
    except OSError:
        return False
    return True
