"""`bank check`, `add`, `remove` and `list`."""

from __future__ import annotations

from pathlib import Path

from in_process import InProcess
from program import bank_text, failed, ok


def test_advice_is_listed_and_fails_only_with_strict(mlprep: InProcess, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    shown = ok(mlprep.run("bank", "check", str(path)))
    assert shown.endswith(f"{path}: ok, 3 questions, 3 to improve\n")
    assert failed(mlprep.run("bank", "check", "--strict", str(path)), 1) == ""


def test_a_bank_is_added_listed_and_removed(mlprep: InProcess, tmp_path: Path) -> None:
    (tmp_path / "others.yaml").write_text(bank_text("delta", topic="others"))
    assert ok(mlprep.run("bank", "add", str(tmp_path / "others.yaml"))) == "bank others: 1 added (delta)\n"
    assert ok(mlprep.run("bank", "add", str(tmp_path / "others.yaml"))) == "bank others: no changes\n"
    assert str(tmp_path / "others.yaml") in ok(mlprep.run("bank", "list"))
    assert ok(mlprep.run("bank", "remove", "others")) == "bank others removed: 1 retired, their reviews are kept\n"
    assert "others" not in ok(mlprep.run("bank", "list"))


def test_changes_and_errors_of_a_bank_in_use_are_warnings(mlprep: InProcess, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(bank_text("alpha", "beta", "delta"))
    assert mlprep.run("list").stderr == "The bank mine has changed: 1 added (delta); 1 retired (gamma).\n"
    path.write_text(bank_text("alpha", "alpha"))
    warning = f"{path} has errors; mlprep keeps using the last valid version. mlprep bank check {path} lists them.\n"
    assert mlprep.run("list").stderr == warning
    path.write_text(bank_text("l1-vs-l2-regularization"))
    assert "mlprep keeps using the last valid version. Rename the question" in mlprep.run("list").stderr
    path.unlink()
    assert "cannot be read (No such file or directory); mlprep keeps using" in mlprep.run("list").stderr
