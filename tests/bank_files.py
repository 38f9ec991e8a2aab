"""Bank files in memory."""

from __future__ import annotations

from pathlib import Path

from mlprep_cli.adapters.bank_file import BankFile
from mlprep_cli.core.banks import Fingerprint


def bank_file(content: str | bytes, name: str = "mine.yaml") -> BankFile:
    """Return a bank file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return BankFile(Path(name), data, Fingerprint(len(data), 0, ""))
