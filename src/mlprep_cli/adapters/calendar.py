"""The plan as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from mlprep_cli.adapters.files import write_file
from mlprep_cli.core.agenda import Agenda, Outlook
from mlprep_cli.core.text import plain


def write(path: Path, overview: Agenda, outlook: Outlook, now: datetime, *, replace: bool) -> None:
    """Write the days with work, the checkpoint days and the interview as all-day events.

    An event has the same id in every file, so that importing a newer file updates it.

    Raises:
        MlprepError: The file cannot be written.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//mlprep//plan//EN")
    calendar.add("version", "2.0")
    names = {milestone.day: f"Day {milestone.checkpoint}: {milestone.name}" for milestone in overview.milestones}
    activities = {
        milestone.day: [activity.task for activity in milestone.activities] for milestone in overview.milestones
    }
    for day in outlook.days:
        title = names.get(day.day)
        if day.seconds or title:
            work = f"{day.due} due, {day.new} new, {round(day.seconds / 60)} min"
            lines = [work, *activities.get(day.day, [])]
            calendar.add_component(_event(day.day, f"mlprep: {title or work}", lines, now))
    if overview.plan.interview is not None:
        companies = f" at {', '.join(overview.plan.companies)}" if overview.plan.companies else ""
        calendar.add_component(_event(overview.plan.interview, f"Interview{companies}", ["mlprep eve"], now))
    write_file(path, calendar.to_ical(), replace=replace)


def _event(day: date, title: str, lines: list[str], now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{day.isoformat()}-{'interview' if title.startswith('Interview') else 'practice'}@mlprep")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", plain(title))
    event.add("description", plain("\n".join(lines)))
    event.add("transp", "TRANSPARENT")
    return event
