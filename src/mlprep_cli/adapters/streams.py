"""Standard output and standard error in any encoding, and the error if they cannot be written.

While a command runs, `sys.stdout` and `sys.stderr` are an `Output` and `Messages`, whoever prints: Rich, Typer or mlprep.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EBADF, EIO
from typing import TextIO, cast

from mlprep_cli.core.fallbacks import fallback
from mlprep_cli.errors import MlprepError

FALLBACK = "mlprep.fallback"
"""The name of the error handler that replaces characters which the encoding of a stream lacks."""
HUNG_UP = 129
"""The exit code of a program whose terminal is gone: 128 and the number of SIGHUP."""
_UTF_8 = "utf-8"


class OutputUnwritable(MlprepError):
    """Standard output is closed, full or gone."""

    def __init__(self, error: OSError) -> None:
        reason = "it is closed" if error.errno == EBADF else error.strerror or str(error)
        super().__init__(
            f"Standard output cannot be written ({reason}).",
            "Free some space, or send the output to a terminal, a pipe or another file.",
        )
        if error.errno == EIO:
            self.exit_code = HUNG_UP


class Output:
    """Standard output. If it cannot be written, that is an `OutputUnwritable`, except if the reader of a pipe has gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        with self._failures():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write the text that is still buffered."""
        with self._failures():
            self._stream.flush()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputUnwritable(error) from error


class Messages(Output):
    """Standard error. If it cannot be written, the user cannot be told so, and its text is discarded."""

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            discard(self._stream)


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Guard standard output and standard error until the end of the block."""
    codecs.register_error(FALLBACK, _fallback)
    output, messages = sys.stdout, sys.stderr
    for stream in (output, messages):
        if hasattr(stream, "reconfigure"):
            with suppress(OSError):  # the stream cannot be written, as the first text will show
                stream.reconfigure(errors=FALLBACK)
    sys.stdout, sys.stderr = cast("TextIO", Output(output)), cast("TextIO", Messages(messages))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = output, messages


def use_utf_8(stream: TextIO) -> None:
    """Write UTF-8 from now on: what other programs read does not depend on the language of the terminal."""
    if stream.encoding != _UTF_8 and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=_UTF_8, errors="replace")


def discard(stream: TextIO) -> None:
    """Discard what a broken stream still holds, and everything written to it later."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()


def _fallback(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return fallback(error.object, error.start, error.end), error.end
