"""Backups: writing one, and restoring one."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.backup import restore, write_backup
from mlprep_cli.app.banks import current
from mlprep_cli.errors import MlprepError
from program import ok


def test_a_backup_without_a_name_is_named_after_its_moment(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        current(context)
        target = write_backup(context, None, replace=False)
        assert target == mlprep.home / "backups" / "mlprep-20260302T120000Z.db"
        with pytest.raises(MlprepError, match="already exists"):
            write_backup(context, target, replace=False)
        assert write_backup(context, target, replace=True) == target


def test_the_database_is_never_overwritten_by_its_backup(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        current(context)
        with pytest.raises(MlprepError, match="is the database itself") as error:
            write_backup(context, context.store.path, replace=True)
        assert error.value.hint == "Name another file."


def test_a_restored_bank_without_its_file_keeps_its_questions(
    mlprep: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    with mlprep.context() as context:
        target = write_backup(context, tmp_path / "copy.db", replace=False)
    with InProcess(tmp_path / "other").context() as context:
        assert restore(context, target, replace=False) is None
        assert "alpha" in current(context).questions.names("id")
        assert current(context).reviews.count() == 1
    warning = "The bank mine has no file on this machine; its questions stay. mlprep bank add FILE sets one."
    assert warning in capsys.readouterr().err


def test_restoring_over_a_database_keeps_a_copy_of_it(mlprep: InProcess, tmp_path: Path) -> None:
    with mlprep.context() as context:
        current(context)
        target = write_backup(context, tmp_path / "copy.db", replace=False)
    ok(mlprep.run("drill", "alpha", typed="\ns\nq\n"))
    with mlprep.context() as context, pytest.raises(MlprepError, match=r"mlprep\.db already exists\."):
        restore(context, target, replace=False)
    with mlprep.context() as context:
        copy = restore(context, target, replace=True)
        assert copy is not None
        assert copy.name.startswith("before-restore-")
        assert current(context).reviews.count() == 0
