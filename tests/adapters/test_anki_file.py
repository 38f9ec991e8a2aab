"""The Anki package, read back as Anki reads it: a zip file with a database."""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from sqlite3 import connect
from typing import Any, NamedTuple
from zipfile import ZipFile

from fakes import question
from mlprep_cli.adapters.anki_file import DECK, FIELDS, MODEL, package
from mlprep_cli.core.questions import Code, FollowUp, KeyPoint, Question, Rubric

CHANGED = 1_790_000_000
TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |"


class AnkiNote(NamedTuple):
    """A note of a package, with its fields by their names."""

    guid: str
    model: int
    changed: int
    tags: list[str]
    fields: dict[str, str]


def notes(data: bytes, folder: Path) -> list[AnkiNote]:
    """Return the notes of a package in the order in which Anki introduces them."""
    with ZipFile(BytesIO(data)) as file:
        assert file.namelist() == ["collection.anki2", "media"]
        assert json.loads(file.read("media")) == {}
        path = Path(file.extract("collection.anki2", folder))
    with closing(connect(path)) as database:
        models, decks = map(json.loads, database.execute("SELECT models, decks FROM col").fetchone())
        assert [field["name"] for field in models[str(MODEL)]["flds"]] == [*FIELDS]
        assert str(DECK) in decks
        assert database.execute("SELECT count(*), count(DISTINCT nid), min(did), max(did) FROM cards").fetchone() == (
            *database.execute("SELECT count(*), count(*) FROM notes").fetchone(),
            *(DECK, DECK),
        )
        rows = database.execute(
            "SELECT guid, mid, notes.mod, tags, flds FROM notes JOIN cards ON cards.nid = notes.id ORDER BY due"
        ).fetchall()
    path.unlink()
    return [
        AnkiNote(guid, model, changed, tags.split(), dict(zip(FIELDS, fields.split("\x1f"), strict=True)))
        for guid, model, changed, tags, fields in rows
    ]


def note(folder: Path, **parts: Any) -> AnkiNote:
    """Return the only note of a package of one question with these parts."""
    (only,) = notes(package([question("one", **parts)], CHANGED), folder)
    return only


def test_a_note_has_every_part_of_its_question_and_its_tags(tmp_path: Path) -> None:
    written = note(
        tmp_path,
        prompt="What is `x`?",
        answer="It is **one**.",
        key_points=(KeyPoint("One", must=True, say=("single",)),),
        rubric=Rubric("All", "Some", "None"),
        follow_ups=(FollowUp("Why?", "So."),),
    )
    assert written.model == MODEL
    assert written.changed == CHANGED
    assert written.tags == ["round::screening", "topic::regularization", "difficulty::medium"]
    assert written.fields == {
        "Prompt": "<p>What is <code>x</code>?</p>",
        "Answer": "<p>It is <strong>one</strong>.</p>",
        "Key points": "<ul>\n<li><strong>must:</strong> One (single)</li>\n</ul>",
        "Rubric": "<ul>\n<li><strong>Strong Hire:</strong> All</li>\n<li><strong>Lean Hire:</strong> Some</li>\n"
        "<li><strong>No Hire:</strong> None</li>\n</ul>",
        "Follow-ups": "<p><strong>Why?</strong></p>\n<p>So.</p>",
        "Id": "one",
    }


def test_code_and_tables_become_html(tmp_path: Path) -> None:
    code = Code("def f(): ...", "def f(): return 1 < 2", ())
    written = note(tmp_path, answer=f"{TABLE}\n\n```python\na < b\n```", code=code)
    assert "<th>a</th>" in written.fields["Answer"]
    assert '<pre><code class="language-python">a &lt; b\n</code></pre>' in written.fields["Answer"]
    assert "return 1 &lt; 2" in written.fields["Answer"]
    assert '<pre><code class="language-python">def f(): ...\n</code></pre>' in written.fields["Prompt"]


def test_a_second_package_updates_the_notes_of_the_first(tmp_path: Path) -> None:
    first = notes(package([question("one"), question("two")], CHANGED), tmp_path)
    second = notes(package([question("two", answer="Now better."), question("three")], CHANGED + 9), tmp_path)
    assert len({written.guid for written in (*first, *second)}) == 3
    (old,) = [written for written in first if written.fields["Id"] == "two"]
    (new,) = [written for written in second if written.fields["Id"] == "two"]
    assert (old.guid, old.model) == (new.guid, new.model)
    assert new.changed > old.changed
    assert new.fields["Answer"] == "<p>Now better.</p>"


def test_the_ids_never_change(tmp_path: Path) -> None:
    assert (DECK, MODEL, note(tmp_path).guid) == (1_846_027_351, 1_846_027_352, "D}qR[47rTT")


def test_the_same_questions_give_the_same_bytes() -> None:
    questions = [question("one"), question("two", answer=TABLE)]
    assert package(questions, CHANGED) == package(questions, CHANGED)


def test_notes_keep_the_order_of_the_questions(tmp_path: Path) -> None:
    names = ["zeta", "alpha", "mu"]
    written = notes(package([question(name) for name in names], CHANGED), tmp_path)
    assert [one.fields["Id"] for one in written] == names


def test_nothing_in_a_question_is_html_or_a_command_of_anki(tmp_path: Path) -> None:
    hostile = "<script>x</script> ![p](http://example.org/p.png) [sound:a.mp3] [latex]x[/latex] [$]y[/$] \x1b\x1f"
    hostile += " [a](javascript:x)"
    asked: Question = question(
        "one",
        prompt=hostile,
        answer=hostile,
        key_points=(KeyPoint(hostile),),
        rubric=Rubric(hostile, hostile, hostile),
        follow_ups=(FollowUp(hostile, hostile),),
    )
    (written,) = notes(package([asked._replace(topic="two words")], CHANGED), tmp_path)
    assert written.tags[1] == "topic::two-words"
    for name in FIELDS[:5]:
        field = written.fields[name]
        assert not any(bad in field for bad in ("<script", "<img", "[sound:", "[latex]", "[/latex]", "[$]", "\x1b")), (
            name
        )
        assert 'href="javascript' not in field


def test_no_temporary_file_is_left_behind() -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    package([question("one")], CHANGED)
    assert {path for path in Path(tempfile.gettempdir()).iterdir() if path.is_file()} <= before
