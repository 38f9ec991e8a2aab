"""The style of the shipped bank. `python tests/bank_style.py` rewrites the file in this style, and a test checks it."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import yaml

BANK = Path(__file__).parents[1] / "data" / "questions.yaml"
WIDTH = 118
ROUNDS = ("screening", "deep-dive", "senior", "coding", "system-design", "behavioral", "quickfire")
FIELDS = (
    *("id", "round", "topic", "difficulty", "prompt", "answer", "code", "key_points", "rubric"),
    *("follow_ups", "companies", "expects", "see", "references", "level", "budget", "formerly"),
)

SIGN = re.compile(r" (?=([-+*>#|=~]|\d+[.)]) )")
GLUE = "\x00"

HEADER = """\
# The question bank that mlprep ships. docs/writing-questions.md describes the format; `mlprep bank check` reports errors.
# Questions are grouped by round, then by topic in the order of the topics below.
"""


def styled(bank: dict[str, Any]) -> str:
    """Return a bank as the text of its file: stable order, block scalars, lines of at most 130 columns."""
    topics = [topic["id"] for topic in bank["topics"]]
    questions = sorted(
        bank["questions"], key=lambda question: (ROUNDS.index(question["round"]), topics.index(question["topic"]))
    )
    parts = [HEADER, "format: 1", "", "topics:"]
    parts += [_page(page, "study") for page in bank["topics"]]
    if bank.get("guides"):
        parts += ["guides:"]
        parts += [_page(page, "text") for page in bank["guides"]]
    if bank.get("companies"):
        parts += ["companies:"]
        parts += [_process(process) for process in bank["companies"]]
    parts += ["questions:"]
    group = None
    for question in questions:
        if group != (question["round"], question["topic"]):
            group = (question["round"], question["topic"])
            parts.append(f"  # --- {question['round']}: {question['topic']} ---\n")
        parts.append(_question(question))
    return "\n".join(parts).rstrip() + "\n"


def _page(page: dict[str, str], body: str) -> str:
    return f"  - id: {page['id']}\n    title: {_plain(page['title'])}\n    {body}: |\n{_block(page[body], 6)}\n"


def _question(question: dict[str, Any]) -> str:
    lines = []
    for name in FIELDS:
        if name not in question:
            continue
        value = question[name]
        if name == "prompt":
            lines.append(f"{name}: >-\n{_folded(value, 6)}")
        elif name == "answer":
            lines.append(f"{name}: |\n{_block(value, 6)}")
        elif name == "code":
            lines.append("code:\n" + "\n".join(f"      {part}: |\n{_verbatim(value[part], 8)}" for part in value))
        elif name == "key_points":
            points = [
                f"      - {{point: {_quoted(point['point'])}{', must: true' if point.get('must') else ''}}}"
                for point in value
            ]
            lines.append("key_points:\n" + "\n".join(points))
        elif name == "rubric":
            lines.append("rubric:\n" + "\n".join(f"      {key}: >-\n{_folded(value[key], 8)}" for key in value))
        elif name == "follow_ups":
            pairs = [
                f"      - prompt: >-\n{_folded(pair['prompt'], 10)}\n        answer: >-\n{_folded(pair['answer'], 10)}"
                if not _has_structure(pair["answer"])
                else f"      - prompt: >-\n{_folded(pair['prompt'], 10)}\n        answer: |\n{_block(pair['answer'], 10)}"
                for pair in value
            ]
            lines.append("follow_ups:\n" + "\n".join(pairs))
        elif name == "companies":
            lines.append("companies: [" + ", ".join(_company(company) for company in value) + "]")
        elif name == "expects":
            lines.append("expects:\n" + "\n".join(f"      {key}: >-\n{_folded(value[key], 8)}" for key in value))
        elif isinstance(value, list):
            lines.append(f"{name}: [" + ", ".join(_plain(item) for item in value) + "]")
        else:
            lines.append(f"{name}: {value}")
    return "  - " + "\n    ".join(lines) + "\n"


def _process(process: dict[str, Any]) -> str:
    lines = [f"  - name: {_plain(process['name'])}"]
    for name in ("stages", "onsite", "focus", "weighs"):
        lines.append(f"    {name}:")
        lines += [f"      - {_plain(item) if isinstance(item, str) else _visit(item)}" for item in process[name]]
    return "\n".join(lines) + "\n"


def _visit(visit: dict[str, Any]) -> str:
    rounds, numbers = ", ".join(visit["rounds"]), (visit["questions"], visit["minutes"])
    return f"{{name: {_plain(visit['name'])}, rounds: [{rounds}], questions: {numbers[0]}, minutes: {numbers[1]}}}"


def _company(company: dict[str, Any]) -> str:
    year = f", year: {company['year']}" if "year" in company else ""
    return f"{{name: {_plain(company['name'])}{year}}}"


def _plain(text: str) -> str:
    safe = re.fullmatch(r"[A-Za-z][A-Za-z0-9 .()/+’'-]*", text) and text.lower() not in (
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
    )
    return text if safe else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _folded(text: str, indent: int) -> str:
    words = " ".join(text.split())
    return textwrap.fill(
        words,
        WIDTH + 12 - 8,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _verbatim(text: str, indent: int) -> str:
    return textwrap.indent(text.rstrip(), " " * indent, lambda line: line != "\n")


def _has_structure(text: str) -> bool:
    return bool(re.search(r"^(```|[-*] |\d+\. |\|)|\n\n", text, re.MULTILINE))


def _block(text: str, indent: int) -> str:
    """Return Markdown wrapped again: paragraphs and list items are filled, code and tables stay as they are."""
    out: list[str] = []
    paragraph: list[str] = []
    fenced = False

    def flush() -> None:
        if paragraph:
            lead = re.match(r"(\s*)((?:[-*]|\d+\.) +)?", paragraph[0])
            assert lead is not None
            indented, item = lead[1], lead[2] or ""
            joined = " ".join(line.strip() for line in paragraph)
            # A sign at the start of a line would begin a list, a quotation or a heading.
            glued = item + SIGN.sub(GLUE, joined[len(item) :])
            out.extend(
                line.replace(GLUE, " ")
                for line in textwrap.wrap(
                    glued,
                    WIDTH + 12 - 8 - indent,
                    initial_indent=indented,
                    subsequent_indent=indented + " " * len(item),
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
            paragraph.clear()

    for line in text.rstrip().split("\n"):
        if line.lstrip().startswith("```"):
            flush()
            fenced = not fenced
            out.append(line.rstrip())
        elif fenced or line.lstrip().startswith(("|", "#")) or not line.strip():
            flush()
            out.append(line.rstrip())
        elif re.match(r"\s*([-*]|\d+\.) ", line):
            flush()
            paragraph.append(line)
        else:
            paragraph.append(line)
    flush()
    return "\n".join(" " * indent + line if line else "" for line in out)


if __name__ == "__main__":
    data = yaml.safe_load(Path(sys.argv[1] if len(sys.argv) > 1 else BANK).read_text("utf-8"))
    BANK.write_text(styled(data), "utf-8")
