"""The user's editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from mlprep_cli.errors import MlprepError

FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "notepad")
"""The editors to try if neither `$VISUAL` nor `$EDITOR` names one."""
WINDOWED = frozenset(
    (
        "code",
        "code-insiders",
        "codium",
        "cursor",
        "windsurf",
        "zed",
        "subl",
        "gedit",
        "gnome-text-editor",
        "kate",
        "kwrite",
    )
) | frozenset(
    ("gvim", "mvim", "mousepad", "xed", "pluma", "geany", "idea", "pycharm", "charm", "notepad", "notepad++", "bbedit")
)
"""Editors with a window of their own. mlprep does not wait for them, so that the question stays on the screen."""


def editor_command() -> list[str]:
    """Return the editor's command and arguments: `$VISUAL`, else `$EDITOR`, else the first fallback that is installed.

    Raises:
        MlprepError: There is none, or the variable names none that is installed.
    """
    for variable, value in (("VISUAL", os.environ.get("VISUAL")), ("EDITOR", os.environ.get("EDITOR"))):
        text = (value or "").strip()
        if not text:
            continue
        try:
            command = shlex.split(text, posix=os.name == "posix")
        except ValueError as error:
            raise MlprepError(f"${variable} cannot be read: {error}.", f"export {variable}=nano") from error
        if not command or shutil.which(command[0]) is None:
            raise MlprepError(f"The editor {text} was not found.", f"export {variable}=nano")
        return command
    found = next(filter(shutil.which, FALLBACKS), None)
    if found is None:
        raise MlprepError("No editor was found.", "export EDITOR=nano")
    return [found]


def has_window(command: list[str]) -> bool:
    """Return whether an editor has a window of its own, and leaves the terminal to mlprep."""
    return Path(command[0]).stem.lower() in WINDOWED


def edit(path: Path) -> None:
    """Open a file in the user's editor, and return when it ends; at once if the editor has a window of its own.

    Raises:
        MlprepError: There is no editor, or it cannot be started, or it fails.
    """
    command = editor_command()
    quiet = subprocess.DEVNULL
    try:
        if has_window(command):
            subprocess.Popen([*command, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
            return
        code = subprocess.run([*command, str(path)], check=False).returncode
    except OSError as error:
        raise MlprepError(f"{command[0]} cannot be started ({error.strerror}).", "export EDITOR=nano") from error
    if code:
        raise MlprepError(f"{command[0]} ended with exit code {code}.", f"The file is {path}.")
