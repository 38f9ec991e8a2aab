"""Questions as a table and as a document."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from fakes import question
from mlprep_cli.core.questions import CheckGroup, Code, Company, FollowUp, KeyPoint, Rubric
from mlprep_cli.views.export import COLUMNS, document, table

FULL = question(
    "one",
    level=("L5", "L6"),
    companies=(Company("Acme", 2026), Company("Other, Inc.")),
    prompt='Say "one"',
    answer="It is one,\nor two.",
    more="More.",
    key_points=(KeyPoint("One", must=True, say=("single", "unit")), KeyPoint("Two")),
    rubric=Rubric("All", "Some", "None"),
    follow_ups=(FollowUp("Why?", "So."), FollowUp("And?", "Then.")),
    code=Code("def f(): ...", "def f(): return 1", (CheckGroup("ones", "assert f() == 1"),)),
    references=("ESL 3.4", "Knuth 1968"),
    as_of="2026-11",
)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_the_table_has_a_row_for_each_question_with_every_part() -> None:
    (row,) = read(table([FULL]))
    assert row == {
        "id": "one",
        "round": "screening",
        "topic": "regularization",
        "difficulty": "medium",
        "levels": "L5, L6",
        "companies": "Acme, Other, Inc.",
        "budget_seconds": str(FULL.budget),
        "prompt": 'Say "one"',
        "answer": "It is one,\nor two.",
        "more": "More.",
        "key_points": "must: One (single, unit)\nTwo",
        "strong": "All",
        "lean": "Some",
        "no_hire": "None",
        "follow_ups": "Why?\nSo.\n\nAnd?\nThen.",
        "stub": "def f(): ...",
        "solution": "def f(): return 1",
        "checks": "# ones\nassert f() == 1",
        "references": "ESL 3.4; Knuth 1968",
        "as_of": "2026-11",
    }


def test_the_lines_of_the_table_end_as_rfc_4180_says() -> None:
    head, *_, last = table([FULL, question("two")]).split("\r\n")
    assert head == ",".join(COLUMNS)
    assert last == ""


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\n=1", "- a list"])
def test_no_cell_is_a_formula(text: str) -> None:
    asked = question("one", prompt=text, answer=text, rubric=Rubric(text, text, text), follow_ups=(FollowUp(text, ""),))
    (row,) = read(table([asked._replace(topic=text)]))
    assert {row[name] for name in ("topic", "prompt", "answer", "strong", "lean", "no_hire")} == {f"'{text}"}
    assert row["follow_ups"].startswith("'")
    assert row["key_points"] == read(table([question("one")]))[0]["key_points"]


def test_the_document_has_a_heading_for_each_question_and_hides_the_answer() -> None:
    text = document([FULL, question("two", prompt="And *two*?", follow_ups=())])
    assert text.startswith('# 2 questions\n\n## Say "one"\n\none · screening · regularization · medium · L5 · L6\n\n')
    assert "\n\n## And \\*two\\*?\n\ntwo · " in text
    assert text.count("<details>\n<summary>Answer</summary>\n\n") == text.count("\n\n</details>\n") == 2
    assert text.count("### Follow-ups") == 1
    one = text.partition("two · ")[0]
    before, after = one.split("<details>")
    assert "def f(): ..." in before
    for part in ("It is one,\nor two.", "More.", "return 1", "assert f() == 1", "**must:** One", "**Lean Hire:** Some"):
        assert part in after
        assert part not in before


def test_nothing_in_a_question_ends_the_hidden_part_or_controls_a_terminal() -> None:
    text = document([question("one", prompt="<b>\x1b[2J", answer="</details>\n\n<script>\n\n```\nopen")])
    assert "<script>" not in text
    assert "\x1b" not in text
    assert text.count("</details>") == 1
    assert text.count("```") == 2
