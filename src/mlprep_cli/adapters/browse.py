"""The full screen: Textual takes the keys and draws the lines of a program that knows nothing of it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from mlprep_cli.core.text import plain

ENTER = {"enter": "\n", "ctrl+j": "\n", "ctrl+m": "\n"}
ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1", "SIGUSR2")
"""The signals that end the program after the terminal is restored."""
TAKEN = ("SIGTSTP", "SIGCONT", "SIGWINCH", "SIGTTIN", "SIGTTOU", "SIGINT")
"""The signals for which Textual leaves its own handlers behind."""

Task = Callable[[], Callable[[], None]]
"""Work for another thread. It returns what to do with the result in the first one."""


class TextualProgram(Protocol):
    """What is on the screen."""

    @property
    def is_over(self) -> bool:
        """Whether the program has ended."""

    def press(self, key: str) -> None:
        """Take a key: the character that it types, a line feed for Enter, or its name, as `core.inputs.Key` has them."""

    def paste(self, text: str) -> None:
        """Take a text that was pasted."""

    def resize(self, columns: int, rows: int) -> None:
        """Take the size of the terminal."""

    def task(self) -> Task | None:
        """Return the next work for another thread; None if there is none."""

    def lines(self) -> Sequence[Text]:
        """Return the lines of the screen."""


def run_full_screen(program: TextualProgram) -> int:
    """Run a program until it ends, and return the number of the signal that ended it, 0 without one.

    Raises:
        Exception: The program failed. The terminal is restored.
    """
    screen = TextualScreen(program)
    handlers = {number: signal.getsignal(number) for number in _of(TAKEN)}
    try:
        failure = screen.run(mouse=False)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if failure is not None:
        raise failure
    return screen.signal


class TextualScreen(App[BaseException], inherit_bindings=False):
    """A program on the alternate screen of the terminal, in the terminal's own colours.

    It returns the error that ended it, if any. The mouse is left to the terminal, so that text can be selected and copied.
    """

    CSS = "Screen { background: ansi_default; color: ansi_default; overflow: hidden; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, program: TextualProgram) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.signal = 0
        self._program = program
        self._changed = asyncio.Event()

    def compose(self) -> ComposeResult:
        """Return the only widget."""
        yield _Canvas(self._program, self._changed)

    def on_mount(self) -> None:
        """Start the work in the background, and end on signals with the terminal restored."""
        self.run_worker(self._work(), exit_on_error=False)
        self.app_resume_signal.subscribe(self, lambda _app: self.query_one(_Canvas).refresh())
        with suppress(NotImplementedError):  # Windows
            for number in _of(ENDING):
                asyncio.get_running_loop().add_signal_handler(number, self._end, number)

    def _end(self, number: int) -> None:
        self.signal = number
        self.exit()

    async def _work(self) -> None:
        """Run the tasks of the program one at a time, always the one that it needs now."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                while not self._program.is_over and (task := self._program.task()) is not None:
                    finish = await asyncio.to_thread(task)
                    finish()
                    self.query_one(_Canvas).redraw()
        except Exception as error:  # noqa: BLE001  the error is shown when the terminal is restored
            self.exit(error)

    def _handle_exception(self, error: Exception) -> None:
        """End with an error instead of printing its traceback."""
        self.exit(error)


def _of(names: Sequence[str]) -> list[signal.Signals]:
    """Return the signals with these names that the platform has."""
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


class _Canvas(Widget, can_focus=True):
    """The lines of the program. Only those that have changed are drawn again."""

    DEFAULT_CSS = "_Canvas { width: 100%; height: 100%; background: ansi_default; color: ansi_default; }"

    def __init__(self, program: TextualProgram, changed: asyncio.Event) -> None:
        super().__init__()
        self._program = program
        self._changed = changed
        self._strips: list[Strip] = []

    def on_mount(self) -> None:
        """Take every key."""
        self.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Draw everything at the new size."""
        self._program.resize(event.size.width, event.size.height)
        self.redraw()
        self.refresh()
        self._changed.set()

    def on_key(self, event: events.Key) -> None:
        """Pass a key on."""
        event.stop()
        event.prevent_default()
        if event.key == "ctrl+z":
            self.app.action_suspend_process()
            return
        typed = event.character if event.is_printable and event.character else event.key
        self._program.press(ENTER.get(event.key, typed))
        self._react()

    def on_paste(self, event: events.Paste) -> None:
        """Pass a paste on."""
        event.stop()
        event.prevent_default()
        self._program.paste(event.text)
        self._react()

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def redraw(self) -> None:
        """Draw the lines that have changed."""
        strips = [self._strip(line) for line in self._program.lines()]
        changed = changed_lines(self._strips, strips)
        self._strips = strips
        for number in changed:
            self.refresh(Region(0, number, self.size.width, 1))

    def _react(self) -> None:
        if self._program.is_over:
            self.app.exit()
            return
        self.redraw()
        self._changed.set()

    def _strip(self, line: Text) -> Strip:
        """Return a line without characters that control the terminal."""
        segments = [
            Segment(plain(segment.text).replace("\n", " ").replace("\t", " "), segment.style)
            for segment in line.render(self.app.console)
        ]
        return Strip(segments).crop_extend(0, self.size.width, None)


def changed_lines(before: Sequence[Strip], after: Sequence[Strip]) -> list[int]:
    """Return the numbers of the lines that are not as before."""
    return [number for number, line in enumerate(after) if number >= len(before) or list(line) != list(before[number])]
