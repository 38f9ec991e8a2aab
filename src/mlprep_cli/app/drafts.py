"""Texts that the user writes in an editor: a file that stays until its text is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.editor import edit, editor_command, has_window
from mlprep_cli.adapters.files import write_file
from mlprep_cli.app.coding import text_of, text_or_none
from mlprep_cli.core.log_records import LONGEST_ATTEMPT
from mlprep_cli.core.text import without_hidden
from mlprep_cli.errors import MlprepError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context


def refuse_without_terminal(context: Context, command: str) -> None:
    """Refuse a command that opens an editor if nobody is at a terminal.

    Raises:
        MlprepError: Standard input or output is not a terminal.
    """
    if not context.screen.is_interactive:
        raise MlprepError(f"{command} needs a terminal.", "Run it in a terminal: it opens your editor.")


def draft_of(context: Context, folder: str, name: str) -> Path:
    """Return the path of a draft in a folder of the home folder, which is created.

    Raises:
        MlprepError: The folder cannot be created.
    """
    path = context.home / folder / f"{name}.md"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MlprepError(
            f"{path.parent} cannot be written ({error.strerror}).", "Check the permissions of the folder."
        ) from error
    return path


def edited(context: Context, path: Path, text: str) -> str:
    """Open a draft in the user's editor, and return the saved text without hidden characters and blank ends.

    A draft that was left behind is opened instead of the text, so that nothing is lost.

    Raises:
        MlprepError: The editor fails, or the file cannot be read or is too long; it is kept.
    """
    command = editor_command()
    written = f"{text}\n" if text else ""
    if path.exists():
        context.screen.warn(f"You go on with the draft that was not finished: {path}")
    else:
        write_file(path, written.encode())
    try:
        edit(path)
    except MlprepError as error:
        if text_or_none(path) != written:
            raise
        path.unlink()
        raise MlprepError(error.message, "Nothing was changed.") from error
    if has_window(command):
        context.screen.ask("Save the file in your editor, close it, then press Enter here. ")
    saved = without_hidden(text_of(path)).strip()
    if len(saved) > LONGEST_ATTEMPT:
        raise MlprepError(
            f"The text has {len(saved):,} characters; at most {LONGEST_ATTEMPT:,} are kept.", f"Shorten it: {path}"
        )
    return saved
