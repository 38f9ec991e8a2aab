"""`import`: cards of other programs become a bank, and importing them again updates it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from program import Program, failed, ok

DECK = """\
#separator:tab
#html:true
#guid column:1
#tags column:4
x$1\tWhy does <b>L1</b> select?\tIts diamond has corners. The loss touches one. Some weights are zero.\tregularization
x$2\tWhat is bias?\tAn error of assumption.\t
x$3\t\tNo question.\t
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "My Deck.txt"
    path.write_text(DECK, "utf-8")
    return path


def test_a_deck_comes_as_a_valid_private_bank_that_can_be_drilled(mlprep: Program, deck: Path) -> None:
    shown = ok(mlprep.run("import", str(deck)))
    assert "the bank my-deck has 2 questions; 1 card left out" in " ".join(shown.split())
    assert "7     it has no question" in shown
    bank = mlprep.home / "imported" / "my-deck.yaml"
    assert stat.S_IMODE(bank.stat().st_mode) == 0o600
    assert "ok, 2 questions" in ok(mlprep.run("bank", "check", str(bank)))
    command = shown.splitlines()[-1].removeprefix("next: mlprep ").split()
    assert mlprep.run(*command, typed="\ns\nq\n").stdout.count("1 answered") == 1


def test_a_second_import_changes_nothing_and_an_edited_answer_keeps_the_history(mlprep: Program, deck: Path) -> None:
    ok(mlprep.run("import", str(deck)))
    before = (mlprep.home / "imported" / "my-deck.yaml").read_bytes()
    ok(mlprep.run("drill", "--topic", "imported", "--round", "quickfire", typed="\ns\nq\n"))
    assert "changes: none" in ok(mlprep.run("import", str(deck)))
    assert (mlprep.home / "imported" / "my-deck.yaml").read_bytes() == before
    deck.write_text(DECK.replace("An error of assumption", "A systematic error"), "utf-8")
    assert "1 changed" in ok(mlprep.run("import", str(deck)))
    (review,) = mlprep.lines("history")
    assert review["grade"] == "strong"
    shown = ok(mlprep.run("show", review["question"]))
    assert "A systematic error" in shown
    assert "Strong Hire" in shown


def test_a_dry_run_shows_a_sample_and_changes_nothing(mlprep: Program, deck: Path) -> None:
    shown = ok(mlprep.run("import", "--dry-run", str(deck)))
    assert "would have 2 questions; 1 card left out" in " ".join(shown.split())
    assert "Why does **L1** select?" in shown
    assert "7     it has no question" in shown
    assert not (mlprep.home / "imported").exists()
    assert "my-deck" not in ok(mlprep.run("bank", "list"))


def test_topic_and_round_can_be_given(mlprep: Program, deck: Path) -> None:
    ok(mlprep.run("import", "--topic", "biology", "--round", "screening", str(deck)))
    assert "1 question" in ok(mlprep.run("list", "--topic", "biology", "--round", "screening", "bias"))


def test_several_files_come_at_once_or_not_at_all(mlprep: Program, deck: Path, tmp_path: Path) -> None:
    table, package = tmp_path / "table.csv", tmp_path / "deck.apkg"
    table.write_text("Why?,So.\n")
    assert "Notes in Plain Text" in failed(mlprep.run("import", str(deck), str(package)), 2)
    assert not (mlprep.home / "imported").exists()
    shown = ok(mlprep.run("import", "--columns", "prompt,answer", str(table), str(deck)))
    assert "the bank table has 1 question" in " ".join(shown.split())


def test_a_file_never_replaces_a_bank_from_elsewhere(mlprep: Program, deck: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("question,answer\nWhy?,So.\n")
    assert f"{tmp_path / 'mine.yaml'} is in use" in failed(mlprep.run("import", str(tmp_path / "mine.csv")), 2)
    ok(mlprep.run("import", str(deck)))
    other = tmp_path / "my-deck.md"
    other.write_text("# Why?\nSo.\n")
    assert "imported from another file" in failed(mlprep.run("import", str(other)), 2)
    ok(mlprep.run("bank", "remove", "my-deck"))
    ok(mlprep.run("import", str(other)))


def test_unknown_kinds_rounds_and_topics_are_named(mlprep: Program, deck: Path) -> None:
    for arguments, message in (
        (("--as", "ankki"), "Did you mean anki?"),
        (("--round", "screning"), "Did you mean screening?"),
        (("--topic", "My Topic!"), "--topic my-topic"),
        (("--columns", "prompt"), "does not name a prompt and an answer"),
    ):
        assert message in failed(mlprep.run("import", *arguments, str(deck)), 2)


def test_a_file_without_cards_is_refused(mlprep: Program, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("# Only a title\n")
    done = mlprep.run("import", str(tmp_path / "empty.md"))
    assert "has no cards to import. Say" not in failed(done, 1)
    assert "has no cards to import." in done.stderr


def test_nothing_in_a_file_or_its_name_controls_the_terminal(mlprep: Program, tmp_path: Path) -> None:
    path = tmp_path / "\x1b]0;owned\x07.csv"
    path.write_text("question,answer\n\x1b[2JWhy?,So \x9b2J\u202eit is.\n", "utf-8")
    for arguments in (("--dry-run",), ()):
        shown = ok(mlprep.run("import", *arguments, str(path)))
        assert "\x1b" not in shown
        assert "\x9b" not in shown
    assert "1 question" in ok(mlprep.run("list", "--topic", "imported"))
