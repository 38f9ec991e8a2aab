"""`config` and `config set`."""

from __future__ import annotations

from in_process import InProcess
from program import failed, ok


def test_settings_are_shown_and_changed(mlprep: InProcess) -> None:
    assert ok(mlprep.run("config", "set", "new_per_day", "2")) == "new_per_day = 2\n"
    shown = ok(mlprep.run("config"))
    assert str(mlprep.home / "config.toml") in shown
    assert ok(mlprep.run("config", "set", "minutes", "30")) == "minutes = 30\n"
    assert mlprep.document("plan")["day"]["minutes"] <= 30
    assert "Did you mean new_per_day?" in failed(mlprep.run("config", "set", "new_per_dya", "2"), 2)
