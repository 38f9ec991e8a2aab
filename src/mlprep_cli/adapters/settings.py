"""Where things live, and what the user has set: paths and `config.toml` -> frozen Settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import time
from pathlib import Path

from mlprep_cli.adapters.files import write_file
from mlprep_cli.core.days import ROLLOVER
from mlprep_cli.errors import MlprepError, WrongUsage, nearest

FILE_NAME = "config.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set, with what it is unless set."""

    day_starts_at: time = ROLLOVER
    new_per_day: int = 15
    quickfire_count: int = 20
    quickfire_timer: int = 15


EXPLAINED = {
    "day_starts_at": "when a study day begins, as 04:00",
    "new_per_day": "new questions a drill introduces on one study day",
    "quickfire_count": "questions of one quickfire round",
    "quickfire_timer": "seconds for each of them",
}
_BOUNDS = {"new_per_day": (0, 1000), "quickfire_count": (1, 1000), "quickfire_timer": (1, 3600)}


def default_home() -> Path:
    """Return the platform's own folder for user data."""
    from platformdirs import user_data_path

    return user_data_path("mlprep", appauthor=False)


def shipped_bank() -> Path:
    """Return the bank that came with mlprep: inside the package, or at the root of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "data" / "questions.yaml"
    # Some installers link files; whoever can change those can change the program.
    return (inside if inside.is_file() else package.parents[1] / "data" / "questions.yaml").resolve()


def read_settings(home: Path) -> Settings:
    """Return the settings in a folder.

    Raises:
        MlprepError: The file is not TOML, or sets something that does not exist or cannot be.
    """
    path = home / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise MlprepError(f"{path} cannot be read ({error.strerror}).", "give yourself the right to read it") from error
    import tomllib

    try:
        values = tomllib.loads(data.decode())
    except ValueError as error:
        raise MlprepError(f"{path} is not TOML: {error}.", "mend the line, or delete the file") from error
    settings = Settings()
    for key, value in values.items():
        settings = changed(settings, key, str(value))
    return settings


def changed(settings: Settings, key: str, value: str) -> Settings:
    """Return the settings with one of them set from text.

    Raises:
        WrongUsage: There is no such setting, or it cannot have this value.
    """
    if key not in EXPLAINED:
        match = nearest(key, list(EXPLAINED))
        raise WrongUsage(
            f"there is no setting {key}.", f"did you mean {match}?" if match else "mlprep config shows all"
        )
    if key == "day_starts_at":
        found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?", value)
        if found is None:
            raise WrongUsage(f"{key} cannot be {value}.", "write a time of day, as 04:00")
        return replace(settings, day_starts_at=time(int(found[1]), int(found[2])))
    low, high = _BOUNDS[key]
    if not re.fullmatch(r"[0-9]{1,6}", value) or not low <= int(value) <= high:
        raise WrongUsage(f"{key} cannot be {value}.", f"write a whole number from {low} to {high}")
    number = int(value)
    match key:
        case "new_per_day":
            return replace(settings, new_per_day=number)
        case "quickfire_count":
            return replace(settings, quickfire_count=number)
        case _:
            return replace(settings, quickfire_timer=number)


def write_setting(home: Path, key: str, value: str) -> Settings:
    """Set one setting in the file, leave its other lines as they are, and return what is set now."""
    settings = changed(read_settings(home), key, value)
    path = home / FILE_NAME
    line = f"{key} = {_toml(as_text(settings, key))}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        places = [number for number, each in enumerate(lines) if re.match(rf"\s*{key}\s*=", each)]
        if places:
            lines[places[0]] = line
        else:
            lines.append(line)
    except OSError as error:
        raise MlprepError(
            f"{path} cannot be written ({error.strerror}).", "give yourself the right to write it"
        ) from error
    write_file(path, "".join(f"{each}\n" for each in lines).encode())
    return settings


def as_text(settings: Settings, key: str) -> str:
    """Return a setting as it is written on the command line."""
    value = getattr(settings, key)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def all_settings(settings: Settings) -> dict[str, str]:
    """Return every setting as text."""
    return {each.name: as_text(settings, each.name) for each in fields(settings)}


def _toml(text: str) -> str:
    return text if text.isdigit() else f'"{text}"'
