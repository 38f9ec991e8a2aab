"""The settings, and the files they and the database are in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from mlprep_cli.views.tables import Column, Table
from mlprep_cli.views.theme import ACCENT, QUIET, STRONG

COLUMNS = ("setting", "value", Column("meaning", holds="prose"))
FILES = ("name", Column("file", holds="paths"))


def setting_list(settings: Sequence[tuple[str, str, str]], files: Sequence[tuple[str, Path]]) -> RenderableType:
    """Return each setting's name, value and meaning, then the files."""
    table = Table(
        COLUMNS, [(Text(key, style=ACCENT), Text(value, style=STRONG), meaning) for key, value, meaning in settings]
    )
    places = Table(FILES, [(Text(name, style=QUIET), str(path)) for name, path in files], titles=False)
    return Group(table, Text(), places)
