"""Files that the user asked for: a page, a sheet, a calendar."""

from __future__ import annotations

from pathlib import Path

from mlprep_cli.errors import MlprepError


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file.

    Raises:
        MlprepError: It cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).", "name a file in a folder of yours"
        ) from error
