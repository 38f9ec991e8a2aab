"""The screen: output that stays in the scrollback, and the terminal as a whole."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment, Segments

from mlprep_cli.adapters.streams import use_utf_8
from mlprep_cli.core.text import plain

if TYPE_CHECKING:
    from mlprep_cli.adapters.full_screen import FullScreen

BATCH = 500
"""Lines that are written at once."""
MEASURE = 88
"""The maximum width in columns: longer lines are hard to read."""


class Screen:
    """Standard output, standard error and the keyboard. Each is opened when it is first used.

    Attributes:
        outcome: A sentence that says what was done. It is printed on standard error if standard output cannot be written.
    """

    outcome = ""

    @cached_property
    def display(self) -> Display:
        """The display on standard output."""
        return Display(make_console())

    @cached_property
    def messages(self) -> Console:
        """The console on standard error."""
        return make_console(stderr=True)

    @cached_property
    def full(self) -> FullScreen:
        """The whole terminal as one view."""
        from mlprep_cli.adapters.full_screen import FullScreen  # noqa: PLC0415  only a session has a full screen

        return FullScreen(self.display.console)

    @property
    def redraws(self) -> bool:
        """Whether a session is drawn in place, and not printed line by line."""
        return self.is_interactive and os.environ.get("ACCESSIBLE", "") in ("", "0")

    @property
    def is_interactive(self) -> bool:
        """Whether stdin and stdout are both interactive terminals."""
        return self.display.live and sys.stdin.isatty()

    def show(self, renderable: RenderableType) -> None:
        """Print a result."""
        self.display.print(renderable)

    def ring(self) -> None:
        """Ring the terminal's bell; nothing is written into a file or a pipe."""
        if self.display.is_terminal:
            self.display.console.bell()

    def write(self, text: str) -> None:
        """Print a line of text without formatting."""
        print(plain(text))

    def write_document(self, text: str) -> None:
        """Print a line for other programs, such as JSON, CSV, code or a path: in UTF-8, whatever the encoding of the stream."""
        use_utf_8(sys.stdout)
        print(plain(text))

    def warn(self, message: str) -> None:
        """Print a message on standard error."""
        self.messages.print(message, soft_wrap=True, style="dim")

    def ask(self, question: str) -> str | None:
        """Return the line that the user types after a question; None if the input ends."""
        question = plain(question)
        if not self.is_interactive:  # `input` does not say that its prompt cannot be written
            print(plain(question), end="", flush=True)
            question = ""
        try:
            return input(question).strip()
        except EOFError:
            return None

    def wait_for_key(self, prompt: RenderableType) -> str:
        """Show a prompt and return the key that is pressed then; empty if the input ends. A paste or a chord is no key.

        Raises:
            SystemExit: A signal asks the program to stop.
        """
        from mlprep_cli.adapters.terminal import open_keyboard  # noqa: PLC0415  few commands wait for a key
        from mlprep_cli.core.inputs import EndOfInput, Interrupted, Key  # noqa: PLC0415

        with open_keyboard(monotonic) as keyboard:
            keyboard.drop()
            self.show(prompt)
            while True:
                match keyboard.read(None):
                    case Key(text) as pressed if not pressed.is_chord:
                        return text
                    case Interrupted(number):
                        raise SystemExit(128 + number)
                    case EndOfInput():
                        return ""


def make_console(*, stderr: bool = False) -> Console:
    """Return a console on stdout or stderr."""
    stream = sys.stderr if stderr else sys.stdout
    if sys.platform == "win32":
        from mlprep_cli.adapters.windows_keyboard import understand_escape_sequences  # noqa: PLC0415  only there

        understand_escape_sequences()
    return guarded(Console(file=stream, highlight=False, emoji=False, markup=False))


def guarded(console: Console) -> Console:
    """Return a console that prints no control characters of its content."""
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
    """Output that stays in the scrollback."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.is_terminal = console.is_terminal
        self.live = console.is_terminal and not (console.is_dumb_terminal or console.legacy_windows)

    @property
    def width(self) -> int:
        """The number of columns to use."""
        return min(self.console.width, MEASURE)

    def print(self, renderable: RenderableType) -> None:
        """Print permanent output."""
        options = self.console.options.update(width=self.width)
        lines = Segment.split_lines(self.console.render(renderable, options))
        # Long output is written while it is rendered.
        while batch := list(islice(lines, BATCH)):
            self._write(self._text(batch) + "\n" if self.console.is_terminal else self._unstyled(batch))

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
