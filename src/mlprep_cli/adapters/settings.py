"""Paths and settings: the default folders, and `config.toml` as an immutable value."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import time
from pathlib import Path

from mlprep_cli.adapters.files import write_file
from mlprep_cli.core.days import ROLLOVER
from mlprep_cli.errors import MlprepError, UsageError, unknown_name

FILE_NAME = "config.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings and their defaults."""

    day_starts_at: time = ROLLOVER
    new_per_day: int = 15
    quickfire_count: int = 20
    quickfire_timer: int = 15


DESCRIPTIONS = {
    "day_starts_at": "the time at which a study day begins, such as 04:00",
    "new_per_day": "new questions that drills introduce on a study day",
    "quickfire_count": "questions of a quickfire round",
    "quickfire_timer": "seconds per question of a quickfire round",
}
_BOUNDS = {"new_per_day": (0, 1000), "quickfire_count": (1, 1000), "quickfire_timer": (1, 3600)}


def default_home() -> Path:
    """Return the default folder for user data on this platform."""
    from platformdirs import user_data_path

    return user_data_path("mlprep", appauthor=False)


def shipped_bank() -> Path:
    """Return the path of the bank that is part of mlprep: inside the package, or at the root of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "data" / "questions.yaml"
    # Some installers link files. Anyone who can change those can change the program.
    return (inside if inside.is_file() else package.parents[1] / "data" / "questions.yaml").resolve()


def read_settings(home: Path) -> Settings:
    """Return the settings in a folder; the defaults without a file.

    Raises:
        MlprepError: The file cannot be read, is not TOML, or has an unknown setting or an invalid value.
    """
    path = home / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise MlprepError(f"{path} cannot be read ({error.strerror}).", "Check the file's permissions.") from error
    import tomllib

    try:
        values = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise MlprepError(f"{path} is not valid TOML ({error}).", "Fix the line, or delete the file.") from error
    settings = Settings()
    for key, value in values.items():
        settings = with_value(settings, key, str(value))
    return settings


def with_value(settings: Settings, key: str, value: str) -> Settings:
    """Return the settings with one of them set from text.

    Raises:
        UsageError: The setting is unknown, or the value is not valid for it.
    """
    if key not in DESCRIPTIONS:
        raise unknown_name(f"There is no setting {key}.", key, list(DESCRIPTIONS))
    if key == "day_starts_at":
        match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?", value)
        if match is None:
            raise UsageError(f"{key} cannot be {value}.", "Write a time of day, such as 04:00.")
        return replace(settings, day_starts_at=time(int(match[1]), int(match[2])))
    low, high = _BOUNDS[key]
    if not re.fullmatch(r"[0-9]{1,6}", value) or not low <= int(value) <= high:
        raise UsageError(f"{key} cannot be {value}.", f"Write a whole number from {low} to {high}.")
    number = int(value)
    match key:
        case "new_per_day":
            return replace(settings, new_per_day=number)
        case "quickfire_count":
            return replace(settings, quickfire_count=number)
        case _:
            return replace(settings, quickfire_timer=number)


def write_setting(home: Path, key: str, value: str) -> Settings:
    """Set one setting in the file, keep its other lines, and return the new settings.

    Raises:
        UsageError: The setting is unknown, or the value is not valid for it.
        MlprepError: The file cannot be read or written.
    """
    settings = with_value(read_settings(home), key, value)
    path = home / FILE_NAME
    line = f"{key} = {_toml(as_text(settings, key))}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        places = [number for number, text in enumerate(lines) if re.match(rf"\s*{key}\s*=", text)]
        if places:
            lines[places[0]] = line
        else:
            lines.append(line)
    except OSError as error:
        raise MlprepError(f"{path} cannot be written ({error.strerror}).", "Check the file's permissions.") from error
    write_file(path, "".join(f"{text}\n" for text in lines).encode())
    return settings


def as_text(settings: Settings, key: str) -> str:
    """Return the value of a setting as text, as the command line takes it."""
    value = getattr(settings, key)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def all_settings(settings: Settings) -> dict[str, str]:
    """Return the value of every setting as text, by name."""
    return {setting.name: as_text(settings, setting.name) for setting in fields(settings)}


def _toml(text: str) -> str:
    return text if text.isdigit() else f'"{text}"'
