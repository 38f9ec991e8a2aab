"""Bank files, read once in the format that their suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from mlprep_cli.adapters.bank_reader import ReadBank, read_bank
from mlprep_cli.adapters.files import open_file
from mlprep_cli.adapters.nodes import MalformedFile, Node
from mlprep_cli.adapters.yaml_nodes import read_yaml
from mlprep_cli.core.bank_style import advice
from mlprep_cli.core.banks import Fingerprint, KnownNames
from mlprep_cli.core.questions import Bank
from mlprep_cli.errors import InvalidBank, Problem

MOST_BYTES = 10_000_000


class Format(NamedTuple):
    """A format of bank files: its name in messages, and the function that turns bytes into nodes.

    The function raises `MalformedFile` if the bytes are not of the format.
    """

    name: str
    nodes: Callable[[bytes], Node]


YAML = Format("YAML", read_yaml)
FORMATS = {".yaml": YAML, ".yml": YAML}
"""The format of each suffix. Files with any other suffix are read as YAML."""


class BankFile:
    """A bank file, as it was when it was read.

    Attributes:
        path: Its path.
        data: Its content; of a file that is too large, only the first `MOST_BYTES` + 1 bytes.
        seen: Its state on the disk when it was read.
    """

    def __init__(self, path: Path, data: bytes, seen: Fingerprint) -> None:
        self.path = path
        self.seen = seen
        self.data = data
        self._format = FORMATS.get(path.suffix.lower(), YAML)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a bank file. If it is too large, the rest is left unread.

        Raises:
            MlprepError: It cannot be read, or is not a regular file.
        """
        with open_file(path) as file:
            status = os.fstat(file.fileno())
            data = file.read(MOST_BYTES + 1)
        return cls(path, data, Fingerprint(status.st_size, status.st_mtime_ns, sha256(data).hexdigest()))

    def bank(self, known: KnownNames, *, timed: bool = True) -> Bank:
        """Return the bank in the file, which may refer to the known names of other banks.

        Args:
            known: These names.
            timed: Whether an answer that takes too long aloud is an error.

        Raises:
            InvalidBank: The file has errors.
        """
        return self._checked(known, timed=timed).bank

    def advice(self, known: KnownNames, today: date) -> tuple[Bank, tuple[Problem, ...]]:
        """Return the bank in the file, and advice on its style on a day, in the order of the file.

        Raises:
            InvalidBank: The file has errors.
        """
        bank, _, lines, on_texts = self._checked(known, timed=True)
        found = advice(bank, today)
        problems = (Problem(lines[item.kind, item.id], f"{item.id}: {item.message}", item.fix) for item in found)
        return bank, _by_line([*problems, *on_texts])

    def _checked(self, known: KnownNames, *, timed: bool) -> ReadBank:
        bank = read_bank(self._root, known, self._format.name, timed=timed)
        if bank.problems:
            raise InvalidBank(self.path, _by_line(bank.problems))
        return bank

    @cached_property
    def _root(self) -> Node:
        if len(self.data) > MOST_BYTES:
            wrong = f"the file is larger than {MOST_BYTES // 1_000_000} MB"
            raise InvalidBank(self.path, (Problem(1, wrong, "split it into several banks"),))
        try:
            return self._format.nodes(self.data)
        except MalformedFile as error:
            raise InvalidBank(self.path, _by_line(error.problems)) from error


def _by_line(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line))
