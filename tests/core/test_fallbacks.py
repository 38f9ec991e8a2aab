"""Plain ASCII for characters that an encoding lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from house.source import MODULES, ROOT
from mlprep_cli.core.fallbacks import UNKNOWN, encodable, fallback

ENCODINGS = ("ascii", "latin-1", "cp1252", "cp437", "koi8-r", "utf-8", "utf-16")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x² − 1", "x^2 - 1"),
        ("a · b", "a | b"),
        ("✓ → –", "ok -> -"),
        ("≤ … ≥", "<= ... >="),
        ("┌─┐│└─┘", "+-+|+-+"),
        ("σ(xᵀw) ∈ ℝ", "sigma(x^Tw) in R"),
        ("2λ∑wᵢ²", "2 lambda sum w_i^2"),
        ("λ₁x⌊y⌋", "lambda_1x floor(y)"),
        ("Σ ς β₁₂ x⁻¹", "Sigma sigma beta_12 x^-1"),
        ("“so‘’” ½ naïve", "\"so''\" 1/2 naive"),
        ("§3: 5‰ of X⊤ ⟶ ∆", "section 3: 5 per mille of XT -> Delta"),
        ("問", UNKNOWN),
    ],
)
def test_each_character_has_the_fallback_that_a_reader_expects(text: str, expected: str) -> None:
    assert fallback(text) == expected


def test_every_character_of_mlprep_has_a_fallback() -> None:
    texts = [module.path.read_text("utf-8") for module in MODULES.values()]
    # Code is always UTF-8: its checks have words in many scripts.
    texts += [path.read_text("utf-8") for path in (ROOT / "data").glob("bank/*/*") if path.parent.name != "coding"]
    written = {character for text in texts for character in text if not character.isascii()}
    assert {character for character in written if UNKNOWN in fallback(character)} == set()


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_the_result_can_be_encoded_and_keeps_what_could_be(encoding: str, text: str) -> None:
    written = encodable(text, encoding)
    written.encode(encoding)
    if written != text:
        with pytest.raises(UnicodeEncodeError):
            text.encode(encoding)
    assert fallback(text).isascii()
