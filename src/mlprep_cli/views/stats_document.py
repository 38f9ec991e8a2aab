"""The document of the statistics: all that the screens and the page show, and its parts as CSV."""

from __future__ import annotations

from csv import DictWriter
from io import StringIO

from mlprep_cli.core.stats import Attempts, Heading, Progress
from mlprep_cli.core.stats_details import Details
from mlprep_cli.views.documents import SCHEMA, Document, grades_of, mock_of, ready_of


def progress(figures: Progress, details: Details) -> Document:
    """Return `stats --json`: all that the screens and the page show."""
    graded = figures.grades
    return {
        "schema": SCHEMA,
        "today": figures.today.isoformat(),
        "questions": {
            "total": figures.total,
            "new": figures.new,
            "learning": figures.learning,
            "mastered": figures.mastered,
        },
        "due": {
            "now": figures.due_now,
            "overdue": figures.overdue,
            "forecast": [{"day": day.isoformat(), "count": count} for day, count in figures.forecast],
        },
        "reviews": {"total": graded.total, "today": figures.reviewed_today, **grades_of(graded)},
        "streak": {"current": figures.streak, "longest": figures.longest_streak},
        "checkpoints": [_attempts(each) for each in figures.checkpoints],
        "rounds": [_heading("round", each) for each in figures.rounds],
        "topics": [_heading("topic", each) for each in figures.topics],
        "time": {
            "seconds_total": round(figures.seconds_total, 3),
            "over_budget_share": figures.over_budget / graded.total if graded.total else None,
        },
        "ready": None if details.ready is None else ready_of("name", details.ready),
        "retention": {
            "first_attempts": details.measured.total,
            **grades_of(details.measured),
            "predicted": None if details.predicted is None else round(details.predicted, 4),
        },
        "calendar": [{"day": day.isoformat(), "reviews": count} for day, count in details.calendar],
        "times": [
            {
                "round": each.round,
                "reviews": each.reviews,
                "median_seconds": each.median,
                "p90_seconds": each.p90,
                "over_budget": each.over_budget,
            }
            for each in details.times
        ],
        "weeks": [
            {
                "monday": each.monday.isoformat(),
                "reviews": each.reviews,
                "budget_share": round(each.share, 4),
                "over_budget": each.over_budget,
            }
            for each in details.weeks
        ],
        "quickfire": [
            {
                "session": each.session_id,
                "day": each.day.isoformat(),
                "answered": each.answered,
                "recalled": each.recalled,
                "seconds": round(each.seconds, 3),
            }
            for each in details.rapid
        ],
        "slow": [
            {"question": each.question_id, "grade": each.grade.value, "seconds": each.seconds, "budget": each.budget}
            for each in details.slow
        ],
        "leeches": [
            {"question": each.question_id, "topic": each.topic, "lapses": each.lapses} for each in details.leeches
        ],
        "companies": [ready_of("company", each) for each in details.companies],
        "mocks": [mock_of(each) for each in details.mocks],
    }


def table(document: Document, part: str) -> str:
    """Return one part of `stats --json` as CSV; what is not a plain value is left out."""
    rows: list[Document] = document["due"]["forecast"] if part == "forecast" else document[_KEYS.get(part, part)]
    plain = [{name: _cell(value) for name, value in _flat(row).items() if not isinstance(value, list)} for row in rows]
    out = StringIO()
    if plain:
        writer = DictWriter(out, list(plain[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(plain)
    return out.getvalue().rstrip("\n")


_KEYS = {"time": "weeks"}


def _cell(value: object) -> object:
    """Return a value as no spreadsheet takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def _flat(row: Document) -> Document:
    flat: Document = {}
    for name, value in row.items():
        flat |= {f"{name}_{inner}": each for inner, each in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def _heading(kind: str, each: Heading) -> Document:
    return {
        kind: each.name,
        "questions": each.questions,
        "seen": each.seen,
        "due": each.due,
        **grades_of(each.grades),
        "median_seconds": each.median_seconds,
        "budget": each.budget,
    }


def _attempts(each: Attempts) -> Document:
    return {"checkpoint": each.checkpoint, "first_attempts": each.grades.total, **grades_of(each.grades)}
