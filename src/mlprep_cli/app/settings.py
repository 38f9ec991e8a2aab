"""Settings: their values, their files, and changing one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters import settings as files

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context

DESCRIPTIONS = files.DESCRIPTIONS
"""Each setting with its meaning."""


def explained(context: Context) -> list[tuple[str, str, str]]:
    """Return each setting with its value and its meaning."""
    return [(key, value, DESCRIPTIONS[key]) for key, value in files.all_settings(context.settings).items()]


def places(context: Context) -> list[tuple[str, Path]]:
    """Return the files of the settings and of the database."""
    return [("settings", context.home / files.FILE_NAME), ("database", context.store.path)]


def change(context: Context, key: str, value: str) -> str:
    """Change one setting, and return its value as text.

    Raises:
        UsageError: There is no such setting, or it cannot have this value.
        MlprepError: The file cannot be written.
    """
    return files.as_text(files.write_setting(context.home, key, value), key)
