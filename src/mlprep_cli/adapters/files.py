"""Files: what the user asked for is written whole and for the user alone, what is read is a file and nothing else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import BinaryIO

from mlprep_cli.errors import MlprepError

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def expanded(path: Path) -> Path:
    """Return a path with the home folder for its `~`; one of a user that there is not stands as it is."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  pathlib's own fails where there is no such user


def write_file(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a whole file that only its owner may read: either all of it is there in the end, or what was there before.

    Raises:
        MlprepError: It cannot be written, it is there and is not to be replaced, or it is no file but a link, say.
    """
    try:
        _refuse_others(path, "name another file")
        with partial(path) as part:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            publish(part, path, replace=replace)
    except OSError as error:
        full = error.errno in (ENOSPC, EDQUOT, EFBIG)
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).",
            "free some space, or name a file on another disk" if full else "name a file in a folder of yours",
        ) from error


@contextmanager
def partial(target: Path) -> Iterator[Path]:
    """Give a new, empty file beside the target to write to, and take away what is left of it."""
    part = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
    finally:
        for left in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + left).unlink(missing_ok=True)


def publish(part: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, at once and for good.

    Raises:
        MlprepError: The name is taken, and is not to be replaced.
    """
    if replace:
        part.replace(target)
    else:
        try:
            target.hardlink_to(part)
        except FileExistsError as error:
            raise there_already(target) from error
        except OSError:  # a file system without links
            if os.path.lexists(target):
                raise there_already(target) from None
            part.rename(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    with suppress(OSError):  # not every system opens folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def there_already(target: Path) -> MlprepError:
    """Return the failure of a file that is not to be overwritten."""
    return MlprepError(f"{target} is there already.", "name another file, or --force")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read; no link is followed, nothing else is waited for.

    Raises:
        MlprepError: It is not there, cannot be read, or is no file.
    """
    try:
        # Looked at before, because to open a device may already do something; and after, because it may have changed.
        _refuse_others(path, "name the file itself")
        with os.fdopen(os.open(path, _READ), "rb") as file:
            _refuse(path, os.fstat(file.fileno()).st_mode, "name the file itself")
            yield file
    except FileNotFoundError as error:
        raise MlprepError(f"{path} does not exist.", "look at the name and the folder") from error
    except OSError as error:
        raise MlprepError(f"{path} cannot be read ({error.strerror}).", "give yourself the right to read it") from error


def _refuse_others(path: Path, hint: str) -> None:
    with suppress(FileNotFoundError):
        _refuse(path, path.lstat().st_mode, hint)


def _refuse(path: Path, mode: int, hint: str) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise MlprepError(f"{path} is not a file but {kind}.", hint)
