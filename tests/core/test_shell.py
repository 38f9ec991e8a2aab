"""Arguments of suggested commands, quoted for the shells of each system."""

from __future__ import annotations

from shlex import split
from subprocess import list2cmdline

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.shell import quoted

TEXTS = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", codec="utf-8"), min_size=1)


@given(TEXTS)
def test_a_posix_shell_reads_the_text_back(text: str) -> None:
    assert split(quoted(text, "linux")) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l1-vs-l2", "l1-vs-l2"),
        (r"C:\Users\me\log.jsonl", r"C:\Users\me\log.jsonl"),
        (r"C:\My Documents\log.jsonl", r'"C:\My Documents\log.jsonl"'),
        (r"\\server\my share", r'"\\server\my share"'),
        ("C:\\My Documents\\", '"C:\\My Documents\\\\"'),
        ("Two Sigma", '"Two Sigma"'),
        ("it's", '"it\'s"'),
        ("a & calc", '"a & calc"'),
        ("a; calc", '"a; calc"'),
        ("a|b>c", '"a|b>c"'),
        ("(calc)", '"(calc)"'),
        ("@calc", '"@calc"'),
        ("@(calc)", '"@(calc)"'),
        ("$(calc)", '"`$(calc)"'),
        ("`calc`", '"``calc``"'),
        ('a "b"', '"a ""b"""'),
        ("", '""'),
    ],
)
def test_windows_quotes_with_quotation_marks(text: str, expected: str) -> None:
    assert quoted(text, "win32") == expected


@given(TEXTS.filter(lambda text: not set(text) & set('"$`')))
def test_a_windows_program_reads_the_text_back(text: str) -> None:
    """`list2cmdline` is the inverse of the way in which programs split their command line."""
    assert quoted(f" {text}", "win32") == list2cmdline([f" {text}"])
