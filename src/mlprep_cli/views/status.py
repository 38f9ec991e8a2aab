"""The status line, without Rich."""

from __future__ import annotations

import json

from mlprep_cli.core.agenda import Agenda
from mlprep_cli.core.stats import Day
from mlprep_cli.errors import MlprepError
from mlprep_cli.views.agenda import minutes
from mlprep_cli.views.days import days_to_go

SEPARATOR = " · "

Status = tuple[Day, Agenda] | None
"""What there is to do today, None before there is a database."""


def text(status: Status, *, as_json: bool) -> str:
    """Return the status as it is printed."""
    return _document(status) if as_json else line(status)


def line(status: Status) -> str:
    """Return the status as one line: what the day holds, days to go, streak."""
    if status is None:
        return "mlprep not begun"
    day, agenda = status
    held = agenda.day
    counts = {part.name: part.questions for part in held.parts}
    parts = [minutes(held.seconds)] if held.items else []
    parts += [f"{sum(choice.is_due for choice in held.choices)} due", f"{len(held.new)} new"]
    if "again" in counts:
        parts.append(f"{counts['again']} again")
    if agenda.plan.interview is not None and agenda.plan.interview >= day.today:
        away = days_to_go(agenda.plan.interview, day.today)
        parts.append(away if away.endswith("to go") else f"interview {away}")
    if day.streak:
        parts.append(f"streak {day.streak}")
    return SEPARATOR.join(parts)


def error_line(error: MlprepError) -> str:
    """Return an error with its hint as one line."""
    return " ".join(f"mlprep: {error.message} {error.hint}".split())


def _document(status: Status) -> str:
    if status is None:
        return json.dumps({"schema": 1, "begun": False})
    day, agenda = status
    plan, held = agenda.plan, agenda.day
    left = agenda.days_left
    return json.dumps(
        {
            "schema": 1,
            "begun": True,
            "today": day.today.isoformat(),
            "due": day.total_due,
            "new": len(held.new),
            "reviewed_today": day.reviewed_today,
            "streak": day.streak,
            "interview": None if plan.interview is None else plan.interview.isoformat(),
            "days_left": left if left is None or left >= 0 else None,
            "due_today": sum(choice.is_due for choice in held.choices),
            "minutes": round(held.seconds / 60, 1),
        }
    )
