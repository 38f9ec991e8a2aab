"""Plain ASCII for characters that an encoding lacks: `x²` becomes `x^2`, and `σ ≤ 1` becomes `sigma <= 1`."""

from __future__ import annotations

import unicodedata
from itertools import groupby

UNKNOWN = "?"
"""What is written for a character without a fallback, such as a Chinese one."""

_ALIKE = {
    "|": "·│┃║▏▎▍▌",
    "-": "−–‐‑‒―─━┄░▒",
    "=": "═▓",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯╞╡╪┏┓┗┛┡┩╇┳┻╋╔╗╚╝╠╣╦╩╬",
    "#": "█▇●",
    "*": "•■▆⋅◦‣▪",
    "o": "◐▅∘",
    ".": "○▁",
    ":": "▂▃▄",
    ">": "►▸▶⟩›",
    "<": "◄◀⟨‹",
    "^": "▲",
    "v": "▼",
    "x": "×✗✘",
    "/": "÷⁄",
    "'": "‘’‚′",
    '"': "“”„″",
    "~": "∼",
    "i": "ı",
    " ": "\u00a0\u2009\u202f",
}
"""Characters that take one cell, and keep it."""
_SPELLED = {
    **{character: plain for plain, characters in _ALIKE.items() for character in characters},
    "\N{EM DASH}": "--",
    "…": "...",
    "✓": "ok",
    "✔": "ok",
    "→": "->",
    "⟶": "->",
    "←": "<-",
    "↔": "<->",
    "⇒": "=>",
    "⇐": "<=",
    "⇔": "<=>",
    "↑": "up",
    "↓": "down",
    "↦": "|->",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~=",
    "≡": "==",
    "≪": "<<",
    "≫": ">>",
    "≻": ">",
    "±": "+/-",
    "∑": "sum",
    "∏": "prod",
    "∫": "integral",
    "∂": "d",
    "∇": "grad",
    "∆": "Delta",
    "⊤": "T",
    "√": "sqrt",
    "∞": "inf",
    "∝": "prop. to",
    "∈": "in",
    "∉": "not in",
    "⊂": "subset of",
    "⊆": "subset of",
    "∪": "or",
    "∩": "and",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "∀": "for all",
    "∃": "there is",
    "∅": "{}",
    "‖": "||",
    "∥": "||",
    "⊥": "_|_",
    "⊙": "(*)",
    "⊗": "(x)",
    "⊕": "(+)",
    "⌊": "floor(",
    "⌋": ")",
    "⌈": "ceil(",
    "⌉": ")",
    "€": "EUR",
    "£": "GBP",
    "°": " deg",
    "‰": " per mille",
    "§": "section",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
}
_MARKS = {"<super>": "^", "<sub>": "_"}


def encodable(text: str, encoding: str) -> str:
    """Return a text with every character that an encoding lacks replaced by its fallback."""
    while True:
        try:
            text.encode(encoding)
        except UnicodeEncodeError as error:
            text = text[: error.start] + fallback(text, error.start, error.end) + text[error.end :]
        else:
            return text


def fallback(text: str, start: int = 0, end: int | None = None) -> str:
    """Return a part of a text in ASCII.

    A run of raised or lowered characters has one mark: `x⁻¹` is `x^-1`. Words are set apart: `2λw` is `2 lambda w`.
    """
    end = len(text) if end is None else end
    pieces = []
    for mark, run in groupby(text[start:end], key=lambda character: _MARKS.get(_kind(character), "")):
        pieces += [(mark, False)] if mark else []
        pieces += [(spelled, _is_word(character, spelled)) for character in run if (spelled := _spelled(character))]
    written, after_word = text[:start][-1:], False
    for spelled, is_word in (*pieces, (text[end:][:1], False)):
        apart = (is_word or after_word) and _is_plain(written[-1:]) and _is_plain(spelled[:1])
        written += f" {spelled}" if apart else spelled
        after_word = is_word
    return written[len(text[:start][-1:]) : len(written) - len(text[end:][:1])]


def _is_plain(character: str) -> bool:
    return character.isalpha() or character.isdecimal()


def _is_word(character: str, spelled: str) -> bool:
    is_letter = character.isalpha() and not unicodedata.name(character, "").startswith("GREEK")
    return len(spelled) > 1 and spelled[0].isalpha() and not is_letter


def _kind(character: str) -> str:
    return unicodedata.decomposition(character).partition(" ")[0]


def _spelled(character: str) -> str:
    if character.isascii():
        return character
    if (known := _SPELLED.get(character)) is not None:
        return known
    if unicodedata.combining(character):
        return ""
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return "".join(map(_spelled, parts))
    script, _, name = unicodedata.name(character, "").rpartition(" LETTER ")
    if script.startswith("GREEK") and name:
        name = name.removeprefix("FINAL ").lower().replace("lamda", "lambda")
        return name.capitalize() if "CAPITAL" in script else name
    return UNKNOWN
