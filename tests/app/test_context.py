"""The context of a run: everything in it is opened on first use."""

from __future__ import annotations

from pathlib import Path

from in_process import InProcess
from mlprep_cli.app.context import Context


def test_nothing_is_opened_before_its_first_use(tmp_path: Path) -> None:
    context = Context(tmp_path / "home")
    context.close()
    opened = [context.opened_store, context.store, context.opened_store]
    assert opened == [None, context.store, context.store]
    assert not context.store.exists
    assert not (tmp_path / "home").exists()


def test_the_home_folder_is_absolute(tmp_path: Path) -> None:
    assert Context(Path("somewhere")).home == Path.cwd() / "somewhere"
    assert Context(Path("~/somewhere")).home == Path.home() / "somewhere"
    assert Context().home.is_absolute()


def test_the_study_day_starts_as_the_settings_say(mlprep: InProcess) -> None:
    early = InProcess(mlprep.home, mlprep.now.replace(hour=5))
    with early.context() as context:
        assert context.clock.today.day == 2
    (mlprep.home / "config.toml").write_text('day_starts_at = "06:30"\n')
    with early.context() as context:
        assert context.clock.today.day == 1
        assert not context.screen.is_interactive
