"""Questions as an Anki package (`.apkg`), with a note for each question."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import genanki
from markdown_it import MarkdownIt

from mlprep_cli.core.export import parts_of
from mlprep_cli.core.questions import Question
from mlprep_cli.core.text import plain

DECK, MODEL = 1_846_027_351, 1_846_027_352
"""The ids of the deck and of the note type in Anki. They never change, so that a second import updates the first."""
FIELDS = ("Prompt", "Answer", "Key points", "Rubric", "Follow-ups", "Id")
_PART = "{{{{#{0}}}}}<h3>{0}</h3>{{{{{0}}}}}{{{{/{0}}}}}"
_BACK = "{{FrontSide}}<hr id=answer>{{Answer}}" + "".join(map(_PART.format, FIELDS[2:5])) + "<p class=id>{{Id}}</p>"
_STYLE = """\
.card { font: 18px/1.5 sans-serif; text-align: left; max-width: 44em; margin: 0 auto; }
pre { overflow-x: auto; padding: .6em; background: #8882; font-size: 15px; }
table { border-collapse: collapse; }
td, th { border: 1px solid #8888; padding: .2em .6em; }
.id { color: #888; font-size: 13px; }
"""
_COMMAND = re.compile(r"\[(?=/?(latex|\$\$?)\]|sound:|anki:)", re.IGNORECASE)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of the files in the package: the earliest that a zip file can have."""

# Without HTML and pictures: a bank is data, and a package has no media.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def package(questions: Sequence[Question], changed: int) -> bytes:
    """Return an Anki package with questions. The same questions, last changed at the same time, give the same package.

    Args:
        questions: The questions, in the order in which Anki introduces them.
        changed: When they were last changed, in seconds since 1970: Anki updates the notes that it has from an older package.
    """
    model = genanki.Model(
        MODEL,
        "mlprep",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": "{{Prompt}}", "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(DECK, "mlprep", "Questions exported by mlprep.")
    for number, question in enumerate(questions):
        deck.add_note(
            genanki.Note(
                model,
                [*(_html(part) for part in parts_of(question)), plain(question.id)],
                guid=genanki.guid_for("mlprep", question.id),
                tags=_tags(question),
                due=number,
            )
        )
    written = BytesIO()
    with _own_temporary_folder():
        genanki.Package(deck).write_to_file(written, timestamp=max(changed, 1))
    return _without_dates(written)


def _html(markdown: str) -> str:
    html: str = _MARKDOWN.render(plain(markdown))
    return _COMMAND.sub("&#91;", html).strip()


def _tags(question: Question) -> list[str]:
    """Return the tags of a note. A tag with `::` is below another one in Anki."""
    named = (("round", question.round), ("topic", question.topic), ("difficulty", question.difficulty))
    return [f"{name}::{'-'.join(plain(value).split())}" for name, value in named]


@contextmanager
def _own_temporary_folder() -> Iterator[None]:
    """Have temporary files in a folder that is deleted at the end: genanki leaves its own behind."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _without_dates(written: BytesIO) -> bytes:
    """Return a zip file whose files have one fixed date."""
    out = BytesIO()
    with ZipFile(written) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name, _FIRST_DAY), before.read(name), ZIP_DEFLATED)
    return out.getvalue()
