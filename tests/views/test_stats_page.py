"""The HTML page of the statistics: the figures of the document, escaped names, nothing loaded."""

from __future__ import annotations

import re

import pytest

from mlprep_cli.core.stats import GroupFigures, Progress
from mlprep_cli.core.stats_details import Details
from mlprep_cli.views.documents import Document
from mlprep_cli.views.stats import PARTS
from mlprep_cli.views.stats_document import progress, table
from mlprep_cli.views.stats_page import page
from mlprep_cli.views.theme import UNDEFINED
from page_figures import check_figures, figures_of
from views.test_frames import DETAILS, HEADING, NO_DETAILS, NOTHING, PROGRESS


def document(figures: Progress = PROGRESS, details: Details = DETAILS) -> Document:
    return progress(figures, details)


def test_the_page_has_the_figures_of_the_document() -> None:
    check_figures(figures_of(page(document())), document())


def test_the_page_loads_nothing() -> None:
    text = page(document())
    assert figures_of(text).links == []
    for loading in ("<script", "@import", "url("):
        assert loading not in text


def test_every_picture_has_a_title() -> None:
    text = page(document())
    assert text.count("<svg") == text.count('role="img"') == len(re.findall(r"<svg[^>]*><title>", text))


def test_undefined_figures_are_dashes() -> None:
    headline = figures_of(page(document(NOTHING, NO_DETAILS))).headline
    assert (headline["headline.expected"], headline["retention"]) == (UNDEFINED, UNDEFINED)


@pytest.mark.parametrize("kind", ["topics", "rounds"])
def test_names_from_a_bank_are_escaped(kind: str) -> None:
    group: GroupFigures = HEADING._replace(name="<script>alert(1)</script>")
    assert "<script" not in page(document(PROGRESS._replace(**{kind: (group,)})))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_rows_as_csv(part: str) -> None:
    assert len(table(document(), part).splitlines()) > 1
