"""Text without hidden characters: whatever comes from a file or the database must not control the terminal or deceive.

Hidden characters are control characters and characters without a mark of their own. A joiner or a variation selector is
allowed after a character that it can change, because emoji and several scripts need them.
"""

from __future__ import annotations

import json
import re

STEERING = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
"""Characters that no text needs: C0 except tab and newline, DEL, C1 (U+009B starts a sequence like ESC [), line and
paragraph separators, characters that are never drawn (such as U+200B and U+00AD) or that change the direction of writing,
tags, and surrogates, which cannot be encoded. Python calls none of them printable."""
_JOINERS = "\u200c\u200d"
_SELECTORS = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_MISPLACED = (
    # No script before Hebrew has joiners, and one joiner after another joins nothing.
    f"(?<![\u0590-\u200b\u200e-\U0010ffff])[{_JOINERS}]"
    # Digits and many symbols have a form as emoji; a selector after a selector selects nothing.
    f"|(?<![0-9#*\u00a9-\u180a\u1810-\u200b\u200e-\ufdff\ufe10-\U000e00ff\U000e01f0-\U0010ffff])[{_SELECTORS}]"
    f"|[{_FILLERS}]"
)
_HIDDEN = f"{STEERING}|{_MISPLACED}"
_VISIBLE = f"[^{STEERING[1:-1]}\\s\u2800{_JOINERS}{_SELECTORS}{_FILLERS}]"


LONGEST_TEXT = 10_000
"""The maximum number of characters in a text of a log."""


def plain(text: str) -> str:
    """Return a text without the characters that no text needs."""
    # Nearly every text is printable as it is: then the pattern is not even compiled.
    return text if text.isprintable() else re.sub(STEERING, "", text)


def without_hidden(text: str) -> str:
    """Return a text without its hidden characters: what a log may hold."""
    while (cleaned := text if _is_simple(text) else re.sub(_HIDDEN, "", text)) != text:
        text = cleaned  # without a character before it, the next one may be misplaced
    return text


def one_line(text: str) -> str:
    """Return a typed text as the line that a log may hold, cut to its length; empty if nothing of it can be seen."""
    line = " ".join(without_hidden(text).split())[:LONGEST_TEXT].rstrip()
    return "" if is_blank(line) else line


def first_hidden_character(text: str) -> str:
    """Return the first hidden character of a text; empty if there is none."""
    if _is_simple(text):
        return ""
    match = re.search(_HIDDEN, text)
    return match[0] if match else ""


def hidden_name(character: str) -> str:
    """Return the name of a hidden character in messages."""
    kind = "control" if character < "\xa0" or "\ud800" <= character <= "\udfff" else "invisible"
    return f"the {kind} character U+{ord(character):04X}"


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen."""
    return re.search(_VISIBLE, text) is None


def no_formula(text: str) -> str:
    """Return the text of a cell that no spreadsheet interprets as a formula: with an apostrophe before a `=`, `+`, `-` or `@`."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


def escaped(document: str) -> str:
    """Return JSON with the characters that no text needs escaped; `json.dumps` escapes only C0."""
    if document.isprintable():
        return document
    return re.sub(STEERING, lambda match: json.dumps(match[0])[1:-1], document)


def _is_simple(text: str) -> bool:
    return text.isascii() and text.isprintable()
