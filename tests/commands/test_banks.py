"""`bank check`, `add`, `remove` and `list`, and banks that change while they are in use."""

from __future__ import annotations

from pathlib import Path

from program import Program, bank_text, failed, ok

IDS = ("alpha", "beta", "gamma")


def test_a_bank_without_errors_is_ok(mlprep: Program, tmp_path: Path) -> None:
    assert "ok, 3 questions" in ok(mlprep.run("bank", "check", str(tmp_path / "mine.yaml")))


def test_advice_on_a_bank_has_its_line_and_fails_only_with_strict(mlprep: Program, tmp_path: Path) -> None:
    bank = tmp_path / "plain.yaml"
    bank.write_text(bank_text("one", topic="plain"))
    shown = ok(mlprep.run("bank", "check", str(bank)))
    assert f"{bank}:5: one: it has 0 follow-ups; add" in shown
    assert f"{bank}: ok, 1 question, 1 to improve" in shown
    assert mlprep.run("bank", "check", "--strict", str(bank)).returncode == 1


def test_the_shipped_bank_has_no_errors(mlprep: Program) -> None:
    shipped = Path(__file__).parents[2] / "data" / "questions.yaml"
    assert "ok" in ok(mlprep.run("bank", "check", str(shipped)))


def test_each_error_of_a_bank_has_its_line_and_its_fix(mlprep: Program, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        bank_text("one", "two").replace("difficulty: easy", "difficulty: eazy", 1).replace("id: two", "id: one")
    )
    message = failed(mlprep.run("bank", "check", str(bad)), 1)
    assert f"{bad}:8: there is no difficulty eazy; did you mean easy?" in message
    assert f"{bad}:16: the id one is used twice" in message
    assert message.endswith("  Fix the problems above and run the command again.\n")


def test_the_error_about_a_shared_id_names_both_files(mlprep: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(bank_text("alpha", topic="others"))
    for verb in ("check", "add"):
        message = failed(mlprep.run("bank", verb, str(other)), 1)
        assert str(other) in message
        assert str(tmp_path / "mine.yaml") in message


def test_an_edited_bank_is_loaded_again_and_its_changes_are_listed(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "beta", "delta"))
    done = mlprep.run("list", "--topic", "mine")
    assert done.stderr.strip() == "The bank mine has changed: 1 added (delta); 1 retired (gamma)."
    assert "delta" in done.stdout
    assert mlprep.run("list").stderr == ""


def test_a_bank_with_errors_never_replaces_a_valid_one(mlprep: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    valid = path.read_text()
    path.write_text(valid.replace("questions:", "questions: ["))
    for _ in range(2):
        done = mlprep.run("list", "--topic", "mine")
        assert all(name in done.stdout for name in IDS)
        assert "has errors; mlprep keeps using the last valid version." in done.stderr
        assert f"mlprep bank check {path} lists them." in done.stderr
    path.write_text(valid)
    assert mlprep.run("list").stderr == ""


def test_if_the_file_of_a_bank_is_gone_its_last_version_is_used(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").unlink()
    done = mlprep.run("list", "--topic", "mine")
    assert "alpha" in done.stdout
    assert "cannot be read" in done.stderr


def test_a_bank_of_your_own_can_be_removed_but_not_the_shipped_one(mlprep: Program) -> None:
    assert "mine" in ok(mlprep.run("bank", "list"))
    assert "3 retired" in ok(mlprep.run("bank", "remove", "mine"))
    assert "mine" not in ok(mlprep.run("bank", "list"))
    assert "The shipped bank cannot be removed" in failed(mlprep.run("bank", "remove", "mlprep"), 2)
    assert "There is no bank mine" in failed(mlprep.run("bank", "remove", "mine"), 2)
