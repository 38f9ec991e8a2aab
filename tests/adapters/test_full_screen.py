"""The whole terminal as one view: drawn in place, and gone without a trace."""

from __future__ import annotations

from io import StringIO

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from mlprep_cli.adapters.display import guarded
from mlprep_cli.adapters.full_screen import FullScreen, Line
from mlprep_cli.core.session.events import Cells

COLUMNS, ROWS = 30, 8


class Emulator:
    """A terminal, and the full screen that writes to it."""

    def __init__(self, columns: int = COLUMNS, rows: int = ROWS) -> None:
        self.output = StringIO()
        self.console = guarded(Console(file=self.output, width=columns, height=rows, force_terminal=True, markup=False))
        self.full = FullScreen(self.console)
        self.screen = pyte.HistoryScreen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.written = 0

    def show(self) -> list[str]:
        """Show what has been written since the last time, and return the rows of the terminal."""
        text = self.output.getvalue()[self.written :]
        self.written += len(text)
        self.stream.feed(text)
        return [row.rstrip() for row in self.screen.display]


def lines(*texts: str) -> list[Line]:
    return [[Segment(text)] for text in texts]


TEXTS = st.lists(st.text(alphabet="ab c", max_size=COLUMNS), max_size=ROWS)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_after_any_drawings_the_screen_shows_the_last_one_and_the_scrollback_is_empty(
    drawings: list[list[str]],
) -> None:
    terminal = Emulator()
    for texts in drawings:
        terminal.full.draw(lines(*texts))
        shown = terminal.show()
    expected = [text.rstrip() for text in drawings[-1]]
    assert shown == expected + [""] * (ROWS - len(expected))
    assert not terminal.screen.history.top


def test_only_changed_rows_are_written() -> None:
    terminal = Emulator()
    terminal.full.draw(lines("question", "1:30", "keys"))
    terminal.show()
    before = terminal.written
    terminal.full.draw(lines("question", "1:29", "keys"))
    written = terminal.output.getvalue()[before:]
    assert "1:29" in written
    assert "question" not in written
    assert "keys" not in written
    before = len(terminal.output.getvalue())
    terminal.full.draw(lines("question", "1:29", "keys"))
    assert len(terminal.output.getvalue()) == before


def test_leaving_erases_the_view_and_restores_cursor_wrapping_and_screen() -> None:
    terminal = Emulator()
    terminal.full.draw(lines("question", "keys"))
    terminal.full.leave()
    terminal.full.leave()
    assert terminal.show() == [""] * ROWS
    assert not terminal.screen.cursor.hidden
    assert pyte.modes.DECAWM in terminal.screen.mode
    assert terminal.output.getvalue().count("\x1b[?1049h") == terminal.output.getvalue().count("\x1b[?1049l") == 1


def test_a_row_wider_than_a_terminal_that_lies_about_its_size_moves_nothing_else() -> None:
    terminal = Emulator(columns=60, rows=12)
    terminal.screen.resize(ROWS, COLUMNS)
    terminal.full.draw(lines(*("x" * 60 for _ in range(12))))
    shown = terminal.show()
    assert len(shown) == ROWS
    assert not terminal.screen.history.top


def test_after_a_resize_every_row_is_drawn_again() -> None:
    terminal = Emulator()
    terminal.full.draw(lines("question", "keys"))
    terminal.show()
    terminal.screen.erase_in_display(2)  # as `clear` in another program, or the terminal itself
    terminal.full.forget()
    terminal.full.draw(lines("question", "keys"))
    assert terminal.show()[:2] == ["question", "keys"]


def test_the_cursor_is_shown_only_in_a_text_field() -> None:
    terminal = Emulator()
    terminal.full.draw(lines("note: abc"), Cells(9, 0))
    terminal.show()
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y, terminal.screen.cursor.hidden) == (9, 0, False)
    terminal.full.draw(lines("note: abc"))
    terminal.full.draw(lines("graded"))
    terminal.show()
    assert terminal.screen.cursor.hidden


def test_styles_end_with_their_row_and_control_characters_never_reach_the_terminal() -> None:
    terminal = Emulator()
    terminal.full.draw([[Segment("bold", Style(bold=True))], [Segment("a\x1b[2Jb\x07")], [Segment("plain")]])
    shown = terminal.show()
    assert shown[0] == "bold"
    assert shown[2] == "plain"
    assert terminal.screen.buffer[0][0].bold
    assert not terminal.screen.buffer[2][0].bold
    assert "\x07" not in terminal.output.getvalue()
    assert "\x1b[2Jb" not in terminal.output.getvalue()
