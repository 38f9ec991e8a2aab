"""A line of text edits like readline, and its cursor never splits what people see as one character."""

from __future__ import annotations

from functools import reduce
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.text_field import TextField

NAMES = (
    *("left", "right", "home", "end", "up", "down", "pageup", "escape", "tab", "f1", "backspace", "delete"),
    *("ctrl+a", "ctrl+b", "ctrl+d", "ctrl+e", "ctrl+f", "ctrl+h", "ctrl+k", "ctrl+t", "ctrl+u", "ctrl+w"),
    *("ctrl+left", "ctrl+right", "ctrl+delete", "shift+tab", "shift+left"),
    *("alt+b", "alt+d", "alt+f", "alt+backspace", "alt+x"),
)
E_ACUTE, FAMILY, FLAG, HEART = (
    "e\u0301",
    "\U0001f469\u200d\U0001f469\u200d\U0001f466",
    "\U0001f1e9\U0001f1ea",
    "\u2764\ufe0f",
)
THUMB, SYLLABLE = "\U0001f44d\U0001f3fd", "\u1112\u1161\u11ab"
CLUSTERS = (E_ACUTE, FAMILY, FLAG, HEART, THUMB, SYLLABLE, "\u0928\u093f", "a", "ß", "字")

keys = st.sampled_from(NAMES) | st.characters() | st.sampled_from(CLUSTERS)


def at(marked: str) -> TextField:
    """Return the field of a text whose cursor is a bar."""
    before, _, after = marked.partition("|")
    return TextField(before + after, len(before))


def marked(field: TextField) -> str:
    return f"{field.text[: field.cursor]}|{field.text[field.cursor :]}"


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("|", "a", "a|"),
        ("a|c", "b", "ab|c"),
        ("ab|", " ", "ab |"),
        ("ab|", "\n", "ab|"),
        ("ab|", "\x1b", "ab|"),
        ("ab|", "", "ab|"),
        ("a|b", "left", "|ab"),
        ("|ab", "left", "|ab"),
        ("a|b", "ctrl+b", "|ab"),
        ("a|b", "right", "ab|"),
        ("ab|", "right", "ab|"),
        ("|ab", "ctrl+f", "a|b"),
        ("ab|", "home", "|ab"),
        ("ab|", "ctrl+a", "|ab"),
        ("|ab", "end", "ab|"),
        ("|ab", "ctrl+e", "ab|"),
        ("ab|c", "backspace", "a|c"),
        ("|c", "backspace", "|c"),
        ("ab|c", "ctrl+h", "a|c"),
        ("a|bc", "delete", "a|c"),
        ("abc|", "delete", "abc|"),
        ("ab|c", "ctrl+d", "ab|c"),
        ("one two, |", "alt+b", "one |two, "),
        ("one t|wo", "alt+b", "one |two"),
        ("one t|wo", "ctrl+left", "one |two"),
        ("one| two", "alt+f", "one two|"),
        ("|one two", "ctrl+right", "one| two"),
        ("one two.three |x", "ctrl+w", "one |x"),
        ("|x", "ctrl+w", "|x"),
        ("one two.three |x", "alt+backspace", "one two.|x"),
        ("one| two.three", "alt+d", "one|.three"),
        ("one| two", "ctrl+u", "| two"),
        ("one| two", "ctrl+k", "one|"),
        ("ab|c", "ctrl+t", "acb|"),
        ("abc|", "ctrl+t", "acb|"),
        ("|abc", "ctrl+t", "|abc"),
        ("a|", "ctrl+t", "a|"),
        ("ab|", "alt+x", "ab|"),
        ("ab|", "escape", "ab|"),
        ("ab|", "tab", "ab|"),
    ],
)
def test_keys_edit_as_in_readline(before: str, key: str, after: str) -> None:
    assert marked(at(before).press(key)) == after


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_a_character_of_several_code_points_is_one_for_every_key(cluster: str) -> None:
    field = reduce(TextField.press, f"x{cluster}y", TextField())
    assert field == at(f"x{cluster}y|")
    assert marked(field.press("left").press("left")) == f"x|{cluster}y"
    assert marked(field.press("left").press("left").press("right")) == f"x{cluster}|y"
    assert marked(field.press("left").press("backspace")) == "x|y"
    assert marked(field.press("left").press("left").press("delete")) == "x|y"
    assert marked(field.press("left").press("ctrl+t")) == f"xy{cluster}|"


def test_two_flags_are_two_characters() -> None:
    french = "\U0001f1eb\U0001f1f7"
    assert marked(at(f"{FLAG}{french}|").press("left")) == f"{FLAG}|{french}"
    assert marked(at(f"{FLAG}{french}|").press("left").press("left")) == f"|{FLAG}{french}"


@pytest.mark.parametrize("word", ["nai\u0308ve", "übung", "第三章", "x2"])
def test_words_have_letters_of_every_script(word: str) -> None:
    assert marked(at(f"a {word}|").press("alt+b")) == f"a |{word}"
    assert marked(at(f"|{word} b").press("alt+f")) == f"{word}| b"


@pytest.mark.parametrize(
    ("pasted", "inserted"),
    [
        ("one", "one"),
        ("one\ntwo", "one two"),
        ("one\r\n\r\n\ttwo", "one two"),
        ("one\u2028two\xa0three", "one two three"),
        ("a\x00\x07\x1b[31mb\x7f\x9bc", "a[31mbc"),
        ("\u202eevil", "evil"),
        (FAMILY, FAMILY),
        ("", ""),
    ],
)
def test_a_paste_becomes_one_line_of_text(pasted: str, inserted: str) -> None:
    assert marked(at("x|y").paste(pasted)) == f"x{inserted}|y"


@given(st.lists(keys | st.text(max_size=12).map(lambda text: ("paste", text)), max_size=30))
def test_the_cursor_is_always_between_characters(pressed: list[str | tuple[str, str]]) -> None:
    field = TextField()
    for key in pressed:
        field = field.press(key) if isinstance(key, str) else field.paste(key[1])
        assert 0 <= field.cursor <= len(field.text)
        rest, before = field.text[field.cursor :], field.text[: field.cursor]
        assert not (before and rest and category(rest[0]) in ("Mn", "Mc", "Me"))
        assert not (before and rest.startswith(("\u200d", "\ufe0f")))
        assert "\n" not in field.text
        assert not {category(character) for character in field.text} & {"Cc", "Cs", "Zl", "Zp"}
        assert not set(field.text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b")
        assert field.press("right").press("left").cursor <= field.cursor


@given(st.lists(st.sampled_from(CLUSTERS[:2] + CLUSTERS[3:]), max_size=8), st.data())
def test_the_places_of_the_cursor_are_those_between_characters(clusters: list[str], data: st.DataObject) -> None:
    field = reduce(TextField.press, "".join(clusters), TextField())
    steps = data.draw(st.integers(0, len(clusters)))
    left = reduce(TextField.press, ["left"] * steps, field)
    kept = "".join(clusters[: len(clusters) - steps])
    assert left == TextField("".join(clusters), len(kept))
    assert reduce(TextField.press, ["right"] * steps, left) == field
    assert reduce(TextField.press, ["delete"] * steps, left).text == kept


@given(st.text(), st.sampled_from(NAMES))
def test_pasting_after_any_text_and_any_key_never_raises(text: str, name: str) -> None:
    field = TextField().paste(text).press(name)
    assert field.paste(text).cursor >= field.cursor
