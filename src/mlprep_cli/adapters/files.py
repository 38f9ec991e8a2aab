"""Files that are written whole: a page, a sheet, a calendar, the settings."""

from __future__ import annotations

import os
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

from mlprep_cli.errors import MlprepError


def write_file(path: Path, data: bytes, otherwise: str = "name a file in a folder of yours") -> None:
    """Write a whole file; where that fails, what was there is left as it was.

    Raises:
        MlprepError: It cannot be written. `otherwise` says what to do where space is not what is missing.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a pipe or a terminal has no place beside it
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        full = error.errno in (ENOSPC, EDQUOT, EFBIG)
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).",
            "free some space, or name a file on another disk" if full else otherwise,
        ) from error


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            # Else a power cut could leave the new name with nothing behind it.
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
