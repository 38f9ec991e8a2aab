"""The completion of values."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.cli.mock import complete_preset
from mlprep_cli.cli.options import complete_difficulty, complete_round
from mlprep_cli.cli.stats import complete_part
from program import ok


def completed(program: InProcess, words: str) -> list[str]:
    """Return the completions of the last word of a command line."""
    done = program.run(_MLPREP_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mlprep drill --topic mi", ["mine"]),
        ("mlprep drill --company Goo", ["Google"]),
        ("mlprep drill --level L4", ["L4", "L4+"]),
        ("mlprep show alp", ["alpha"]),
        ("mlprep guide sta", ["star"]),
        ("mlprep bank remove mi", ["mine"]),
        ("mlprep mock sen", ["senior"]),
    ],
)
def test_names_of_the_banks_are_completed(mlprep: InProcess, words: str, expected: list[str]) -> None:
    assert completed(mlprep, words) == expected


def test_fixed_values_are_completed_without_a_database() -> None:
    assert complete_round("se") == ["senior"]
    assert complete_difficulty("") == ["easy", "medium", "hard"]
    assert complete_part("top") == ["topics"]
    assert complete_preset("phone") == ["phone-screen"]


def test_an_unusable_database_completes_nothing_and_says_nothing(mlprep: InProcess, tmp_path: Path) -> None:
    (mlprep.home / "mlprep.db").write_bytes(b"not a database at all, " * 400)
    assert completed(mlprep, "mlprep show alp") == []
    assert ok(mlprep.run("--help"))
