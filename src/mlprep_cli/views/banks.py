"""The banks in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from mlprep_cli.views.tables import Column, Table
from mlprep_cli.views.theme import ACCENT

COLUMNS = ("bank", "questions", Column("file", holds="paths"))


def bank_list(banks: Sequence[tuple[str, int, Path]]) -> RenderableType:
    """Return each bank's name, its number of questions, and its file."""
    return Table(COLUMNS, [(Text(name, style=ACCENT), str(count), str(path)) for name, count, path in banks])
