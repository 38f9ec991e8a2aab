"""Days in words. No Rich: the status line needs them too."""

from __future__ import annotations

from datetime import date


def days_to_go(interview: date, today: date) -> str:
    """Return how far away the interview is: `today`, `tomorrow`, `12 days to go`, `it was 3 days ago`."""
    left = (interview - today).days
    if left < 0:
        return f"it was {-left} day{'' if left == -1 else 's'} ago"
    return ("today", "tomorrow")[left] if left < 2 else f"{left} days to go"
