"""Today: what is due and new, what the day holds, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlprep_cli.app.agenda import agenda
from mlprep_cli.app.banks import current

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.agenda import Agenda
    from mlprep_cli.core.stats import Day

RECENT_MOCKS = 20
"""The mock interviews among which unfinished ones are looked for."""


def today(context: Context) -> tuple[Day, Agenda]:
    """Return what there is to do today."""
    store = current(context)
    day = store.stats.day(context.clock.today)
    return day._replace(mocks=tuple(store.mocks.unfinished(RECENT_MOCKS))), agenda(context, store)


def is_first(context: Context) -> bool:
    """Return whether nothing has ever been practised here."""
    return not current(context).reviews.anything_practised()


def bank_size(context: Context) -> tuple[int, int]:
    """Return the number of questions and of topics in the banks."""
    store = current(context)
    return sum(bank.questions for bank in store.banks.counted()), len(store.pages.pages("topic"))
