"""The progress of what takes long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlprep_cli.storage.backup import Progress, unwatched

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


@contextmanager
def progress(context: Context) -> Iterator[Progress]:
    """Yield what shows the progress: a bar on standard error, nothing if that is not a terminal."""
    console = context.screen.messages
    if not console.is_terminal or console.is_dumb_terminal:
        yield unwatched
        return
    from mlprep_cli.adapters.progress import progress_bar

    with progress_bar(console) as show:
        yield show
