"""Files of flashcards: read within limits, and recognised by their suffix and content."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path

from mlprep_cli.adapters.files import open_file
from mlprep_cli.adapters.markdown_file import has_cards, read_markdown, read_org
from mlprep_cli.adapters.table_file import is_anki, read_anki, read_csv, read_quizlet
from mlprep_cli.core.cards import MOST_CARDS, ReadCards
from mlprep_cli.errors import MlprepError, UsageError

KINDS = ("anki", "csv", "tsv", "markdown", "org", "quizlet")
MOST_BYTES = 20_000_000
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".org": "org",
}
_PACKAGES = (".apkg", ".colpkg")
_BANKS = (".yaml", ".yml")
_BINARY = frozenset(range(32)) - {*b"\t\n\v\f\r\x1b"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_card_file(path: Path, kind: str = "", columns: Sequence[str] = ()) -> ReadCards:
    """Return the cards in a file.

    Args:
        path: The file.
        kind: One of `KINDS`; if empty, the kind is recognised.
        columns: What the columns of a table without headings hold.

    Raises:
        MlprepError: It cannot be read, is not text, is too large, or its kind is not recognised.
    """
    suffix = path.suffix.lower()
    if suffix in _PACKAGES:
        raise UsageError(
            f"{path} is a package of Anki, which cannot be imported.", "Export from Anki as “Notes in Plain Text”."
        )
    if suffix in _BANKS and not kind:
        raise UsageError(f"{path} has the suffix of a bank.", "mlprep bank add FILE adds a bank.")
    text = _text_of(path)
    kind = kind or _kind_of(path, text, columns)
    try:
        read = _read(kind, text, columns)
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error
    if len(read.cards) > MOST_CARDS:
        raise MlprepError(f"{path} has more than {MOST_CARDS:,} cards.", "Split it into several files.")
    return read


def _read(kind: str, text: str, columns: Sequence[str]) -> ReadCards:
    match kind:
        case "anki":
            return read_anki(text)
        case "csv":
            return read_csv(text, columns)
        case "tsv":
            return read_csv(text, columns, "\t")
        case "quizlet":
            return read_quizlet(text)
        case "org":
            return read_org(text)
        case _:
            return read_markdown(text)


def _text_of(path: Path) -> str:
    with open_file(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise MlprepError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB.", "Split it into several files.")
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"{path} is not text in UTF-8: see byte 0x{data[error.start]:02x} on line {line}."
        raise MlprepError(wrong, "Save or export the file as UTF-8.") from error
    if any(chr(code) in text for code in _BINARY):
        raise MlprepError(f"{path} is not a text file.", "Export the cards as text, CSV or Markdown.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _kind_of(path: Path, text: str, columns: Sequence[str]) -> str:
    if is_anki(text):
        return "anki"
    if known := _SUFFIXES.get(path.suffix.lower()):
        return known
    if columns:
        return "csv"
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and 2 * sum("\t" in line for line in lines) > len(lines):
        return "quizlet"
    if has_cards(text):
        return "markdown"
    raise UsageError(
        f"The kind of the cards in {path} is not recognised.", f"Say the kind with --as: {', '.join(KINDS)}."
    )
