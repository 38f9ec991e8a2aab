"""The status line for a shell prompt or a status bar. It loads neither Typer nor Rich, and changes nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from mlprep_cli.app.context import Context
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.stats import Day
from mlprep_cli.core.text import plain
from mlprep_cli.storage.errors import translated
from mlprep_cli.views import status as views


def status(context: Context) -> tuple[Day, Plan | None] | None:
    """Return the day and the running plan, None if there is no database.

    Raises:
        MlprepError: The database or the settings cannot be used.
    """
    store, today = context.store, context.clock.today
    if not store.exists:
        return None
    with translated(store.path):
        plan = store.plans.running()
        share = store.plans.share(today) if plan is not None and plan.paced else None
        return store.stats.day(today, context.settings.new_per_day, plan, share), plan


def run(arguments: Sequence[str]) -> int | None:
    """Print the status for these arguments of the command line, and return the exit code.

    None means that the full command line has to run: there are other arguments, or an error occurred.
    """
    if not set(arguments) <= {"--json"}:
        return None
    home = os.environ.get("MLPREP_HOME")
    context = Context(Path(home) if home else None)
    try:
        print(plain(views.text(status(context), as_json="--json" in arguments)))
    except Exception:  # noqa: BLE001  the full command line meets the same error and shows it
        return None
    finally:
        context.close()
    return 0
