"""What a keyboard reads: key presses, pastes and lines, and what happens to the terminal."""

from __future__ import annotations

from typing import NamedTuple

JOINERS = "\u200c\u200d"
"""The invisible characters that join or part what is around them: emoji and several scripts need them."""
BLANKS = "\xa0\u2007\u202f\u3000"
"""The blanks besides the space that people type."""


def is_text(character: str) -> bool:
    """Whether a character can be part of a text: it is printable, it joins printable ones, or it is a blank."""
    return character.isprintable() or character in JOINERS or character in BLANKS


class Key(NamedTuple):
    """A key press: the printable character that it types, a line feed for Enter, or the name of the key.

    A name has more than one character and never acts as text: `escape`, `backspace`, `delete`, `tab`, `left`, `right`,
    `up`, `down`, `home`, `end`, `pageup`, `pagedown`, and chords such as `ctrl+a`, `alt+b` and `ctrl+left`.
    """

    text: str

    @property
    def is_chord(self) -> bool:
        """Whether the key is pressed together with Ctrl, Alt or Shift: only a text field knows such keys."""
        return len(self.text) > 1 and "+" in self.text


class Paste(NamedTuple):
    """A text that was pasted. It is text for a text field, and nothing anywhere else.

    `entered` means that one Enter ended it, if the terminal did not mark it as a paste.
    """

    text: str
    entered: bool = False


class TypedLine(NamedTuple):
    """A line of input, if input is read by lines: a key, or the text of a note. An empty line is Enter."""

    text: str


class Continued:
    """The program continues after a signal has stopped it."""


class Suspended:
    """The user or a signal asks the program to suspend itself."""


class Interrupted(NamedTuple):
    """A signal asks the program to stop."""

    signal: int


class Resized:
    """The size of the terminal has changed."""


class EndOfInput:
    """The input has ended: no more keys will arrive."""


Input = Key | Paste | TypedLine | Suspended | Continued | Interrupted | Resized | EndOfInput
