"""`config` and `config set`."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from program import Program, failed, ok


def test_settings_are_shown_changed_and_kept(mlprep: Program) -> None:
    assert "new_per_day" in ok(mlprep.run("config"))
    assert ok(mlprep.run("config", "set", "new_per_day", "2")).strip() == "new_per_day = 2"
    assert re.search(r"today     \d+ min · \d+ new, \d+ min", ok(mlprep.run()))
    assert ok(mlprep.run("config", "set", "day_starts_at", "06:30")).strip() == "day_starts_at = 06:30"
    assert (mlprep.home / "config.toml").read_text() == 'new_per_day = 2\nday_starts_at = "06:30"\n'
    early = replace(mlprep, now=mlprep.now.replace(hour=6))
    ok(early.run("drill", "--count", "1", typed="\ns\n"))
    assert "Sunday 1 March" in ok(early.run())


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("new_per_dya", "2", "Did you mean new_per_day?"),
        ("new_per_day", "many", "whole number"),
        ("day_starts_at", "25:00", "such as 04:00"),
    ],
)
def test_an_invalid_setting_is_refused(mlprep: Program, key: str, value: str, message: str) -> None:
    assert message in failed(mlprep.run("config", "set", key, value), 2)


def test_an_invalid_settings_file_is_one_clear_message(mlprep: Program) -> None:
    (mlprep.home / "config.toml").write_text("new_per_day = = 2\n")
    message, hint = failed(mlprep.run(), 1).splitlines()
    assert message == f"mlprep: {mlprep.home / 'config.toml'}:1: This is not TOML: Invalid value."
    assert hint == "  Fix the line, or delete it."
