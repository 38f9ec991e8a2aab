"""The sheet for the eve of an interview."""

from __future__ import annotations

from datetime import date

from mlprep_cli.core.eve import Eve, sheet
from mlprep_cli.core.questions import Page
from mlprep_cli.views.days import days_to_go


def eve_page(eve: Eve, today: date) -> Page:
    """Return the sheet as a page under its title."""
    companies = f" at {', '.join(eve.companies)}" if eve.companies else ""
    day = "" if eve.day is None else f", {days_to_go(eve.day, today)}"
    return Page("eve", f"Before the interview{companies}{day}", sheet(eve))
