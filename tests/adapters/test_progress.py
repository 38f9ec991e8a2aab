"""The progress bar: only for what takes long, and erased at its end."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from mlprep_cli.adapters.progress import PATIENCE, progress_bar


def drawn(*seconds: float) -> str:
    """Return what is drawn if progress is reported at these moments."""
    screen = StringIO()
    moments = iter((0.0, *seconds))
    with progress_bar(Console(file=screen, force_terminal=True, width=60), lambda: next(moments)) as show:
        for place, _ in enumerate(seconds):
            show("reading", place / len(seconds))
    return screen.getvalue()


def test_short_work_shows_nothing() -> None:
    assert drawn(0.1, 0.2, PATIENCE - 0.01) == ""


def test_long_work_shows_what_is_done_and_how_much_of_it_and_leaves_no_trace() -> None:
    text = drawn(0.1, PATIENCE, PATIENCE + 0.1, PATIENCE + 0.2)
    assert "reading" in text
    assert "75%" in text
    assert text.endswith("\x1b[2K")
