"""The user's pager."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from contextlib import suppress

from mlprep_cli.errors import MlprepError


def page(text: str) -> None:
    """Show a text with ANSI styles in `$PAGER`, else in less or more, and return when it ends.

    Raises:
        MlprepError: The pager cannot be started.
    """
    environment = {"LESS": "-R", **os.environ}  # less shows styles only with -R
    try:
        command = shlex.split(os.environ.get("PAGER", "")) or [next(filter(shutil.which, ("less", "more")), "more")]
        with suppress(BrokenPipeError):  # a pager that is left before the end closes its input
            subprocess.run(command, input=text, text=True, encoding="utf-8", env=environment, check=False)
    except (OSError, ValueError) as error:
        name = os.environ.get("PAGER", "more")
        raise MlprepError(f"The pager {name} cannot be started.", "export PAGER=less") from error
