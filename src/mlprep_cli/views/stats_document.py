"""The JSON document of the statistics, with all figures of the screens and the HTML page, and its parts as CSV."""

from __future__ import annotations

from csv import DictWriter
from io import StringIO

from mlprep_cli.core.stats import CheckpointFigures, GroupFigures, Progress
from mlprep_cli.core.stats_details import Details
from mlprep_cli.core.text import no_formula
from mlprep_cli.views.documents import SCHEMA, Document, grades_of, headline_of, mock_of, ready_of, round_of


def progress(figures: Progress, details: Details) -> Document:
    """Return `stats --json`: all figures of the screens and the HTML page."""
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
        "checkpoints": [_checkpoint(checkpoint) for checkpoint in figures.checkpoints],
        "rounds": [_group("round", group) for group in figures.rounds],
        "topics": [_group("topic", group) for group in figures.topics],
        "time": {
            "seconds_total": round(figures.seconds_total, 3),
            "over_budget_share": figures.over_budget / graded.total if graded.total else None,
        },
        "self_grading": figures.self_grading._asdict(),
        "headline": None if details.ready is None else headline_of(details.ready.headline),
        "ready": None if details.ready is None else ready_of("name", details.ready.whole),
        "ready_rounds": [] if details.ready is None else [round_of(ready) for ready in details.ready.rounds],
        "retention": {
            "first_attempts": details.measured.total,
            **grades_of(details.measured),
            "predicted": None if details.predicted is None else round(details.predicted, 4),
        },
        "calendar": [{"day": day.isoformat(), "reviews": count} for day, count in details.calendar],
        "times": [
            {
                "round": times.round,
                "reviews": times.reviews,
                "median_seconds": times.median,
                "p90_seconds": times.p90,
                "over_budget": times.over_budget,
            }
            for times in details.times
        ],
        "days": [
            {
                "day": day.day.isoformat(),
                "attempts": day.attempts,
                "forecast_seconds": round(day.forecast, 1),
                "seconds": round(day.seconds, 1),
            }
            for day in details.days
        ],
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "reviews": week.reviews,
                "budget_share": round(week.share, 4),
                "over_budget": week.over_budget,
            }
            for week in details.weeks
        ],
        "quickfire": [
            {
                "session": rapid.session_id,
                "day": rapid.day.isoformat(),
                "answered": rapid.answered,
                "recalled": rapid.recalled,
                "seconds": round(rapid.seconds, 3),
            }
            for rapid in details.rapid
        ],
        "slow": [
            {"question": slow.question_id, "grade": slow.grade.value, "seconds": slow.seconds, "budget": slow.budget}
            for slow in details.slow
        ],
        "leeches": [
            {"question": leech.question_id, "topic": leech.topic, "lapses": leech.lapses} for leech in details.leeches
        ],
        "points": [
            {
                "question": point.question_id,
                "topic": point.topic,
                "number": point.number,
                "point": point.point,
                "must": point.must,
                "answers": point.answers,
                "missed": point.missed,
            }
            for point in details.points
        ],
        "confidence": [
            {"confidence": one.confidence, "first_attempts": one.grades.total, **grades_of(one.grades)}
            for one in details.confidence
        ],
        "companies": [] if details.ready is None else [ready_of("company", one) for one in details.ready.companies],
        "mocks": [mock_of(mock) for mock in details.mocks],
    }


def table(document: Document, part: str) -> str:
    """Return one part of `stats --json` as CSV, without its lists."""
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
    """Return a value that no spreadsheet interprets as a formula."""
    return no_formula(value) if isinstance(value, str) else value


def _flat(row: Document) -> Document:
    flat: Document = {}
    for name, value in row.items():
        flat |= {f"{name}_{key}": inner for key, inner in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def _group(kind: str, group: GroupFigures) -> Document:
    return {
        kind: group.name,
        "questions": group.questions,
        "seen": group.seen,
        "due": group.due,
        **grades_of(group.grades),
        "median_seconds": group.median_seconds,
        "budget": group.budget,
    }


def _checkpoint(checkpoint: CheckpointFigures) -> Document:
    return {
        "checkpoint": checkpoint.checkpoint,
        "first_attempts": checkpoint.grades.total,
        **grades_of(checkpoint.grades),
    }
