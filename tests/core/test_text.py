"""Text: which characters are hidden, where joiners and variation selectors belong, and what is blank."""

from __future__ import annotations

import json
import re
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.text import (
    STEERING,
    escaped,
    first_hidden_character,
    hidden_name,
    is_blank,
    no_formula,
    plain,
    without_hidden,
)

INVISIBLE = [
    *"\u00ad\u061c\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\U000e0001\U000e0020\U000e0041\U000e007f",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
]
"""Characters that are never drawn, or only change the direction of what follows."""
JOINING = [*"\u200c\u200d", *map(chr, range(0xFE00, 0xFE10)), "\u180b", "\U000e0100"]
FILLERS = [*"\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"]

# A family, a heart on fire, a key, an ideographic variant, Persian, Devanagari, Sinhala, Hebrew, symbols, accents.
NEEDED = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u2764\ufe0f\u200d\U0001f525",
    "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "\u845b\U000e0100",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0915\u094d\u200d\u0937",
    "\u0d9a\u0dca\u200d\u0dbb",
    "\u05e9\u05c1",
    "\u03c3\u00b2 \u2264 \u2211 w\u1d62\u00b2, \u2202L/\u2202w, \u00a9\ufe0f",
    "\u00e9 e\u0301 \u2800\u2801",
    "two\nlines\tand a tab",
]


@pytest.mark.parametrize("character", INVISIBLE + JOINING + FILLERS)
def test_a_text_of_invisible_characters_alone_is_blank_and_refused(character: str) -> None:
    for text in (character, f" {character}\n", 3 * character):
        assert is_blank(text)
        assert first_hidden_character(text) == character
        assert without_hidden(text).strip() == ""


@pytest.mark.parametrize("character", INVISIBLE + JOINING + FILLERS)
def test_an_invisible_character_between_letters_is_refused(character: str) -> None:
    assert first_hidden_character(f"Goo{character}gle") == character
    assert without_hidden(f"Goo{character}gle") == "Google"
    assert not is_blank(f"a{character}")


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_undrawn_character_is_not_printed(character: str) -> None:
    assert plain(f"a{character}b") == "ab"
    assert not character.isprintable()


@pytest.mark.parametrize("text", NEEDED)
def test_emoji_and_scripts_keep_the_joiners_and_selectors_that_they_need(text: str) -> None:
    assert first_hidden_character(text) == ""
    assert without_hidden(text) == plain(text) == text
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "\u2764\ufe0f\ufe0f",
        "\u0645\u200c\u200c\u062e",
        "\u0645 \u200c",
        "\u00e9\u200d",
        "\U0001f525\U000e0067\U000e007f",
    ],
)
def test_a_second_joiner_or_selector_carries_nothing_but_a_message_and_is_refused(text: str) -> None:
    assert first_hidden_character(text)
    assert first_hidden_character(without_hidden(text)) == ""


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000", "\xa0", "\u2800", "\x1b\x07"])
def test_white_space_and_control_characters_alone_are_blank(blank: str) -> None:
    assert is_blank(blank)


@given(st.text())
def test_a_text_without_its_hidden_characters_has_none_and_stays_so(text: str) -> None:
    cleaned = without_hidden(text)
    assert first_hidden_character(cleaned) == ""
    assert without_hidden(cleaned) == cleaned
    assert (first_hidden_character(text) == "") == (cleaned == text)


@given(st.characters())
def test_only_characters_that_python_does_not_print_are_kept_from_the_terminal(character: str) -> None:
    if re.match(STEERING, character):
        assert not character.isprintable()
        assert hidden_name(character).endswith(f"U+{ord(character):04X}")
        assert (category(character) in ("Cc", "Cs")) == hidden_name(character).startswith("the control")


@given(st.text())
def test_escaped_json_means_the_same_and_has_no_hidden_steering(text: str) -> None:
    document = escaped(json.dumps([text], ensure_ascii=False))
    assert not re.search(STEERING, document)
    assert json.loads(document) == [text]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", " =1", "\t=1", "\n-1"])
def test_a_formula_becomes_text_and_other_text_stays(text: str) -> None:
    assert no_formula(text) == f"'{text}"
    assert no_formula(f"x{text}") == f"x{text}"
