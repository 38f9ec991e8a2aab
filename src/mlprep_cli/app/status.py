"""One short line for a shell prompt or a status bar: it loads neither Typer nor Rich, and changes nothing."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from mlprep_cli.adapters.clock import stamper, system_moment
from mlprep_cli.adapters.files import expanded
from mlprep_cli.adapters.settings import default_home, read_settings
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import Filter
from mlprep_cli.core.stats import Day
from mlprep_cli.core.text import plain
from mlprep_cli.storage import plans, stats
from mlprep_cli.storage.database import FILE_NAME, connect
from mlprep_cli.storage.errors import meaning

SEPARATOR = " · "


def status(home: Path) -> tuple[Day, Plan | None] | None:
    """Return what there is to do today, and the plan that runs; None where nothing has begun.

    Raises:
        MlprepError: The database or the settings cannot be used.
    """
    path = home / FILE_NAME
    if not path.exists():
        return None
    settings = read_settings(home)
    today = stamper(settings.day_starts_at, system_moment())().day
    try:
        connection = connect(path)
        try:
            plan = plans.running(connection)
            share = plans.share(connection, today) if plan is not None and plan.paced else None
            return stats.day(connection, Filter(), today, settings.new_per_day, plan, share), plan
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise meaning(error, path) from error


def line(found: tuple[Day, Plan | None] | None) -> str:
    """Return it as one line: what is due, what is new, the days to go, the streak."""
    if found is None:
        return "mlprep not begun"
    day, plan = found
    due = sum(count for _, count in day.due)
    parts = [f"{due} due", f"{day.new_today} new"]
    if (left := _days_left(plan, day.today)) is not None:
        parts.append("interview today" if left == 0 else f"{left} day{'' if left == 1 else 's'} to go")
    if day.streak:
        parts.append(f"streak {day.streak}")
    return SEPARATOR.join(parts)


def document(found: tuple[Day, Plan | None] | None) -> str:
    """Return `status --json`."""
    if found is None:
        return json.dumps({"schema": 1, "begun": False})
    day, plan = found
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
            "days_left": _days_left(plan, day.today),
        }
    )


def told(home: Path, *, as_json: bool) -> str:
    """Return the status of a home as it is printed."""
    found = status(home)
    return document(found) if as_json else line(found)


def run(arguments: Sequence[str]) -> int | None:
    """Print the status for these arguments of the command line, and return the exit code.

    None leaves it to the whole command line: the arguments say more, or something failed.
    """
    if not set(arguments) <= {"--json"}:
        return None
    given = os.environ.get("MLPREP_HOME")
    try:
        print(plain(told(expanded(Path(given)) if given else default_home(), as_json="--json" in arguments)))
    except Exception:  # noqa: BLE001
        return None  # the command line meets it again, and shows it as it shows every failure
    return 0


def _days_left(plan: Plan | None, today: date) -> int | None:
    left = None if plan is None else plan.days_left(today)
    return left if left is None or left >= 0 else None
