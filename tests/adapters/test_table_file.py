"""Tables of cards: Anki, CSV, TSV and Quizlet."""

from __future__ import annotations

import pytest

from mlprep_cli.adapters.table_file import columns_named, read_anki, read_csv, read_quizlet
from mlprep_cli.core.cards import ForeignCard, LeftOut
from mlprep_cli.errors import UsageError

ANKI = """\
#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
x$1\tBasic\tMy Deck\tWhy?\t"So,<br>
""exactly"" so."\tml easy
x$2\tCloze\tMy Deck\t{{c1::It}} is.\t\t
"""


def test_the_headers_of_anki_say_what_its_columns_hold() -> None:
    assert read_anki(ANKI).cards == (
        ForeignCard(
            7, "Why?", 'So,<br>\n"exactly" so.', ("ml", "easy", "My Deck"), "x$1", is_unique=True, markup="html"
        ),
        ForeignCard(9, "{{c1::It}} is.", "", ("My Deck",), "x$2", is_unique=True, markup="html"),
    )


def test_anki_may_separate_by_other_characters_and_name_a_tag_for_all_notes() -> None:
    (card,) = read_anki("#separator:Semicolon\n#html:false\n#tags:ml hard\nWhy?;So.;More.\n").cards
    assert card == ForeignCard(4, "Why?", "So.\n\nMore.", ("ml", "hard"), is_unique=True, markup="text")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_headings_of_a_table_are_matched_by_name(mark: str) -> None:
    text = "ID,Front,Back,Topic,Tags,Round,Other\n7,Why?,So.,algorithms,a b,System Design,x\n\n,How?,Thus.\n"
    assert read_csv(text.replace(",", mark), ()).cards == (
        ForeignCard(2, "Why?", "So.", ("algorithms", "a", "b"), "7", round="system-design"),
        ForeignCard(4, "How?", "Thus."),
    )


def test_a_table_without_headings_needs_columns() -> None:
    assert read_csv("Why?,x,So.\n", columns_named("prompt,,answer")).cards == (ForeignCard(1, "Why?", "So."),)
    with pytest.raises(UsageError) as raised:
        read_csv("Why?,So.\n", ())
    assert raised.value.hint.endswith("mlprep import --columns prompt,answer,tags FILE")


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(UsageError, match="There is no column nonsense"):
        columns_named("prompt,nonsense")
    with pytest.raises(UsageError, match="does not name a prompt and an answer"):
        columns_named("prompt,tags")


def test_a_row_that_is_no_row_ends_the_table_and_is_named() -> None:
    read = read_csv('prompt,answer\nWhy?,So.\n"' + "x" * 200_000, ())
    assert [card.front for card in read.cards] == ["Why?"]
    assert read.left_out[0].line == 3


def test_a_line_of_quizlet_is_a_term_a_tab_and_a_definition() -> None:
    read = read_quizlet('bias\t"an error"\n\nno tab\nvariance\tspread\tmore\n')
    assert read.cards == (ForeignCard(1, "bias", '"an error"'), ForeignCard(4, "variance", "spread\tmore"))
    assert read.left_out == (LeftOut(3, "it has no tab between a term and a definition"),)
