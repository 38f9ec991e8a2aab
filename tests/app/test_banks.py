"""Bank files: loading the changed ones, checking, adding and removing one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app import banks
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.errors import InvalidBank, MlprepError, UsageError
from program import bank_text, ok


def ids(program: InProcess) -> list[str]:
    """Return the questions of the small bank, as a new run of the program has them."""
    with program.context() as context:
        names = banks.current(context).questions.names("id")
    return [name for name in names if name in ("alpha", "beta", "gamma", "delta")]


def test_the_shipped_bank_is_loaded_on_first_use_and_then_followed(tmp_path: Path) -> None:
    with InProcess(tmp_path / "home").context() as context:
        store = banks.current(context)
        assert [bank.name for bank in store.banks.all()] == ["mlprep"]
        assert store.banks.followed
        assert banks.current(context) is store


def test_a_changed_file_is_loaded_once_per_run(mlprep: InProcess, tmp_path: Path) -> None:
    with mlprep.context() as context:
        store = banks.current(context)
        (tmp_path / "mine.yaml").write_text(bank_text("alpha", "delta"))
        assert "delta" not in banks.current(context).questions.names("id")
        banks.load_changed(context)
        assert "delta" in store.questions.names("id")
    assert ids(mlprep) == ["alpha", "delta"]


def test_a_file_with_another_time_stamp_but_the_same_content_is_not_loaded_again(
    mlprep: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.utime(tmp_path / "mine.yaml", ns=(1, 1))
    assert ids(mlprep) == ["alpha", "beta", "gamma"]
    with mlprep.context() as context:
        (mine,) = (bank for bank in banks.current(context).banks.all() if bank.name == "mine")
    assert mine.modified_ns == 1
    assert capsys.readouterr().err == ""


def test_a_file_with_errors_keeps_the_last_valid_version(
    mlprep: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "alpha"))
    for _ in range(2):
        assert ids(mlprep) == ["alpha", "beta", "gamma"]
        assert "has errors; mlprep keeps using the last valid version." in capsys.readouterr().err


def test_a_bank_is_checked_without_a_change(mlprep: InProcess, tmp_path: Path) -> None:
    path = tmp_path / "others.yaml"
    path.write_text(bank_text("delta", topic="others"))
    with mlprep.context() as context:
        checked, advice = banks.check(context, path)
        assert [question.id for question in checked.questions] == ["delta"]
        assert advice
        path.write_text(bank_text("alpha", topic="others"))
        with pytest.raises(MlprepError, match=r"has the question alpha, which .*mine\.yaml has too"):
            banks.check(context, path)
        path.write_text("questions: [")
        with pytest.raises(InvalidBank):
            banks.check(context, path)
    assert ids(mlprep) == ["alpha", "beta", "gamma"]


def test_a_newer_edition_of_a_bank_may_share_most_of_its_ids(mlprep: InProcess, tmp_path: Path) -> None:
    path = tmp_path / "edition-2.yaml"
    path.write_text(bank_text("alpha", "beta", "delta"))
    with mlprep.context() as context:
        checked, _ = banks.check(context, path)
    assert len(checked.questions) == 3


def test_a_bank_is_added_and_removed(mlprep: InProcess, tmp_path: Path) -> None:
    path = tmp_path / "others.yaml"
    path.write_text(bank_text("delta", topic="others"))
    with mlprep.context() as context:
        name, changes = banks.add(context, path)
        assert (name, banks.described(changes)) == ("others", "1 added (delta)")
        assert banks.remove(context, "others") == 1
        with pytest.raises(UsageError, match="There is no bank others") as error:
            banks.remove(context, "others")
        assert error.value.hint == "mlprep bank list"
        with pytest.raises(UsageError, match="The shipped bank cannot be removed"):
            banks.remove(context, "mlprep")


def test_two_banks_cannot_have_one_name(mlprep: InProcess, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "elsewhere" / "mine.yaml"
    path.write_text(bank_text("delta", topic="others"))
    with mlprep.context() as context:
        with pytest.raises(UsageError, match="A bank mine already exists") as error:
            banks.add(context, path)
        assert error.value.hint == "Rename the file, or remove that bank first."
        with pytest.raises(MlprepError, match=r"has the control character U\+001B in its name"):
            banks.add(context, tmp_path / "\x1b.yaml")


def test_changes_are_described_with_a_few_ids_each() -> None:
    changes = BankChanges("mine", tuple("abcd"), ("x",), ("y", "z"))
    assert banks.described(changes) == "4 added (a, b, c, …); 1 changed (x); 2 retired (y, z)"
    assert banks.described(BankChanges("mine", (), (), ())) == ""


def test_a_study_page_of_two_banks_outlives_the_one_that_is_removed(mlprep: InProcess, tmp_path: Path) -> None:
    (tmp_path / "yours.yaml").write_text(bank_text("delta").replace("title: Mine", "title: Yours"))
    ok(mlprep.run("bank", "add", str(tmp_path / "yours.yaml")))
    ok(mlprep.run("bank", "remove", "mine"))
    assert "Yours" in ok(mlprep.run("study", "mine"))
