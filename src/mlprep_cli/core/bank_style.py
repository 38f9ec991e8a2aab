"""Advice on the style of a bank: nothing in it prevents a question from being asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mlprep_cli.core.questions import Bank, Question

CODE_COLUMNS = 76
TABLE_COLUMNS = 4
KEY_POINT_WORDS = 16
PROMPT_WORDS = 60
FOLLOW_UPS = 2

_FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_LATEX = re.compile(r"\\[a-zA-Z]+\{|\\(frac|sum|sigma|alpha|beta|lambda|theta|mathbb)\b|\$[^$\n0-9][^$\n]*\$")
_HTML = re.compile(
    r"</?(a|b|i|em|strong|sub|sup|br|p|div|span|table|tr|td|img|code|pre|h[1-6])(\s[^>]*)?/?>", re.IGNORECASE
)
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_SUDDEN_LIST = re.compile(r"^(?! *(?:[-+*]|\d+[.)]) )\S.*\n([-+*]|1[.)]) ", re.MULTILINE)
_THROAT = re.compile(
    r"\W*(great question|good question|that's a (great|good)|well,|so,|okay|let me start by|there are (many|several))",
    re.IGNORECASE,
)


class Advice(NamedTuple):
    """A suggested improvement.

    Attributes:
        kind: What it is about: `question`, `topic` or `guide`.
        id: The id of the question or page.
        message: What could be better.
        fix: How to improve it.
    """

    kind: str
    id: str
    message: str
    fix: str


def advice(bank: Bank) -> Iterator[Advice]:
    """Yield the advice on a valid bank: its pages first, then its questions in their order."""
    for kind, pages in (("topic", bank.topics), ("guide", bank.guides)):
        for page in pages:
            yield from (Advice(kind, page.id, *improvement) for improvement in _of_markdown("the page", page.text))
    lines: dict[str, str] = {}
    for question in bank.questions:
        for improvement in (*_of_prompt(question), *_of_answer(question), *_of_rest(question)):
            yield Advice("question", question.id, *improvement)
        for line in question.rubric:
            if (other := lines.setdefault(line, question.id)) != question.id:
                fix = "say what separates the grades of this one"
                yield Advice("question", question.id, f"{other} has the same line in its rubric", fix)


def _of_prompt(question: Question) -> Iterator[tuple[str, str]]:
    if (words := len(question.prompt.split())) > PROMPT_WORDS:
        yield f"the prompt has {words} words", "ask one thing, as an interviewer would say it"


def _of_answer(question: Question) -> Iterator[tuple[str, str]]:
    if (opening := _THROAT.match(question.answer)) is not None:
        yield f"the answer opens with “{opening[0].strip()}”", "open with the point"
    if _HEADING.search(_FENCED.sub("", question.answer)):
        yield "the answer has a heading", "put it in bold at the start of the paragraph"
    yield from _of_markdown("the answer", question.answer)


def _of_rest(question: Question) -> Iterator[tuple[str, str]]:
    if len(question.follow_ups) < FOLLOW_UPS:
        yield f"it has {len(question.follow_ups)} follow-ups", "add what an interviewer asks next, with its answer"
    for follow_up in question.follow_ups:
        yield from _of_markdown("a follow-up", follow_up.answer)
    for number, key_point in enumerate(question.key_points, start=1):
        if (words := len(key_point.point.split())) > KEY_POINT_WORDS:
            yield f"key point {number} has {words} words", "shorten it until it can be ticked by ear"
    if question.code is None:
        if question.round == "coding":
            yield "it has no code", "give it code: with a stub, a solution and checks"
    else:
        for name, text in zip(question.code._fields, question.code, strict=True):
            if (columns := max(map(len, text.splitlines()), default=0)) > CODE_COLUMNS:
                yield f"a line of its {name} has {columns} columns", f"break it at {CODE_COLUMNS}"


def _of_markdown(where: str, text: str) -> Iterator[tuple[str, str]]:
    for block in _FENCED.findall(text):
        if (columns := max(map(len, block.splitlines()))) > CODE_COLUMNS:
            yield f"{where} has code of {columns} columns", f"break it at {CODE_COLUMNS}"
    prose = _INLINE_CODE.sub("", _FENCED.sub("", text))
    if (match := _SUDDEN_LIST.search(prose)) is not None:
        yield (
            f"{where} has a line that begins with “{match[1]}”, which Markdown reads as a list",
            "break the line elsewhere, or put a blank line before it",
        )
    if any(line.lstrip().startswith("|") and line.count("|") > TABLE_COLUMNS + 1 for line in prose.splitlines()):
        yield f"{where} has a table of more than {TABLE_COLUMNS} columns", "remove one, or make it a list"
    if (match := _LATEX.search(prose)) is not None:
        yield f"{where} has LaTeX ({match[0]})", "write formulas in Unicode: σ, ∑, xᵀw, ‖w‖²"
    if (match := _HTML.search(prose)) is not None:
        yield f"{where} has HTML ({match[0]})", "write Markdown"
