"""Flashcards of other programs: read a file, make a bank of its cards, and add it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mlprep_cli.adapters.files import expand_home, write_file
from mlprep_cli.app.banks import add, current
from mlprep_cli.core.cards import IMPORTED, ConvertedCards, Destination, bank_name, convert
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.core.slugs import slug
from mlprep_cli.core.text import without_hidden
from mlprep_cli.errors import InvalidBank, MlprepError, UsageError, unknown_name

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.banks import BankChanges

FOLDER = "imported"
"""The folder of the banks in the home folder."""
_LONGEST_TOPIC = 60


class ImportOptions(NamedTuple):
    """How files of cards are read.

    Attributes:
        kind: Their kind; if empty, it is recognised.
        columns: What the columns of a table without headings hold, such as `prompt,answer`.
        topic: The topic of cards without a tag that names a known one.
        round: The round of all cards; if empty, it follows from their answers.
    """

    kind: str = ""
    columns: str = ""
    topic: str = ""
    round: str = ""


class CardImport(NamedTuple):
    """A file of cards, ready to be added.

    Attributes:
        source: The file.
        name: The name of the bank.
        path: The file of the bank.
        data: Its content.
        converted: The questions, and the cards that were left out.
    """

    source: Path
    name: str
    path: Path
    data: bytes
    converted: ConvertedCards


def prepare(context: Context, files: Sequence[Path], options: ImportOptions) -> list[CardImport]:
    """Return what importing files would add; change nothing.

    Raises:
        MlprepError: A file cannot be read or used, or an option has an unknown value.
    """
    from mlprep_cli.adapters.card_file import KINDS
    from mlprep_cli.adapters.table_file import columns_named

    if options.kind and options.kind not in KINDS:
        raise unknown_name(f"There is no kind {options.kind}.", options.kind, KINDS)
    if options.round and options.round not in ROUNDS:
        raise unknown_name(f"There is no round {options.round}.", options.round, ROUNDS)
    topic = slug(options.topic)
    if options.topic and (topic != options.topic.lower() or len(topic) > _LONGEST_TOPIC):
        hint = f"--topic {topic[:_LONGEST_TOPIC]}" if topic else "Use a-z, 0-9 and single dashes."
        raise UsageError(f"{options.topic} is not the name of a topic.", hint)
    columns = columns_named(options.columns) if options.columns else ()
    names: dict[str, Path] = {}
    imports = []
    for file in files:
        ready = _prepared(context, expand_home(file).absolute(), options._replace(topic=topic or IMPORTED), columns)
        if (other := names.setdefault(ready.name, ready.source)) != ready.source:
            raise _name_taken(ready.source, ready.name, f"{other} makes it")
        imports.append(ready)
    return imports


def carry_out(context: Context, imports: Sequence[CardImport]) -> Iterator[tuple[CardImport, BankChanges]]:
    """Write each bank and add it, and yield the changes.

    Raises:
        MlprepError: A file cannot be written, or the bank cannot be used.
    """
    for ready in imports:
        folder = ready.path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            wrong = f"The folder {folder} cannot be created ({error.strerror})."
            raise MlprepError(wrong, "Name another folder with --home or MLPREP_HOME.") from error
        write_file(ready.path, ready.data)
        yield ready, add(context, ready.path)[1]


def _prepared(context: Context, source: Path, options: ImportOptions, columns: Sequence[str]) -> CardImport:
    from mlprep_cli.adapters.bank_writer import bank_text
    from mlprep_cli.adapters.card_file import read_card_file

    read = read_card_file(source, options.kind, columns)
    name = bank_name(source.stem)
    heading = f"Cards imported from {json.dumps(without_hidden(str(source)), ensure_ascii=False)}"
    path = context.home / FOLDER / f"{name}.yaml"
    _refuse_taken_name(context, source, path, heading)
    topics, taken = current(context).banks.claims(name)
    banks = {question: bank for question, (bank, _) in taken.items()}
    converted = convert(read.cards, Destination(name, topics, banks, options.topic, options.round))
    left_out = tuple(sorted((*read.left_out, *converted.left_out)))
    data = f"# {heading}\n{bank_text(converted.bank)}".encode()
    if converted.bank.questions:
        _refuse_oversize(source, path, data, topics)
    return CardImport(source, name, path, data, converted._replace(left_out=left_out))


def _refuse_taken_name(context: Context, source: Path, path: Path, heading: str) -> None:
    """Refuse a file whose bank would replace one that was not made from it.

    Raises:
        UsageError: A bank in use has its name, and comes from elsewhere.
    """
    loaded = next((bank for bank in current(context).banks.all() if bank.name == path.stem), None)
    if loaded is None or not loaded.path.name:
        return
    if loaded.path != path:
        raise _name_taken(source, path.stem, f"{loaded.path} is in use")
    try:
        with path.open(encoding="utf-8") as file:
            first = file.readline(10_000).rstrip("\n").removeprefix("# ")
    except (OSError, UnicodeDecodeError):
        return
    if first != heading:
        raise _name_taken(source, path.stem, "it was imported from another file")


def _name_taken(source: Path, name: str, reason: str) -> UsageError:
    return UsageError(
        f"The cards of {source} would be the bank {name}, but {reason}.",
        "Rename the file, or remove that bank first with mlprep bank remove NAME.",
    )


def _refuse_oversize(source: Path, path: Path, data: bytes, topics: set[str]) -> None:
    """Refuse cards that make too large a bank.

    Raises:
        MlprepError: The bank has more bytes or values than a bank may have.
    """
    from mlprep_cli.adapters.bank_file import BankFile
    from mlprep_cli.core.banks import Fingerprint, KnownNames

    try:
        BankFile(path, data, Fingerprint(len(data), 0, "")).bank(KnownNames(topics))
    except InvalidBank as error:
        raise MlprepError(
            f"The cards of {source} do not make a bank ({error.problems[0].message}).",
            "Split it into files of at most 5,000 cards.",
        ) from error
