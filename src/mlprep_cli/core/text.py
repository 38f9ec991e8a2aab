"""Text that cannot steer a terminal: whatever comes from a file or the database is shown without its control characters."""

from __future__ import annotations

import re

STEERING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""What no text needs: C0 but for tab and newline, DEL, C1 (U+009B begins a sequence as ESC [ does), what breaks lines,
what turns the direction of writing, and halves of characters, which cannot be encoded."""


def plain(text: str) -> str:
    """Return a text without what could steer a terminal."""
    # Nearly every text is printable as it is, and then the pattern is not even compiled.
    return text if text.isprintable() else re.sub(STEERING, "", text)


def steers(text: str) -> str:
    """Return the first character with which a text could steer a terminal; empty where there is none."""
    if text.isprintable():
        return ""
    found = re.search(STEERING, text)
    return found[0] if found else ""


def escaped(json: str) -> str:
    """Return JSON that says the same without such characters: JSON itself escapes only C0."""
    if json.isprintable():
        return json
    return re.sub(STEERING, lambda found: f"\\u{ord(found[0]):04x}", json)
