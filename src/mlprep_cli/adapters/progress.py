"""A progress bar on standard error, for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

PATIENCE = 0.5
"""The seconds after which the bar is shown."""


@contextmanager
def progress_bar(console: Console, clock: Callable[[], float] = monotonic) -> Iterator[Callable[[str, float], None]]:
    """Yield a function that shows what is being done and which part of it is done; the bar is erased at the end."""
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=console, transient=True)
    task = bar.add_task("", total=1.0)
    begun, shown = clock(), False

    def show(what: str, part: float) -> None:
        nonlocal shown
        if not shown and clock() - begun >= PATIENCE:
            shown = True
            bar.start()
        bar.update(task, description=what, completed=part)

    try:
        yield show
    finally:
        if shown:
            bar.stop()
