"""Days without study, as records of the log."""

from __future__ import annotations

from datetime import date, datetime
from sqlite3 import Connection

from mlprep_cli.core.days import DaysOff, days_in
from mlprep_cli.storage.database import transaction
from mlprep_cli.storage.fields import DAY_OFF, moment_text


class DayOffStore:
    """The days without study."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ranges(self) -> list[DaysOff]:
        """Return the days off as they were marked, in their order."""
        rows = self._connection.execute("SELECT * FROM day_off WHERE removed_at IS NULL")
        return sorted(DAY_OFF.value(row) for row in rows)

    def days(self) -> frozenset[date]:
        """Return every day off."""
        return days_in(self.ranges())

    def mark(self, off: DaysOff, off_id: str, at: datetime) -> None:
        """Mark days as days without study."""
        with transaction(self._connection):
            self._add(off, off_id, at)

    def remove(self, days: DaysOff, ids: tuple[str, str], at: datetime) -> int:
        """Give days back to study, and return how many there were. The rest of a longer range stays off.

        `ids` are the ids of new records, for what is left before and after the days.
        """
        count = 0
        with transaction(self._connection):
            rows = self._connection.execute(
                "SELECT * FROM day_off WHERE removed_at IS NULL AND first_day <= ? AND last_day >= ?",
                (days.last.isoformat(), days.first.isoformat()),
            ).fetchall()
            for number, row in enumerate(rows):
                off = DAY_OFF.value(row)
                count += (min(off.last, days.last) - max(off.first, days.first)).days + 1
                self._connection.execute("UPDATE day_off SET removed_at = ? WHERE id = ?", (moment_text(at), row["id"]))
                for name, left in zip(ids, off.without(days), strict=True):
                    if left is not None:
                        self._add(left, f"{name}-{number}" if number else name, at)
        return count

    def _add(self, off: DaysOff, off_id: str, at: datetime) -> None:
        self._connection.execute(
            "INSERT INTO day_off (id, first_day, last_day, marked_at) VALUES (?, ?, ?, ?)",
            (off_id, off.first.isoformat(), off.last.isoformat(), moment_text(at)),
        )
