"""Names made of texts."""

from __future__ import annotations

import re
from unicodedata import normalize


def slug(text: str) -> str:
    """Return a text as words of small letters and digits with dashes between them; empty if it has none."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
