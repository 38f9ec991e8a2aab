"""The whole terminal as one view, redrawn in place: the alternate screen, so that the scrollback stays clean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console, RenderableType
from rich.segment import Segment, Segments

from mlprep_cli.adapters.pager import page
from mlprep_cli.core.fallbacks import encodable
from mlprep_cli.core.session.events import Cells

Line = list[Segment]

_ENTER = "\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[H\x1b[J"
# The view is erased first: a terminal without an alternate screen would keep it in the scrollback.
_LEAVE = "\x1b[H\x1b[J\x1b[?25h\x1b[?7h\x1b[?1049l"
# Terminals that know synchronized output show a frame only when it is complete; the others ignore the two codes.
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"


class FullScreen:
    """The alternate screen of a terminal. Only rows that have changed are written."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows: list[str] = []
        self._entered = False

    @property
    def size(self) -> Cells:
        """The columns and rows of the terminal."""
        return Cells(self._console.width, self._console.height)

    def enter(self) -> None:
        """Show the alternate screen, empty."""
        if not self._entered:
            self._entered = True
            self._rows = []
            self._write(_ENTER)

    def leave(self) -> None:
        """Show the screen and the scrollback that were there before."""
        if self._entered:
            self._entered = False
            self._write(_LEAVE)

    def forget(self) -> None:
        """Draw every row next time: the size has changed, or another program has drawn on the screen."""
        if self._entered:
            self._rows = []
            self._write("\x1b[?7l\x1b[H\x1b[J")

    def lines(self, renderable: RenderableType, columns: int) -> list[Line]:
        """Return a renderable as lines of at most this many columns."""
        options = self._console.options.update(width=max(1, columns), height=None)
        return self._console.render_lines(renderable, options, pad=False)

    def draw(self, lines: Sequence[Line], cursor: Cells | None = None) -> None:
        """Draw the rows of the screen from the top, and show the cursor at a place if there is one."""
        self.enter()
        rows = self._text(lines)
        changes = [
            f"\x1b[{number};1H{new or ''}\x1b[0m\x1b[K"
            for number, (old, new) in enumerate(zip_longest(self._rows, rows), start=1)
            if old != new
        ]
        place = "\x1b[?25l" if cursor is None else f"\x1b[{cursor.rows + 1};{cursor.columns + 1}H\x1b[?25h"
        if changes or cursor is not None:
            self._write(f"{_BEGIN}{''.join(changes)}{place}{_END}")
        self._rows = rows

    def page(self, renderable: RenderableType) -> None:
        """Show a text in the user's pager (`$PAGER`, else less or more), and return at its end."""
        with self._console.capture() as captured:
            self._console.print(renderable)
        page(captured.get())

    def _text(self, lines: Sequence[Line]) -> list[str]:
        """Return each line as text with its styles. The console removes control characters."""
        joined = [segment for line in lines for segment in (*line, Segment.line())]
        if not self._console.encoding.startswith("utf"):
            joined = [part._replace(text=encodable(part.text, self._console.encoding)) for part in joined]
        with self._console.capture() as captured:
            self._console.print(Segments(joined), end="", soft_wrap=True)
        return captured.get().split("\n")[: len(lines)]

    def _write(self, text: str) -> None:
        self._console.file.write(text)
        self._console.file.flush()
