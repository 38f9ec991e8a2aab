"""Speaking a text aloud with the system's voice, in the background."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from contextlib import suppress

from mlprep_cli.errors import MlprepError

SPEAKERS = ("say", "espeak-ng", "spd-say", "espeak")
"""The commands that speak a text given as their argument, the first one that is installed."""


class Voice:
    """Speaks one text at a time. Speaking never delays a question.

    Args:
        command: The command that speaks its last argument; empty for the first of `SPEAKERS` that is installed.

    Raises:
        MlprepError: There is no such command.
    """

    def __init__(self, command: str = "") -> None:
        found = shlex.split(command) or [name for name in SPEAKERS if shutil.which(name)][:1]
        if not found or shutil.which(found[0]) is None:
            missing = f"The command {found[0]} was not found." if found else "No command that speaks was found."
            raise MlprepError(missing, "Install espeak-ng, or name one: mlprep config set speak 'COMMAND'")
        self._command = found
        self._speaking: subprocess.Popen[bytes] | None = None

    def speak(self, text: str) -> None:
        """Start to speak a text, and stop speaking the one before."""
        self.stop()
        with suppress(OSError):
            self._speaking = subprocess.Popen(
                # A text that starts with a hyphen must not be taken as an option.
                [*self._command, f" {text}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def stop(self) -> None:
        """Stop speaking."""
        if self._speaking is not None:
            self._speaking.terminate()
            self._speaking.wait()
            self._speaking = None
