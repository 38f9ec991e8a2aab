"""Settings: their values, their files, and changing one."""

from __future__ import annotations

import pytest

from in_process import InProcess
from mlprep_cli.app.settings import DESCRIPTIONS, change, explained, places
from mlprep_cli.errors import UsageError


def test_every_setting_has_a_value_and_a_description(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert [key for key, _, _ in explained(context)] == list(DESCRIPTIONS)
        assert [path.name for _, path in places(context)] == ["config.toml", "mlprep.db"]


def test_a_changed_setting_is_kept(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert change(context, "day_starts_at", "06:30") == "06:30"
        with pytest.raises(UsageError, match="There is no setting new_per_dya"):
            change(context, "new_per_dya", "2")
    with mlprep.context() as context:
        assert ("day_starts_at", "06:30") in [(key, value) for key, value, _ in explained(context)]
