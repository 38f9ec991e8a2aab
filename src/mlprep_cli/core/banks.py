"""The values that describe bank files and the banks loaded from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Fingerprint(NamedTuple):
    """The state of a file when it was read: size in bytes, modification time in nanoseconds, SHA-256 digest."""

    size_bytes: int
    modified_ns: int
    digest: str


class LoadedBank(NamedTuple):
    """A bank in the database, with the state of its file when it was last loaded.

    `rejected_digest` is that of the last version of the file that had errors.
    """

    number: int
    name: str
    path: Path
    size_bytes: int
    modified_ns: int
    digest: str
    rejected_digest: str | None
    questions: int = 0


class BankChanges(NamedTuple):
    """The ids of the questions that loading a bank added, changed and retired."""

    name: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]


class KnownNames(NamedTuple):
    """The topics and question ids of the other banks, which a bank file may refer to."""

    topics: Collection[str] = ()
    questions: Collection[str] = ()
