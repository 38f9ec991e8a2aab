"""The status line, without Rich."""

from __future__ import annotations

import json

from mlprep_cli.core.plan import Plan
from mlprep_cli.core.stats import Day
from mlprep_cli.views.days import days_to_go

SEPARATOR = " · "

Status = tuple[Day, Plan | None] | None
"""What there is to do today and the running plan, None before there is a database."""


def text(status: Status, *, as_json: bool) -> str:
    """Return the status as it is printed."""
    return _document(status) if as_json else line(status)


def line(status: Status) -> str:
    """Return the status as one line: due, new, days to go, streak."""
    if status is None:
        return "mlprep not begun"
    day, plan = status
    parts = [f"{sum(count for _, count in day.due)} due", f"{day.new_today} new"]
    if plan is not None and plan.interview is not None and plan.interview >= day.today:
        away = days_to_go(plan.interview, day.today)
        parts.append(away if away.endswith("to go") else f"interview {away}")
    if day.streak:
        parts.append(f"streak {day.streak}")
    return SEPARATOR.join(parts)


def _document(status: Status) -> str:
    if status is None:
        return json.dumps({"schema": 1, "begun": False})
    day, plan = status
    left = None if plan is None else plan.days_left(day.today)
    return json.dumps(
        {
            "schema": 1,
            "begun": True,
            "today": day.today.isoformat(),
            "due": sum(count for _, count in day.due),
            "new": day.new_today,
            "reviewed_today": day.reviewed_today,
            "streak": day.streak,
            "interview": None if plan is None or plan.interview is None else plan.interview.isoformat(),
            "days_left": left if left is None or left >= 0 else None,
        }
    )
