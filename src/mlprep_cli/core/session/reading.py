"""Reading a text that is longer than its space on the screen: the open panel, its place, and the search."""

from __future__ import annotations

from typing import NamedTuple

from mlprep_cli.core.session.events import Extent, Panel, Scrolling


class Reading(NamedTuple):
    """The text on the screen.

    Attributes:
        panel: The open panel; None if the question itself is on the screen.
        top: The number of the line at the top, from 0.
        extent: The text and its space, as last drawn.
        term: The text that was searched last.
    """

    panel: Panel | None = None
    top: int = 0
    extent: Extent = Extent()
    term: str = ""

    def opened(self, panel: Panel | None) -> Reading:
        """Return the start of a panel, without a search."""
        return self._replace(panel=panel, top=0, term="")

    def toggled(self, panel: Panel) -> Reading:
        """Return the start of a panel, or none if it is open."""
        return self.opened(None if self.panel is panel else panel)

    def measured(self, extent: Extent) -> Reading:
        """Return the same place in a text as it was drawn."""
        return self._replace(extent=extent, top=min(self.top, extent.last_top))

    def scrolled(self, by: Scrolling) -> Reading:
        """Return another place in the text."""
        page, last = max(1, self.extent.rows - 1), self.extent.last_top
        top = {
            Scrolling.PAGE_DOWN: self.top + page,
            Scrolling.PAGE_UP: self.top - page,
            Scrolling.LINE_DOWN: self.top + 1,
            Scrolling.LINE_UP: self.top - 1,
            Scrolling.START: 0,
            Scrolling.END: last,
        }[by]
        return self._replace(top=max(0, min(top, last)))

    def turned(self) -> Reading:
        """Return the next page; after the last one, the panel is closed."""
        return self.opened(None) if self.at_end else self.scrolled(Scrolling.PAGE_DOWN)

    @property
    def at_end(self) -> bool:
        """Whether the last line is on the screen."""
        return self.top >= self.extent.last_top

    def matches(self) -> list[int]:
        """Return the numbers of the lines with the searched text; capitals make no difference."""
        term = self.term.casefold()
        return [number for number, line in enumerate(self.extent.lines) if term and term in line.casefold()]

    def at_match(self, *, after: bool) -> Reading | None:
        """Return the place of the next match, from the first line again after the last; None if there is none.

        Args:
            after: Whether to look below the line at the top, and not on it.
        """
        if not (matches := self.matches()):
            return None
        following = [number for number in matches if number >= self.top + after]
        # The last page shows every later match: the next one is the first of the text.
        place = matches[0] if not following or (after and self.at_end) else following[0]
        return self._replace(top=min(place, self.extent.last_top))
