"""The user's pager."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from contextlib import suppress


def page(text: str) -> None:
    """Show a text with ANSI styles in `$PAGER`, else in less or more, and return when it ends.

    A pager that cannot be started shows nothing.
    """
    command = shlex.split(os.environ.get("PAGER", "")) or [next(filter(shutil.which, ("less", "more")), "more")]
    environment = {"LESS": "-R", **os.environ}  # less shows styles only with -R
    # A pager that is left before the end closes its input.
    with suppress(OSError, ValueError):
        subprocess.run(command, input=text, text=True, encoding="utf-8", env=environment, check=False)
