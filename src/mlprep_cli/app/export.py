"""Exporting questions: to a bank file, a table, a document or an Anki package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import write_file
from mlprep_cli.app.banks import current
from mlprep_cli.app.files import file_to_write
from mlprep_cli.core.export import bank_of
from mlprep_cli.core.questions import Query
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlprep_cli.app.context import Context
    from mlprep_cli.core.questions import Question

FORMATS = ("csv", "markdown", "yaml", "anki")
REQUIREMENT = "genanki>=0.13,<0.14"
STANDARD_OUTPUT = Path("-")


def export(context: Context, query: Query, form: str, file: Path, *, due: bool, replace: bool) -> int:
    """Write the questions that `list` would list to a file, and return their number. The file `-` is standard output.

    Args:
        context: The context.
        query: The questions.
        form: One of `FORMATS`.
        file: The file to write.
        due: Whether to write only due questions.
        replace: Whether to replace an existing file.

    Raises:
        MlprepError: No question matches, a library is missing, or the file cannot be written.
    """
    is_printed = file == STANDARD_OUTPUT
    if is_printed and form == "anki":
        raise UsageError("An Anki package cannot be printed on standard output.", "mlprep export --anki questions.apkg")
    target = file if is_printed else file_to_write(context, file, replace=replace)
    questions = current(context).questions.matching(query, context.clock.today if due else None)
    if not questions:
        raise MlprepError("No question matches.", "Leave out a word or an option.")
    content = _package(context, questions) if form == "anki" else _text(context, questions, form).encode()
    if is_printed:
        context.screen.write_document(content.decode().rstrip("\r\n"))
    else:
        write_file(target, content, replace=replace)
    return len(questions)


def _text(context: Context, questions: Sequence[Question], form: str) -> str:
    from mlprep_cli.views import export as views

    if form == "yaml":
        from mlprep_cli.adapters.bank_writer import bank_text

        return bank_text(bank_of(questions, context.store.pages.pages("topic")))
    return views.table(questions) if form == "csv" else views.document(questions)


def _package(context: Context, questions: Sequence[Question]) -> bytes:
    """Return an Anki package. Its notes are as old as the newest bank file, so that an unchanged one is the same file.

    Raises:
        MlprepError: genanki is not installed.
    """
    try:
        from mlprep_cli.adapters.anki_file import package
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "genanki":
            raise
        from mlprep_cli.app.browse import installation

        hint = installation(extra="anki", requirement=REQUIREMENT)
        raise MlprepError("mlprep export --anki needs genanki, which is not installed.", hint) from error
    changed = max(bank.modified_ns for bank in context.store.banks.all()) // 1_000_000_000
    return package(questions, changed)
