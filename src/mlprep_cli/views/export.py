"""Questions as files for other programs: a table in CSV, and a document in Markdown."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from mlprep_cli.core.export import checks_in, line_of, parts_of
from mlprep_cli.core.questions import KeyPoint, Question
from mlprep_cli.core.text import no_formula, plain
from mlprep_cli.views.theme import plural

COLUMNS = (
    *("id", "round", "topic", "difficulty", "levels", "companies", "budget_seconds", "prompt", "answer", "more"),
    *("key_points", "strong", "lean", "no_hire", "follow_ups", "stub", "solution", "checks", "references", "as_of"),
)


def table(questions: Sequence[Question]) -> str:
    """Return questions as CSV (RFC 4180) with a header row. No cell is a formula in a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([no_formula(plain(cell)) for cell in _cells(question)] for question in questions)
    return out.getvalue()


def document(questions: Sequence[Question]) -> str:
    """Return questions as Markdown, each under its prompt, with the answer in a part that opens on a click."""
    parts = [f"# {plural(len(questions), 'question')}", *map(_section, questions)]
    return plain("\n\n".join(parts) + "\n")


def _cells(question: Question) -> Sequence[str]:
    code, rubric = question.code, question.rubric
    return (
        question.id,
        question.round,
        question.topic,
        question.difficulty,
        ", ".join(question.level),
        ", ".join(company.name for company in question.companies),
        str(question.budget),
        question.prompt,
        question.answer,
        question.more,
        "\n".join(map(_point, question.key_points)),
        *(rubric.strong, rubric.lean, rubric.no_hire),
        "\n\n".join(f"{follow_up.prompt}\n{follow_up.answer}" for follow_up in question.follow_ups),
        *(("", "", "") if code is None else (code.stub, code.solution, checks_in(code))),
        "; ".join(question.references),
        question.as_of,
    )


def _point(point: KeyPoint) -> str:
    cues = f" ({', '.join(point.say)})" if point.say else ""
    return f"{'must: ' if point.must else ''}{point.point}{cues}"


def _section(question: Question) -> str:
    parts = parts_of(question)
    title, _, task = parts.prompt.partition("\n\n")
    tags = " · ".join(map(line_of, (question.id, question.round, question.topic, question.difficulty, *question.level)))
    hidden = [parts.answer, "### Key points", parts.key_points, "### Rubric", parts.rubric]
    hidden += ["### Follow-ups", parts.follow_ups] if parts.follow_ups else []
    answer = ["<details>\n<summary>Answer</summary>", *hidden, "</details>"]
    return "\n\n".join(part for part in (f"## {title}", tags, task, *answer) if part)
