"""Paths and settings: the default folders, and `config.toml` as an immutable value."""

from __future__ import annotations

import re
import shutil
import stat
from contextlib import suppress
from datetime import time
from pathlib import Path
from typing import NamedTuple

from mlprep_cli.adapters.files import open_file, write_file
from mlprep_cli.core.days import ROLLOVER
from mlprep_cli.errors import MlprepError, UsageError, unknown_name

FILE_NAME = "config.toml"
_MOST_BYTES = 1_000_000
_LONGEST = 500
"""The most characters of a setting that is a text."""
_MARK = "\ufeff"
"""The byte order mark that some editors write at the start of a file."""


class Settings(NamedTuple):
    """The settings and their defaults."""

    day_starts_at: time = ROLLOVER
    minutes: int = 45
    new_per_day: int = 30
    quickfire_count: int = 20
    quickfire_timer: int = 15
    linear: bool = False
    bell: bool = False
    say: bool = False
    confidence: bool = False
    speak: str = ""
    code_python: str = ""


DESCRIPTIONS = {
    "day_starts_at": "the time at which a study day begins, such as 04:00",
    "minutes": "minutes of practice per day, if no plan says otherwise",
    "new_per_day": "the most new questions of a study day, without quickfire",
    "quickfire_count": "questions of a quickfire round",
    "quickfire_timer": "seconds per question of a quickfire round",
    "linear": "print each state of a session once, in words, and redraw nothing",
    "bell": "ring when the time of a question is up",
    "say": "speak each question aloud",
    "confidence": "ask before each reveal how sure you are",
    "speak": "the command that speaks; empty for the first of say, espeak-ng, spd-say and espeak",
    "code.python": "the Python that runs your solutions; empty for the one that runs mlprep",
}
COMMANDS = ("speak", "code.python")
"""The settings that name a command to run. They belong to this machine: a log neither exports nor imports them."""
_BOUNDS = {"minutes": (5, 600), "new_per_day": (0, 1000), "quickfire_count": (1, 1000), "quickfire_timer": (1, 3600)}
_SWITCHES = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


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
    """Return the settings in a folder; the defaults without a file. The file may be a link.

    Raises:
        MlprepError: The file cannot be read, is not TOML, or has an unknown setting or an invalid value.
    """
    path = home / FILE_NAME
    text = _text_of(path)
    return Settings() if text is None else _settings_in(path, text)


def _text_of(path: Path) -> str | None:
    """Return the content of a file, None if there is none."""
    try:
        with open_file(path, follow_links=True) as file:
            data = file.read(_MOST_BYTES + 1)
    except MlprepError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise
    if len(data) > _MOST_BYTES:
        raise MlprepError(f"{path} is larger than {_MOST_BYTES // 1_000_000} MB.", "Delete what is not a setting.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MlprepError(
            f"{path}:{line}: The byte 0x{data[error.start]:02x} is not UTF-8.", "Save the file as UTF-8."
        ) from error


def _settings_in(path: Path, text: str) -> Settings:
    import tomllib

    try:
        values = tomllib.loads(text.removeprefix(_MARK))
    except (ValueError, RecursionError) as error:
        reason, _, place = str(error).partition(" (at ")
        line = place.removeprefix("line ").partition(",")[0] if place.startswith("line ") else len(text.splitlines())
        raise MlprepError(f"{path}:{line}: This is not TOML: {reason}.", "Fix the line, or delete it.") from error
    settings = Settings()
    flat = {
        name: part
        for key, value in values.items()
        for name, part in (
            [(f"{key}.{inner}", part) for inner, part in value.items()] if isinstance(value, dict) else [(key, value)]
        )
    }
    for key, value in flat.items():
        try:
            settings = with_value(settings, key, str(value))
        except UsageError as error:
            line_number = next(
                (
                    number
                    for number, row in enumerate(text.splitlines(), 1)
                    if _names(row, key) or _names(row, key.partition(".")[2] or key)
                ),
                1,
            )
            raise MlprepError(f"{path}:{line_number}: {error.message}", error.hint) from error
    return settings


def _names(row: str, key: str) -> bool:
    """Return whether a line of TOML names a key, alone or as a table."""
    return re.match(rf"""{_MARK}?\s*\[*\s*["']?{re.escape(key)}["']?\s*[]=.]""", row) is not None


