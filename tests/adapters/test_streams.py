"""Standard output and standard error: one error, every encoding, and documents in UTF-8."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from errno import EIO, ENOSPC
from io import BytesIO, RawIOBase, StringIO, TextIOWrapper

import pytest

from mlprep_cli.adapters.streams import OutputUnwritable, guarded_streams, use_utf_8


class Broken(RawIOBase):
    """A device that fails with an error number."""

    def __init__(self, number: int) -> None:
        self._number = number

    def writable(self) -> bool:
        """Whether it can be opened to be written."""
        return True

    def write(self, data: object) -> int:
        """Fail."""
        raise OSError(self._number, os.strerror(self._number))


def broken(number: int) -> TextIOWrapper:
    """Return a stream on a broken device, which does not wait before it writes."""
    return TextIOWrapper(Broken(number), "utf-8", write_through=True)  # type: ignore[arg-type]  # raw is enough here


@pytest.mark.parametrize(("number", "code"), [(ENOSPC, 1), (EIO, 129)])
def test_an_output_that_cannot_be_written_is_one_error_and_a_lost_terminal_has_its_own_code(
    number: int, code: int
) -> None:
    with redirect_stdout(broken(number)), guarded_streams(), pytest.raises(OutputUnwritable) as failed:
        print("text")
    assert failed.value.exit_code == code
    assert os.strerror(number) in failed.value.message


def test_messages_that_cannot_be_written_are_discarded() -> None:
    with redirect_stderr(broken(ENOSPC)), guarded_streams():
        print("text", file=sys.stderr, flush=True)


def test_the_streams_are_given_back() -> None:
    output, messages = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(messages):
        with guarded_streams():
            print("one")
            print("two", file=sys.stderr)
        assert (sys.stdout, sys.stderr) == (output, messages)
    assert (output.getvalue(), messages.getvalue()) == ("one\n", "two\n")


@pytest.mark.parametrize(
    ("encoding", "text", "document"),
    [
        ("ascii", b"sigma^2 \\ ok ? ?\n", "σ² \\ ✓\n"),
        ("latin-1", "sigma² \\ ok ? ?\n".encode("latin-1"), "σ² \\ ✓\n"),
        ("utf-8", "σ² \\ ✓ 問 ?\n".encode(), "σ² \\ ✓\n"),
    ],
)
def test_text_falls_back_and_a_document_is_utf_8(encoding: str, text: bytes, document: str) -> None:
    device = BytesIO()
    with redirect_stdout(TextIOWrapper(device, encoding)), guarded_streams():
        print("σ² \\ ✓ 問 \udcff")
        sys.stdout.flush()
        assert device.getvalue() == text
        use_utf_8(sys.stdout)
        print(document, end="")
        sys.stdout.flush()
        assert device.getvalue() == text + document.encode()
