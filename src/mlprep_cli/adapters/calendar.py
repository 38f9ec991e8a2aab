"""The coming days as a calendar file, for any calendar program (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from mlprep_cli.adapters.files import write_file
from mlprep_cli.core.outlook import Outlook
from mlprep_cli.core.text import plain


def write(path: Path, found: Outlook, now: datetime) -> None:
    """Write each coming day with something to do, the checkpoint days and the interview as whole-day events.

    An event keeps its id from file to file: importing again updates it.

    Raises:
        MlprepError: The file cannot be written.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//mlprep//plan//EN")
    calendar.add("version", "2.0")
    names = {stage.day: f"Day {stage.checkpoint}: {stage.name}" for stage in found.stages}
    activities = {stage.day: [each.does for each in stage.activities] for stage in found.stages}
    for each in found.pace.days:
        title = names.get(each.day)
        if each.due or each.new or title:
            work = f"{each.due} due, {len(each.new)} new, {round(each.seconds / 60)} min"
            calendar.add_component(
                _event(each.day, f"mlprep: {title or work}", [work, *activities.get(each.day, [])], now)
            )
    if found.plan.interview is not None:
        whom = f" at {', '.join(found.plan.companies)}" if found.plan.companies else ""
        calendar.add_component(_event(found.plan.interview, f"Interview{whom}", ["mlprep eve"], now))
    write_file(path, calendar.to_ical())


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
