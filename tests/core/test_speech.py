"""Speech: the words of a Markdown text as they are said, and the seconds that they take.

`python tests/core/test_speech.py` measures the texts of `spoken_texts.json` again; it needs espeak-ng.
"""

from __future__ import annotations

import json
import subprocess
import wave
from itertools import pairwise
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.speech import said, seconds

MEASURED = Path(__file__).with_name("spoken_texts.json")
TEXTS = json.loads(MEASURED.read_text("utf-8"))["texts"]
"""Ordinary prose and answers of the bank, each with the seconds that a voice took for its words."""
VOICE = ("espeak-ng", "-v", "en", "-s", "126")

NUMBERS = {
    "9,050.50": "nine thousand and fifty point five zero",
    "131,072": "one hundred and thirty one thousand and seventy two",
    "0.1 %": "zero point one percent",
    "10–20%": "ten to twenty percent",
    "in 2024": "in twenty twenty four",
    "in 2005": "in two thousand and five",
    "$1.2 million": "one point two million dollars",
    "€400": "four hundred euros",
    "the 99th": "the ninety ninth",
    "the 1st": "the first",
    "20th": "twentieth",
    "at 09:30": "at nine thirty",
    "4:1": "four to one",
    "3e-4": "three times ten to the minus four",
    "10⁻⁶": "ten to the minus six",
    "−1.5": "minus one point five",
    "by -5": "by minus five",
    "±2": "plus or minus two",
    "1/3": "one over three",
    "99999999999999999": " ".join(["nine"] * 17),
}
UNITS = {
    "64 KiB": "sixty four kibibytes",
    "12 GB/s": "twelve gigabytes per second",
    "in GB/s": "in gigabytes per second",
    "120 ms": "one hundred and twenty milliseconds",
    "15 s": "fifteen seconds",
    "50 tokens/s": "fifty tokens per second",
    "a 7B model": "a seven billion model",
    "80 GB, or more": "eighty gigabytes , or more",
    "2× faster": "two times faster",
    "3×3": "three times three",
}
FORMULAS = {
    "n ≤ 3": "n at most three",
    "≈ 3": "about three",
    "σ² = 4": "sigma squared equals four",
    "λ∑|wᵢ|": "lambda sum of absolute w i",
    "‖w‖²": "norm of w squared",
    "xᵀw": "x transpose w",
    "X⁻¹": "X inverse",
    "√d": "root d",
    "∂L/∂w": "d L over d w",
    "ŷ": "y hat",
    "hₜ₋₁": "h t minus one",
    "p(y | x)": "p of y given x",
    "P(y=1|x)": "P of y equals one given x",
    "π_θ(a|s)": "pi theta of a given s",
    "KL(p‖q)": "K L of p given q",
    "O(n log n)": "O of n log n",
    "½(w − z)²": "a half w minus z squared",
    "2(n − 1)": "two n minus one",
    "TP/(TP + FP)": "T P over T P plus F P",
    "a·b → c": "a times b to c",
    "|A∩B|/|A|": "absolute A and B over absolute A",
    "∇J, ∞": "gradient of J , infinity",
}
WORDS = {
    "LLMs": "L L Ms",
    "LoRA and RoPE": "Lora and Rope",
    "SQL": "sequel",
    "BERT": "Bert",
    "fp16": "f p sixteen",
    "L1": "L one",
    "GPT-4": "G P T four",
    "P99s": "P ninety nine s",
    "RandomForest": "Random Forest",
    "an A/B test": "an A B test",
    "and/or": "and or",
    "recall@k": "recall at k",
    "café": "cafe",
    "Привет, мир": "Привет , мир",
    "e.g. this, i.e. that": "for example this , that is that",
    "held-out, well-known": "held out , well known",
    "one (or two) of": "one , or two of",
}
MARKDOWN = {
    "**Bold** and *italic* `code`": "Bold and italic code",
    "Say this.\n```python\nx = 1\n```\nAnd this.": "Say this . And this .",
    "Say.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.": "Say . End .",
    "See [the paper](https://example.org/a_b) now": "See the paper now",
    "- one\n- two": "one . two",
    "1. one\n2. two": "one . two",
    "## Why\n\nSo.": "Why . So .",
    "a line\nthat goes on": "a line that goes on",
    "This – that": "This , that",
}


@pytest.mark.parametrize(("text", "words"), [*NUMBERS.items(), *UNITS.items(), *FORMULAS.items(), *WORDS.items()])
def test_a_text_is_read_as_a_person_says_it(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(("text", "words"), MARKDOWN.items())
def test_marks_code_tables_and_targets_of_links_are_not_said(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize("measured", TEXTS, ids=lambda measured: measured["name"])
def test_the_seconds_are_within_seven_percent_of_a_voice(measured: dict[str, str | float]) -> None:
    assert seconds(str(measured["text"])) == pytest.approx(measured["seconds"], rel=0.07)


def test_the_seconds_are_within_two_percent_of_a_voice_on_average() -> None:
    errors = [seconds(measured["text"]) / measured["seconds"] - 1 for measured in TEXTS]
    assert mean(map(abs, errors)) < 0.02
    assert abs(mean(errors)) < 0.005


def test_ordinary_prose_is_said_at_150_words_a_minute() -> None:
    prose = [measured["text"] for measured in TEXTS if ": " not in measured["name"]]
    assert 60 * sum(len(text.split()) for text in prose) / sum(map(seconds, prose)) == pytest.approx(149, rel=0.01)


def test_letters_take_longer_than_the_same_letters_in_a_word() -> None:
    assert seconds("LLM") > 2 * seconds("elm")
    assert seconds("1,048,576") > 3 * seconds("million")


@given(st.text(st.sampled_from("ab1, .²ᵢ|‖(/−-–€$%×\u0302\u0301*`_#→:\n") | st.characters(codec="utf-8")))
def test_any_text_can_be_said_and_takes_the_time_of_its_words(text: str) -> None:
    words = said(text).split()
    assert seconds(text) >= 0.082 * sum(len(word) for word in words if word not in ",.")
    assert all(first not in ",." or second not in ",." for first, second in pairwise(words))


@given(st.sampled_from([measured["text"] for measured in TEXTS]), st.sampled_from(["A word", "σ² ≤ 3", "12 GB/s"]))
def test_more_text_takes_more_time(text: str, more: str) -> None:
    assert seconds(f"{text}\n\n{more}") == pytest.approx(seconds(text) + seconds(more), abs=1)


def _measured(text: str) -> float:
    with TemporaryDirectory() as folder:
        sound = Path(folder) / "said.wav"
        subprocess.run([*VOICE, "-w", str(sound)], input=said(text), text=True, check=True)
        with wave.open(str(sound)) as file:
            return round(int(file.getnframes()) / int(file.getframerate()), 2)


if __name__ == "__main__":
    document = json.loads(MEASURED.read_text("utf-8"))
    for row in document["texts"]:
        row["seconds"] = _measured(row["text"])
    MEASURED.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
