"""Questions on their way out of mlprep: as a bank that needs no other bank, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from mlprep_cli.core.questions import Bank, Code, Page, Question
from mlprep_cli.core.reviews import Grade
from mlprep_cli.core.speech import seconds

_CODE = re.compile(r"(^ *(?P<fence>```|~~~).*?^ *(?P=fence) *$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^ *(```|~~~)", re.MULTILINE)
_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_START = re.compile(r"^(\d*)([-+.)])(?= )")
_SIGN = re.compile(r"([\\`*_\[\]<>#|~])")


class QuestionParts(NamedTuple):
    """The parts of a question as Markdown without HTML."""

    prompt: str
    answer: str
    key_points: str
    rubric: str
    follow_ups: str


def bank_of(questions: Sequence[Question], pages: Iterable[Page]) -> Bank:
    """Return a bank with these questions and their topics that is valid without any other bank.

    References to questions that are not in it are left out, and so is an old id that is a question in it. The format is 1
    if an answer takes longer aloud than format 2 allows.

    Args:
        questions: The questions.
        pages: The study pages of all topics.
    """
    ids = {question.id for question in questions}
    kept = tuple(
        question._replace(
            see=tuple(name for name in question.see if name in ids),
            formerly=tuple(name for name in question.formerly if name not in ids),
        )
        for question in questions
    )
    known: dict[str, Page] = {}
    for page in pages:
        known.setdefault(page.id, page)
    used = {question.topic for question in questions}
    topics = [page for name, page in known.items() if name in used]
    topics += [Page(name, name, "This topic has no study page.") for name in sorted(used - known.keys())]
    is_timed = all(ceil(seconds(question.answer)) <= question.budget for question in questions)
    return Bank(tuple(topics), (), kept, (), 2 if is_timed else 1)


def parts_of(question: Question) -> QuestionParts:
    """Return the parts of a question as Markdown."""
    code = question.code
    key_points = (
        f"- {'**must:** ' if point.must else ''}{line_of(point.point)}"
        + (f" ({', '.join(map(line_of, point.say))})" if point.say else "")
        for point in question.key_points
    )
    grades = zip((Grade.STRONG, Grade.LEAN, Grade.NO_HIRE), question.rubric, strict=True)
    follow_ups = (f"**{line_of(one.prompt)}**\n\n{_markdown(one.answer)}" for one in question.follow_ups)
    return QuestionParts(
        prompt=_joined(line_of(question.prompt), *(() if code is None else _task(code))),
        answer=_joined(
            _markdown(question.answer),
            *(("**If there is time**", _markdown(question.more)) if question.more else ()),
            *(() if code is None else ("**Solution**", _fenced(code.solution), "**Checks**", _fenced(checks_in(code)))),
        ),
        key_points="\n".join(key_points),
        rubric="\n".join(f"- **{grade.label}:** {line_of(text)}" for grade, text in grades),
        follow_ups=_joined(*follow_ups),
    )


def checks_in(code: Code) -> str:
    """Return the helpers and all groups of checks as one text; a group that checks growth is a comment."""
    groups = [
        f"# {check.name}\n"
        + (f"# {_flat(check.call)} grows like {check.grows} with the size" if check.grows else check.code.strip())
        for check in code.checks
    ]
    return _joined(code.helpers.strip(), *groups)


def line_of(text: str) -> str:
    """Return a text on one line, with every character escaped that Markdown would interpret, except code in backquotes."""
    pieces = re.split(r"(`[^`\n]+`)", _flat(text))
    escaped = "".join(piece if number % 2 else _SIGN.sub(r"\\\1", piece) for number, piece in enumerate(pieces))
    return _START.sub(r"\1\\\2", escaped)


def _task(code: Code) -> Sequence[str]:
    """Return the stub of a coding question, and what each of its levels asks for."""
    levels = "\n".join(f"{number}. {line_of(level)}" for number, level in enumerate(code.levels, start=1))
    return _fenced(code.stub), levels


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _markdown(text: str) -> str:
    """Return Markdown whose HTML is text, and whose code blocks are all closed."""
    pieces = []
    end = 0
    for match in _CODE.finditer(text):
        pieces += [_TAG.sub("&lt;", text[end : match.start()]), match[0]]
        end = match.end()
    rest = _TAG.sub("&lt;", text[end:]).rstrip()
    is_open = _FENCE.search(rest)
    return "".join([*pieces, rest, f"\n{is_open[1]}" if is_open else ""]).strip("\n")


def _fenced(code: str) -> str:
    fence = "````" if "```" in code else "```"
    return f"{fence}python\n{code.rstrip()}\n{fence}"
