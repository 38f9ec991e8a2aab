"""Text without control characters: whatever comes from a file or the database must not control the terminal."""

from __future__ import annotations

import re

STEERING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""Characters that no text needs: C0 except tab and newline, DEL, C1 (U+009B starts a sequence like ESC [), line and
paragraph separators, characters that change the direction of writing, and surrogates, which cannot be encoded."""


def plain(text: str) -> str:
    """Return a text without its control characters."""
    # Nearly every text is printable as it is: then the pattern is not even compiled.
    return text if text.isprintable() else re.sub(STEERING, "", text)


def first_control_character(text: str) -> str:
    """Return the first control character of a text; empty if there is none."""
    if text.isprintable():
        return ""
    match = re.search(STEERING, text)
    return match[0] if match else ""


def escaped(json: str) -> str:
    """Return JSON with its control characters escaped; `json.dumps` escapes only C0."""
    if json.isprintable():
        return json
    return re.sub(STEERING, lambda match: f"\\u{ord(match[0]):04x}", json)
