"""The English of the project, as far as a pattern can find it: unusual phrases, vague names, and lines of prose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.source import MODULES, ROOT, Module, docstrings_in

CODE = [
    path
    for path in [*sorted(path for name in ("src", "tests", "benchmarks") for path in (ROOT / name).rglob("*.py"))]
    if path != Path(__file__)
]
PROSE = [path for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]) if path.name != "bank-review.md"]
PHRASES = [
    r"mend(ed|s|ing)?", "anew", "so many", "is there already", "but for", r"stands? in", "see to it that", r"tells? of",
    "in the place of", r"hangs? on", r"what (is|are|was|were) \w+ed",
]  # fmt: skip
"""Phrases that a technical writer would not use. In the names of tests, underscores count as blanks."""
VAGUE = {"each", "found", "told"}
"""Loop variables that say nothing about their values."""
NO_PROSE = re.compile(r"\s*(\||#|!\[|<!--|$)")
ITEM = re.compile(r"\s*([-*]|\d+\.) ")
SENTENCE_END = re.compile(r"""[.:?!…]["'”’)*_`]*$""")
SECOND_SENTENCE = re.compile(r"""[a-z)`"][.?!] +[A-Z]""")


def prose_of(path: Path) -> str:
    """Return a Markdown page without its code blocks."""
    return re.sub(r"^ *```.*?^ *```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def matches(text: str) -> Iterator[str]:
    """Yield each phrase in a text with its line. It may be broken across lines of a comment."""
    pattern = "|".join(PHRASES).replace(" ", r"[\s#_]+")
    for match in re.finditer(rf"(?<![^\W_])({pattern})(?![^\W_])", text, re.IGNORECASE):
        yield f"{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"


@pytest.mark.parametrize("path", [*CODE, *PROSE], ids=lambda path: str(path.relative_to(ROOT)))
def test_it_has_no_unusual_phrases_and_no_em_dashes(path: Path) -> None:
    text = path.read_text("utf-8") if path.suffix == ".py" else prose_of(path)
    assert [*matches(text), *re.findall(".*—.*", text)] == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_docstring_about_truth_starts_with_whether(path: Path) -> None:
    docstrings = docstrings_in(ast.parse(path.read_text("utf-8")))
    assert [text for _, text in docstrings if text.startswith("Return whether somebody")] == []


@pytest.mark.parametrize("module", MODULES.values(), ids=lambda module: module.name or "mlprep_cli")
def test_a_loop_variable_names_its_value(module: Module) -> None:
    loops = [node for node in ast.walk(module.tree) if isinstance(node, ast.For | ast.comprehension)]
    names = [node for loop in loops for node in ast.walk(loop.target) if isinstance(node, ast.Name)]
    assert [f"{name.lineno}: {name.id}" for name in names if name.id in VAGUE] == []


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_prose_has_one_sentence_a_line(path: Path) -> None:
    lines = prose_of(path).splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if NO_PROSE.match(line):
            continue
        goes_on = not NO_PROSE.match(following) and not ITEM.match(following)
        assert SENTENCE_END.search(line) or (ITEM.match(line) and not goes_on), line
        assert not SECOND_SENTENCE.search(re.sub("`.*?`", "`", line)), line
