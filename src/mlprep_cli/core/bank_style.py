"""Advice on the style of a bank: nothing in it prevents a question from being asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mlprep_cli.core.questions import Bank, Question, phrases_of
from mlprep_cli.core.stems import stems

CODE_COLUMNS = 76
TABLE_COLUMNS = 4
KEY_POINT_WORDS = 16
PROMPT_WORDS = 60
FOLLOW_UPS = 2
CUES = (2, 6)
CUE_QUESTIONS = 3
CURRENT_MONTHS = 18
SHARED_STEMS = 0.26
"""The least share of the stems of a Strong clause that one key point must have, fitted to clauses of the shipped bank."""

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
_AUXILIARY = (
    r"(?:is|are|was|were|has|have|had|can|cannot|could|may|might|must|will|would|should|does|do|did|needs?|differs?"
    r"|(?:is|are|ca|do|does|wo)n['’]t)"
)
_SECOND_CLAUSE = re.compile(
    rf" and (?:then )?(?:{_AUXILIARY}|never|[a-z]+[^su'’]s (?:the|an?|its|their|no|every|each|all|any|it|them|only|one|two))\b"
    rf"|\b{_AUXILIARY}\b.* and .*\b{_AUXILIARY}\b"
)
_NO_LIST = re.compile(r"\bor\b|\bsuch as\b|, (?:not|so|but|which|here|even|with|under|from|given|without|because)\b")
_CLAUSE = re.compile(r"[,;:]|\b(?:and|but)\b")


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


def advice(bank: Bank, today: date) -> Iterator[Advice]:
    """Yield the advice on a valid bank: its pages first, then its questions in their order."""
    phrases = Counter(phrase for question in bank.questions for phrase in _phrases(question))
    for kind, pages in (("topic", bank.topics), ("guide", bank.guides)):
        for page in pages:
            yield from (Advice(kind, page.id, *improvement) for improvement in _of_markdown("the page", page.text))
    lines: dict[str, str] = {}
    for question in bank.questions:
        improvements = [*_of_prompt(question), *_of_answer(question), *_of_rest(question), *_of_age(question, today)]
        if bank.format > 1:
            improvements += [
                *_of_key_points(question),
                *_of_strong(question),
                *_of_cues(question, phrases),
                *_of_sources(question),
            ]
        for improvement in improvements:
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
        code = question.code
        groups = ((f"check {check.name}", check.code) for check in code.checks)
        for name, text in (("stub", code.stub), ("solution", code.solution), ("helpers", code.helpers), *groups):
            if (columns := max(map(len, text.splitlines()), default=0)) > CODE_COLUMNS:
                yield f"a line of its {name} has {columns} columns", f"break it at {CODE_COLUMNS}"


def _of_key_points(question: Question) -> Iterator[tuple[str, str]]:
    for number, key_point in enumerate(question.key_points, start=1):
        prose = _INLINE_CODE.sub("", key_point.point)
        if ";" in prose or _SECOND_CLAUSE.search(prose):
            yield f"key point {number} has two facts ({key_point.point})", "make it two, or drop the lesser one"
        elif prose.count(", ") > 1 and not _NO_LIST.search(prose):
            yield f"key point {number} is a list ({key_point.point})", "name the one thing that a listener ticks"


def _of_strong(question: Question) -> Iterator[tuple[str, str]]:
    points = [stems(" ".join((key_point.point, *key_point.cues))) for key_point in question.key_points]
    for clause in map(str.strip, _CLAUSE.split(question.rubric.strong.rstrip(" .\n"))):
        words = stems(clause)
        if len(words) > 1 and max(len(words & point) for point in points) < SHARED_STEMS * len(words):
            yield (
                f"no key point has “{clause}” of the Strong line",
                "make it a key point, or say it in the words of one",
            )


def _of_cues(question: Question, everywhere: Counter[str]) -> Iterator[tuple[str, str]]:
    if question.round == "behavioral":
        return
    for number, key_point in enumerate(question.key_points, start=1):
        if not CUES[0] <= len(key_point.say) <= CUES[1]:
            fix = f"give it {CUES[0]} to {CUES[1]}, in the words that a listener may hear"
            yield f"key point {number} has {len(key_point.say)} cues", fix
    for cue in sorted({cue.lower() for key_point in question.key_points for cue in key_point.say}):
        if (count := min(everywhere[phrase] for phrase in phrases_of(cue))) > CUE_QUESTIONS:
            yield f"the cue “{cue}” is in the key points of {count} questions", "add a phrase that only this point has"


def _phrases(question: Question) -> set[str]:
    return {phrase.lower() for key_point in question.key_points for phrase in key_point.cues}


def _of_sources(question: Question) -> Iterator[tuple[str, str]]:
    claims = " ".join(source.claim for source in question.sources).lower()
    for company in question.companies:
        if company.name.lower() not in claims:
            yield f"no source names {company.name}", "add a source that says who asked it, or remove the company"


def _of_age(question: Question, today: date) -> Iterator[tuple[str, str]]:
    if question.as_of:
        year, _, month = question.as_of.partition("-")
        months = 12 * (today.year - int(year)) + today.month - int(month or 12)
        if months > CURRENT_MONTHS:
            yield f"it was checked {months} months ago ({question.as_of})", "check what has moved, and update as_of"


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
