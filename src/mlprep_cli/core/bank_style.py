"""How a bank should read: advice that keeps no question from being asked."""

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
    """Something to write better: of what (`question`, `topic` or `guide`), its id, what it is, and the fix."""

    kind: str
    id: str
    what: str
    fix: str


def advice(bank: Bank) -> Iterator[Advice]:
    """Return what a reader would want changed in a bank that can be used as it is."""
    for kind, pages in (("topic", bank.topics), ("guide", bank.guides)):
        for page in pages:
            yield from (Advice(kind, page.id, what, fix) for what, fix in _of_markdown("the page", page.text))
    said: dict[str, str] = {}
    for each in bank.questions:
        found = (*_of_prompt(each), *_of_answer(each), *_of_rest(each))
        yield from (Advice("question", each.id, what, fix) for what, fix in found)
        for sentence in each.rubric:
            if (other := said.setdefault(sentence, each.id)) != each.id:
                fix = "say what separates the grades of this one"
                yield Advice("question", each.id, f"{other} has the same line in its rubric", fix)


def _of_prompt(question: Question) -> Iterator[tuple[str, str]]:
    if (words := len(question.prompt.split())) > PROMPT_WORDS:
        yield f"the prompt has {words} words", "ask one thing, as an interviewer would say it"


def _of_answer(question: Question) -> Iterator[tuple[str, str]]:
    if (opening := _THROAT.match(question.answer)) is not None:
        yield f"the answer opens with “{opening[0].strip()}”", "open with the point"
    if _HEADING.search(_FENCED.sub("", question.answer)):
        yield "the answer has a heading", "say it in bold at the head of the paragraph"
    yield from _of_markdown("the answer", question.answer)


def _of_rest(question: Question) -> Iterator[tuple[str, str]]:
    if len(question.follow_ups) < FOLLOW_UPS:
        yield f"it has {len(question.follow_ups)} follow-ups", "add what an interviewer asks next, with its answer"
    for probe in question.follow_ups:
        yield from _of_markdown("a follow-up", probe.answer)
    for number, each in enumerate(question.key_points, start=1):
        if len(each.point.split()) > KEY_POINT_WORDS:
            yield f"key point {number} has {len(each.point.split())} words", "shorten it until it can be ticked by ear"
    if question.code is None:
        if question.round == "coding":
            yield "it has no code", "give it code: with a stub, a solution and checks"
    else:
        for name, text in zip(question.code._fields, question.code, strict=True):
            if (wide := max(map(len, text.splitlines()), default=0)) > CODE_COLUMNS:
                yield f"a line of its {name} has {wide} columns", f"break it at {CODE_COLUMNS}"


def _of_markdown(where: str, text: str) -> Iterator[tuple[str, str]]:
    for block in _FENCED.findall(text):
        if (wide := max(map(len, block.splitlines()))) > CODE_COLUMNS:
            yield f"{where} has code of {wide} columns", f"break it at {CODE_COLUMNS}"
    prose = _INLINE_CODE.sub("", _FENCED.sub("", text))
    if (found := _SUDDEN_LIST.search(prose)) is not None:
        yield (
            f"{where} has a line that begins with “{found[1]}”, a list to Markdown",
            "wrap it elsewhere, or leave a line",
        )
    if any(line.lstrip().startswith("|") and line.count("|") > TABLE_COLUMNS + 1 for line in prose.splitlines()):
        yield f"{where} has a table of more than {TABLE_COLUMNS} columns", "drop one, or make it a list"
    if (found := _LATEX.search(prose)) is not None:
        yield f"{where} has LaTeX ({found[0]})", "write formulas in Unicode: σ, ∑, xᵀw, ‖w‖²"
    if (found := _HTML.search(prose)) is not None:
        yield f"{where} has HTML ({found[0]})", "write Markdown"
