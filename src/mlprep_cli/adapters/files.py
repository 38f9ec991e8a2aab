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
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def write_file(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a whole file that only its owner may read: either all of it is there in the end, or what was there before.

    Raises:
        MlprepError: It cannot be written, it is there and is not to be replaced, or it is no file but a link, say.
    """
    beside = path.parent / f".mlprep-{os.urandom(8).hex()}.new"
    try:
        _refuse_others(path, "name another file")
        if not replace:
            # Whoever makes the name first has it; the content then takes its place in one step.
            os.close(os.open(path, _NEW, 0o600))
        try:
            with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            for each in (beside,) if replace else (beside, path):
                with suppress(OSError):
                    each.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise MlprepError(f"{path} is there already.", "name another file, or --force") from error
    except OSError as error:
        full = error.errno in (ENOSPC, EDQUOT, EFBIG)
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).",
            "free some space, or name a file on another disk" if full else "name a file in a folder of yours",
        ) from error


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
