"""Files: written completely and readable only by their owner; read only if they are regular files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import BinaryIO

from mlprep_cli.core.shell import quoted
from mlprep_cli.errors import MlprepError

_NO_LINKS: int = getattr(os, "O_NOFOLLOW", 0)
_READ: int = os.O_RDONLY | _NO_LINKS | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def expand_home(path: Path) -> Path:
    """Return a path with its `~` replaced by the home folder. The `~` of an unknown user stays."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  pathlib's own fails if the user is unknown


def write_file(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a complete file that only its owner may read. If that fails, the previous content stays.

    Raises:
        MlprepError: It cannot be written, exists and must not be replaced, or is not a regular file.
    """
    write_parts(path, (data,), replace=replace)


def write_parts(path: Path, parts: Iterable[bytes], *, replace: bool) -> None:
    """Write a complete file from parts, which are made while it is written.

    Raises:
        MlprepError: As `write_file`, or making the parts fails.
    """
    check_target(path, replace=replace)
    try:
        with partial_file(path) as part:
            with part.open("wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            publish(part, path, replace=replace)
    except OSError as error:
        full = error.errno in (ENOSPC, EDQUOT, EFBIG)
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).",
            "Free some space, or name a file on another disk." if full else "Choose a folder that you can write to.",
        ) from error


def check_target(path: Path, *, replace: bool) -> None:
    """Refuse a file that must not be written: the one rule for every file that the user names.

    Raises:
        MlprepError: Its folder does not exist, it is not a regular file, or it exists and must not be replaced.
    """
    if str(path) == "-":
        raise MlprepError("- is not the name of a file.", "Name a file.")
    try:
        _check_mode(path, path.lstat().st_mode, "Name another file.")
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise MlprepError(
                f"{path} cannot be written (there is no folder {path.parent}).", f"mkdir -p {quoted(str(path.parent))}"
            ) from None
    except OSError as error:
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).", "Choose a folder that you can write to."
        ) from error
    else:
        if not replace:
            raise already_exists(path)


@contextmanager
def partial_file(target: Path) -> Iterator[Path]:
    """Create an empty file beside the target to write to, and delete what is left of it at the end."""
    # A name can be as long as the file system allows.
    part = target.with_name(f".{target.name[:40]}.{os.urandom(4).hex()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def publish(part: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, atomically and durably.

    Raises:
        MlprepError: The name is taken, and its file must not be replaced.
    """
    if replace:
        part.replace(target)
    else:
        try:
            target.hardlink_to(part)
        except FileExistsError as error:
            raise already_exists(target) from error
        except OSError:  # a file system without links
            if os.path.lexists(target):
                raise already_exists(target) from None
            part.rename(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    with suppress(OSError):  # not every system opens folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def already_exists(target: Path) -> MlprepError:
    """Return the error for a file that must not be overwritten."""
    return MlprepError(f"{target} already exists.", "Name another file, or use --force.")


@contextmanager
def open_file(path: Path, *, follow_links: bool = False) -> Iterator[BinaryIO]:
    """Open a regular file to read. Links are followed only on request, and pipes are not waited for.

    Raises:
        MlprepError: It does not exist, cannot be read, or is not a regular file.
    """
    try:
        # Checked before, because opening a device may have an effect; and after, because the file may have changed.
        _check_mode(path, path.stat(follow_symlinks=follow_links).st_mode, "Name the file itself.")
        with os.fdopen(os.open(path, _READ & ~_NO_LINKS if follow_links else _READ), "rb") as file:
            _check_mode(path, os.fstat(file.fileno()).st_mode, "Name the file itself.")
            yield file
    except FileNotFoundError as error:
        raise MlprepError(f"{path} does not exist.", "Check the name and the folder.") from error
    except OSError as error:
        raise MlprepError(f"{path} cannot be read ({error.strerror}).", "Check the file's permissions.") from error


def _check_mode(path: Path, mode: int, hint: str) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
        raise MlprepError(f"{path} is {kind}, not a regular file.", hint)
