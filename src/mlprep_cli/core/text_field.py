"""A line of text that is edited key by key, as readline does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from unicodedata import category

from mlprep_cli.core.inputs import BLANKS, JOINERS, is_text


class TextField(NamedTuple):
    """A line of text and the place of its cursor, which is never inside a character as people see it."""

    text: str = ""
    cursor: int = 0

    def press(self, key: str) -> TextField:
        """Return the field after a key press. A key without a meaning in a line of text changes nothing."""
        if place := MOVES.get(key):
            return TextField(self.text, place(*self))
        if place := DELETIONS.get(key):
            start, end = sorted((self.cursor, place(*self)))
            return _placed(self.text[:start] + self.text[end:], start)
        if key == "ctrl+t":
            return _transposed(*self)
        return self.paste(key) if len(key) == 1 and is_text(key) else self

    def paste(self, text: str) -> TextField:
        """Return the field with a text inserted: line breaks and tabs as one blank, and no control characters."""
        line = re.sub(rf"[\t-\r\x85\u2028\u2029]+|[{BLANKS}]", " ", text)
        visible = "".join(character for character in line if is_text(character))
        before = self.text[: self.cursor] + visible
        return _placed(before + self.text[self.cursor :], len(before))


def _placed(text: str, cursor: int) -> TextField:
    """Return a field with its cursor at a place, or after the character that this place is inside of."""
    while _is_inside(text, cursor):
        cursor += 1
    return TextField(text, cursor)


def _transposed(text: str, cursor: int) -> TextField:
    """Swap the characters around the cursor, at the end of the text the last two."""
    middle = cursor if cursor < len(text) else _left(text, cursor)
    if middle == 0:
        return TextField(text, cursor)
    start, end = _left(text, middle), _right(text, middle)
    return _placed(text[:start] + text[middle:end] + text[start:middle] + text[end:], end)


def _start(_text: str, _cursor: int) -> int:
    return 0


def _end(text: str, _cursor: int) -> int:
    return len(text)


def _left(text: str, cursor: int) -> int:
    place = max(0, cursor - 1)
    while _is_inside(text, place):
        place -= 1
    return place


def _right(text: str, cursor: int) -> int:
    return _placed(text, min(len(text), cursor + 1)).cursor


def _word_before(text: str, cursor: int) -> int:
    while cursor and not text[_left(text, cursor)].isalnum():
        cursor = _left(text, cursor)
    while cursor and text[_left(text, cursor)].isalnum():
        cursor = _left(text, cursor)
    return cursor


def _word_after(text: str, cursor: int) -> int:
    while cursor < len(text) and not text[cursor].isalnum():
        cursor = _right(text, cursor)
    while cursor < len(text) and text[cursor].isalnum():
        cursor = _right(text, cursor)
    return cursor


def _blank_before(text: str, cursor: int) -> int:
    return text[:cursor].rstrip().rfind(" ") + 1


def _is_inside(text: str, place: int) -> bool:
    """Whether a place is inside a character as people see it: an accent, emoji or flag has several code points."""
    if not 0 < place < len(text) or (text[place - 1].isascii() and text[place].isascii()):
        return False
    before, after = text[place - 1], text[place]
    if category(after).startswith("M") or after in JOINERS or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if before == "\u200d":
        return category(after) in ("So", "Sm")
    if _is_regional(after):
        # A flag is a pair of letters: the letters up to this place are odd in number if it is between two of a pair.
        start = place
        while start and _is_regional(text[start - 1]):
            start -= 1
        return (place - start) % 2 == 1
    return "\u1160" <= after <= "\u11ff"  # the vowel or the final consonant of a Korean syllable


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


Place = Callable[[str, int], int]

MOVES: dict[str, Place] = {
    "left": _left,
    "ctrl+b": _left,
    "right": _right,
    "ctrl+f": _right,
    "home": _start,
    "ctrl+a": _start,
    "end": _end,
    "ctrl+e": _end,
    "alt+b": _word_before,
    "alt+left": _word_before,
    "ctrl+left": _word_before,
    "alt+f": _word_after,
    "alt+right": _word_after,
    "ctrl+right": _word_after,
}
"""The keys that move the cursor, each with its new place."""

DELETIONS: dict[str, Place] = {
    "backspace": _left,
    "ctrl+h": _left,
    "shift+backspace": _left,
    "delete": _right,
    "alt+backspace": _word_before,
    "ctrl+backspace": _word_before,
    "alt+d": _word_after,
    "ctrl+delete": _word_after,
    "ctrl+w": _blank_before,
    "ctrl+u": _start,
    "ctrl+k": _end,
}
"""The keys that delete, each with the place up to which it deletes."""
