"""Settings and paths: read, checked, and written line by line."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from mlprep_cli.adapters.settings import Settings, all_settings, read_settings, shipped_bank, with_value, write_setting
from mlprep_cli.errors import MlprepError, UsageError


def test_a_home_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


def test_every_setting_is_written_and_read_back(tmp_path: Path) -> None:
    for name, value in all_settings(Settings()).items():
        write_setting(tmp_path / "home", name, value)
    assert read_settings(tmp_path / "home") == Settings()
    changed = write_setting(tmp_path / "home", "day_starts_at", "6:30")
    assert read_settings(tmp_path / "home") == changed == Settings(day_starts_at=time(6, 30))


def test_writing_a_setting_keeps_the_other_lines(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# mine\nnew_per_day = 3\nquickfire_timer = 9\n")
    write_setting(tmp_path, "new_per_day", "4")
    assert (tmp_path / "config.toml").read_text() == "# mine\nnew_per_day = 4\nquickfire_timer = 9\n"


@pytest.mark.parametrize("content", [b"new_per_day = = 2", b"\xff", b"new_per_day = " + b"[" * 100_000])
def test_a_file_that_is_not_toml_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(MlprepError, match=r"config\.toml is not valid TOML") as refused:
        read_settings(tmp_path)
    assert refused.value.hint == "Fix the line, or delete the file."


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("new_per_dya", "2", "Did you mean new_per_day?"),
        ("zzz", "2", "Known names: day_starts_at, new_per_day, quickfire_count, quickfire_timer."),
        ("new_per_day", "many", "Write a whole number from 0 to 1000."),
        ("new_per_day", "1001", "Write a whole number from 0 to 1000."),
        ("quickfire_timer", "0", "Write a whole number from 1 to 3600."),
        ("day_starts_at", "25:00", "Write a time of day, such as 04:00."),
    ],
)
def test_an_unknown_setting_or_an_invalid_value_is_refused_with_a_hint(name: str, value: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        with_value(Settings(), name, value)
    assert refused.value.hint == hint


def test_the_shipped_bank_is_a_file() -> None:
    assert shipped_bank().is_file()
    assert shipped_bank().name == "questions.yaml"
