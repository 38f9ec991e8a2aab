"""The screen: output that stays in the scrollback, and below it a few lines that change."""

from __future__ import annotations

import sys
from functools import cached_property
from itertools import islice
from time import monotonic

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment, Segments

from mlprep_cli.core.text import plain

BATCH = 500
"""Lines that are written at once."""
MEASURE = 88
"""The maximum width in columns: longer lines are hard to read."""


class Screen:
    """Standard output, standard error and the keyboard. Each is opened when it is first used."""

    @cached_property
    def display(self) -> Display:
        """The display on standard output."""
        return Display(make_console())

    @cached_property
    def messages(self) -> Console:
        """The console on standard error."""
        return make_console(stderr=True)

    @property
    def is_interactive(self) -> bool:
        """Whether stdin and stdout are both interactive terminals."""
        return self.display.live and sys.stdin.isatty()

    def show(self, renderable: RenderableType) -> None:
        """Print a result."""
        self.display.print(renderable)

    def write(self, text: str) -> None:
        """Print a line of text without formatting, such as JSON or a path."""
        print(plain(text))

    def warn(self, message: str) -> None:
        """Print a message on standard error."""
        self.messages.print(message, soft_wrap=True, style="dim")

    def wait_for_key(self) -> str:
        """Return the next key that is pressed; empty if the input ends or a signal arrives instead."""
        from mlprep_cli.adapters.terminal import open_keyboard  # noqa: PLC0415  few commands wait for a key
        from mlprep_cli.core.session.keys import Key  # noqa: PLC0415

        with open_keyboard(monotonic) as keyboard:
            pressed = keyboard.read(None)
        return pressed.text if isinstance(pressed, Key) else ""


def make_console(*, stderr: bool = False) -> Console:
    """Return a console on stdout or stderr. Characters that its encoding lacks are replaced."""
    stream = sys.stderr if stderr else sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    console.push_render_hook(_Guard())
    return console


class _Plain:
    """A renderable without control characters in its text: only the styles of Rich control the terminal."""

    def __init__(self, renderable: ConsoleRenderable) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._renderable, options):
            clean = segment.control or segment.text.isprintable() or segment.text == "\n"
            yield segment if clean else Segment(plain(segment.text), segment.style)


class _Guard(RenderHook):
    """Removes control characters from everything that a console prints."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Return the renderables without control characters."""
        return [_Plain(renderable) for renderable in renderables]


class Display:
    """A console with a live region at its end. If the terminal cannot move its cursor, there is no region."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.live = console.is_terminal and not console.is_dumb_terminal
        self._region: list[int] = []
        self._shown = ""

    @property
    def width(self) -> int:
        """The number of columns to use."""
        return min(self.console.width, MEASURE)

    @property
    def height(self) -> int:
        """The number of rows of the terminal."""
        return self.console.height

    def print(self, renderable: RenderableType) -> None:
        """Print permanent output, below which the region is drawn next."""
        self._write(self._erasure())
        self._forget()
        options = self.console.options.update(width=self.width)
        lines = Segment.split_lines(self.console.render(renderable, options))
        # Long output is written while it is rendered.
        while batch := list(islice(lines, BATCH)):
            self._write(self._text(batch) + "\n" if self.console.is_terminal else self._unstyled(batch))

    def redraw(self, renderable: RenderableType) -> None:
        """Draw the region, replacing its last drawing."""
        if not self.live:
            return
        lines = self._lines(renderable)
        text = self._text(lines)
        if text != self._shown or not self._region:
            self._write(self._erasure() + text)
            self._region = [Segment.get_line_length(line) for line in lines]
            self._shown = text

    def fits(self, renderable: RenderableType) -> bool:
        """Return whether the region can show this without scrolling."""
        return len(self._lines(renderable)) < self.height

    def close(self) -> None:
        """Erase the region, and leave the cursor at the start of a line."""
        self._write(self._erasure())
        self._forget()

    def abandon(self) -> None:
        """Forget the region without erasing it: the screen has changed since it was drawn."""
        self._forget()

    def _forget(self) -> None:
        self._region, self._shown = [], ""

    def _erasure(self) -> str:
        if not self._region:
            return ""
        # A terminal that became narrower has wrapped the lines of the region.
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

    def _unstyled(self, lines: list[list[Segment]]) -> str:
        """Return lines for a file or a pipe: whole, without styles, and without the blanks that fill a line on a screen."""
        texts = ("".join(segment.text for segment in line if not segment.control) for line in lines)
        return "".join(plain(text).rstrip(" ") + "\n" for text in texts)

    def _write(self, text: str) -> None:
        if text:
            self.console.file.write(text)
            self.console.file.flush()
