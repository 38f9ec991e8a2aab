"""Write a bank as a YAML file that `bank_reader` reads as the same bank. Guide pages and companies are not written."""

from __future__ import annotations

import re
from typing import Any

import yaml

from mlprep_cli.core.questions import BUDGETS, Bank, CheckGroup, Code, KeyPoint, Page, Question
from mlprep_cli.core.text import plain

Values = dict[str, Any]
"""The fields of a mapping. Fields that are empty or have their default are not written."""

_WIDTH = 120
_BLOCK = re.compile(r"(?![ \n])[\x20-\x7e\n\xa0-\u2027\u202a-\ud7ff]*\n[\x20-\x7e\n\xa0-\u2027\u202a-\ud7ff]*")
"""A text that YAML can hold as a block, line by line. Others are quoted."""
_ENDS_IN_BLANKS = re.compile(r" (\n|$)")

_DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _BankDumper(_DUMPER):  # type: ignore[misc, valid-type]  # the C library is optional
    """Writes texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    text = plain(text)
    is_block = _BLOCK.fullmatch(text) and not _ENDS_IN_BLANKS.search(text)
    style = "|" if is_block else '"' if "\n" in text or not text.isprintable() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_BankDumper.add_representer(str, _text)


def bank_text(bank: Bank) -> str:
    """Return the text of a bank file. The same bank gives the same text."""
    values = {
        "format": bank.format,
        "topics": list(map(_topic, bank.topics)),
        "questions": list(map(_question, bank.questions)),
    }
    text: str = yaml.dump(
        values, Dumper=_BankDumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False
    )
    return text


def _topic(page: Page) -> Values:
    return {"id": page.id, "title": page.title, "study": page.text}


def _question(question: Question) -> Values:
    values = {
        "id": question.id,
        "round": question.round,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "prompt": question.prompt,
        "answer": question.answer,
        "more": question.more,
        "code": None if question.code is None else _code(question.code),
        "key_points": list(map(_key_point, question.key_points)),
        "rubric": question.rubric._asdict(),
        "follow_ups": [follow_up._asdict() for follow_up in question.follow_ups],
        "companies": [_without_empty(company._asdict()) for company in question.companies],
        "sources": [source._asdict() for source in question.sources],
        "expects": dict(question.expects),
        "see": list(question.see),
        "references": list(question.references),
        "as_of": question.as_of,
        "level": list(question.level),
        "budget": 0 if question.budget == BUDGETS[question.round] else question.budget,
        "formerly": list(question.formerly),
    }
    return _without_empty(values)


def _key_point(point: KeyPoint) -> Values:
    return _without_empty({"point": point.point, "must": point.must, "say": list(point.say)})


def _code(code: Code) -> Values:
    return _without_empty(
        {
            "repair": code.repair,
            "stub": code.stub,
            "levels": list(code.levels),
            "solution": code.solution,
            "helpers": code.helpers,
            "checks": list(map(_check, code.checks)),
        }
    )


def _check(check: CheckGroup) -> Values:
    growth = {"grows": check.grows, "from": check.start, "call": check.call, "input": check.input}
    return {
        **_without_empty({"name": check.name, "hidden": check.hidden, "level": 0 if check.level == 1 else check.level}),
        **(growth if check.grows else {"code": check.code}),
    }


def _without_empty(values: Values) -> Values:
    return {name: value for name, value in values.items() if value}
