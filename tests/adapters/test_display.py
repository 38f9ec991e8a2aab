"""The screen: control characters removed, output wrapped to the measure, and single keys only on a real terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from rich.text import Text

from mlprep_cli.adapters.display import MEASURE, Display, Screen, make_console


def on_a_terminal(width: int = 80, height: int = 10) -> tuple[Display, StringIO]:
    """Return a display on a terminal of this size, and what is written to it."""
    stream = StringIO()
    environment = {"TERM": "xterm-256color"}
    console = Console(
        file=stream, force_terminal=True, width=width, height=height, color_system=None, _environ=environment
    )
    return Display(console), stream


def test_a_result_is_printed_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.show(Text("re\x1b[31mview"))
    screen.write("pa\x07th")
    screen.warn("warn\x9bing")
    captured = capsys.readouterr()
    assert captured.out == "re[31mview\npath\n"
    assert captured.err == "warning\n"


def test_a_pipe_gets_lines_without_trailing_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    display = Display(make_console())
    assert not display.live
    display.print(Text("a result", justify="full"))
    assert capsys.readouterr().out == "a result\n"


def test_a_console_that_shows_escape_sequences_as_characters_is_not_redrawn() -> None:
    """An old Windows console gets linear output."""
    assert Display(Console(file=StringIO(), force_terminal=True, legacy_windows=False)).live
    assert not Display(Console(file=StringIO(), force_terminal=True, legacy_windows=True)).live


def test_standard_streams_that_are_not_terminals_are_not_interactive() -> None:
    assert not Screen().is_interactive


def test_the_width_is_that_of_the_terminal_up_to_the_measure() -> None:
    assert on_a_terminal(width=40)[0].width == 40
    assert on_a_terminal(width=200)[0].width == MEASURE
