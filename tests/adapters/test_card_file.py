"""Files of cards: their limits, and how their kind is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from irregular_files import IRREGULAR
from mlprep_cli.adapters import card_file
from mlprep_cli.adapters.card_file import read_card_file
from mlprep_cli.core.cards import MOST_CARDS
from mlprep_cli.errors import MlprepError, UsageError

EXAMPLES = {
    "a.csv": "question,answer\nWhy?,So.\n",
    "a.tsv": "Term\tDefinition\nWhy?\tSo.\n",
    "a.md": "# Why?\n\nSo.\n",
    "a.org": "* Why? :drill:\nSo.\n",
    "anki.txt": "#separator:tab\n#html:false\nWhy?\tSo.\n",
    "quizlet.txt": "Why?\tSo.\n",
    "pairs.txt": "Q: Why?\nA: So.\n",
    "none": "Q: Why?\nA: So.\n",
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_kind_is_recognised(name: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(EXAMPLES[name].encode(encoding))
    (card,) = read_card_file(tmp_path / name).cards
    assert (card.front, card.back) == ("Why?", "So.")


def test_the_kind_and_the_columns_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("So.,Why?\n")
    (card,) = read_card_file(path, columns=("answer", "prompt")).cards
    assert card.front == "Why?"
    path.write_text("# Why?\nSo.\tSo.\n")
    assert read_card_file(path, "markdown").cards[0].front == "Why?"


@pytest.mark.parametrize("suffix", [".apkg", ".colpkg", ".APKG"])
def test_a_package_of_anki_is_refused_by_its_name(suffix: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_card_file(Path(f"deck{suffix}"))
    assert "Notes in Plain Text" in raised.value.hint


REFUSED = {
    "is not a text file": b"PK\x03\x04\x00\x00",
    "is not text in UTF-8: see byte 0xff on line 2": b"a\n\xffb",
    "is not recognised": b"only a line",
    "has no known headings (a, b)": b"a,b\n1,2\n",
}


@pytest.mark.parametrize("message", REFUSED)
def test_binary_and_unknown_files_are_refused_in_one_line(message: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.csv" if b"," in REFUSED[message] else "a.txt")
    path.write_bytes(REFUSED[message])
    with pytest.raises(MlprepError) as raised:
        read_card_file(path)
    assert message in raised.value.message
    assert "\n" not in raised.value.message


def test_a_bank_is_not_a_file_of_cards() -> None:
    with pytest.raises(UsageError, match="suffix of a bank"):
        read_card_file(Path("mine.yaml"))


def test_large_files_and_files_with_too_many_cards_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\tb\n" * (MOST_CARDS + 1))
    with pytest.raises(MlprepError, match="more than 20,000 cards"):
        read_card_file(path)
    with path.open("r+b") as file:
        file.truncate(card_file.MOST_BYTES + 1)
    with pytest.raises(MlprepError, match="larger than 20 MB"):
        read_card_file(path)


@pytest.mark.parametrize("kind", ["a link", "a pipe"])
def test_irregular_files_are_refused(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("a\tb\n")
    IRREGULAR[kind](tmp_path / "odd.txt")
    with pytest.raises(MlprepError, match="not a regular file"):
        read_card_file(tmp_path / "odd.txt")