def with_value(settings: Settings, key: str, value: str) -> Settings:
    """Return the settings with one of them set from text.

    Raises:
        UsageError: The setting is unknown, or the value is not valid for it.
    """
    if key not in DESCRIPTIONS:
        raise unknown_name(f"There is no setting {key}.", key, list(DESCRIPTIONS))
    changed = _value(key, value)
    return Settings._make(changed if name == _field(key) else old for name, old in settings._asdict().items())


def _field(key: str) -> str:
    """Return the field of a setting: that of `code.python` is `code_python`."""
    return key.replace(".", "_")


def _value(key: str, value: str) -> time | bool | int | str:
    """Return the value of a setting from its text."""
    kind = type(Settings._field_defaults[_field(key)])
    if kind is time and (match := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?", value)):
        return time(int(match[1]), int(match[2]))
    if kind is bool and value.lower() in _SWITCHES:
        return _SWITCHES[value.lower()]
    if kind is str and len(value) <= _LONGEST and value.isprintable():
        return value
    if kind is int:
        low, high = _BOUNDS[key]
        if re.fullmatch(r"[0-9]{1,6}", value) and low <= int(value) <= high:
            return int(value)
        raise UsageError(f"{key} cannot be {value}.", f"Write a whole number from {low} to {high}.")
    hints = {
        time: "Write a time of day, such as 04:00.",
        bool: "Write on or off.",
        str: f"Write one line of at most {_LONGEST} characters.",
    }
    raise UsageError(f"{key} cannot be {value[:_LONGEST]}.", hints[kind])


def write_setting(home: Path, key: str, value: str) -> Settings:
    """Set one setting in the file, keep everything else in it, and return the new settings.

    If the file is a link of a program that manages settings, the file that it leads to is changed and the link stays.

    Raises:
        UsageError: The setting is unknown, or the value is not valid for it.
        MlprepError: The file cannot be read or written.
    """
    path = home / FILE_NAME
    text = _text_of(path) or ""
    settings = with_value(_settings_in(path, text), key, value)
    if key == "code.python" and value and shutil.which(value) is None:
        raise UsageError(f"{key} cannot be {value}: there is no such program.", "Write the path of a Python.")
    changed = _with_line(text, key, _toml(settings, key))
    try:
        if _settings_in(path, changed) != settings:
            raise ValueError(changed)
    except (MlprepError, ValueError) as error:
        raise MlprepError(
            f"{path} has {key} in a form that mlprep cannot change.", f"Change it by hand: {key} = {value}"
        ) from error
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = _target(home, path)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    except OSError as error:
        raise MlprepError(f"{path} cannot be written ({error.strerror}).", "Check the file's permissions.") from error
    write_file(target, changed.encode())
    if mode is not None:
        with suppress(OSError):  # a file system without permissions
            target.chmod(mode)
    return settings


def _with_line(text: str, key: str, value: str) -> str:
    """Return the text of a file with one setting changed in its line, or in a new one at the end."""
    old = r"""("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s#"']+)"""
    line = re.compile(
        rf"""^(?P<before>{_MARK}?[ \t]*["']?{re.escape(key)}["']?[ \t]*=[ \t]*){old}(?=[ \t]*(\#|\r?$))""", re.MULTILINE
    )
    if line.search(text):
        return line.sub(lambda found: found["before"] + value, text, count=1)
    end = "\r\n" if "\r\n" in text else "\n"
    gap = end if text.removeprefix(_MARK) and not text.endswith("\n") else ""
    return f"{text}{gap}{key} = {value}{end}"


def _target(home: Path, path: Path) -> Path:
    """Return the file to write: the one that a link leads to, if that is in the user's home folder or in mlprep's own."""
    if not path.is_symlink():
        return path
    target = path.resolve()
    if not any(target.is_relative_to(folder.resolve()) for folder in (Path.home(), home)):
        raise MlprepError(
            f"{path} is a link to {target}, which is outside your home folder.",
            f"Change the setting in {target} by hand.",
        )
    return target


def as_text(settings: Settings, key: str) -> str:
    """Return the value of a setting as text, as the command line takes it."""
    value = getattr(settings, _field(key))
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def all_settings(settings: Settings) -> dict[str, str]:
    """Return the value of every setting as text, by name."""
    return {name: as_text(settings, name) for name in DESCRIPTIONS}


def _toml(settings: Settings, key: str) -> str:
    """Return the value of a setting as TOML."""
    value, text = getattr(settings, _field(key)), as_text(settings, key)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
