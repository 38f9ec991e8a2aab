"""The screen: what stays in the scrollback, and below it the few lines that change."""

from __future__ import annotations

import sys

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment, Segments

from mlprep_cli.core.text import plain

MEASURE = 88
"""Columns at most: longer lines are hard to read."""


def make_console(*, stderr: bool = False) -> Console:
    """Return a console on a stream that shows what it can, and marks what it cannot."""
    stream = sys.stderr if stderr else sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    console.push_render_hook(_Guard())
    return console


class _Plain:
    """Something to print, in which only Rich steers the terminal: with its styles, which are not in the text."""

    def __init__(self, renderable: ConsoleRenderable) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for each in console.render(self._renderable, options):
            clean = each.control or each.text.isprintable() or each.text == "\n"
            yield each if clean else Segment(plain(each.text), each.style)


class _Guard(RenderHook):
    """The gate of everything that a console prints."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Return what is printed in place of these."""
        return [_Plain(each) for each in renderables]


class Display:
    """A console with a live region at its end. Where the terminal cannot move its cursor, there is no region."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.live = console.is_terminal and not console.is_dumb_terminal
        self._region: list[int] = []
        self._shown = ""

    @property
    def width(self) -> int:
        """Return the columns to use."""
        return min(self.console.width, MEASURE)

    @property
    def height(self) -> int:
        """Return the rows of the terminal."""
        return self.console.height

    def print(self, renderable: RenderableType) -> None:
        """Print something that stays, above where the region will be drawn next."""
        if self.console.is_terminal:
            self._write(self._erasure())
            self.console.print(renderable, width=self.width)
        else:
            # In a file or a pipe, the blanks that fill a line on a screen are only in the way.
            text = self._text(self._lines(renderable))
            self._write("\n".join(line.rstrip(" ") for line in text.split("\n")) + "\n")
        self._forget()

    def redraw(self, renderable: RenderableType) -> None:
        """Draw the region over its last drawing."""
        if not self.live:
            return
        lines = self._lines(renderable)
        text = self._text(lines)
        if text != self._shown or not self._region:
            self._write(self._erasure() + text)
            self._region = [Segment.get_line_length(line) for line in lines]
            self._shown = text

    def fits(self, renderable: RenderableType) -> bool:
        """Return whether the region could show this without scrolling."""
        return len(self._lines(renderable)) < self.height

    def close(self) -> None:
        """Take the region away, and leave the cursor at the start of a line."""
        self._write(self._erasure())
        self._forget()

    def abandon(self) -> None:
        """Forget the region without touching it: the screen is not as it was left."""
        self._forget()

    def _forget(self) -> None:
        self._region, self._shown = [], ""

    def _erasure(self) -> str:
        if not self._region:
            return ""
        # A terminal that got narrower has wrapped the region's lines.
        width = max(1, self.console.width)
        rows = sum(max(1, -(-cells // width)) for cells in self._region)
        return "\r" + (f"\x1b[{rows - 1}A" if rows > 1 else "") + "\x1b[J"

    def _lines(self, renderable: RenderableType) -> list[list[Segment]]:
        options = self.console.options.update(width=self.width)
        return self.console.render_lines(renderable, options, pad=False)

    def _text(self, lines: list[list[Segment]]) -> str:
        joined = [segment for line in lines for segment in (*line, Segment.line())][:-1]
        with self.console.capture() as captured:
            self.console.print(Segments(joined), end="", soft_wrap=True)
        return captured.get()

    def _write(self, text: str) -> None:
        if text:
            self.console.file.write(text)
            self.console.file.flush()
