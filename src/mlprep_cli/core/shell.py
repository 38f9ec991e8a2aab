"""Texts as arguments of a suggested command: quoted for the shell of the system."""

from __future__ import annotations

import re
import shlex
from sys import platform


def quoted(text: str, system: str = platform) -> str:
    """Return a text as one argument for the shell; on Windows for PowerShell and, except for `$` and backquotes, cmd."""
    if system != "win32":
        return shlex.quote(text)
    if re.fullmatch(r"[\w+=:./\\-]+", text, re.ASCII):
        return text
    inside = re.sub(r"[`$]", r"`\g<0>", text).replace('"', '""')
    # The program that is started would take a backslash before the last quotation mark as part of the text.
    return '"' + inside + "\\" * (len(inside) - len(inside.rstrip("\\"))) + '"'
