"""Stems: the words of two texts that mean the same are equal."""

from __future__ import annotations

import pytest

from mlprep_cli.core.stems import stems


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("quantising", "quantises"),
        ("quantization", "Quantised"),
        ("prunes channels", "pruning a channel"),
        ("distils", "distilling"),
        ("the model’s biases", "model bias"),
        ("policies", "policy"),
        ("calibration", "calibrated"),
    ],
)
def test_forms_of_a_word_have_one_stem(text: str, same: str) -> None:
    assert stems(text) == stems(same) != frozenset()


def test_words_without_a_meaning_of_their_own_have_no_stem() -> None:
    assert stems("Explains why it is the case, and names each reason") == frozenset()


def test_different_words_have_different_stems() -> None:
    assert len(stems("bias variance noise Σ λ 128")) == 6
