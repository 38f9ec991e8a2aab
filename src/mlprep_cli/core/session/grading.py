"""The grade that ticked key points suggest. The user's own key always wins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mlprep_cli.core.questions import KeyPoint
from mlprep_cli.core.reviews import Grade


def suggested_grade(points: Sequence[KeyPoint], ticked: Collection[int]) -> Grade | None:
    """Return the grade for the key points ticked (numbers from 1), or None where none is."""
    if not ticked:
        return None
    has_musts = all(number in ticked for number, each in enumerate(points, start=1) if each.must)
    if has_musts and 4 * len(ticked) >= 3 * len(points):
        return Grade.STRONG
    return Grade.LEAN if 2 * len(ticked) >= len(points) else Grade.NO_HIRE
