"""The sources of the shipped bank, one file a round and topic, and the one file that ships.

`python tools/bank_source.py` puts every source into its one style and builds `data/questions.yaml` from them.
With files, `python tools/bank_source.py data/bank/screening/llm.yaml …` only styles and checks these.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data"
BANK = DATA / "questions.yaml"
SOURCES = DATA / "bank"
ORDER = SOURCES / "order.yaml"
COMPANIES = SOURCES / "companies.yaml"
WIDTH = 118
FIELDS = (
    *("id", "round", "topic", "difficulty", "prompt", "answer", "more", "code", "key_points", "rubric"),
    *("follow_ups", "companies", "sources", "expects", "see", "references", "as_of", "level", "budget", "formerly"),
)

CODE_FIELDS = ("repair", "stub", "levels", "solution", "helpers", "checks")
CHECK_FIELDS = ("name", "hidden", "level", "code", "grows", "from", "call", "input")

SIGN = re.compile(r" (?=([-+*>#|=~]|\d+[.)]) )")
GLUE = "\x00"

HEADER = """\
# The question bank that mlprep ships, built from data/bank by `python tools/bank_source.py`: change the sources, not this file.
# docs/writing-questions.md describes the format; `mlprep bank check` reports errors.
"""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def built() -> str:
    """Return the text of the bank that the sources make."""
    order = _load(ORDER)
    parts = [HEADER, "format: 2", "", "topics:"]
    parts += [_page(name, SOURCES / "topics" / f"{name}.md", "study") for name in order["topics"]]
    parts += ["guides:"]
    parts += [_page(name, SOURCES / "guides" / f"{name}.md", "text") for name in order["guides"]]
    parts += ["companies:"]
    parts += [_process(process) for process in _load(COMPANIES)["companies"]]
    parts += ["questions:"]
    for path in question_files():
        parts.append(f"  # --- {path.parent.name}: {path.stem} ---\n")
        parts += [_question(question) for question in _load(path)["questions"]]
    return "\n".join(parts).rstrip() + "\n"


def question_files() -> list[Path]:
    """Return the source files of questions, in the order of the bank: by round, then by topic."""
    order = _load(ORDER)
    files = [SOURCES / name / f"{topic}.yaml" for name in order["rounds"] for topic in order["topics"]]
    return [path for path in files if path.is_file()]


def styled(path: Path) -> str:
    """Return the text of a source file in its one style: stable order, block scalars, short lines."""
    if path.name == COMPANIES.name:
        return "\n".join(["companies:", *map(_process, _load(path)["companies"])]).rstrip() + "\n"
    questions = _load(path)["questions"]
    return "\n".join(["format: 2", "", "questions:", *map(_question, questions)]).rstrip() + "\n"


def _load(path: Path) -> Any:  # any YAML
    return yaml.load(path.read_text("utf-8"), _LOADER)


def _page(name: str, path: Path, field: str) -> str:
    title, text = path.read_text("utf-8").removeprefix("# ").split("\n", 1)
    return f"  - id: {name}\n    title: {_plain(title)}\n    {field}: |\n{_block(text.strip(), 6)}\n"


def _question(question: dict[str, Any]) -> str:
    lines = []
    for name in filter(question.__contains__, FIELDS):
        value = question[name]
        if name == "prompt":
            lines.append(f"{name}: >-\n{_folded(value, 6)}")
        elif name in ("answer", "more"):
            lines.append(f"{name}: |\n{_block(value, 6)}")
        elif name == "code":
            lines.append("code:\n" + "\n".join(_code(value)))
        elif name == "key_points":
            lines.append("key_points:\n" + "\n".join(f"      - {_key_point(point)}" for point in value))
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
        elif name == "sources":
            lines.append("sources:\n" + "\n".join(f"      - {_flat(source)}" for source in value))
        elif name == "expects":
            lines.append("expects:\n" + "\n".join(f"      {key}: >-\n{_folded(value[key], 8)}" for key in value))
        elif isinstance(value, list):
            lines.append(f"{name}: [" + ", ".join(_plain(item) for item in value) + "]")
        else:
            lines.append(f"{name}: {value}")
    return "  - " + "\n    ".join(lines) + "\n"


def _process(process: dict[str, Any]) -> str:
    lines = [f"  - name: {_plain(process['name'])}"]
    if "role" in process:
        lines.append(f"    role: {_plain(process['role'])}")
    if "as_of" in process:
        lines.append(f"    as_of: {process['as_of']}")
    for name in filter(process.__contains__, ("evidence", "stages", "onsite", "focus", "weighs")):
        lines.append(f"    {name}:")
        lines += [f"      - {_item(item) if isinstance(item, dict) else _plain(item)}" for item in process[name]]
    if "values" in process:
        lines.append("    values:")
        lines.append("      names:" if process["values"]["names"] else "      names: []")
        lines += [f"        - {_plain(name)}" for name in process["values"]["names"]]
        lines.append(f"      source: >-\n{_folded(process['values']['source'], 8)}")
    if "ai_tools" in process:
        lines.append(f"    ai_tools: >-\n{_folded(process['ai_tools'], 6)}")
    return "\n".join(lines) + "\n"


def _item(values: dict[str, Any]) -> str:
    """Return a mapping in a list: on one line if it fits, else a line for each value."""
    flat = _flat(values)
    if len(flat) <= WIDTH - 8:
        return flat
    lines = []
    for name, value in values.items():
        line = f"{name}: {_scalar(value)}"
        if len(line) <= WIDTH - 8:
            lines.append(line)
        elif isinstance(value, list):
            lines += [f"{name}:", *(f"  - {_scalar(item)}" for item in value)]
        else:
            lines.append(f"{name}: >-\n{_folded(value, 10)}")
    return "\n        ".join(lines)


def _code(code: dict[str, Any]) -> Iterator[str]:
    for name in filter(code.__contains__, CODE_FIELDS):
        value = code[name]
        if name == "levels":
            yield "      levels:\n" + "\n".join(f"        - >-\n{_folded(level, 10)}" for level in value)
        elif isinstance(value, list):
            yield f"      {name}:\n" + "\n".join(f"        - {_check(check)}" for check in value)
        elif isinstance(value, bool):
            yield f"      {name}: {str(value).lower()}"
        else:
            yield f"      {name}: |\n{_verbatim(value, 8)}"


def _check(check: dict[str, Any]) -> str:
    lines = []
    for name in filter(check.__contains__, CHECK_FIELDS):
        value = check[name]
        if name in ("code", "call", "input") and (name == "code" or "\n" in value.strip()):
            lines.append(f"{name}: |\n{_verbatim(value, 12)}")
        else:
            lines.append(f"{name}: {str(value).lower() if isinstance(value, bool) else _scalar(value)}")
    return "\n          ".join(lines)


def _key_point(point: dict[str, Any]) -> str:
    must = ", must: true" if point.get("must") else ""
    say = f", say: [{', '.join(_plain(cue) for cue in point['say'])}]" if point.get("say") else ""
    return f"{{point: {_quoted(point['point'])}{must}{say}}}"


def _flat(values: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in values.items()) + "}"


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(item) for item in value) + "]"
    return _flat(value) if isinstance(value, dict) else _plain(value) if isinstance(value, str) else str(value)


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


def _report(paths: list[Path]) -> int:
    """Print the problems of source files and the advice on them, and return the exit status."""
    from mlprep_cli.adapters.bank_file import BankFile
    from mlprep_cli.core.banks import KnownNames
    from mlprep_cli.errors import InvalidBank

    topics = _load(ORDER)["topics"]
    ids = {
        name
        for path in question_files()
        for name in re.findall(r"^  - id: (\S+)", path.read_text("utf-8"), re.MULTILINE)
    }
    status = 0
    for path in paths:
        try:
            _, problems = BankFile.read(path).advice(KnownNames(topics, ids), date.today())
        except InvalidBank as error:
            problems = error.problems
        for problem in problems:
            print(f"{path}:{problem.line}: {problem.message} ({problem.fix})")
            status = 1
    return status


def main(names: list[str]) -> int:
    """Style and check the named files; without names, style all and build the bank."""
    paths = [Path(name) for name in names] or [COMPANIES, *question_files()]
    for path in paths:
        if (text := styled(path)) != path.read_text("utf-8"):
            path.write_text(text, "utf-8")
    if not names:
        BANK.write_text(built(), "utf-8")
    return _report([path for path in paths if path.name != COMPANIES.name])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
