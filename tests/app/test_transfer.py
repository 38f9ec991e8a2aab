"""Transferring logs: exporting, importing into an empty home, and merging."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.transfer import export, import_log, logs_in, merge
from mlprep_cli.errors import InvalidLog, MlprepError
from program import ok


@pytest.fixture
def log(mlprep: InProcess, tmp_path: Path) -> Path:
    """The exported log of two reviews, with a setting."""
    ok(mlprep.run("config", "set", "new_per_day", "7"))
    ok(mlprep.run("drill", "alpha", "beta", typed="\ns\n\nl\nq\n"))
    (tmp_path / "logs").mkdir()
    with mlprep.context() as context:
        export(context, tmp_path / "logs" / "laptop.jsonl", replace=False)
        with pytest.raises(MlprepError, match="already exists"):
            export(context, tmp_path / "logs" / "laptop.jsonl", replace=False)
        with pytest.raises(MlprepError, match="is the database itself"):
            export(context, context.store.path, replace=True)
    return tmp_path / "logs" / "laptop.jsonl"


def test_a_log_goes_to_standard_output_without_a_file(
    mlprep: InProcess, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mlprep.context() as context:
        export(context, None, replace=False)
    assert capsys.readouterr().out == log.read_text("utf-8")


def test_an_import_has_the_reviews_and_the_settings(log: Path, tmp_path: Path) -> None:
    other = InProcess(tmp_path / "other")
    with other.context() as context:
        report = import_log(context, log)
        assert report.new["review"] == 2
        with pytest.raises(MlprepError, match="There is already a log in") as error:
            import_log(context, log)
        assert error.value.hint == f"mlprep data merge {log} merges the two."
    with other.context() as context:
        assert context.settings.new_per_day == 7


def test_a_log_with_an_invalid_setting_is_refused_whole(log: Path, tmp_path: Path) -> None:
    log.write_text(log.read_text("utf-8").replace('"new_per_day":7', '"new_per_day":"many"').replace('"7"', '"many"'))
    with InProcess(tmp_path / "other").context() as context:
        with pytest.raises(InvalidLog, match="many"):
            import_log(context, log)
        assert context.store.reviews.count() == 0


def test_each_file_is_merged_whole_or_reported(mlprep: InProcess, log: Path, tmp_path: Path) -> None:
    (log.parent / "broken.jsonl").write_text("no log\n")
    (log.parent / ".hidden.jsonl").write_text("no log\n")
    other = InProcess(tmp_path / "other")
    with other.context() as context:
        assert logs_in(log.parent) == [log.parent / "broken.jsonl", log]
        broken, laptop = (result for _, result in merge(context, logs_in(log.parent)))
        assert isinstance(broken, InvalidLog)
        assert not isinstance(laptop, MlprepError)
        assert laptop.new["review"] == 2
        assert laptop.backup is not None
        ((_, again),) = merge(context, [log])
        assert not isinstance(again, MlprepError)
        assert (again.new, again.changed, again.backup) == ({}, {}, None)


def test_a_folder_needs_a_log(tmp_path: Path) -> None:
    with pytest.raises(MlprepError, match="is not a folder") as error:
        logs_in(tmp_path / "nowhere")
    assert error.value.hint == "Name the folder with the logs."
    with pytest.raises(MlprepError, match=r"There is no log \(\*\.jsonl\)") as error:
        logs_in(tmp_path)
    assert error.value.hint == f"mlprep data export {tmp_path / 'this-machine.jsonl'} writes one."


def test_a_log_carries_settings_but_no_command_to_run(mlprep: InProcess, tmp_path: Path) -> None:
    ok(mlprep.run("config", "set", "new_per_day", "4"))
    ok(mlprep.run("config", "set", "speak", "espeak-ng -s 140"))
    log = tmp_path / "log.jsonl"
    ok(mlprep.run("data", "export", str(log)))
    (settings,) = [line for line in log.read_text().splitlines() if json.loads(line)["kind"] == "settings"]
    carried = json.loads(settings)
    assert carried["new_per_day"] == "4"
    assert not {"speak", "code.python"} & set(carried)
    hostile = json.dumps({**carried, "speak": "touch owned"})
    log.write_text(log.read_text().replace(settings, hostile))
    assert '"speak": "touch owned"' in log.read_text()
    other = replace(mlprep, home=tmp_path / "other")
    ok(other.run("data", "import", str(log)))
    assert (other.home / "config.toml").read_text() == "new_per_day = 4\n"
