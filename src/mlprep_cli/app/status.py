"""The status line for a shell prompt or a status bar. It loads neither Typer nor Rich, and changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mlprep_cli.app.agenda import agenda
from mlprep_cli.app.context import Context
from mlprep_cli.core.agenda import Agenda
from mlprep_cli.core.stats import Day
from mlprep_cli.core.text import plain
from mlprep_cli.errors import MlprepError, RowUnreadable
from mlprep_cli.storage.errors import translated
from mlprep_cli.views import status as views


def status(context: Context) -> tuple[Day, Agenda] | None:
    """Return the day, None if there is no database.

    Raises:
        MlprepError: The database or the settings cannot be used.
    """
    store, today = context.store, context.clock.today
    if not store.exists or store.path.stat().st_size == 0:
        return None
    store.patience = 0.0  # a shell prompt must not wait for another program
    with translated(store.path):
        return store.stats.day(today), agenda(context, store)


def run(arguments: Sequence[str]) -> int | None:
    """Print the status for these arguments of the command line, and return the exit code.

    None means that the full command line has to run: there are other arguments, or an error that it shows better.
    """
    if not set(arguments) <= {"--json"}:
        return None
    home = os.environ.get("MLPREP_HOME")
    context, as_json = Context(Path(home) if home else None), "--json" in arguments
    try:
        text = views.text(status(context), as_json=as_json)
        if as_json:
            from mlprep_cli.adapters.streams import use_utf_8  # only a document needs it

            use_utf_8(sys.stdout)
        print(plain(text), flush=True)
    except MlprepError as error:
        if as_json or isinstance(error, RowUnreadable):  # the full command line says that the database is damaged
            return None
        print(plain(views.error_line(error)), file=sys.stderr)
        return error.exit_code
    except Exception:  # noqa: BLE001  the full command line meets the same error and shows it
        return None
    finally:
        context.close()
    return 0
